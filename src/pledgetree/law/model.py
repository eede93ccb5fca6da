"""What a rulebook means, as frozen dataclasses.

Numbers are ``int`` or ``Fraction``; no rule holds a float. Every value and every rule carries its source, and the
source says how well it is known. Rules name indicators and parameters; formulas live in ``indicators`` and are named
from a closed list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

Text = Mapping[str, str]
"""A text in every language of the house: keys ``en``, ``zh-hans``, ``fr``."""

Status = Literal["documented", "recalled", "modelled"]
Value = int | Fraction | str


@dataclass(frozen=True)
class Source:
    """Where a value comes from and how well it is known."""

    title: str
    status: Status
    document: str = ""
    article: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class DatedValue:
    """A value that takes effect on a day, everywhere or in one region, with the operator its wording uses."""

    effective: date
    value: Value | None
    source: Source
    region: str | None = None
    operator: str | None = None


@dataclass(frozen=True)
class Parameter:
    """A number of law: ``name`` is its path below ``parameters/`` without suffix."""

    name: str
    description: Text
    unit: str
    values: tuple[DatedValue, ...]


@dataclass(frozen=True)
class Sampling:
    """How a sampled indicator was observed: which interview group, and what the sampling unit is."""

    group: str
    unit: str = "household"


@dataclass(frozen=True)
class Indicator:
    """What is measured. ``functions`` says which formula of the closed list holds from which day."""

    name: str
    title: Text
    description: Text
    unit: str
    kind: Literal["additive", "rate", "score"]
    direction: Literal["more", "less"]
    content: str
    tier: str
    reads: tuple[str, ...]
    target: Literal["plan", "none"]
    functions: tuple[tuple[date, str], ...]
    source: Source
    sampling: Sampling | None = None


@dataclass(frozen=True)
class Limit:
    """``label`` is reached when the measured ratio ``<operator> value`` holds."""

    label: str
    operator: str
    value: Fraction


@dataclass(frozen=True)
class Gate:
    """A veto: the indicator's ratio must satisfy the parameter's operator and value (by region and date)."""

    name: str
    title: Text
    indicator: str
    parameter: str
    source: Source


@dataclass(frozen=True)
class ClassRule:
    """Puts an indicator into a class: the first limit that holds gives its label, otherwise ``otherwise``.

    ``basis`` says what is compared: the indicator's own ratio (``value``) or achieved over planned (``completion``).
    """

    indicator: str
    basis: Literal["value", "completion"]
    effective: date
    limits: tuple[Limit, ...]
    otherwise: str
    source: Source


@dataclass(frozen=True)
class Step:
    """Points given when the ratio ``<operator> value`` holds; the first step that holds counts."""

    operator: str
    value: Fraction
    points: Fraction


@dataclass(frozen=True)
class BandPart:
    """From ``low`` to ``high`` points go linearly from ``points_low`` to ``points_high``."""

    low: Fraction
    high: Fraction
    points_low: Fraction
    points_high: Fraction


@dataclass(frozen=True)
class PointRule:
    """Points for one indicator; ``points`` is the most it can give (negative for a pure deduction).

    * ``linear``: 0 at ``zero``, full at ``full``, proportional between.
    * ``step``: the first of ``steps`` that holds; none = 0.
    * ``cliff``: full when the one step holds, else 0.
    * ``deduction``: full at ``start``; ``per_points`` less for every ``per_unit`` the ratio is worse; not below
      ``floor``. ``direction`` of the indicator says which side is worse.
    * ``band``: the part of ``bands`` the ratio lies in; outside the nearest end.
    Points are rounded half to even to a hundredth of a point.
    """

    name: str
    title: Text
    indicator: str
    basis: Literal["value", "completion"]
    kind: Literal["linear", "step", "cliff", "deduction", "band"]
    effective: date
    points: Fraction
    source: Source
    region: str | None = None
    zero: Fraction = Fraction(0)
    full: Fraction = Fraction(1)
    steps: tuple[Step, ...] = ()
    start: Fraction = Fraction(0)
    per_unit: Fraction = Fraction(1)
    per_points: Fraction = Fraction(0)
    floor: Fraction = Fraction(0)
    bands: tuple[BandPart, ...] = ()


@dataclass(frozen=True)
class GradeRule:
    """A grade and what it takes; rules are tried from the best grade down, the last one is unconditional.

    By classes: every class in ``at_least`` (class or better) occurs at least so many times, and no class is worse than
    ``none_below``. By points: ``points`` holds for the sum of points. Empty conditions hold always.
    """

    grade: str
    title: Text
    effective: date
    source: Source
    at_least: tuple[tuple[str, int], ...] = ()
    none_below: str | None = None
    points: Limit | None = None


@dataclass(frozen=True)
class Cap:
    """While ``problem`` stands, the grade is at most ``grade`` (a veto is a cap at the worst grade)."""

    problem: str
    grade: str
    effective: date
    source: Source


@dataclass(frozen=True)
class Problem:
    """A problem of the law, found when any of its conditions holds.

    ``conditions`` are pairs of a kind of the closed list and its argument:
    ``completion_below:<indicator>`` (below the plan in force or the plan not assessable), ``plan_fault:<code>``,
    ``class_at_most:<indicator>=<class>``, ``gate_failed:<gate>``, ``finding:<problem>`` (a confirmed finding
    counted at the unit or below).
    """

    name: str
    title: Text
    conditions: tuple[tuple[str, str], ...]
    effective: date
    source: Source


@dataclass(frozen=True)
class Consequence:
    """What the law proposes: ``when`` holds ``grade:<grade>`` or ``problem:<name>`` entries, all must hold."""

    name: str
    title: Text
    when: tuple[str, ...]
    kind: Literal["reward", "sanction", "notice"]
    effective: date
    source: Source


@dataclass(frozen=True)
class Scheme:
    """How figures become a grade: the whole of ``grades.yaml``."""

    graded_tiers: tuple[str, ...]
    classes_order: tuple[str, ...]
    grades_order: tuple[str, ...]
    gates: tuple[Gate, ...]
    classes: tuple[ClassRule, ...]
    points: tuple[PointRule, ...]
    grades: tuple[GradeRule, ...]
    caps: tuple[Cap, ...]


@dataclass(frozen=True)
class Department:
    """An owner of duties: an ``office`` of a unit, or the ``unit`` itself (its party committee and government)."""

    name: str
    title: Text
    kind: Literal["office", "unit"]
    tiers: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """Who answers for duties: a post at the unit (``unit``) or in an office (``office``), or a ``body`` as a whole."""

    name: str
    title: Text
    held_at: Literal["office", "unit", "body"]


@dataclass(frozen=True)
class DeadlineRule:
    """By when: exactly one of ``on`` (each year), ``by`` (one day), ``after`` (an event), or nothing (standing).

    ``on`` is ``MM-DD``, or ``MM-end`` for the last day of the month, ``years`` after the year it is about; ``days`` are
    counted from the day of the event, working days if ``working``; ``holidays`` says what becomes of a day off.
    """

    on: str = ""
    years: int = 0
    by: date | None = None
    after: str = ""
    days: int = 0
    working: bool = False
    holidays: Literal["keep", "next", "previous"] = "keep"


@dataclass(frozen=True)
class Duty:
    """What units of some tiers owe from a day on, to whom, by when, and who answers for it.

    ``owner`` and ``supporting`` are departments, ``accountable`` and ``contact`` roles; the contact is found in the
    office of ``contact_at``. A duty of several departments is one duty for each, named ``duty/department``.
    """

    name: str
    title: Text
    tiers: tuple[str, ...]
    scope: Literal["programme", "partner", "all"]
    effective: date
    owner: str
    accountable: tuple[str, ...]
    contact: str
    contact_at: str
    supporting: tuple[str, ...]
    owed_to: str
    evidence: tuple[str, ...]
    lifecycle: str
    calendar: Literal["yearly", "once", "when", "standing"]
    deadline: DeadlineRule
    source: Source


@dataclass(frozen=True)
class DutyMatrix:
    """The whole of ``duties.yaml``; empty where a rulebook has none."""

    departments: Mapping[str, Department]
    roles: Mapping[str, Role]
    evidence: Mapping[str, Text]
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class Edition:
    """A published state of the rulebook and the years it governs (both ends included)."""

    id: str
    published: date
    first_year: int
    last_year: int
    supersedes: str | None
    source: Source


@dataclass(frozen=True)
class Case:
    """A worked case a jurist can read."""

    name: str
    on_date: date
    kind: str
    given: Mapping[str, object]
    expected: Mapping[str, object]
    source: Source


@dataclass(frozen=True)
class Rulebook:
    """One scheme. ``raw`` is the merged content of its files, from which everything else is built."""

    name: str
    title: Text
    authority: Text
    tiers: tuple[str, ...]
    editions: tuple[Edition, ...]
    parameters: Mapping[str, Parameter]
    indicators: Mapping[str, Indicator]
    scheme: Scheme
    problems: tuple[Problem, ...]
    consequences: tuple[Consequence, ...]
    matrix: DutyMatrix
    cases: tuple[Case, ...]
    includes: tuple[str, ...]
    extends: str | None
    raw: Mapping[str, object]
