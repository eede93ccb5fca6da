"""How much a sample in villages tells, from sums over its villages: the design effect of a share of households.

The variance of the ratio x / m of wrong households to households visited, between villages as ultimate clusters (Kish
1965, section 6.5), is the sum over villages of (x_v - p m_v)^2 times k / (k - 1) over n^2. It needs sums of squares and
products alone, which add up along the tree of units like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

from pledgetree.survey.intervals import FEW_CASES, degrees_factor, planned_effect


@dataclass(frozen=True)
class ClusterSums:
    """Over the villages of a sample: households, wrong ones, villages, and sums of squares and products of the two."""

    households: int
    wrong: int
    villages: int
    household_squares: int
    wrong_squares: int
    products: int


def cluster_effect(sums: ClusterSums, level: float) -> float:
    """The design effect, at least 1, with the degrees of freedom of so few villages at a one-sided level in it.

    Where few households are on the rarer side, or one village was visited, the sample cannot tell its own: the planned
    effect holds if it is larger. n over the effect is what Korn and Graubard (1998) call the effective sample size.
    """
    n, villages = sums.households, sums.villages
    if n < 2 or villages >= n:
        return 1.0
    planned = planned_effect(n, villages)
    if villages < 2:
        return planned
    share = sums.wrong / n
    spread = sums.wrong_squares - 2 * share * sums.products + share**2 * sums.household_squares
    independent = share * (1 - share) * n
    effect = spread * villages / (villages - 1) / independent if independent > 0 else 0.0
    if min(sums.wrong, n - sums.wrong) < FEW_CASES:
        effect = max(effect, planned)
    return min(float(n), max(1.0, effect / degrees_factor(n, villages - 1, level)))
