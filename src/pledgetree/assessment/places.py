"""The tree of units from table ``units``, and the place in it of every unit code a row names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.assessment.figures import UnitTree
from pledgetree.base.errors import Fault, fault
from pledgetree.base.units import CODE_LENGTH, TIERS
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.opening import Snapshot

_SHOWN_FAULTS = 20


def tree_of(units: pa.Table) -> UnitTree:
    """The units in order of tier and id, so that every parent stands before its children; regions are inherited."""
    tier = pc.index_in(units["tier"], value_set=pa.array(TIERS)).to_numpy().astype(np.int8)
    ids = _one_array(units["unit_id"])
    order = np.lexsort((pc.rank(ids, tiebreaker="first").to_numpy(), tier))
    ordered = units.take(pa.array(order))
    ids = _one_array(ordered["unit_id"])
    above = pc.index_in(ordered["parent_id"], value_set=ids)
    parent = pc.fill_null(above, -1).to_numpy().astype(np.int32)
    region = pc.fill_null(ordered["region"], "").to_numpy(zero_copy_only=False)
    tier = tier[order]
    return UnitTree(
        ids=ids.to_numpy(zero_copy_only=False).astype("U12"),
        parent=parent,
        tier=tier,
        names=ordered["name"].to_pylist(),
        region=_inherited(region, parent, tier),
        in_programme=ordered["in_programme"].to_numpy(),
    )


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _inherited(region: NDArray[np.object_], parent: NDArray[np.int32], tier: NDArray[np.int8]) -> list[str]:
    """Each unit's region, or the nearest one above it; tier by tier from the top."""
    region = region.copy()
    for number in range(1, len(TIERS)):
        empty = np.flatnonzero((tier == number) & (region == "") & (parent >= 0))
        region[empty] = region[parent[empty]]
    found: list[str] = region.tolist()
    return found


class Lookup:
    """Places of ids in a tree: by number where all of them are 12 digits, which is far quicker, else by text."""

    def __init__(self, ids: pa.Array) -> None:
        self._ids = ids
        numbers = _numbers(ids)
        self._order = np.empty(0, np.int64) if numbers is None else np.argsort(numbers, kind="stable")
        self._numbers = None if numbers is None else numbers[self._order]

    def of(self, codes: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
        """The place of each code (N,), -1 where it is unknown or empty."""
        wanted = None if self._numbers is None else _numbers(codes)
        if wanted is None or self._numbers is None:
            return np.asarray(pc.fill_null(pc.index_in(codes, value_set=self._ids), -1).to_numpy(), np.int64)
        spots = np.minimum(np.searchsorted(self._numbers, wanted), len(self._numbers) - 1)
        return np.where(self._numbers[spots] == wanted, self._order[spots], -1)


def _numbers(codes: pa.Array | pa.ChunkedArray) -> NDArray[np.int64] | None:
    """Codes as whole numbers; None unless every one is 12 digits."""
    if not len(codes) or codes.null_count or not pc.all(pc.equal(pc.binary_length(codes), CODE_LENGTH)).as_py():
        return None
    try:
        return pc.cast(codes, pa.int64()).to_numpy()  # type: ignore[no-any-return]  # pyarrow has no types
    except pa.ArrowInvalid:
        return None


class UnitPlaces:
    """Where unit codes lead to in a tree, on the day of their row; see ``snapshot.codes``."""

    def __init__(
        self, units: pa.Table, code_changes: pa.Table | None, tree: UnitTree, lookup: Lookup | None = None
    ) -> None:
        self._lookup = lookup or Lookup(pa.array(tree.ids, pa.string()))
        changed = [] if code_changes is None else [code_changes["old_code"], code_changes["new_code"]]
        codes = pa.chunked_array([chunk for column in changed for chunk in column.chunks], pa.string())
        # Most units have no history: only the others need the day, and their chains.
        bounded = pc.or_(pc.is_valid(units["valid_from"]), pc.is_valid(units["valid_to"]))
        self._storied = pa.chunked_array(
            [*codes.chunks, *units["unit_id"].filter(bounded).chunks], pa.string()
        ).unique()
        known = pc.is_in(units["unit_id"], value_set=self._storied)
        few = units.filter(known)
        self._resolver = CodeResolver(few, code_changes)

    @property
    def history(self) -> bool:
        """Whether any code has changed or has bounds in time, so that a code may mean a unit of another code."""
        return len(self._storied) > 0

    def of(self, codes: pa.ChunkedArray, days: pa.ChunkedArray | None) -> NDArray[np.int64]:
        """The place of each code's unit (N,), -1 where it is unknown or empty."""
        places = self._lookup.of(codes)
        if not len(self._storied):
            return places
        storied = pc.fill_null(pc.is_in(codes, value_set=self._storied), fill_value=False).to_numpy()
        which = np.flatnonzero(storied)
        if len(which):
            on = None if days is None else days.take(pa.array(which))
            meant = self._resolver.resolve(codes.take(pa.array(which)), on)
            places[which] = self._lookup.of(meant)
        return places


def unit_places(snapshot: Snapshot, tree: UnitTree, units: pa.Table) -> UnitPlaces:
    """The places of a snapshot's unit codes."""
    changes = snapshot.read("code_changes") if snapshot.has("code_changes") else None
    return UnitPlaces(units, changes, tree)


def unknown_units(table: str, codes: pa.ChunkedArray, places: NDArray[np.int64]) -> list[Fault]:
    """UNKNOWN_UNIT for the first codes that lead nowhere."""
    lost = codes.filter(pa.array(places < 0)).unique()
    return [fault("UNKNOWN_UNIT", table, value=code or "") for code in lost.to_pylist()[:_SHOWN_FAULTS]]
