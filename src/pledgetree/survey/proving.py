"""What a sample proves about a limit: ``proved within``, ``not decided`` or ``proved above``.

The law compares a point estimate with its limit; a state says whether the data prove it. The household is the unit of
sampling error, so that a share is one of *wrong households*; a limit that says "at least" (recognition) is turned
round: what must be at least 90 % is within when what speaks against it is at most 10 %. At confidence ``level``:

* ``proved within``: were the share just beyond the limit, so few wrong households would be found with a chance of at
  most 1 - level;
* ``proved above``: were it at the limit, so many would be found with a chance of at most 1 - level;
* otherwise, and without any household, ``not decided``.

Each of the two claims is false with a chance of at most 1 - level, whatever the truth (Clopper and Pearson 1934,
Biometrika 26:404; in a population of known size hypergeometric, so that a census proves one or the other). Where
households of a village are alike, counts are divided by the design effect (Korn and Graubard 1998, Survey Methodology
24:193). Persons are a household's size: where the wrong households of a sample are larger than the others, the limit is
made as much harder to keep, and where they are smaller, harder to exceed; a state therefore never contradicts a verdict
on the point estimate in persons. ``docs/explanation/three-states.md`` has the error rates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy.stats import beta, hypergeom

from pledgetree.base.ratios import OPERATORS, holds
from pledgetree.survey.estimating import Estimate
from pledgetree.survey.phases import ABOVE, UNDECIDED, WITHIN, Population, plan_two_phases, state
from pledgetree.survey.small_area import AreaModel, check_ground

STATES = (WITHIN, UNDECIDED, ABOVE)
EXACT, FINITE, CLUSTERED = "exact binomial", "exact hypergeometric", "exact binomial at n / design effect"
CENSUS, COMBINED, SEQUENTIAL, NO_EVIDENCE = "census", "Bonferroni of the parts", "group-sequential", "no evidence"
_TURNED = {">=": "<=", ">": "<"}


@dataclass(frozen=True)
class Limit:
    """A limit on a share: it must satisfy ``operator value``."""

    value: Fraction
    operator: str

    @property
    def at_most(self) -> bool:
        """Whether the limit is the most there may be."""
        return self.operator.startswith("<")

    def turned(self) -> Limit:
        """The same limit on what speaks against the unit: at least 90 % is at most 10 % of the others."""
        return self if self.at_most else Limit(1 - self.value, _TURNED[self.operator])

    def allowed(self, cases: int) -> int:
        """The most wrong ones among so many that satisfy an upper limit; -1 where none do."""
        most = self.value * cases
        return math.floor(most) if self.operator == "<=" else math.ceil(most) - 1

    def scaled(self, factor: Fraction) -> Limit:
        """The limit on households that is as hard as this one on persons."""
        return Limit(min(Fraction(1), self.value / factor), self.operator)


@dataclass(frozen=True)
class SecondSample:
    """A second sample announced before the first result: its households; wrong ones of both, once it is drawn.

    ``first`` and ``first_wrong`` are the households and the wrong ones of the first sample, None while it is the only
    one.
    """

    planned: int
    first: int | None = None
    first_wrong: int | None = None


@dataclass(frozen=True)
class Evidence:
    """Households visited and wrong, of both samples together where there are two.

    ``population``: all households there are, None = not known. ``effect``: the design effect, at least 1. ``larger``:
    how many times the share of persons is the share of households.
    """

    households: int
    wrong: int
    population: int | None = None
    effect: float = 1.0
    larger: Fraction = Fraction(1)
    second: SecondSample | None = None


@dataclass(frozen=True)
class Bounds:
    """One-sided bounds of a share of wrong households, each at the level by itself, and how they were made."""

    low: float
    high: float
    method: str


def one_sided(evidence: Evidence, error: float) -> Bounds:
    """The lower and the upper bound, each wrong with a chance of at most ``error``; 0 and 1 without households.

    Raises:
        ValueError: more households wrong than visited, more visited than there are, or a design effect below 1.
    """
    households, wrong, population = evidence.households, evidence.wrong, evidence.population
    if not 0 <= wrong <= households or (population is not None and households > population) or evidence.effect < 1:
        raise ValueError("0 <= wrong <= households <= population, and a design effect of at least 1")
    if households == 0:
        return Bounds(0.0, 1.0, NO_EVIDENCE)
    if population == households:
        return Bounds(wrong / households, wrong / households, CENSUS)
    if population is not None and evidence.effect == 1:
        return _finite(households, wrong, population, error)
    # The correction for a known population is left out where households are alike: rather too wide than too narrow.
    size, cases = households / evidence.effect, wrong / evidence.effect
    low = float(beta.ppf(error, cases, size - cases + 1)) if wrong else 0.0
    high = float(beta.ppf(1 - error, cases + 1, size - cases)) if wrong < households else 1.0
    return Bounds(low, high, EXACT if evidence.effect == 1 else CLUSTERED)


def prove(evidence: Evidence, limit: Limit, level: float) -> str:
    """The state of one rate.

    Args:
        evidence: households that speak against the unit.
        limit: the limit of the law, on the rate itself; a lower limit is turned round here.
        level: confidence of either claim.
    """
    if evidence.population == 0:
        return WITHIN
    if evidence.households == 0:
        return UNDECIDED
    limit = limit.turned()
    hard, easy = limit.scaled(max(Fraction(1), evidence.larger)), limit.scaled(min(Fraction(1), evidence.larger))
    if evidence.second is not None and evidence.population != evidence.households:
        kept = _in_two_looks(evidence, evidence.second, hard, level)
        broken = kept if easy == hard else _in_two_looks(evidence, evidence.second, easy, level)
        return WITHIN if kept == WITHIN else ABOVE if broken == ABOVE else UNDECIDED
    found = one_sided(evidence, 1 - level)
    return _compared(_exactly(found.low, evidence), _exactly(found.high, evidence), easy, hard)


def prove_census(numerator: int, denominator: int, limit: Limit) -> str:
    """The state where everybody was examined: the rate is known."""
    if denominator == 0:
        return UNDECIDED
    return WITHIN if holds(numerator, denominator, limit.operator, limit.value) else ABOVE


def prove_estimate(figure: Estimate | AreaModel, limit: Limit) -> str:
    """The state of an estimate whose interval is two-sided at 2 level - 1, so that either end holds at level.

    Raises:
        UserError: MODEL_BASED_GROUND: a figure that is mostly a model proves nothing about a unit.
    """
    check_ground(figure)
    assert isinstance(figure, Estimate)
    if figure.ci_low is None or figure.ci_high is None:
        return UNDECIDED
    low, high = (figure.ci_low, figure.ci_high) if limit.at_most else (1 - figure.ci_high, 1 - figure.ci_low)
    return _compared(Fraction(low), Fraction(high), limit.turned(), limit.turned())


@dataclass(frozen=True)
class Part:
    """A sampled part of a composite: its evidence and the persons it stands for; ``known``: persons counted, no sample.

    ``evidence`` is None where the part was not sampled and nothing is known of it.
    """

    evidence: Evidence | None
    population: int
    known: Fraction | None = None


def composite_bounds(fixed: int, parts: Sequence[Part], whole: int, error: float) -> tuple[Fraction, Fraction] | None:
    """Lower and upper bound of (fixed + sum of shares x populations) / whole, each wrong with at most ``error``.

    The error is divided by the sampled parts, and by the looks where a second sample was announced (Bonferroni's
    inequality): conservative, whatever the parts have to do with each other. None where a part is not known at all.
    """
    open_parts = [one for one in parts if one.population > 0 and one.known is None]
    sampled = [(one.evidence, one.population) for one in open_parts if one.evidence is not None]
    if len(sampled) < len(open_parts) or any(evidence.households == 0 for evidence, _ in sampled):
        return None
    low = high = fixed + sum((one.known for one in parts if one.known is not None), start=Fraction(0))
    for evidence, population in sampled:
        looks = 1 if evidence.second is None else 2
        found = one_sided(evidence, error / len(sampled) / looks)
        larger = evidence.larger
        low += _exactly(found.low, evidence) * min(Fraction(1), larger) * population
        high += min(Fraction(1), _exactly(found.high, evidence) * max(Fraction(1), larger)) * population
    return low / whole, high / whole


def prove_composite(fixed: int, parts: Sequence[Part], whole: int, limit: Limit, level: float) -> str:
    """The state of a composite incidence."""
    found = composite_bounds(fixed, parts, whole, 1 - level) if whole > 0 else None
    return UNDECIDED if found is None else _compared(*found, limit, limit)


def _compared(low: Fraction, high: Fraction, easy: Limit, hard: Limit) -> str:
    """The state of a share between two bounds; the whole range on one side of the limit proves that side."""
    if OPERATORS[hard.operator](high, hard.value):
        return WITHIN
    return UNDECIDED if OPERATORS[easy.operator](low, easy.value) else ABOVE


def _exactly(bound: float, evidence: Evidence) -> Fraction:
    """A bound as a fraction: of the population where it is one, so that exactly at the limit is exactly there."""
    return Fraction(bound).limit_denominator(evidence.population) if evidence.population else Fraction(bound)


def _in_two_looks(evidence: Evidence, second: SecondSample, limit: Limit, level: float) -> str:
    """The state by a plan of two samples, whose sizes and bounds were fixed before the first result."""
    drawn = second.first is not None
    first = evidence.households if second.first is None else second.first
    wrong = evidence.wrong if second.first_wrong is None else second.first_wrong
    people = None
    if evidence.population is not None and evidence.effect == 1:
        people = Population(evidence.population, limit.allowed(evidence.population))
    sizes = [max(1, math.floor(one / evidence.effect)) for one in (first, second.planned)]
    plan = plan_two_phases(limit.value, sizes[0], sizes[1], level, people)

    def looked(rounded: Callable[[float], int]) -> str:
        first_wrong = rounded(wrong / evidence.effect)
        later = rounded(evidence.wrong / evidence.effect) - first_wrong if drawn else None
        return state(plan, first_wrong, later)

    # Divided by a design effect, wrong households are rounded against the claim that is made.
    if looked(math.ceil) == WITHIN:
        return WITHIN
    return ABOVE if looked(math.floor) == ABOVE else UNDECIDED


def _finite(households: int, wrong: int, population: int, error: float) -> Bounds:
    """Bounds in a population of known size, from the numbers of wrong ones that are not refuted."""
    least, most = wrong, population - (households - wrong)

    def few_enough(bad: int) -> bool:
        return bool(hypergeom.cdf(wrong, population, bad, households) > error)

    def many_enough(bad: int) -> bool:
        return bool(hypergeom.sf(wrong - 1, population, bad, households) > error)

    high = _last(few_enough, least, most)
    low = most - _last(lambda step: many_enough(most - step), 0, most - least)
    return Bounds(low / population, high / population, FINITE)


def _last(holding: Callable[[int], bool], low: int, high: int) -> int:
    """The largest number from low to high for which a condition holds that, once false, stays false; low holds."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holding(middle) else (low, middle - 1)
    return low
