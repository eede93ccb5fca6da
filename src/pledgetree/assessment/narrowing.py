"""A country narrowed to some of its provinces: these whole, every other as one unit in which all its sums stand.

What is computed of such a country at the top, at the provinces and in the whole ones is what would be computed of all
of it, because sums climb and nothing else passes from one province to another. This asks for two things: the tree is
nested (the first digits of a code say its province, and the top unit has digits of its own), and the register is
contained (the rows of a province's parts name units of that province only).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.assessment.figures import UnitTree
from pledgetree.assessment.inputs import Ground
from pledgetree.assessment.places import Lookup, UnitPlaces, tree_of
from pledgetree.assessment.result_tables import province_of
from pledgetree.assessment.summing import Counted, Given
from pledgetree.base.units import TIERS
from pledgetree.indicators.counts import Sums
from pledgetree.indicators.relations import PART, RELATIONS, UNIT
from pledgetree.snapshot.codes import dates_of
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.opening import Snapshot

_PROVINCE = "province"
_KNOWN = "?"
"""Ends the name of the column that says where a sum is known."""


def is_nested(units: pa.Table) -> bool:
    """Whether the first digits of every code say its province, and the only top unit has digits of its own."""
    top = units.filter(pc.is_null(units["parent_id"]))
    heads = pc.or_(pc.equal(units["tier"], _PROVINCE), pc.is_null(units["parent_id"]))
    provinces, others = units.filter(heads), units.filter(pc.invert(heads))
    digits = province_of(provinces["unit_id"])
    if top.num_rows != 1 or len(digits.unique()) < len(digits):
        return False
    below = provinces["parent_id"].drop_null().unique().to_pylist()
    if below not in ([], top["unit_id"].to_pylist()):
        return False
    return bool(pc.all(pc.equal(province_of(others["unit_id"]), province_of(others["parent_id"]))).as_py() is not False)


def is_contained(register: Iterable[Counted], tree: UnitTree, places: UnitPlaces, year: int) -> bool:
    """Whether the rows of every part name units of the part's province only; none do in a register in one piece."""
    digits = province_of(pa.array(tree.ids, pa.string()))
    for one in register:
        column = declared_tables()[RELATIONS[one.relation].table].column(UNIT)
        at = places.of(one.rows[UNIT], dates_of(one.rows, column, year))
        if (at < 0).any() or pc.any(pc.not_equal(digits.take(pa.array(at)), province_of(one.rows[PART]))).as_py():
            return False
    return True


def sums_at_provinces(sums: Sums, tree: UnitTree) -> pa.Table:
    """Every sum at every province: ``unit_id``, a column per count, and where it is known if that is not everywhere."""
    at = np.flatnonzero(tree.tier == TIERS.index(_PROVINCE))
    at = at[np.argsort(tree.ids[at])]
    columns = {name: pa.array(values[at], pa.int64()) for name, values in sorted(sums.values.items())}
    known = {name + _KNOWN: pa.array(flags[at], pa.bool_()) for name, flags in sorted(sums.known.items())}
    return pa.table({"unit_id": pa.array(tree.ids[at], pa.string()), **columns, **known})


class _StandIns(Lookup):
    """Places of ids in a narrowed tree: a unit of another province is where the province is."""

    def __init__(self, tree: UnitTree, units: NDArray[np.int64]) -> None:
        super().__init__(pa.array(tree.ids, pa.string()))
        self._units = units
        self._digits = province_of(pa.array(tree.ids[units], pa.string()))

    def of(self, codes: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
        """The place of each code (N,), -1 where it is unknown or empty."""
        places = super().of(codes).copy()
        lost = np.flatnonzero(places < 0)
        found = pc.index_in(province_of(codes.take(pa.array(lost))), value_set=self._digits)
        numbers = np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), np.int64)
        places[lost[numbers >= 0]] = self._units[numbers[numbers >= 0]]
        return places


def narrowed(snapshot: Snapshot, provinces: Collection[str]) -> tuple[Ground, NDArray[np.int64]] | None:
    """The country narrowed to some provinces, by their first digits, and the places of all others in its tree.

    None where its tree is not nested.

    Raises:
        UserError: TABLE_MISSING, a snapshot without units; SNAPSHOT_ALTERED.
    """
    units = snapshot.read("units")
    if not is_nested(units):
        return None
    whole = pc.is_in(province_of(units["unit_id"]), value_set=pa.array(sorted(provinces), pa.string()))
    heads = pc.or_(pc.equal(units["tier"], _PROVINCE), pc.is_null(units["parent_id"]))
    tree = tree_of(units.filter(pc.or_(whole, heads)))
    digits = province_of(pa.array(tree.ids, pa.string())).to_numpy(zero_copy_only=False)
    others = np.flatnonzero((tree.tier == TIERS.index(_PROVINCE)) & ~np.isin(digits, sorted(provinces)))
    changes = snapshot.read("code_changes") if snapshot.has("code_changes") else None
    places = UnitPlaces(units, changes, tree, _StandIns(tree, others))
    return Ground(snapshot, units, tree, places), others


def given_at(kept: pa.Table, tree: UnitTree, units: NDArray[np.int64]) -> Given | None:
    """The kept sums (see ``sums_at_provinces``) of these units of a tree; None where one of them is not kept."""
    wanted = pa.array(tree.ids[units], pa.string())
    rows = pc.index_in(wanted, value_set=kept["unit_id"].combine_chunks())
    if rows.null_count:
        return None
    found = kept.take(rows)
    names = [name for name in found.column_names if name != UNIT]
    known = {name.removesuffix(_KNOWN): found[name].to_numpy() for name in names if name.endswith(_KNOWN)}
    return Given(units, Sums({name: found[name].to_numpy() for name in names if not name.endswith(_KNOWN)}, known))
