"""What a trace holds: everything needed to see why a number of a result is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pledgetree.law.model import Source, Text


@dataclass(frozen=True)
class UnitPlace:
    """A unit, its tier and region, and the units above it, nearest first, as (unit_id, name)."""

    unit_id: str
    name: str
    tier: str
    region: str
    above: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ResultPlace:
    """The result a trace was read from. ``origin``: what its manifest says of snapshot, edition and code version."""

    digest: str
    year: int
    made_up: bool
    rulebook: str
    origin: Mapping[str, Any]


@dataclass(frozen=True)
class Contribution:
    """What one unit of the next tier down adds to a number; None where it is withheld."""

    unit_id: str
    name: str
    tier: str
    numerator: int | None
    denominator: int | None
    rows: int | None


@dataclass(frozen=True)
class TableRead:
    """A table of the snapshot an indicator reads and its content digest; empty when the result does not state it."""

    table: str
    digest: str


@dataclass(frozen=True)
class TargetTrace:
    """The plan in force and the pledge of an indicator; denominators are 0 where there is none."""

    plan_id: str | None
    plan_numerator: int
    plan_denominator: int
    plan_state: str
    pledge_id: str | None
    pledge_numerator: int
    pledge_denominator: int


@dataclass(frozen=True)
class GateTrace:
    """One gate: the limit of the law and how the ratio compares."""

    gate: str
    title: Text
    numerator: int
    denominator: int
    operator: str
    limit_numerator: int
    limit_denominator: int
    verdict: str
    reason: str
    source: Source


@dataclass(frozen=True)
class ClassLimit:
    """A class and the ratio it needs; the operator is empty for the class of whatever reaches no limit."""

    label: str
    operator: str
    value: str


@dataclass(frozen=True)
class ClassTrace:
    """The class an indicator was put into, and all the limits it was held against, best first."""

    label: str
    basis: str
    limits: tuple[ClassLimit, ...]
    source: Source


@dataclass(frozen=True)
class PointsTrace:
    """Points a rule gave, in hundredths, and the ratio it looked at: the indicator's own or its plan's completion.

    ``denominator`` is 0 without evidence; what would tell who answered an interviewer is None.
    """

    rule: str
    title: Text
    kind: str
    indicator: str
    indicator_title: Text
    basis: str
    numerator: int | None
    denominator: int | None
    points_hundredths: int | None
    full_hundredths: int
    source: Source


@dataclass(frozen=True)
class IntervalTrace:
    """A confidence interval, as text with 6 significant digits; ``n`` households."""

    low: str
    high: str
    level: str
    method: str
    n: int


@dataclass(frozen=True)
class IndicatorTrace:
    """One indicator at the unit: number, origin, law.

    ``denominator`` is 0 without evidence. ``withheld``: too few were interviewed; the number, its gates, its class and
    its interval are left out, so that nobody learns who answered what.
    """

    indicator: str
    title: Text
    unit: str
    kind: str
    direction: str
    numerator: int | None
    denominator: int | None
    rows: int | None
    withheld: bool
    formula: str
    source: Source | None
    tables: tuple[TableRead, ...]
    contributions: tuple[Contribution, ...]
    target: TargetTrace | None
    classed: ClassTrace | None
    gates: tuple[GateTrace, ...]
    points: tuple[PointsTrace, ...]
    interval: IntervalTrace | None


@dataclass(frozen=True)
class Step:
    """One step of the reasoning about the grade.

    ``kind``: ``at_least`` and ``none_below`` (classes counted), ``points`` (hundredths), ``always`` (the rule asks for
    nothing), ``cap`` (``label`` is the problem that stands). ``grade`` is the grade the step is about.
    """

    kind: str
    grade: str
    label: str
    asked: int
    found: int
    holds: bool


@dataclass(frozen=True)
class GradeTrace:
    """The grade, step by step. ``illustrative``: computed from made-up data, it says nothing about the real unit."""

    grade: str
    computed: str
    capped_by: tuple[str, ...]
    points_hundredths: int | None
    title: Text
    source: Source | None
    steps: tuple[Step, ...]
    illustrative: bool


@dataclass(frozen=True)
class ProblemTrace:
    """A problem found: the condition that held, what was found, and the article."""

    problem: str
    title: Text
    condition: str
    detail: str
    article: str
    persons: int
    source: Source | None


@dataclass(frozen=True)
class ConsequenceTrace:
    """A consequence the law proposes; a named officer decides."""

    consequence: str
    title: Text
    kind: str
    source: Source | None


@dataclass(frozen=True)
class PlanFaultTrace:
    """What is wrong with the unit's plan."""

    code: str
    indicator: str
    plan_id: str
    detail: str


@dataclass(frozen=True)
class HouseholdList:
    """The registered households one number of a village counts."""

    indicator: str
    household_ids: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """Why the numbers of one unit are what they are."""

    unit: UnitPlace
    result: ResultPlace
    grade: GradeTrace | None
    indicators: tuple[IndicatorTrace, ...]
    problems: tuple[ProblemTrace, ...]
    consequences: tuple[ConsequenceTrace, ...]
    plan_faults: tuple[PlanFaultTrace, ...]
    flows: Mapping[str, int] | None
    households: tuple[HouseholdList, ...]
