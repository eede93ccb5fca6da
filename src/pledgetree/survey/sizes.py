"""How many cases prove that a rate is within a limit, or above it: exact binomial and hypergeometric plans.

A plan visits n cases and proves the rate *within* the limit when at most ``allowed`` of them are wrong; the chance of
that at the limit itself is at most 1 - level. A plan that proves the rate *above* finds more than ``allowed`` wrong,
which at the limit happens with at most 1 - level. In a population of known size the first number of wrong cases above
the limit takes the place of the limit. Clusters multiply the cases by the design effect 1 + (m - 1) rho (Kish 1965).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scipy.stats import binom, hypergeom

from pledgetree.base.errors import user_error

MOST_CASES = 10_000_000
MOST_ALLOWED = 1_000


@dataclass(frozen=True)
class Goal:
    """What is to be proved: the limit as an exact share, the level, the size of the population (None = unlimited)."""

    limit: Fraction
    level: float = 0.95
    population: int | None = None

    def wrong_above(self) -> int:
        """The smallest number of wrong cases in the population that is above the limit."""
        assert self.population is not None
        return math.floor(self.limit * self.population) + 1


@dataclass(frozen=True)
class Plan:
    """Visit ``n`` cases; at most ``allowed`` wrong ones prove "within", more prove "above"; ``power`` at the truth."""

    n: int
    allowed: int
    power: float | None = None


def design_effect(cluster: int, alike: float) -> float:
    """1 + (m - 1) rho for m cases in each cluster with intra-cluster correlation rho."""
    return 1 + (cluster - 1) * alike


def visits(n: int, effect: float) -> int:
    """Cases to visit in clusters for as much as n independent ones tell."""
    return math.ceil(n * effect - 1e-9)


def chance_of_at_most(allowed: int, n: int, rate: float, population: int | None = None, wrong: int = 0) -> float:
    """The chance of at most ``allowed`` wrong cases among n, at a rate, or at ``wrong`` in a population."""
    if population is None:
        return float(binom.cdf(allowed, n, rate))
    return float(hypergeom.cdf(allowed, population, wrong, n))


def smallest_within(goal: Goal, allowed: int) -> Plan:
    """The smallest plan that proves "within" with so many wrong cases allowed.

    Raises:
        UserError: NOT_PROVABLE, when even all cases of the population cannot prove it.
    """
    most = MOST_CASES if goal.population is None else goal.population

    def proves(n: int) -> bool:
        return _at_limit(goal, allowed, n) <= 1 - goal.level

    if not proves(most):
        raise user_error("NOT_PROVABLE", limit=f"{float(goal.limit):g}")
    return Plan(_first(proves, allowed + 1, most), allowed)


def plan_within(goal: Goal, truth: float, power: float) -> Plan:
    """The smallest plan that proves "within" with a probability of at least ``power`` when the rate is ``truth``.

    Raises:
        UserError: TRUTH_ON_WRONG_SIDE, NOT_PROVABLE.
    """
    if not 0 <= truth < float(goal.limit):
        raise user_error("TRUTH_ON_WRONG_SIDE", truth=f"{truth:g}", limit=f"{float(goal.limit):g}")
    for allowed in range(MOST_ALLOWED):
        plan = smallest_within(goal, allowed)
        reached = _at_truth(goal, truth, allowed, plan.n)
        if reached >= power:
            return Plan(plan.n, allowed, reached)
    raise user_error("NOT_PROVABLE", limit=f"{float(goal.limit):g}")


def plan_above(goal: Goal, truth: float, power: float) -> Plan:
    """The smallest plan that proves "above" with a probability of at least ``power`` when the rate is ``truth``.

    Raises:
        UserError: TRUTH_ON_WRONG_SIDE, NOT_PROVABLE.
    """
    if not float(goal.limit) < truth <= 1:
        raise user_error("TRUTH_ON_WRONG_SIDE", truth=f"{truth:g}", limit=f"{float(goal.limit):g}")
    most = MOST_CASES if goal.population is None else goal.population
    for allowed in range(MOST_ALLOWED):
        # With so many allowed, n may grow until too many wrong ones are likely at the limit: the best n is the largest.
        n = _largest_above(goal, allowed, most)
        reached = 1 - _at_truth(goal, truth, allowed, n)
        if reached >= power:
            first = _first(lambda m, c=allowed: 1 - _at_truth(goal, truth, c, m) >= power, allowed + 1, n)  # type: ignore[misc]  # the default binds the loop's value
            return Plan(first, allowed, 1 - _at_truth(goal, truth, allowed, first))
    raise user_error("NOT_PROVABLE", limit=f"{float(goal.limit):g}")


def point_verdict(n: int, limit: Fraction, truth: float) -> float:
    """The chance that the share among n cases is at most the limit: what a verdict on the point estimate rests on."""
    return float(binom.cdf(math.floor(limit * n), n, truth))


def _at_limit(goal: Goal, allowed: int, n: int) -> float:
    """The chance of at most ``allowed`` wrong where the rate just fails to be within the limit."""
    if goal.population is None:
        return chance_of_at_most(allowed, n, float(goal.limit))
    return chance_of_at_most(allowed, n, 0, goal.population, min(goal.wrong_above(), goal.population))


def _at_truth(goal: Goal, truth: float, allowed: int, n: int) -> float:
    if goal.population is None:
        return chance_of_at_most(allowed, n, truth)
    return chance_of_at_most(allowed, n, 0, goal.population, round(truth * goal.population))


def _largest_above(goal: Goal, allowed: int, most: int) -> int:
    """The largest n at which more than ``allowed`` wrong still speak against a rate at the limit."""

    def too_likely(n: int) -> bool:
        if goal.population is None:
            more = 1 - chance_of_at_most(allowed, n, float(goal.limit))
        else:
            more = 1 - chance_of_at_most(allowed, n, 0, goal.population, goal.wrong_above() - 1)
        return more > 1 - goal.level

    return most if not too_likely(most) else _first(too_likely, allowed + 1, most) - 1


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest number from low to high for which a condition holds that, once true, stays true."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
