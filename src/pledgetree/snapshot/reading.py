"""Reading a user's folder of tables: ``<table>.csv`` or ``<table>.parquet``, any subset of the declared ones.

Every file is read as far as it can be, and all that is wrong is collected, so that one run tells the user everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, UserError, fault, user_error
from pledgetree.evidence.manifest import DATAPACKAGE
from pledgetree.snapshot import csv_files
from pledgetree.snapshot.canonical import normalised
from pledgetree.snapshot.conversion import ALLOWED, Converted, UnfitTypeError, from_text, from_typed
from pledgetree.snapshot.declaration import Column, Table, arrow_schema, declared_tables
from pledgetree.snapshot.progress import Progress
from pledgetree.snapshot.rows import Rows, capped
from pledgetree.snapshot.values import shortened

FORMATS = {"csv": "CSV", "parquet": "Parquet"}


@dataclass(frozen=True)
class Folder:
    """What was read: the tables that are whole enough to be checked, and all faults and warnings met on the way."""

    tables: Mapping[str, Rows]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _File:
    """A table before its values are converted: its columns as they stand in the file."""

    data: pa.Table
    convert: Callable[[pa.ChunkedArray, str], Converted]
    first: int
    numbers: NDArray[np.int64] | None
    faults: list[Fault]


def _strangers(folder: Path) -> Iterator[Fault]:
    allowed = ", ".join(declared_tables())
    for path in sorted(folder.iterdir()):
        known = path.stem in declared_tables() and path.suffix.removeprefix(".") in FORMATS
        if not (known or path.name.startswith(".") or path.name == DATAPACKAGE):
            yield fault("UNKNOWN_TABLE", path, name=path.name, allowed=allowed)


def _header_faults(table: Table, names: Sequence[str], file: str) -> Iterator[Fault]:
    allowed = ", ".join(table.names())
    for column in table.columns:
        if names.count(column.name) > 1:
            yield fault("DUPLICATE_COLUMN", file, column=column.name)
        if column.name not in names and not column.optional:
            yield fault("COLUMN_MISSING", file, column=column.name, allowed=allowed)
    for name in names:
        if name not in table.names():
            yield fault("UNKNOWN_COLUMN", file, column=shortened(name), allowed=allowed)


def _open_csv(path: Path, table: Table) -> _File | list[Fault]:
    csv_files.require_utf8(path)
    names = csv_files.header(path)
    faults = list(_header_faults(table, names, path.name))
    if any(one.severity == "fault" for one in faults):
        return faults
    texts = csv_files.read_texts(path, [name for name in table.names() if name in names])
    return _File(texts.data, from_text, 2, texts.numbers, faults + texts.ragged)


def _open_parquet(path: Path, table: Table) -> _File | list[Fault]:
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            faults = list(_header_faults(table, names, path.name))
            if any(one.severity == "fault" for one in faults):
                return faults
            data = file.read(columns=[name for name in table.names() if name in names])
    except (OSError, pa.ArrowException) as error:
        raise user_error("UNREADABLE_FILE", path.name, reason=str(error), format="Parquet") from None
    return _File(data, from_typed, 1, None, faults)


_OPEN = {"csv": _open_csv, "parquet": _open_parquet}


def _column_where(file: str, column: Column) -> str:
    return f"{file}: column {column.name}"


class _Conversion:
    """Converts the columns of one file and keeps what is wrong with them."""

    def __init__(self, table: Table, name: str, file: _File) -> None:
        self._table, self._name, self._file = table, name, file
        self.unfit: list[Fault] = []
        self.wrong: dict[str, NDArray[np.int64]] = {}
        columns = {one.name: self._convert(one) for one in table.columns if one.name in file.data.column_names}
        typed = pa.table({key: value for key, value in columns.items() if value is not None})
        self.rows = Rows(
            table,
            normalised(typed, arrow_schema(table, typed.column_names)),
            name,
            file.first,
            file.numbers,
            self.wrong,
        )

    def _convert(self, column: Column) -> pa.ChunkedArray | None:
        values = self._file.data.column(column.name)
        try:
            converted = self._file.convert(values, column.type)
        except UnfitTypeError as error:
            where = _column_where(self._name, column)
            self.unfit.append(fault("WRONG_TYPE", where, value=str(error), allowed=ALLOWED[column.type]))
            return None
        if len(converted.wrong):
            self.wrong[column.name] = converted.wrong
        return converted.values

    def wrong_values(self) -> Iterator[Fault]:
        """A fault for each value that could not be converted, column by column."""
        for name, places in self.wrong.items():
            column, values = self._table.column(name), self._file.data.column(name)
            for row in places.tolist():
                value = shortened(str(values[row].as_py()))
                yield fault("WRONG_TYPE", self.rows.place(row, name), value=value, allowed=ALLOWED[column.type])


def _read_file(path: Path, table: Table) -> tuple[Rows | None, list[Fault]]:
    """A file's rows and its faults; no rows when too little of it could be read for its rows to be checked."""
    try:
        file = _OPEN[path.suffix.removeprefix(".")](path, table)
    except UserError as error:
        return None, list(error.faults)
    if isinstance(file, list):
        return None, file
    conversion = _Conversion(table, path.name, file)
    faults = capped(chain(file.faults, conversion.unfit, conversion.wrong_values()), path.name)
    # Rows or columns that are not there would make other rows seem wrong, so that such a table is not checked further.
    partial = conversion.unfit or any(one.code == "RAGGED_ROW" for one in file.faults)
    return (None if partial else conversion.rows), faults


def _sources(folder: Path, table: str) -> list[Path]:
    return [path for kind in FORMATS if (path := folder / f"{table}.{kind}").exists()]


def read_folder(folder: Path, progress: Progress) -> Folder:
    """Read every declared table of a folder; faults are given back, not raised.

    Raises:
        UserError: FOLDER_MISSING, NO_TABLES.
    """
    if not folder.is_dir():
        raise user_error("FOLDER_MISSING", folder)
    found = {name: paths for name in declared_tables() if (paths := _sources(folder, name))}
    if not found:
        raise user_error("NO_TABLES", folder, allowed=", ".join(declared_tables()))
    faults = list(_strangers(folder))
    tables: dict[str, Rows] = {}
    for done, (name, paths) in enumerate(found.items()):
        progress(done, len(found), name)
        if len(paths) > 1:
            faults.append(fault("TWO_SOURCES", folder, table=name))
            continue
        rows, wrong = _read_file(paths[0], declared_tables()[name])
        faults += wrong
        if rows is not None:
            tables[name] = rows
    return Folder(tables, tuple(faults))
