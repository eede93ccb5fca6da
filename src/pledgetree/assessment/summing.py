"""From what engines counted per unit code to the sums of every unit at every tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.assessment.figures import UnitTree
from pledgetree.assessment.places import UnitPlaces, unknown_units
from pledgetree.assessment.rollup import placed, require_small, roll_lowest, roll_sum
from pledgetree.base.errors import Fault, raise_faults
from pledgetree.indicators.counts import Count, Sums
from pledgetree.indicators.relations import RELATIONS, UNIT
from pledgetree.snapshot.codes import dates_of
from pledgetree.snapshot.declaration import declared_tables


@dataclass(frozen=True)
class Counted:
    """What one relation's pass gave: columns ``part, unit_id[, day or year]`` and one column per count."""

    relation: str
    counts: Sequence[Count]
    rows: pa.Table


@dataclass(frozen=True)
class Given:
    """Sums that are known already at some units (places in the tree): everything below them is in it."""

    units: NDArray[np.int64]
    sums: Sums


@dataclass
class _Own:
    """The counts at the units their rows name, before they climb."""

    values: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    known: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


def sums_of(
    counted: Iterable[Counted],
    wanted: Iterable[Count],
    tree: UnitTree,
    places: UnitPlaces,
    year: int,
    given: Given | None = None,
) -> tuple[Sums, Sums]:
    """The counts at the units their rows name, and at every tier.

    Args:
        counted: the engines' passes; a count no pass gave is 0 everywhere.
        wanted: every count that formulas will ask for.
        tree: the units.
        places: where unit codes lead to.
        year: the snapshot's year, on whose last day codes of the register are read.
        given: units without children in the tree whose sums are known; what rows say of them is set aside.

    Raises:
        UserError: UNKNOWN_UNIT for every code that leads nowhere; SUM_TOO_LARGE.
    """
    own, faults = _Own(), []
    for one in counted:
        faults += _place(one, own, places, (len(tree.ids), year))
    raise_faults(dict.fromkeys(faults))
    wanted = list(wanted)
    if given is not None:
        _set(own, wanted, given)
    for count in wanted:
        own.values.setdefault(count.name, np.zeros(len(tree.ids), np.int64))
        if count.roll != "sum":
            own.known.setdefault(count.name, np.zeros(len(tree.ids), np.bool_))
    return Sums(own.values, own.known), _climbed(own, wanted, tree)


def _set(own: _Own, wanted: Iterable[Count], given: Given) -> None:
    for count in wanted:
        if count.name in own.values:
            own.values[count.name][given.units] = given.sums[count]
            # What adds up to too much in the nation is refused, wherever it stands.
            require_small(own.values[count.name], RELATIONS[count.relation].table)
        if count.name in own.known:
            own.known[count.name][given.units] = given.sums.has(count)


def _place(one: Counted, own: _Own, places: UnitPlaces, size: tuple[int, int]) -> list[Fault]:
    units, year = size
    table = declared_tables()[RELATIONS[one.relation].table]
    at = places.of(one.rows[UNIT], dates_of(one.rows, table.column(UNIT), year))
    faults = unknown_units(table.name, one.rows[UNIT], at)
    if faults:
        return faults
    for count in one.counts:
        column = one.rows[count.name]
        values = pc.fill_null(column, 0).to_numpy()
        require_small(values, table.name)
        own.values[count.name] = placed(at, values, units)
        if count.roll != "sum":
            told = placed(at, column.is_valid().to_numpy().astype(np.int64), units)
            # A value per head of two codes that became one unit cannot be added up: it is not known.
            own.known[count.name] = told == 1 if count.roll == "own" else told > 0
    return []


def _climbed(own: _Own, wanted: Iterable[Count], tree: UnitTree) -> Sums:
    values, known = dict(own.values), dict(own.known)
    for count in wanted:
        if count.roll == "sum":
            values[count.name] = roll_sum(tree, own.values[count.name])
        elif count.roll == "lowest":
            values[count.name], known[count.name] = roll_lowest(tree, own.values[count.name], own.known[count.name])
    return Sums(values, known)
