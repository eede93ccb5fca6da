"""Checks of keys: no two rows of a table have the same one, neither in one file nor in two parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault
from pledgetree.snapshot.canonical import is_sorted
from pledgetree.snapshot.rows import FAULTS_SHOWN, Rows

# Memory the search across parts may take before it spills to the disk.
_MEMORY = "3GB"


def _numbers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """A number for each distinct value of a column, -1 for empty."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    numbers: NDArray[np.int64] = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _key_text(rows: Rows, row: int) -> str:
    values = (rows.data.column(name)[row].as_py() for name in rows.table.key)
    return ", ".join("(empty)" if value is None else str(value) for value in values)


def duplicate_keys(rows: Rows) -> Iterator[Fault]:
    """A fault for each key that stands in several of these rows, at its second row; unreadable keys are left out."""
    key = rows.table.key
    if is_sorted(rows.data, key):
        return
    columns = [_numbers(rows.data.column(name)) for name in key]
    readable = np.flatnonzero(rows.readable(key))
    order = readable[np.lexsort([column[readable] for column in reversed(columns)])]
    same = np.logical_and.reduce([column[order[1:]] == column[order[:-1]] for column in columns])
    starts = np.flatnonzero(~np.concatenate([[False], same]))
    sizes = np.diff(np.append(starts, len(order)))
    # ``lexsort`` is stable, so that rows of equal key follow in the order of the file.
    for start, size in sorted(zip(starts[sizes > 1], sizes[sizes > 1], strict=True), key=lambda one: order[one[0] + 1]):
        second = int(order[start + 1])
        yield fault("DUPLICATE_KEY", rows.place(second), key=_key_text(rows, second), count=int(size))


@dataclass(frozen=True)
class KeyRange:
    """The lowest and highest key of one file of a table whose key is one column; ``path`` is for reading it again."""

    path: Path
    lowest: str
    highest: str


def key_range(path: Path, rows: Rows) -> KeyRange | None:
    """The range of a file's keys; None when it has no rows, no text key, or a key of several columns."""
    if len(rows.table.key) != 1 or rows.table.column(rows.table.key[0]).type != "text":
        return None
    bounds = pc.min_max(rows.data.column(rows.table.key[0])).as_py()
    return KeyRange(path, bounds["min"], bounds["max"]) if bounds["min"] is not None else None


def overlapping(ranges: Sequence[KeyRange]) -> list[KeyRange]:
    """The files whose ranges touch another's: only these can hold the same key twice."""
    ordered = sorted(ranges, key=lambda one: (one.lowest.encode(), one.highest.encode()))
    touching: set[int] = set()
    reach = 0
    for number in range(1, len(ordered)):
        if ordered[number].lowest.encode() <= ordered[reach].highest.encode():
            touching |= {number, reach}
        if ordered[number].highest.encode() > ordered[reach].highest.encode():
            reach = number
    return [ordered[number] for number in sorted(touching)]


def keys_in_two_files(key: str, ranges: Sequence[KeyRange], room: Path) -> Iterator[Fault]:
    """A fault for each key that stands in two of the files; sorts on the disk (in ``room``) when memory is short."""
    files = [str(one.path) for one in overlapping(ranges)]
    if not files:
        return
    name = '"' + key.replace('"', '""') + '"'
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(room)}) as connection:
        found = connection.execute(
            f"SELECT {name}, count(*), max(filename) FROM read_parquet(?, filename = true) "  # noqa: S608 - a declared name
            f"WHERE {name} IS NOT NULL GROUP BY 1 HAVING min(filename) <> max(filename) ORDER BY 1 LIMIT ?",
            [files, FAULTS_SHOWN + 1],
        ).fetchall()
    for value, count, file in found:
        yield fault("DUPLICATE_KEY", file, key=value, count=count)
