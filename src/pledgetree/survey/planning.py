"""Designs as people plan them: what a plan proves at which truth, and how many villages to visit where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pledgetree.base.errors import Fault, fault, raise_faults
from pledgetree.survey.allocating import StratumShare, allocate, neyman_scores, power_scores
from pledgetree.survey.frames import Frame
from pledgetree.survey.reading import column_names, read_columns
from pledgetree.survey.sizes import (
    Goal,
    Plan,
    chance_of_at_most,
    design_effect,
    point_verdict,
    smallest_within,
    visits,
)

POINTS = 25


@dataclass(frozen=True)
class CurvePoint:
    """At a true rate: the chance of proof, and the chance that a point estimate is at most the limit."""

    truth: float
    proved: float
    point_verdict: float


@dataclass(frozen=True)
class Expectation:
    """What is expected of a stratum before the draw: the rate of wrong cases, and how much to oversample it."""

    rate: float | None = None
    factor: float = 1.0


@dataclass(frozen=True)
class Allocation:
    """How to spread a sample: ``proportional``, ``power`` (with exponent) or ``neyman``; at least so many each."""

    method: str
    exponent: float = 0.5
    minimum: int = 0


@dataclass(frozen=True)
class StratumPlan:
    """A stratum of a design: its units and their total size, how many are drawn, with which probability each."""

    stratum: str
    units: int
    size: int
    n: int
    probability: float


def power_curve(goal: Goal, plan: Plan, *, above: bool) -> list[CurvePoint]:
    """Chances at rates from 0 to three times the limit, as a population of unlimited size would have them."""
    rates = [min(3 * float(goal.limit) * step / (POINTS - 1), 1.0) for step in range(POINTS)]
    points = []
    for rate in rates:
        few = chance_of_at_most(plan.allowed, plan.n, rate)
        points.append(CurvePoint(rate, 1 - few if above else few, point_verdict(plan.n, goal.limit, rate)))
    return points


def plan_strata(
    frame: Frame, total: int, allocation: Allocation, expectations: Mapping[str, Expectation]
) -> list[StratumPlan]:
    """Spread ``total`` units over the strata of a frame.

    Raises:
        UserError: TOTAL_TOO_SMALL, TOTAL_TOO_LARGE, RATE_MISSING.
    """
    names = [stratum.decode() for stratum in frame.strata]
    sizes = [sum(unit.size for unit in units) for units in frame.strata.values()]
    counts = [len(units) for units in frame.strata.values()]
    known = [expectations.get(name, Expectation()) for name in names]
    scores = _scores(allocation, names, sizes, known)
    shares = [
        StratumShare(name, count, score * one.factor)
        for name, count, score, one in zip(names, counts, scores, known, strict=True)
    ]
    drawn = allocate(shares, total, allocation.minimum)
    return [
        StratumPlan(name, count, size, drawn[name], drawn[name] / count)
        for name, count, size in zip(names, counts, sizes, strict=True)
    ]


def read_expectations(path: Path) -> dict[str, Expectation]:
    """Expectations from a CSV file with columns ``stratum`` and ``rate``, ``factor`` or both.

    Raises:
        UserError: what ``read_columns`` refuses, STRATUM_TWICE, RATE_OUT_OF_RANGE, FACTOR_NOT_POSITIVE.
    """
    given = [name for name in ("rate", "factor") if name in column_names(path)] or ["rate"]
    read = read_columns(path, given, ["stratum"])
    labels = read.labels["stratum"]
    names = [labels.names[code] for code in labels.codes]
    rates = read.numbers["rate"].tolist() if "rate" in given else [None] * read.rows
    factors = read.numbers["factor"].tolist() if "factor" in given else [1.0] * read.rows
    rows = list(zip(names, rates, factors, strict=True))
    raise_faults(one for number, row in enumerate(rows, 2) for one in _expectation_faults(names, number, row))
    return {name: Expectation(rate, factor) for name, rate, factor in rows}


def counts_text(strata: Sequence[StratumPlan]) -> bytes:
    """The lines ``stratum TAB n`` that a draw takes."""
    return "".join(f"{one.stratum}\t{one.n}\n" for one in strata).encode()


def effective_cases(units: int, households: int, alike: float) -> int:
    """How many independent cases the visits to so many households of so many units are worth, rounded down."""
    return int(units * households / design_effect(households, alike))


def most_allowed(goal: Goal, n: int) -> Plan | None:
    """The plan that proves "within" with n cases and as many wrong ones as can be allowed; None when n is too few."""
    allowed, best = 0, None
    while (plan := smallest_within(goal, allowed)).n <= n:
        best, allowed = Plan(n, plan.allowed), allowed + 1
    return best


def first_plans(limit: Fraction, level: float, population: int | None, most: int) -> list[Plan]:
    """The smallest plans for 0, 1, ... wrong cases allowed; in a small population only those that prove anything."""
    goal = Goal(limit, level, population)
    bound = most if population is None else min(most, goal.wrong_above() - 1)
    return [smallest_within(goal, allowed) for allowed in range(bound + 1)]


def plan_record(plan: Plan, effect: float) -> dict[str, object]:
    """A plan as the command prints it, with the visits that its cases cost in clusters."""
    return {"allowed": plan.allowed, "n": plan.n, "visits": visits(plan.n, effect)}


def _expectation_faults(names: Sequence[str], number: int, row: tuple[str, float | None, float]) -> list[Fault]:
    name, rate, factor = row
    found = []
    if names.index(name) != number - 2:
        found.append(fault("STRATUM_TWICE", f"row {number}", stratum=name))
    if rate is not None and not 0 < rate < 1:
        found.append(fault("RATE_OUT_OF_RANGE", f"row {number}", value=f"{rate:g}"))
    if factor <= 0:
        found.append(fault("FACTOR_NOT_POSITIVE", f"row {number}", value=f"{factor:g}"))
    return found


def _scores(
    allocation: Allocation, names: Sequence[str], sizes: Sequence[int], known: Sequence[Expectation]
) -> list[float]:
    if allocation.method == "proportional":
        return [float(size) for size in sizes]
    rates = [one.rate for one in known]
    if allocation.method == "neyman":
        raise_faults(
            fault("RATE_MISSING", stratum=name) for name, rate in zip(names, rates, strict=True) if rate is None
        )
        return neyman_scores(sizes, [rate or 0.0 for rate in rates])
    # The coefficient of variation of a share; without an expected rate all strata are taken to vary alike.
    spread = [((1 - rate) / rate) ** 0.5 if rate else 1.0 for rate in rates]
    return power_scores(sizes, spread, allocation.exponent)
