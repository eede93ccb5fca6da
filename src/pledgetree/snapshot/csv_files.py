"""Reading a CSV file strictly: UTF-8 (a byte-order mark is accepted), comma, one header line, one value per column.

Values come out as texts with null for nothing; rows that are ragged are left out and named. Row numbers are those of
a spreadsheet without its blank lines: the header is row 1.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, UserError, fault, user_error

_BLOCK = 1 << 24
_RAGGED_SHOWN = 1001


@dataclass(frozen=True)
class TextTable:
    """Texts of a CSV file; ``numbers`` are the row numbers; ``ragged`` the faults of rows that were left out."""

    data: pa.Table
    numbers: NDArray[np.int64]
    ragged: list[Fault]


def _blocks(handle: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file in blocks; the last block is empty."""
    block = handle.read(_BLOCK)
    while block:
        yield block
        block = handle.read(_BLOCK)
    yield block


def require_utf8(path: Path) -> None:
    """Refuse a file that is not UTF-8.

    Raises:
        UserError: WRONG_ENCODING with the place of the first wrong byte (counted from 0), UNREADABLE_FILE.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    passed = 0
    try:
        with path.open("rb") as handle:
            for block in _blocks(handle):
                # The decoder may still hold the first bytes of a character that began before this block.
                begun = passed - len(decoder.getstate()[0])
                passed += len(block)
                decoder.decode(block, final=not block)
    except UnicodeDecodeError as error:
        raise user_error("WRONG_ENCODING", path.name, byte=begun + error.start) from None
    except OSError as error:
        raise user_error("UNREADABLE_FILE", path.name, reason=error.strerror or str(error), format="CSV") from None


def header(path: Path) -> list[str]:
    """The names in the first line; empty when there is none. The file is UTF-8.

    Raises:
        UserError: UNREADABLE_FILE.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return next((line for line in csv.reader(handle, strict=True) if line), [])
    except csv.Error as error:
        raise user_error("UNREADABLE_FILE", path.name, reason=str(error), format="CSV") from None


class _Ragged:
    """Collects the ragged rows that Arrow meets."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.numbers: list[int] = []
        self.faults: list[Fault] = []

    def __call__(self, row: Any) -> str:
        self.numbers.append(row.number)
        if len(self.faults) < _RAGGED_SHOWN:
            where = f"{self._file}: row {row.number}"
            self.faults.append(fault("RAGGED_ROW", where, found=row.actual_columns, expected=row.expected_columns))
        return "skip"


def read_texts(path: Path, columns: Sequence[str]) -> TextTable:
    """The texts of some columns that the header holds.

    Raises:
        UserError: UNREADABLE_FILE.
    """
    ragged = _Ragged(path.name)
    try:
        data = pacsv.read_csv(
            path,
            # One thread, because only then Arrow knows the numbers of ragged rows.
            read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=ragged),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()),
                include_columns=list(columns),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except (pa.ArrowInvalid, OSError) as error:
        raise UserError([fault("UNREADABLE_FILE", path.name, reason=str(error), format="CSV")]) from None
    numbers = np.arange(2, 2 + data.num_rows + len(ragged.numbers), dtype=np.int64)
    return TextTable(data, np.setdiff1d(numbers, ragged.numbers, assume_unique=True), ragged.faults)
