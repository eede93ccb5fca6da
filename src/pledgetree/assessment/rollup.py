"""Sums climb the tree: from the lowest unit a row names to every unit above it, tier by tier from the bottom.

Sums along the tree are computed, never stored as input: what a row says is added at its own unit and at every ancestor
exactly once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.figures import UnitTree
from pledgetree.base.errors import user_error
from pledgetree.base.units import TIERS

LARGEST_SUM = 2**62
"""A sum above this is a declared error: engines differ in what they do beyond 64 bits."""

# Values at fewer than one unit in so many climb one by one.
_FEW = 8
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def placed(places: Whole, values: Whole, units: int) -> Whole:
    """The values (N,) added up at their places, (units,); places are not negative."""
    total = np.zeros(units, np.int64)
    np.add.at(total, places, values)
    return total


def require_small(values: Whole, where: str) -> None:
    """Refuse values whose absolute sum is above ``LARGEST_SUM``.

    Raises:
        UserError: SUM_TOO_LARGE.
    """
    if not values.size:
        return
    low, high = int(values.min()), int(values.max())
    if max(-low, high) * values.size <= LARGEST_SUM:
        return
    if sum(abs(value) for value in values.tolist()) > LARGEST_SUM:
        raise user_error("SUM_TOO_LARGE", where)


def roll_sum(tree: UnitTree, own: Whole) -> Whole:
    """Each unit's own value and everything below it, (U,)."""
    told = np.flatnonzero(own)
    if len(told) * _FEW < len(own):
        return _climbed(tree, own, told)
    total = own.copy()
    for tier in range(len(TIERS) - 1, 0, -1):
        children = np.flatnonzero((tree.tier == tier) & (tree.parent >= 0))
        np.add.at(total, tree.parent[children], total[children])
    return total


def _climbed(tree: UnitTree, own: Whole, told: Whole) -> Whole:
    """The same for values at few units: each climbs by itself."""
    # Zeros cost no memory until they are written to; a copy would cost all of it.
    total = np.zeros(len(own), np.int64)
    total[told] = own[told]
    at, values = tree.parent[told], own[told]
    while (at >= 0).any():
        at, values = at[at >= 0], values[at >= 0]
        np.add.at(total, at, values)
        at = tree.parent[at]
    return total


def roll_lowest(tree: UnitTree, own: Whole, known: Flags) -> tuple[Whole, Flags]:
    """What the units right below say, if every one of them says it; else the unit's own value: (U,) values, (U,) known.

    A part of the units below is not the whole: a population of some counties under all the poor of a province would
    make its incidence too high.
    """
    total, has = np.where(known, own, 0), known.copy()
    below, told = np.zeros_like(total), np.zeros_like(total)
    above = tree.parent[tree.parent >= 0].astype(np.int64)
    children = placed(above, np.ones(len(above), np.int64), len(total))
    for tier in range(len(TIERS) - 1, -1, -1):
        here = np.flatnonzero(tree.tier == tier)
        from_below = here[(children[here] > 0) & (told[here] == children[here])]
        total[from_below], has[from_below] = below[from_below], True
        sending = here[has[here] & (tree.parent[here] >= 0)]
        np.add.at(below, tree.parent[sending], total[sending])
        np.add.at(told, tree.parent[sending], 1)
    return total, has
