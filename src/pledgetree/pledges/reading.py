"""Turns the declared tables into the arrays of ``arrays``: the only place of the cascade check that knows texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end
from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import (
    BASES,
    KINDS,
    NO_DAY,
    NONE,
    ROLES,
    SIDES,
    Code,
    Commitments,
    Day,
    Flags,
    HouseholdNames,
    Names,
    Pledges,
    Posts,
    Programme,
    Row,
    Signatures,
    Units,
    Whole,
)
from pledgetree.snapshot.canonical import fitted
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import Snapshot

REQUIRED = ("units", "pledges", "signatures", "commitments", "posts")
OPTIONAL = ("statistics", "code_changes", "pledge_households")
STILL = int(np.iinfo(np.int32).max)
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def read_tables(snapshot: Snapshot) -> dict[str, pa.Table]:
    """The tables the cascade check reads.

    Raises:
        UserError: TABLE_MISSING, once for each table it cannot do without; what reading a file raises.
    """
    snapshot.require(*REQUIRED)
    return {name: snapshot.read(name) for name in (*REQUIRED, *OPTIONAL) if snapshot.has(name)}


def programme_of(tables: Mapping[str, pa.Table], year: int, base_statistic: str) -> Programme:
    """The arrays of a year's check from the declared tables; rows that name nothing known stand for "none".

    Args:
        tables: the tables of ``REQUIRED``, and those of ``OPTIONAL`` that are there, each with its declared columns.
        year: signatures count up to its 31 December; unit codes given up by then lead to their successors.
        base_statistic: name in ``statistics`` of the population that rates are promised for.
    """
    return _Reader(tables, year).programme(base_statistic)


class _Reader:
    """Holds what the tables share while they are read: the units, how their codes resolve, the ids of pledges."""

    def __init__(self, tables: Mapping[str, pa.Table], year: int) -> None:
        self._tables = tables
        self._day = day_number(year_end(year))
        self._units = self._table("units").sort_by("unit_id")
        changes = self._table("code_changes")
        self._changes = changes
        self._now = successors(self._units, changes, self._day)
        self._pledges = self._table("pledges").sort_by("pledge_id")
        self._pledge_ids = self._pledges.column("pledge_id").combine_chunks()
        self._offices = pc.unique(
            pa.chunked_array(
                [
                    *self._pledges.column("superior_office").chunks,
                    *self._pledges.column("subordinate_office").chunks,
                    *self._table("posts").column("office_id").chunks,
                ],
                pa.string(),
            ).drop_null()
        )
        officers = [*self._table("posts").column("officer_id").chunks]
        officers += self._table("signatures").column("officer_id").chunks
        self._officers = pc.unique(pa.chunked_array(officers, pa.string()).drop_null())

    def _table(self, name: str) -> pa.Table:
        schema = arrow_schema(declared_tables()[name])
        return fitted(self._tables[name], schema) if name in self._tables else schema.empty_table()

    @cached_property
    def _resolver(self) -> CodeResolver:
        return CodeResolver(self._units, self._changes)

    def _unit_rows(self, codes: pa.ChunkedArray) -> Row:
        # Nearly every code is a unit's own; only the others are looked up among the changed ones.
        places = _rows(codes, self._units.column("unit_id")).astype(np.int64)
        other = np.flatnonzero((places < 0) & pc.is_valid(codes).to_numpy())
        if len(other):
            places[other] = self._resolver.places(codes.take(pa.array(other)), None)
        return np.where(places < 0, NONE, self._now[places] if len(self._now) else NONE).astype(np.int32)

    def programme(self, base_statistic: str) -> Programme:
        """All arrays of the check."""
        return Programme(
            units=self._read_units(),
            pledges=self._read_pledges(),
            commitments=self._read_commitments(),
            signatures=self._read_signatures(),
            posts=self._read_posts(),
            officers=_texts(self._officers),
            populations=self._read_populations(base_statistic),
            households=self._read_households(),
        )

    def _read_units(self) -> Units:
        table = self._units
        since, until = _days(table.column("valid_from")), _days(table.column("valid_to"))
        valid = (since <= self._day) & ((until == NO_DAY) | (until > self._day))
        return Units(
            ids=_texts(table.column("unit_id")),
            parent=self._parents(),
            tier=_codes(table.column("tier"), TIERS),
            signs=_flags(table.column("signs")),
            owes=_flags(table.column("in_programme")) & valid,
        )

    def _parents(self) -> Row:
        """Row of the unit above each, or of that unit's heir; the heir itself lies where that one lay."""
        codes = self._units.column("parent_id")
        above = self._unit_rows(codes)
        itself = np.flatnonzero(above == np.arange(len(above)))
        given_up = _rows(codes, self._units.column("unit_id"))[itself]
        above[itself] = np.where(given_up < 0, NONE, above[given_up])
        return above

    def _read_pledges(self) -> Pledges:
        table = self._pledges
        superior, subordinate = (self._unit_rows(table.column(f"{side}_unit")) for side in SIDES)
        return Pledges(
            ids=_texts(self._pledge_ids),
            vertical=_flags(pc.equal(table.column("type"), "vertical")),
            goal=_flags(pc.is_null(table.column("superior_unit"))),
            superior=superior,
            subordinate=subordinate,
            posts=(
                self._post_places(table.column("superior_office"), superior),
                self._post_places(table.column("subordinate_office"), subordinate),
            ),
            derives=_rows(table.column("derives_from"), self._pledge_ids),
            derives_text=_texts(pc.fill_null(table.column("derives_from"), "")),
            signed=_days(table.column("signed_on")),
            deadline=_days(table.column("deadline")),
            reasoned=_flags(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(table.column("reason"))), 0)),
            superseded_by=_rows(table.column("superseded_by"), self._pledge_ids),
        )

    def _post_places(self, offices: pa.ChunkedArray, units: Row) -> Row:
        office = _rows(offices, self._offices)
        return np.where(office < 0, units, office + len(self._units)).astype(np.int32)

    def _read_commitments(self) -> Commitments:
        table = self._table("commitments")
        pledge = _rows(table.column("pledge_id"), self._pledge_ids)
        if (pledge < 0).any():
            table, pledge = table.filter(pa.array(pledge >= 0)), pledge[pledge >= 0]
        indicators = sorted(pc.unique(table.column("indicator")).to_pylist())
        years = sorted(pc.unique(table.column("year")).to_pylist())
        return Commitments(
            indicators=tuple(indicators),
            years=tuple(years),
            pledge=pledge,
            indicator=_rows(table.column("indicator"), pa.array(indicators, pa.string())).astype(np.int16),
            year=_rows(table.column("year"), pa.array(years, pa.int64())).astype(np.int16),
            kind=_codes(table.column("kind"), KINDS),
            basis=_codes(table.column("basis"), BASES),
            target=_wholes(table.column("target_numerator")),
            denominator=_wholes(table.column("target_denominator")),
            baseline=_wholes(table.column("baseline_numerator")),
            due=_days(table.column("due_on")),
        )

    def _read_signatures(self) -> Signatures:
        table = self._table("signatures")
        pledge, signed = _rows(table.column("pledge_id"), self._pledge_ids), _days(table.column("signed_on"))
        side, role = _codes(table.column("side"), SIDES), _codes(table.column("role"), ROLES)
        officer = _rows(table.column("officer_id"), self._officers)
        known = (pledge >= 0) & (side >= 0) & (role >= 0) & (signed <= self._day)
        return Signatures(pledge[known], side[known], role[known], officer[known], signed[known])

    def _read_posts(self) -> Posts:
        table = self._table("posts")
        until = _days(table.column("held_until"))
        place, officer = self._unit_rows(table.column("unit_id")), _rows(table.column("officer_id"), self._officers)
        role, since = _codes(table.column("role"), ROLES), _days(table.column("held_from"))
        office = _rows(table.column("office_id"), self._offices)
        rows = np.flatnonzero((place >= 0) & (role >= 0))
        again = rows[office[rows] >= 0]
        where = np.concatenate([place[rows], (office[again] + len(self._units)).astype(np.int32)])
        rows = np.concatenate([rows, again])
        until = np.where(until == NO_DAY, STILL, until).astype(np.int32)
        return Posts(where, role[rows], officer[rows], since[rows], until[rows])

    def _read_populations(self, name: str) -> dict[int, Whole]:
        table = self._table("statistics")
        table = table.filter(pc.equal(table.column("name"), name))
        unit, value = self._unit_rows(table.column("unit_id")), _wholes(table.column("value"))
        years = _wholes(table.column("year"))
        found = {}
        for year in sorted({*years.tolist()}):
            mine = (years == year) & (unit >= 0)
            found[year] = np.full(len(self._units), NONE, np.int64)
            found[year][unit[mine]] = value[mine]
        return found

    def _read_households(self) -> HouseholdNames:
        table = self._table("pledge_households")
        ids = pc.unique(table.column("household_id"))
        ids = ids.take(pc.sort_indices(ids))
        pledge = _rows(table.column("pledge_id"), self._pledge_ids)
        known = pledge >= 0
        return HouseholdNames(pledge[known], _rows(table.column("household_id"), ids)[known], _texts(ids))


def successors(units: pa.Table, changes: pa.Table, day: int) -> Row:
    """Per unit the unit it is on the day: itself, or the one unit its given-up code has become by then."""
    ids = units.column("unit_id").to_pylist()
    now = np.arange(len(ids), dtype=np.int32)
    until = _days(units.column("valid_to"))
    ended = np.flatnonzero((until != NO_DAY) & (until <= day))
    if not len(ended) or not changes.num_rows:
        return now
    followers: dict[str, set[str]] = defaultdict(set)
    made = _days(changes.column("changed_on"))
    for row in np.flatnonzero(made <= day):
        followers[changes.column("old_code")[row].as_py()].add(changes.column("new_code")[row].as_py())
    row_of, gone = {code: row for row, code in enumerate(ids)}, {ids[row] for row in ended}
    for row in ended:
        heir = _heir(ids[row], followers, gone)
        now[row] = row_of.get(heir, row)
    return now


def _heir(code: str, followers: Mapping[str, set[str]], gone: set[str]) -> str:
    """The end of a chain of changes; a code divided among several has no single heir and stays what it is."""
    seen = {code}
    here = code
    while len(followers.get(here, ())) == 1:
        (here,) = followers[here]
        if here in seen:
            return code
        seen.add(here)
    return code if here in gone else here


def _texts(column: pa.Array | pa.ChunkedArray) -> Names:
    texts: Names = np.empty(len(column), np.object_)
    texts[:] = column.to_pylist()
    return texts


def _rows(column: pa.Array | pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> Row:
    """The place of each value among the known ones, -1 where it is empty or unknown; int32."""
    found = pc.fill_null(pc.index_in(column, value_set=known, skip_nulls=True), NONE)
    rows: Row = found.to_numpy().astype(np.int32, copy=False)
    return rows


def _codes(column: pa.ChunkedArray, words: Sequence[str]) -> Code:
    return _rows(column, pa.array(words, pa.string())).astype(np.int8)


def _days(column: pa.ChunkedArray) -> Day:
    days: Day = pc.fill_null(column.cast(pa.int32()), NO_DAY).to_numpy()
    return days


def _wholes(column: pa.ChunkedArray) -> Whole:
    wholes: Whole = pc.fill_null(column, 0).to_numpy()
    return wholes


def _flags(column: pa.ChunkedArray) -> Flags:
    flags: Flags = pc.fill_null(column, False).to_numpy()  # noqa: FBT003 - Arrow's value for empty rows
    return flags
