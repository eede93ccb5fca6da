"""Commitments in the order of the tree: one block of arrays per indicator, year, kind and basis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pledgetree.pledges.arrays import BASES, KINDS, NONE, Commitments, Day, Place, Row, Whole
from pledgetree.pledges.tree import Tree

_FORMS = len(KINDS) * len(BASES)


@dataclass(frozen=True)
class Block:
    """The standing commitments of one indicator, year, kind and basis, in ascending places; arrays of one length."""

    year: int
    kind: int
    basis: int
    places: Row
    target: Whole
    denominator: Whole
    baseline: Whole
    due: Day


@dataclass(frozen=True)
class Layout:
    """Rows of the commitments grouped by cell (indicator, year, kind, basis), in the order of the table within it."""

    commitments: Commitments
    tree: Tree
    order: Place
    ends: Place
    """Where each cell ends in ``order``."""

    def blocks(self, indicator: int) -> Iterator[Block]:
        """The blocks of an indicator (its place among the commitments' indicators), by year, kind and basis."""
        years = len(self.commitments.years)
        first = indicator * years * _FORMS
        for cell in range(first, first + years * _FORMS):
            start, end = int(self.ends[cell - 1]) if cell else 0, int(self.ends[cell])
            if start < end:
                year, form = divmod(cell - first, _FORMS)
                kind, basis = divmod(form, len(BASES))
                yield self._block(self.order[start:end], self.commitments.years[year], kind, basis)

    def _block(self, rows: Place, year: int, kind: int, basis: int) -> Block:
        table = self.commitments
        places, rows = _in_places(self.tree.place[table.pledge[rows]], rows, len(self.tree.pledge))
        return Block(
            year,
            kind,
            basis,
            places,
            target=table.target[rows],
            denominator=table.denominator[rows],
            baseline=table.baseline[rows],
            due=table.due[rows],
        )


def lay_out(commitments: Commitments, tree: Tree) -> Layout:
    """Group the rows of the commitments by cell."""
    years = len(commitments.years)
    cells = len(commitments.indicators) * years * _FORMS
    # Sixteen bits sort in linear time; more cells than that are possible, only slower.
    width = np.dtype(np.int16 if cells <= np.iinfo(np.int16).max else np.int32)
    cell: Row = commitments.indicator.astype(width)
    cell *= years
    cell += commitments.year
    cell *= _FORMS
    cell += commitments.kind * np.int8(len(BASES)) + commitments.basis
    order = np.argsort(cell, kind="stable")
    return Layout(commitments, tree, order, np.cumsum(np.bincount(cell, minlength=cells)))


def _in_places(places: Row, rows: Place, count: int) -> tuple[Row, Place]:
    """The places in ascending order with their rows, without the pledges that do not stand; a place occurs once."""
    if len(places) and places[0] >= 0 and bool((places[1:] > places[:-1]).all()):
        return places, rows
    row_at = np.full(count, NONE, np.int64)
    stands = places >= 0
    row_at[places[stands]] = rows[stands]
    taken = np.flatnonzero(row_at >= 0)
    return taken.astype(np.int32), row_at[taken]
