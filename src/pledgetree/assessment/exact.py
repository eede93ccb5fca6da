"""Exact arithmetic on arrays of whole numbers: 64-bit where it is safe, Python's unbounded integers where it is not.

Every function first bounds its result by the largest values present. Below ``SAFE`` it works on int64; otherwise it
falls back to object arrays of Python integers, which is slower and always right. Nothing here divides except
``half_even`` and ``whole_parts``, whose divisors are positive.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import lcm
from operator import add
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.ratios import OPERATORS

Whole: TypeAlias = NDArray[Any]
"""Whole numbers: an int64 array, or an object array of Python integers."""

SAFE = 2**61
"""Bound on intermediate results; a quarter of the int64 range, so that doubling a remainder is safe too."""


def peak(values: Whole) -> int:
    """The largest absolute value, as a Python integer; 0 for an empty array."""
    return max(int(values.max()), -int(values.min()), 0) if values.size else 0


def _fits(bound: int, *arrays: Whole) -> bool:
    return bound < SAFE and all(array.dtype != np.dtype(object) for array in arrays)


def weighted_sum(*terms: tuple[Whole, int]) -> Whole:
    """The sum of ``array * factor`` over the terms; all arrays of one shape."""
    bound = sum(peak(array) * abs(factor) for array, factor in terms)
    kind = np.int64 if _fits(bound, *(array for array, _ in terms)) else object
    # Where a factor alone exceeds 64 bits its array is all zeros or the sum is unbounded: both go by Python integers.
    kind = kind if all(abs(factor) < SAFE for _, factor in terms) else object
    return reduce(add, [np.asarray(array.astype(kind) * factor) for array, factor in terms])


def product(left: Whole, right: Whole) -> Whole:
    """``left * right``, element by element."""
    if _fits(peak(left) * peak(right), left, right):
        return np.asarray(left.astype(np.int64) * right.astype(np.int64))
    return np.asarray(left.astype(object) * right.astype(object))


def holds_for(numerator: Whole, denominator: Whole, operator: str, limit: Fraction) -> NDArray[np.bool_]:
    """Whether ``numerator / denominator <operator> limit``, by cross-multiplication; denominators are positive."""
    left = weighted_sum((numerator, limit.denominator))
    right = weighted_sum((denominator, limit.numerator))
    return np.asarray(OPERATORS[operator](left, right), dtype=np.bool_)


def affine(numerator: Whole, denominator: Whole, slope: Fraction, base: Fraction) -> tuple[Whole, Whole]:
    """``slope * numerator / denominator + base`` as numerator and positive denominator; denominators are positive."""
    common = lcm(slope.denominator, base.denominator)
    above = weighted_sum((numerator, int(slope * common)), (denominator, int(base * common)))
    return above, weighted_sum((denominator, common))


def whole_parts(numerator: Whole, denominator: Whole) -> Whole:
    """How many whole times the positive denominator goes into the numerator; 0 where the numerator is negative."""
    return np.asarray(np.maximum(numerator, 0) // denominator)


def half_even(numerator: Whole, denominator: Whole) -> Whole:
    """``numerator / denominator`` to the nearest whole number, a half to the even one; denominators are positive."""
    size = np.abs(numerator)
    quotient = size // denominator
    rest = (size - quotient * denominator) * 2
    # The remainder of two non-negative numbers: parity is safe to ask for.
    odd = quotient % 2 == 1
    up = (rest > denominator) | ((rest == denominator) & odd)
    rounded = quotient + up.astype(np.int64)
    return np.asarray(np.where(numerator < 0, -rounded, rounded))


def to_int64(values: Whole) -> NDArray[np.int64]:
    """The values as int64.

    Raises:
        OverflowError: a value does not fit, which means a rule gives an absurd number of points.
    """
    if peak(values) >= 2**63:
        raise OverflowError("a result does not fit into 64 bits")
    return values.astype(np.int64)
