"""Reads the columns of a sample from a CSV file: numbers, and texts as codes; every fault of every row together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault, raise_faults, user_error
from pledgetree.snapshot.csv_files import header, read_texts, require_utf8
from pledgetree.survey.designs import Codes, Numbers

MOST_FAULTS = 100


@dataclass(frozen=True)
class Labels:
    """A column of texts: ``codes`` (n,) into ``names``, which are sorted."""

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The columns asked for, read from a file of ``rows`` rows; ``names`` are all columns of the file."""

    names: tuple[str, ...]
    rows: int
    numbers: dict[str, Numbers]
    labels: dict[str, Labels]


def column_names(path: Path) -> tuple[str, ...]:
    """The names in the header.

    Raises:
        UserError: FILE_MISSING, WRONG_ENCODING, UNREADABLE_FILE.
    """
    if not path.is_file():
        raise user_error("FILE_MISSING", path)
    require_utf8(path)
    return tuple(header(path))


def read_columns(path: Path, numbers: Iterable[str], labels: Iterable[str]) -> Columns:
    """Some columns of a table.

    Args:
        path: CSV, UTF-8, a header, commas.
        numbers: names of columns that hold numbers.
        labels: names of columns that are compared as texts.

    Raises:
        UserError: FILE_MISSING, WRONG_ENCODING, UNREADABLE_FILE, COLUMN_MISSING, DUPLICATE_COLUMN, RAGGED_ROW, NO_ROWS,
            EMPTY_VALUE, WRONG_TYPE.
    """
    names = column_names(path)
    numeric, texts = list(dict.fromkeys(numbers)), list(dict.fromkeys(labels))
    needed = list(dict.fromkeys([*numeric, *texts]))
    raise_faults(_header_faults(path.name, names, needed))
    table = read_texts(path, needed)
    raise_faults(table.ragged)
    if table.data.num_rows == 0:
        raise user_error("NO_ROWS", path.name)
    column = {name: table.data.column(name) for name in needed}
    raise_faults(one for name in needed for one in _empty(path.name, name, column[name], table.numbers))
    read = {name: _as_numbers(column[name]) for name in numeric}
    raise_faults(one for name in numeric for one in _wrong(path.name, name, column[name], read[name], table.numbers))
    return Columns(names, table.data.num_rows, read, {name: _as_labels(column[name]) for name in texts})


def _header_faults(file: str, names: Sequence[str], needed: Sequence[str]) -> Iterator[Fault]:
    for name in needed:
        if name not in names:
            yield fault("COLUMN_MISSING", file, column=name, allowed=", ".join(names))
        elif names.count(name) > 1:
            yield fault("DUPLICATE_COLUMN", file, column=name)


def _empty(file: str, name: str, column: pa.ChunkedArray, rows: NDArray[np.int64]) -> list[Fault]:
    if not column.null_count:
        return []
    places = np.flatnonzero(column.is_null().to_numpy())[:MOST_FAULTS]
    return [fault("EMPTY_VALUE", f"{file}: row {rows[place]}, column {name}") for place in places]


def _as_numbers(column: pa.ChunkedArray) -> Numbers:
    """The numbers; NaN where a text is none."""
    try:
        return np.asarray(pc.cast(column, pa.float64()).to_numpy())
    except pa.ArrowInvalid:
        return np.array([_number(text) for text in column.to_pylist()], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text) if "_" not in text else np.nan
    except ValueError:
        return np.nan


def _wrong(file: str, name: str, column: pa.ChunkedArray, read: Numbers, rows: NDArray[np.int64]) -> list[Fault]:
    places = np.flatnonzero(~np.isfinite(read))[:MOST_FAULTS]
    return [
        fault(
            "WRONG_TYPE",
            f"{file}: row {rows[place]}, column {name}",
            value=column[place].as_py()[:80],
            allowed="a number",
        )
        for place in places.tolist()
    ]


def _as_labels(column: pa.ChunkedArray) -> Labels:
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts = encoded.dictionary.to_pylist()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return Labels(rank[encoded.indices.to_numpy()], tuple(texts[place] for place in order))
