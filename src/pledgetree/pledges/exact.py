"""Exact comparisons of products and ratios in arrays: 64-bit integers where they suffice, else Python's own."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.pledges.arrays import Flags, Whole

_MOST = 2**62


def _largest(values: Whole | int) -> int:
    if isinstance(values, int):
        return abs(values)
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def product_above(left: Whole, by_left: Whole | int, right: Whole, by_right: Whole | int) -> Flags:
    """Whether ``left * by_left > right * by_right``, exactly; bool of the arrays' length."""
    factors = _largest(by_left), _largest(by_right)
    if max(*factors, _largest(left) * factors[0], _largest(right) * factors[1]) > _MOST:
        left, right = left.astype(object), right.astype(object)
    above: Flags = (left * by_left > right * by_right).astype(np.bool_)
    return above


def worse(value: tuple[Whole, Whole], than: tuple[Whole, Whole], *, less: bool) -> Flags:
    """Whether one ratio (numerators, denominators) is worse than another; ``less``: less is better."""
    if less:
        return product_above(value[0], than[1], than[0], value[1])
    return product_above(than[0], value[1], value[0], than[1])


def far_better(value: Whole, target: Whole, margin: Fraction, *, less: bool) -> Flags:
    """Whether a value is better than a target by more than a fraction of the target."""
    whole, part = margin.denominator, margin.numerator
    if _largest(target) * (whole + part) > _MOST:
        target = target.astype(object)
    room = np.abs(target) * part
    if less:
        return product_above(target * whole - room, 1, value, whole)
    return product_above(value, whole, target * whole + room, 1)


def check_addable(values: Whole, indicator: str, year: int) -> None:
    """Refuse figures whose sum might not fit.

    Raises:
        UserError: FIGURES_TOO_LARGE, the magnitudes add up to 2^62 or more.
    """
    if _largest(values) * len(values) < _MOST:
        return
    if sum(abs(value) for value in values.tolist()) >= _MOST:
        raise user_error("FIGURES_TOO_LARGE", indicator=indicator, year=year)
