"""Dividing whole numbers among many groups at once, so that a larger total never takes anything from anybody.

Webster's method (Balinski and Young, Fair Representation, 1982): part ``k`` of a member of weight ``w`` falls due at
``(k - 1/2) / w``, and parts are given in order of the moments they fall due, earlier members first within one step of
the grid. Being divisor methods, such rules are monotone in the total, which largest remainders are not.
"""

from __future__ import annotations

import numpy as np

from pledgetree.nation.columns import Whole

# Moments are counted in steps of 2 ** -36: fine enough for weights of a million, and products stay below 2 ** 63.
_BITS = 36


def _due(weights: Whole, moment: Whole) -> Whole:
    """How many parts of each member are due by a moment."""
    return (2 * weights * moment + (1 << _BITS)) >> (_BITS + 1)


def apportion(weights: Whole, start: Whole, totals: Whole) -> Whole:
    """Whole parts (V,) of each group's total in proportion to its members' weights; a group without weight gets none.

    Args:
        weights: of every member (V,), 0 to a million; the members of a group lie together.
        start: the first member of each group (C,).
        totals: what each group divides (C,), 0 to a million.
    """
    sizes = np.diff(np.append(start, len(weights)))
    whole = np.add.reduceat(weights, start)
    totals = np.where(whole > 0, totals, 0)
    low = np.zeros(len(start), np.int64)
    high = ((totals + sizes) << _BITS) // np.maximum(whole, 1) + 1
    while (high - low > 1).any():
        middle = (low + high) // 2
        fits = np.add.reduceat(_due(weights, np.repeat(middle, sizes)), start) <= totals
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    given, next_due = _due(weights, np.repeat(low, sizes)), _due(weights, np.repeat(low + 1, sizes))
    lacking = np.repeat(totals - np.add.reduceat(given, start), sizes)
    more = next_due - given
    before = np.cumsum(more) - more
    before -= np.repeat(before[start], sizes)
    parts: Whole = given + more * (before < lacking)
    return parts
