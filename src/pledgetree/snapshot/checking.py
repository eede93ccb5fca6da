"""Checking tables, whether just read from a folder or frozen in a snapshot: one list of checks for both.

A snapshot is checked part by part, so that memory holds the largest part, never the nation.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from pledgetree.base.errors import Fault, UserError, fault
from pledgetree.evidence.manifest import Part
from pledgetree.snapshot.canonical import content_digest, normalised
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.declaration import Table, arrow_schema, declared_tables
from pledgetree.snapshot.keys import KeyRange, duplicate_keys, key_range, keys_in_two_files
from pledgetree.snapshot.opening import (
    Snapshot,
    all_files,
    altered_files,
    named_schema,
    open_snapshot,
    read_file,
    read_whole,
)
from pledgetree.snapshot.progress import Progress, no_progress
from pledgetree.snapshot.references import UNITS, reference_faults
from pledgetree.snapshot.rows import Piece, Rows, Source, capped
from pledgetree.snapshot.tree import tree_faults
from pledgetree.snapshot.values import value_faults

# Codes of a folder that is no snapshot at all: the user's mistake, not a finding about a snapshot.
_NO_SNAPSHOT = frozenset({"FOLDER_MISSING", "MANIFEST_MISSING"})


@dataclass(frozen=True)
class FolderSource:
    """Tables held in memory."""

    tables: Mapping[str, Rows]
    year: int

    @property
    def names(self) -> Sequence[str]:
        """The tables that are there."""
        return tuple(self.tables)

    def pieces(self, table: str) -> Sequence[Piece]:
        """The whole table as one piece."""
        rows = self.tables[table]
        return (Piece(table, rows.file, lambda _columns: rows),)


@dataclass(frozen=True)
class SnapshotSource:
    """The tables of a snapshot, read file by file; ``left_out`` are tables with a file that is not the frozen one."""

    snapshot: Snapshot
    left_out: frozenset[str]

    @property
    def year(self) -> int:
        """The snapshot's year."""
        return self.snapshot.year

    @property
    def names(self) -> Sequence[str]:
        """The declared tables whose files can be trusted."""
        return tuple(name for name in declared_tables() if self.snapshot.has(name) and name not in self.left_out)

    def pieces(self, table: str) -> Sequence[Piece]:
        """A piece for each file."""
        declared = declared_tables()[table]
        return [_piece_of_file(self.snapshot.path / part.path, part, declared) for part in self.snapshot.parts(table)]


def _piece_of_file(path: Path, part: Part, table: Table) -> Piece:
    def load(columns: Sequence[str] | None) -> Rows:
        data = read_whole(path, table) if columns is None else read_file(path, named_schema(table, columns))
        return Rows(table, data, part.path)

    return Piece(part.name, part.path, load)


def _resolver(source: Source) -> CodeResolver | None:
    if UNITS not in source.names:
        return None
    units = _whole(source, UNITS, ["unit_id", "valid_from", "valid_to"])
    changes = _whole(source, "code_changes", None) if "code_changes" in source.names else None
    return CodeResolver(units, changes)


def _whole(source: Source, table: str, columns: Sequence[str] | None) -> pa.Table:
    return pa.concat_tables([piece.load(columns).data for piece in source.pieces(table)])


def _row_faults(rows: Rows) -> Iterator[Fault]:
    yield from value_faults(rows)
    yield from duplicate_keys(rows)
    if rows.table.name == UNITS:
        yield from tree_faults(rows)


def check_tables(tables: Mapping[str, Rows], year: int) -> list[Fault]:
    """Everything that is wrong with tables just read, in the order of the declaration; at most 1,000 per table."""
    source = FolderSource(tables, year)
    resolver = _resolver(source)
    faults: list[Fault] = []
    for name in (name for name in declared_tables() if name in tables):
        rows = tables[name]
        faults += capped(chain(_row_faults(rows), reference_faults(source, rows.table, resolver)), rows.file)
    return faults


@dataclass(frozen=True)
class _FileReport:
    """What one file of a snapshot holds: its faults, whether its rows are those of its digest, its range of keys."""

    faults: list[Fault]
    content_holds: bool
    keys: KeyRange | None


def _examine_file(snapshot: Snapshot, part: Part, piece: Piece) -> _FileReport:
    try:
        rows = piece.load(None)
    except UserError as error:
        return _FileReport(list(error.faults), content_holds=True, keys=None)
    tidy = normalised(rows.data, arrow_schema(rows.table, rows.data.column_names))
    holds = rows.data.num_rows == part.rows and content_digest(tidy, rows.table.key) == part.content_hash
    faults = capped(_row_faults(rows), part.path)
    return _FileReport(faults, holds, key_range(snapshot.path / part.path, rows))


def _reports(source: SnapshotSource, table: Table) -> Iterator[_FileReport]:
    """One report per file, in order; Arrow and the hash work outside the interpreter's lock, so threads help."""
    pieces = source.pieces(table.name)
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield from pool.map(
            lambda pair: _examine_file(source.snapshot, *pair),
            zip(source.snapshot.parts(table.name), pieces, strict=True),
        )


class _TableCheck:
    """Checks one table of a snapshot."""

    def __init__(self, source: SnapshotSource, table: Table, resolver: CodeResolver | None, room: Path) -> None:
        self._source, self._table, self._resolver, self._room = source, table, resolver, room
        self._ranges: list[KeyRange] = []
        self._holds = True

    def _in_files(self, progress: Callable[[], None]) -> Iterator[Fault]:
        for report in _reports(self._source, self._table):
            yield from report.faults
            self._holds = self._holds and report.content_holds
            if report.keys is not None:
                self._ranges.append(report.keys)
            progress()

    def faults(self, progress: Callable[[], None]) -> list[Fault]:
        """All that is wrong with the table, at most 1,000 faults."""
        found = list(self._in_files(progress))
        more = chain(
            keys_in_two_files(self._table.key[0], self._ranges, self._room),
            reference_faults(self._source, self._table, self._resolver),
        )
        shown = capped(chain(found, more), self._table.name)
        if not self._holds:
            shown.insert(0, fault("CONTENT_DIFFERS", self._source.snapshot.path, table=self._table.name))
        return shown


def _altered(snapshot: Snapshot) -> tuple[list[Fault], frozenset[str]]:
    """The files that are not the frozen ones, and the tables they belong to."""
    faults = list(altered_files(snapshot.path, all_files(snapshot.manifest)))
    wrong = {one.where for one in faults}
    tables = frozenset(
        resource.name
        for resource in snapshot.manifest.resources
        if any(str(snapshot.path / part.path) in wrong for part in resource.files())
    )
    return faults, tables


def _undeclared(snapshot: Snapshot) -> Iterator[Fault]:
    for resource in snapshot.manifest.resources:
        if resource.name not in declared_tables():
            allowed = ", ".join(declared_tables())
            yield fault("UNKNOWN_TABLE", snapshot.path, name=resource.name, allowed=allowed)


def check_snapshot(snapshot: Snapshot, progress: Progress = no_progress) -> list[Fault]:
    """Everything that is wrong with a snapshot: its bytes, contents, values, keys, references, tree and flows.

    A table with an altered file is named and not looked into. Progress counts files.
    """
    faults, left_out = _altered(snapshot)
    faults += _undeclared(snapshot)
    source = SnapshotSource(snapshot, left_out)
    total = sum(len(snapshot.parts(name)) for name in source.names)
    done = 0

    with tempfile.TemporaryDirectory() as room:
        resolver = _resolver(source)
        for name in source.names:

            def count(what: str = name) -> None:
                nonlocal done
                done += 1
                progress(done, total, what)

            faults += _TableCheck(source, declared_tables()[name], resolver, Path(room)).faults(count)
    return faults


def examine_snapshot(path: Path, progress: Progress = no_progress) -> tuple[str | None, list[Fault]]:
    """The digest a folder's manifest has and all faults of the snapshot; no digest when the manifest is broken.

    Raises:
        UserError: FOLDER_MISSING, MANIFEST_MISSING: the folder is no snapshot.
    """
    try:
        snapshot = open_snapshot(path, verify=False)
    except UserError as error:
        if any(one.code in _NO_SNAPSHOT for one in error.faults):
            raise
        return None, list(error.faults)
    return snapshot.digest, check_snapshot(snapshot, progress)
