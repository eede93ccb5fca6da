"""What the register of households says about paces: persons per unit, and per county and cause. Sums only.

The year of the snapshot is counted from the persons' own flows. Earlier years are what the register *remembers*: the
persons of today's households by the year of their last approved exit, of their entry and of their last return. That is
close, not exact (members are born and die), and stands in only where no official figure does.

Parts are counted a few at a time, so that memory does not grow with the nation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end, year_start
from pledgetree.pledges.arrays import NONE, Flags, Row, Whole
from pledgetree.pledges.forecast_places import COUNTY, Places, roll_sum
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.opening import Snapshot

FLOWS = ("opening", "closing", "approved", "identified", "relapsed")
CAUSES = declared_tables()["households"].column("main_cause").allowed
_MEMORY = "2000MB"
_ROWS_AT_ONCE = 4_000_000

# A person whose household is told of nowhere stands at no unit and is counted nowhere.
_QUERY = """
WITH homes AS (
    SELECT household_id, unit_id, main_cause, exit_approved_on, year(exit_approved_on) AS left_in,
           year(identified_on) AS entered_in, year(relapsed_on) AS returned_in
    FROM read_parquet(?)
), members AS (
    SELECT household_id,
           count(*) FILTER (opening) AS opening, count(*) FILTER (closing) AS closing,
           count(*) FILTER (outflow = 'exited') AS exited, count(*) FILTER (inflow = 'identified') AS identified,
           count(*) FILTER (inflow = 'relapsed') AS relapsed,
           count(*) FILTER (outflow IN ('none', 'exited')) AS members
    FROM read_parquet(?) GROUP BY household_id
)
SELECT grouping(left_in, entered_in, returned_in, main_cause)::INTEGER AS what, unit_id, left_in, entered_in,
       returned_in, main_cause,
       sum(opening)::BIGINT AS opening, sum(closing)::BIGINT AS closing,
       coalesce(sum(exited) FILTER (exit_approved_on BETWEEN ? AND ?), 0)::BIGINT AS approved,
       sum(identified)::BIGINT AS identified, sum(relapsed)::BIGINT AS relapsed, sum(members)::BIGINT AS members
FROM homes JOIN members USING (household_id)
GROUP BY GROUPING SETS ((unit_id), (unit_id, left_in), (unit_id, entered_in), (unit_id, returned_in),
                        (unit_id, main_cause))
"""
# What ``grouping`` says of each set: a bit is 1 where the column is not grouped by.
_ALL, _LEFT, _ENTERED, _RETURNED, _CAUSE = 0b1111, 0b0111, 0b1011, 0b1101, 0b1110


@dataclass(frozen=True)
class Register:
    """Persons of the register at and below every unit (U,); the flows are those of the year."""

    year: int
    flows: Mapping[str, Whole]
    left: Mapping[int, Whole]
    """Per earlier year: persons whose household's last exit was approved in it."""
    came: Mapping[int, Whole]
    """Per earlier year: persons whose household entered or last returned in it."""
    first_year: int
    """Year of the first entry: the wave that made the register is no inflow."""
    areas: Row
    """Rows of the units down to the county (A,)."""
    causes: Whole
    """(A, causes, flows): persons by the main cause of their household."""


def read_register(snapshot: Snapshot, places: Places) -> Register | None:
    """Count the register of a snapshot; None where it has none.

    Raises:
        UserError: what finding the files raises.
    """
    if not (snapshot.has("households") and snapshot.has("persons")):
        return None
    tally = _Tally(snapshot.year, places)
    with TemporaryDirectory() as room:
        for homes, members in _chunks(snapshot):
            # A connection for each chunk: what one has used is given back before the next.
            with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": room}) as connection:
                period = [year_start(snapshot.year), year_end(snapshot.year)]
                rows = connection.execute(_QUERY, [_texts(homes), _texts(members), *period]).to_arrow_table()
            tally.add(rows)
    return tally.register()


def _texts(paths: list[Path]) -> list[str]:
    return [str(path) for path in paths]


def _chunks(snapshot: Snapshot) -> Iterator[tuple[list[Path], list[Path]]]:
    """Files of households and persons that belong together, some million persons at a time."""
    homes = {part.name: snapshot.path / part.path for part in snapshot.parts("households")}
    parts = snapshot.parts("persons")
    members = {part.name: snapshot.path / part.path for part in parts}
    if set(homes) != set(members):
        yield list(homes.values()), list(members.values())
        return
    chosen: list[str] = []
    rows = 0
    for part in parts:
        chosen.append(part.name)
        rows += part.rows
        if rows >= _ROWS_AT_ONCE:
            yield [homes[name] for name in chosen], [members[name] for name in chosen]
            chosen, rows = [], 0
    if chosen:
        yield [homes[name] for name in chosen], [members[name] for name in chosen]


class _Tally:
    """Adds up the rows of the chunks."""

    def __init__(self, year: int, places: Places) -> None:
        self._year, self._places = year, places
        self._flows = np.zeros((len(places.ids), len(FLOWS)), np.int64)
        self._left: dict[int, Whole] = {}
        self._came: dict[int, Whole] = {}
        self._areas = np.flatnonzero(places.tier <= COUNTY)
        self._area_of = _area_of(places, self._areas)
        self._causes = np.zeros((len(self._areas), len(CAUSES), len(FLOWS)), np.int64)
        self._first = year

    def add(self, rows: pa.Table) -> None:
        """Add the sums of one chunk."""
        days = pa.chunked_array([pa.repeat(year_end(self._year), rows.num_rows).cast(pa.date32())])
        unit = self._places.rows(rows.column("unit_id"), days)
        what = rows.column("what").to_numpy()
        known = unit >= 0
        flows = np.stack([rows.column(name).to_numpy() for name in FLOWS], axis=1)
        whole = known & (what == _ALL)
        np.add.at(self._flows, unit[whole], flows[whole])
        self._add_causes(rows, unit, flows, known & (what == _CAUSE))
        members = rows.column("members").to_numpy()
        for column, mask, into in (
            ("left_in", _LEFT, self._left),
            ("entered_in", _ENTERED, self._came),
            ("returned_in", _RETURNED, self._came),
        ):
            years = rows.column(column).fill_null(NONE).to_numpy().astype(np.int64)
            here = known & (what == mask) & (years >= 0)
            if mask == _ENTERED and here.any():
                self._first = min(self._first, int(years[here].min()))
            self._add_years(into, unit[here], years[here], members[here])

    def _add_years(self, into: dict[int, Whole], unit: Whole, years: Whole, members: Whole) -> None:
        for year in sorted({*years[years < self._year].tolist()}):
            total = into.setdefault(year, np.zeros(len(self._places.ids), np.int64))
            np.add.at(total, unit[years == year], members[years == year])

    def _add_causes(self, rows: pa.Table, unit: Whole, flows: Whole, here: Flags) -> None:
        names = pa.array(CAUSES, pa.string())
        cause = pc.index_in(rows.column("main_cause"), value_set=names).fill_null(NONE).to_numpy()
        area = self._area_of[unit]
        here = here & (cause >= 0) & (area >= 0)
        np.add.at(self._causes, (area[here], cause[here]), flows[here])

    def register(self) -> Register:
        """Everything rolled up along the tree."""
        tier, parent = self._places.tier, self._places.parent
        flows = roll_sum(tier, parent, self._flows)
        index = np.append(self._area_of, NONE)
        causes = roll_sum(tier[self._areas], index[parent[self._areas]].astype(np.int32), self._causes)
        return Register(
            year=self._year,
            flows={name: flows[:, number] for number, name in enumerate(FLOWS)},
            left={year: roll_sum(tier, parent, own) for year, own in self._left.items()},
            came={year: roll_sum(tier, parent, own) for year, own in self._came.items()},
            first_year=self._first,
            areas=self._areas.astype(np.int32),
            causes=causes,
        )


def _area_of(places: Places, areas: Whole) -> Whole:
    """The place among the areas of each unit's nearest ancestor (itself included) down to the county, -1 = none."""
    index = np.full(len(places.ids) + 1, NONE, np.int64)
    index[areas] = np.arange(len(areas))
    found = index[:-1].copy()
    above = places.parent.copy()
    for _ in range(COUNTY):
        found = np.where(found < 0, index[above], found)
        above = np.append(places.parent, NONE)[above].astype(np.int32)
    return found
