"""Units as the forecast sees them: the tree, the names, where a code of another day stands, and how sums climb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import NONE, Code, Flags, Names, Row, Whole
from pledgetree.pledges.reading import day_number, successors
from pledgetree.snapshot.codes import CodeResolver

COUNTY = TIERS.index("county")
PROVINCE = TIERS.index("province")


@dataclass(frozen=True)
class Places:
    """Units in the order of their ids, (U,) each; ``now`` leads from a given-up unit to the one it has become."""

    ids: Names
    names: Names
    regions: Names
    """The region of each unit or of its nearest ancestor that has one; empty where there is none."""
    parent: Row
    tier: Code
    now: Row
    resolver: CodeResolver

    def rows(self, codes: pa.ChunkedArray, days: pa.ChunkedArray | None) -> Whole:
        """The row of the unit that each code, read on its day, is today; -1 where it is unknown or empty."""
        found = self.resolver.places(codes, days)
        return np.where(found < 0, NONE, np.append(self.now, NONE)[found]).astype(np.int64)

    def row_of(self, code: str) -> int:
        """The row of a unit id, -1 where it is unknown."""
        return int(self.rows(pa.chunked_array([[code]], pa.string()), None)[0])

    def children(self, row: int) -> Whole:
        """The rows of the units right below one that have not become others."""
        return np.flatnonzero((self.parent == row) & (self.now == np.arange(len(self.now))))

    def below(self, row: int) -> Flags:
        """Which units are the unit itself or stand anywhere below it, (U,)."""
        found = np.zeros(len(self.ids) + 1, np.bool_)
        found[row] = True
        for _ in TIERS:
            found[:-1] |= found[self.parent]
        return found[:-1]


def places_of(units: pa.Table, changes: pa.Table, on: date) -> Places:
    """The units of the declared tables ``units`` and ``code_changes``; codes given up by the day lead to successors."""
    units = units.sort_by("unit_id")
    ids = units.column("unit_id").combine_chunks()
    parent = _rows(units.column("parent_id"), ids)
    return Places(
        ids=_texts(ids),
        names=_texts(units.column("name")),
        regions=_inherited(_texts(units.column("region")), parent),
        parent=parent,
        tier=_rows(units.column("tier"), pa.array(TIERS, pa.string())).astype(np.int8),
        now=successors(units, changes, day_number(on)),
        resolver=CodeResolver(units, changes),
    )


def _rows(column: pa.ChunkedArray, known: pa.Array) -> Row:
    found = pc.fill_null(pc.index_in(column, value_set=known, skip_nulls=True), NONE)
    rows: Row = found.to_numpy().astype(np.int32, copy=False)
    return rows


def _texts(column: pa.Array | pa.ChunkedArray) -> Names:
    texts: Names = np.empty(len(column), np.object_)
    texts[:] = pc.fill_null(column, "").to_pylist()
    return texts


def _inherited(own: Names, parent: Row) -> Names:
    found = own.copy()
    for _ in TIERS:
        empty = (found == "") & (parent >= 0)
        found[empty] = found[parent[empty]]
    return found


def roll_sum(tier: Code, parent: Row, own: Whole) -> Whole:
    """Each unit's own value and everything below it; (U,) or (U, ...), added exactly."""
    total = own.copy()
    for one in range(len(TIERS) - 1, 0, -1):
        children = np.flatnonzero((tier == one) & (parent >= 0))
        np.add.at(total, parent[children], total[children])
    return total


def roll_lowest(places: Places, own: Whole, known: Flags) -> tuple[Whole, Flags]:
    """What the units right below say if every one of them says it, else the unit's own value: (U,) values, (U,) known.

    A part of the units below is not the whole. Units that have become others are asked nothing.
    """
    total, has = np.where(known, own, 0), known.copy()
    below, told, asked = (np.zeros(len(own), np.int64) for _ in range(3))
    there = (places.parent >= 0) & (places.now == np.arange(len(own)))
    np.add.at(asked, places.parent[there], 1)
    for tier in range(len(TIERS) - 1, -1, -1):
        here = np.flatnonzero(places.tier == tier)
        from_below = here[(asked[here] > 0) & (told[here] == asked[here])]
        total[from_below], has[from_below] = below[from_below], True
        sending = here[has[here] & there[here]]
        np.add.at(below, places.parent[sending], total[sending])
        np.add.at(told, places.parent[sending], 1)
    return total, has
