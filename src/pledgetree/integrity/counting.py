"""What the screens look at, added up by DuckDB: never a row of a person leaves this module.

Incomes stand as a number of households per county and amount; everything else as cases and totals per county or
village.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.base.dates import year_end, year_start
from pledgetree.integrity.areas import Areas
from pledgetree.snapshot.opening import Snapshot

Wholes = NDArray[np.int64]
_MEMORY = "2000MB"
_LAST_DAYS = 10
_ROUND_FEN = 10_000

_EXITS = """
SELECT unit_id, income_fen, exit_approved_on > CAST(? AS DATE) - CAST(? AS INTEGER) AS late,
       NOT (food AND clothing AND education AND medical AND housing AND water) AS unmet, count(*) AS households
FROM read_parquet(?)
WHERE state = 'exited' AND exit_approved_on BETWEEN ? AND ?
GROUP BY ALL
"""
_HEAPS = """
SELECT unit_id, count(*) FILTER (income_fen % CAST(? AS INTEGER) = 0) AS heaped, count(*) AS households
FROM read_parquet(?) WHERE state IN ('poor', 'exited') AND income_fen > 0 GROUP BY unit_id
"""


@dataclass(frozen=True)
class Exits:
    """Households that left in the year, by county row, income, and whether late and unmet; arrays (k,)."""

    county: Wholes
    income: Wholes
    late: NDArray[np.bool_]
    unmet: NDArray[np.bool_]
    households: Wholes


@dataclass(frozen=True)
class Counted:
    """Cases and what they are counted of, per unit row; arrays of the length of the units."""

    cases: Wholes
    total: Wholes


def exits_of(snapshot: Snapshot, areas: Areas) -> Exits:
    """The year's approved exits.

    Raises:
        UserError: TABLE_MISSING.
    """
    first, last = year_start(snapshot.year), year_end(snapshot.year)
    rows = _asked(_EXITS, [last, _LAST_DAYS, _paths(snapshot, "households"), first, last])
    county = areas.counties_of(rows.column("unit_id"), _days(rows, snapshot.year))
    return Exits(
        county,
        rows.column("income_fen").to_numpy(),
        rows.column("late").to_numpy(),
        rows.column("unmet").to_numpy(),
        rows.column("households").to_numpy(),
    )


def heaps_of(snapshot: Snapshot, areas: Areas) -> Counted:
    """Registered households with an income in whole hundreds of yuan, per county.

    Raises:
        UserError: TABLE_MISSING.
    """
    rows = _asked(_HEAPS, [_ROUND_FEN, _paths(snapshot, "households")])
    county = areas.counties_of(rows.column("unit_id"), _days(rows, snapshot.year))
    return Counted(*(_summed(county, rows.column(name), len(areas.ids)) for name in ("heaped", "households")))


def _summed(county: Wholes, values: pa.ChunkedArray, length: int) -> Wholes:
    sums = np.zeros(length + 1, np.int64)  # the last answers for "no county"
    np.add.at(sums, county, values.to_numpy())
    return sums[:-1]


def _days(rows: pa.Table, year: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(year_end(year), rows.num_rows).cast(pa.date32())])


def _paths(snapshot: Snapshot, table: str) -> list[str]:
    return [str(path) for path in snapshot.paths(table)]


def _asked(query: str, values: list[object]) -> pa.Table:
    with TemporaryDirectory() as room, duckdb.connect(config={"memory_limit": _MEMORY}) as database:
        database.execute("SET temp_directory = ?", [str(Path(room))])
        return database.execute(query, values).to_arrow_table()
