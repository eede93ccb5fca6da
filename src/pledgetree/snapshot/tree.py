"""Checks of the tree of units: every unit leads up to one top unit, through higher tiers, villages through a county."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault
from pledgetree.base.units import TIERS
from pledgetree.snapshot.rows import Rows, where_true

_COUNTY = TIERS.index("county")


class _Tree:
    """The units as arrays: row of the parent (-1 none, -2 not there) and number of the tier (-1 unknown)."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.ids: list[str | None] = rows.data.column("unit_id").to_pylist()
        self.parents: list[str | None] = rows.data.column("parent_id").to_pylist()
        self.tiers: list[str | None] = rows.data.column("tier").to_pylist()
        row_of = {unit: row for row, unit in enumerate(self.ids)}
        self.up = np.array([-1 if one is None else row_of.get(one, -2) for one in self.parents], np.int64)
        numbers = {tier: number for number, tier in enumerate(TIERS)}
        self.tier = np.array([numbers.get(one or "", -1) for one in self.tiers], np.int64)

    def place(self, row: int, column: str) -> str:
        return self.rows.place(row, column)

    def step_up(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """One tier up from each row; stays below zero where the way has ended."""
        return np.where(at >= 0, self.up[at], at)


def _missing_parents(tree: _Tree) -> Iterator[Fault]:
    for row in where_true(tree.up == -2):
        place = tree.place(row, "parent_id")
        yield fault("PARENT_MISSING", place, unit=tree.ids[row] or "", value=tree.parents[row] or "")


def _roots(tree: _Tree) -> Iterator[Fault]:
    readable = tree.rows.readable(["parent_id"])
    roots = list(where_true((tree.up == -1) & readable))
    if len(roots) > 1:
        names = ", ".join(str(tree.ids[row]) for row in roots[:5]) + (", …" if len(roots) > 5 else "")
        yield fault("MANY_ROOTS", tree.place(roots[1], "parent_id"), count=len(roots), units=names)


def _tier_order(tree: _Tree) -> Iterator[Fault]:
    above = np.where(tree.up >= 0, tree.tier[tree.up], -1)
    for row in where_true((above >= 0) & (tree.tier >= 0) & (above >= tree.tier)):
        parent = int(tree.up[row])
        yield fault(
            "TIER_ORDER",
            tree.place(row, "parent_id"),
            unit=tree.ids[row] or "",
            tier=tree.tiers[row] or "",
            parent=tree.ids[parent] or "",
            parent_tier=tree.tiers[parent] or "",
        )


def _unending(tree: _Tree) -> NDArray[np.bool_]:
    """Which units never lead up to an end, because they stand in a circle or below one."""
    jump = tree.up.copy()
    # Each round doubles the distance, so that the rounds cover any tree of this many units.
    for _ in range(len(jump).bit_length()):
        jump = np.where(jump >= 0, jump[jump], jump)
    return jump >= 0


def _circle_members(tree: _Tree, unending: NDArray[np.bool_]) -> list[int]:
    """Of the units without an end those that stand above themselves."""
    remaining = unending.copy()
    children = np.bincount(tree.up[remaining], minlength=len(tree.up))
    leaves = [row for row in where_true(remaining) if children[row] == 0]
    while leaves:
        row = leaves.pop()
        remaining[row] = False
        parent = int(tree.up[row])
        children[parent] -= 1
        if children[parent] == 0:
            leaves.append(parent)
    return list(where_true(remaining))


def _cycles(tree: _Tree, unending: NDArray[np.bool_]) -> Iterator[Fault]:
    if unending.any():
        for row in _circle_members(tree, unending):
            yield fault("UNIT_CYCLE", tree.place(row, "parent_id"), unit=tree.ids[row] or "")


def _without_county(tree: _Tree, unending: NDArray[np.bool_]) -> Iterator[Fault]:
    """Townships and villages none of whose ancestors is a county; units in or below a circle are left out."""
    found = np.zeros(len(tree.up), np.bool_)
    at = np.where(unending, -1, tree.up)
    while (at >= 0).any():
        found |= (at >= 0) & (tree.tier[at] == _COUNTY)
        at = tree.step_up(at)
    for row in where_true((tree.tier > _COUNTY) & ~found & ~unending):
        place = tree.place(row, "parent_id")
        yield fault("VILLAGE_WITHOUT_COUNTY", place, unit=tree.ids[row] or "", tier=tree.tiers[row] or "")


def tree_faults(rows: Rows) -> Iterator[Fault]:
    """What is wrong with the tree of the table ``units`` (all of its rows)."""
    tree = _Tree(rows)
    unending = _unending(tree)
    yield from _missing_parents(tree)
    yield from _roots(tree)
    yield from _tier_order(tree)
    yield from _cycles(tree, unending)
    yield from _without_county(tree, unending)
