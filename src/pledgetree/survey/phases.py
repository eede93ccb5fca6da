"""Plans of at most two samples, both announced before the first result: lots of villages, and three states of a rate.

The second sample is drawn only when the first decides nothing, and the verdict then uses both together. Bounds are
chosen so that over both phases the chance of a false "within" at the limit, and that of a false "above" at the limit,
are each at most 1 - level; the first phase may use half of it (a group-sequential plan with two looks, computed
exactly).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from pledgetree.base.errors import user_error
from pledgetree.survey.designs import Numbers

FIRST_SHARE = 0.5
WITHIN, UNDECIDED, ABOVE = "proved within", "not decided", "proved above"


@dataclass(frozen=True)
class Population:
    """All cases there are, and the most of them that may be wrong while the rate is still within the limit."""

    cases: int
    allowed: int


@dataclass(frozen=True)
class TwoPhases:
    """Cases of both phases; the largest counts that prove "within" (-1: none), the smallest that prove "above"."""

    first: int
    second: int
    within_first: int
    above_first: int
    within_both: int
    above_both: int


@dataclass(frozen=True)
class Outlook:
    """What a plan gives when the rate is ``truth``: the chances of the three states, and the mean number of cases."""

    truth: float
    within: float
    undecided: float
    above: float
    cases: float


def plan_two_phases(
    limit: Fraction, first: int, second: int, level: float = 0.95, population: Population | None = None
) -> TwoPhases:
    """The bounds of a plan of two phases.

    Args:
        limit: the share up to which a rate is within.
        first: independent cases of the first sample (visits over the design effect).
        second: the same of the second.
        level: one less the total error to either side.
        population: all cases there are, where that is known: at least as many as both samples.

    Raises:
        UserError: PHASE_EMPTY.
    """
    if first < 1 or second < 1:
        raise user_error("PHASE_EMPTY")
    error = 1 - level
    # The least favourable truths: just above what is within, and the most that still is.
    beyond, inside = _Truth(float(limit), population, 1), _Truth(float(limit), population)
    one = beyond.first(first)
    within_first = int(_largest_at_most(np.cumsum(one), error * FIRST_SHARE))
    above_first = first + 1 - _tail_length(inside.first(first), error * FIRST_SHARE)
    partial = TwoPhases(first, second, within_first, above_first, -1, first + second + 1)
    early_within, _, both = _split(partial, beyond)
    within_both = int(_largest_at_most(np.cumsum(both), error - early_within))
    _, early_above, both = _split(partial, inside)
    above_both = first + second + 1 - _tail_length(both, error - early_above)
    return TwoPhases(first, second, within_first, above_first, within_both, above_both)


def outlook(plan: TwoPhases, truth: float) -> Outlook:
    """The chances of the three states when the rate is ``truth``, in a population without end."""
    early_within, early_above, both = _split(plan, _Truth(truth))
    within = early_within + float(both[: plan.within_both + 1].sum())
    above = early_above + float(both[plan.above_both :].sum())
    cases = plan.first + plan.second * (1 - early_within - early_above)
    return Outlook(truth, within, max(0.0, 1 - within - above), above, cases)


def state(plan: TwoPhases, wrong_first: int, wrong_second: int | None = None) -> str:
    """What so many wrong cases prove; without a second count only the first phase is judged."""
    if wrong_first <= plan.within_first:
        return WITHIN
    if wrong_first >= plan.above_first:
        return ABOVE
    if wrong_second is None:
        return UNDECIDED
    total = wrong_first + wrong_second
    if total <= plan.within_both:
        return WITHIN
    return ABOVE if total >= plan.above_both else UNDECIDED


def lot_errors(n: int, decision: int, good: float, bad: float) -> tuple[float, float]:
    """Lot quality assurance: a lot passes with at least ``decision`` of n sound cases.

    Returns:
        The chance that a lot at ``good`` fails, and that a lot at ``bad`` passes (Valadez 1991).
    """
    return float(binom.cdf(decision - 1, n, good)), float(binom.sf(decision - 1, n, bad))


def lot_plan(good: float, bad: float, most_error: float = 0.1) -> tuple[int, int]:
    """The smallest n and its decision with both errors at most ``most_error``.

    Raises:
        UserError: TRUTH_ON_WRONG_SIDE, when good is not above bad.
    """
    if not 0 <= bad < good <= 1:
        raise user_error("TRUTH_ON_WRONG_SIDE", truth=f"{good:g}", limit=f"{bad:g}")
    n = 1
    while True:
        for decision in range(1, n + 1):
            if max(lot_errors(n, decision, good, bad)) <= most_error:
                return n, decision
        n += 1


@dataclass(frozen=True)
class _Truth:
    """What is drawn from: a rate, or a population with ``more`` wrong cases than are allowed."""

    rate: float
    population: Population | None = None
    more: int = 0

    def first(self, cases: int) -> Numbers:
        """The chance of every number of wrong ones among so many, (cases + 1,)."""
        numbers = np.arange(cases + 1)
        if self.population is None:
            return np.asarray(binom.pmf(numbers, cases, self.rate))
        return np.asarray(self._left(self.population, cases, drawn=0, wrong=np.zeros(1, np.int64))[0])

    def both(self, going_on: Numbers, cases: int) -> Numbers:
        """The chance of every total when ``cases`` more are drawn after the counts ``going_on`` gives chances of."""
        if self.population is None:
            return np.asarray(np.convolve(going_on, self.first(cases)))
        wrong, totals = np.flatnonzero(going_on), np.zeros(len(going_on) + cases)
        later = self._left(self.population, cases, drawn=len(going_on) - 1, wrong=wrong)
        for place, chances in zip(wrong.tolist(), later, strict=True):
            totals[place : place + cases + 1] += going_on[place] * chances
        return totals

    def _left(self, people: Population, cases: int, *, drawn: int, wrong: NDArray[np.int64]) -> Numbers:
        """The chances of every number among cases drawn after ``drawn`` others, a row for each ``wrong`` of those."""
        everyone, bad = people.cases - drawn, people.allowed + self.more - wrong
        # More wrong ones than there are left cannot have been drawn: the chance of that is 0 already.
        bad = np.clip(bad, 0, everyone)[:, np.newaxis]
        return np.asarray(hypergeom.pmf(np.arange(cases + 1), everyone, bad, cases))


def _split(plan: TwoPhases, truth: _Truth) -> tuple[float, float, Numbers]:
    """Chances of an early "within", of an early "above", and of every total when the first phase decided nothing."""
    one = truth.first(plan.first)
    going_on = one.copy()
    going_on[: plan.within_first + 1] = going_on[plan.above_first :] = 0
    both = truth.both(going_on, plan.second)
    return float(one[: plan.within_first + 1].sum()), float(one[plan.above_first :].sum()), both


def _largest_at_most(rising: Numbers, bound: float) -> int:
    """The largest place whose value is at most the bound; -1 for none."""
    return int(np.searchsorted(rising, bound, side="right")) - 1


def _tail_length(chances: Numbers, bound: float) -> int:
    """How many of the last chances add up to at most the bound."""
    return int(np.searchsorted(np.cumsum(chances[::-1]), bound, side="right"))
