"""Totals and their variances where units were drawn with probabilities proportional to size.

Systematic draws have no unbiased variance from one sample. Hansen and Hurwitz (1943) treat the draws as made with
replacement, which is rather too large; Hartley and Rao (1962, Annals of Mathematical Statistics 33:350-374) approximate
the joint probabilities of a systematic draw from a list in random order, and with equal sizes give the known formula.
"""

from __future__ import annotations

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.survey.designs import Numbers


def hansen_hurwitz(y: Numbers, chance: Numbers) -> tuple[float, float]:
    """Total and variance from draws with replacement.

    Args:
        y: totals of the units drawn, one for each draw, (n,).
        chance: probability of the unit at each single draw, above 0; they add up to 1 over the population.

    Raises:
        UserError: PROBABILITY_WRONG, TOO_FEW_DRAWS.
    """
    _check(y, chance)
    each = y / chance
    return float(each.mean()), float(each.var(ddof=1) / len(y))


def hartley_rao(y: Numbers, inclusion: Numbers, sum_of_squares: float | None = None) -> tuple[float, float]:
    """Horvitz-Thompson total and its variance for a systematic draw from a list in random order.

    Args:
        y: totals of the units in the sample, (n,).
        inclusion: their probabilities of being in the sample, above 0 and at most 1.
        sum_of_squares: of the inclusion probabilities over the population; default: estimated by the sample.

    Raises:
        UserError: PROBABILITY_WRONG, TOO_FEW_DRAWS.
    """
    _check(y, inclusion)
    n, each = len(y), y / inclusion
    squares = float(inclusion.sum()) if sum_of_squares is None else sum_of_squares
    # The sum over pairs of (1 - p_i - p_j + S/n)(a_i - a_j)^2, without making the pairs.
    around = each - each.mean()
    base = (1 + squares / n) * n * float(around @ around)
    crossed = float(inclusion @ (n * around**2 + float(around @ around)))
    return float(each.sum()), (base - crossed) / (n - 1)


def _check(y: Numbers, probability: Numbers) -> None:
    if len(y) < 2:
        raise user_error("TOO_FEW_DRAWS", count=len(y))
    wrong = probability[(probability <= 0) | (probability > 1)]
    if len(wrong):
        raise user_error("PROBABILITY_WRONG", value=f"{wrong[0]:g}")


def certain_apart(y: Numbers, inclusion: Numbers) -> tuple[float, Numbers, Numbers]:
    """The total of units taken for certain, which do not vary, and the others with their probabilities."""
    certain = np.isclose(inclusion, 1)
    return float(y[certain].sum()), y[~certain], inclusion[~certain]
