"""Opening a snapshot: its manifest, its files, and whether they are still the ones that were frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pledgetree.base.errors import Fault, fault, raise_faults, user_error
from pledgetree.evidence.digests import sha256_file
from pledgetree.evidence.manifest import DATAPACKAGE, Manifest, Part, Resource, manifest_digest, read_manifest
from pledgetree.snapshot.canonical import fitted
from pledgetree.snapshot.declaration import Table, arrow_schema, declared_tables
from pledgetree.snapshot.writing import PROFILE


@dataclass(frozen=True)
class Snapshot:
    """A folder of tables whose manifest has been read; the files are read when they are asked for."""

    path: Path
    manifest: Manifest

    @cached_property
    def digest(self) -> str:
        """The snapshot digest, 64 hexadecimal digits."""
        return manifest_digest(self.manifest)

    @property
    def year(self) -> int:
        """The year the tables describe."""
        return self.manifest.year

    @property
    def made_up(self) -> bool:
        """Whether the households and persons are invented."""
        return self.manifest.made_up

    @property
    def rulebook(self) -> str | None:
        """The rulebook the snapshot is meant for, if it says so."""
        return self.manifest.rulebook

    def has(self, table: str) -> bool:
        """Whether the snapshot holds the table."""
        return self.manifest.resource(table) is not None

    def _resource(self, table: str) -> Resource:
        resource = self.manifest.resource(table)
        if resource is None:
            raise user_error("TABLE_MISSING", self.path, table=table)
        return resource

    def parts(self, table: str) -> tuple[Part, ...]:
        """The files of a table, sorted by part name; a single file is one part named like the table.

        Raises:
            UserError: TABLE_MISSING.
        """
        return self._resource(table).files()

    def paths(self, table: str) -> list[Path]:
        """The paths of a table's files, in the order of ``parts``.

        Raises:
            UserError: TABLE_MISSING.
        """
        return [self.path / part.path for part in self.parts(table)]

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A whole table in the types of ``arrow_schema``; its parts stand one after the other.

        A column that was declared after the snapshot was frozen is empty. Sparse columns are read when they are named.

        Raises:
            UserError: TABLE_MISSING, SNAPSHOT_ALTERED (a file cannot be read), TABLE_BROKEN (other types).
            KeyError: a column is not declared.
        """
        wanted = named_schema(declared_tables()[table], columns)
        return pa.concat_tables([read_file(path, wanted) for path in self.paths(table)])

    def require(self, *tables: str) -> None:
        """Refuse a snapshot that lacks a table.

        Raises:
            UserError: TABLE_MISSING, once for each table.
        """
        raise_faults(fault("TABLE_MISSING", self.path, table=name) for name in tables if not self.has(name))


def named_schema(table: Table, columns: Sequence[str] | None) -> pa.Schema:
    """The schema of some columns of a table; of all but the sparse ones when none are named.

    Raises:
        KeyError: a column is not declared.
    """
    if columns is None:
        return arrow_schema(table)
    schema = arrow_schema(table, columns)
    return pa.schema([schema.field(name) for name in columns])


def read_whole(path: Path, table: Table) -> pa.Table:
    """The rows of one Parquet file with all columns of its table, the sparse ones only where the file has them.

    Raises:
        UserError: SNAPSHOT_ALTERED (the file is gone or is no Parquet), TABLE_BROKEN (its types are others).
    """
    try:
        present = pq.read_schema(path).names
    except (OSError, pa.ArrowException) as error:
        raise user_error("SNAPSHOT_ALTERED", path, reason=str(error)) from None
    return read_file(path, arrow_schema(table, present))


def read_file(path: Path, schema: pa.Schema) -> pa.Table:
    """The rows of one Parquet file with exactly the columns and types of ``schema``; a column it lacks is empty.

    Raises:
        UserError: SNAPSHOT_ALTERED (the file is gone or is no Parquet), TABLE_BROKEN (its types are others).
    """
    try:
        with pq.ParquetFile(path) as file:
            there = [name for name in schema.names if name in file.schema_arrow.names]
            table = file.read(columns=there)
    except (OSError, pa.ArrowException) as error:
        raise user_error("SNAPSHOT_ALTERED", path, reason=str(error)) from None
    try:
        return fitted(table, schema)
    except pa.ArrowException as error:
        raise user_error("TABLE_BROKEN", path, table=path.stem, reason=str(error)) from None


def _file_fault(folder: Path, part: Part) -> Fault | None:
    path = folder / part.path
    try:
        size = path.stat().st_size
        if size != part.bytes:
            return fault("SNAPSHOT_ALTERED", path, reason=f"{size} bytes, not {part.bytes}")
        if sha256_file(path) != part.hash:
            return fault("SNAPSHOT_ALTERED", path, reason="another SHA-256")
    except OSError as error:
        return fault("SNAPSHOT_ALTERED", path, reason=error.strerror or str(error))
    return None


def altered_files(folder: Path, files: Iterable[Part]) -> Iterator[Fault]:
    """A SNAPSHOT_ALTERED for each file whose size or SHA-256 is not the manifest's; hashing runs in threads."""
    with ThreadPoolExecutor() as pool:
        yield from filter(None, pool.map(lambda part: _file_fault(folder, part), files))


def all_files(manifest: Manifest) -> list[Part]:
    """Every file a manifest names."""
    return [part for resource in manifest.resources for part in resource.files()]


def open_snapshot(path: Path, *, verify: bool = True) -> Snapshot:
    """Open a snapshot folder; with ``verify`` the bytes of every file are compared with the manifest.

    Raises:
        UserError: FOLDER_MISSING, MANIFEST_MISSING, MANIFEST_BROKEN, MANIFEST_FIELD, PATH_ESCAPES, SNAPSHOT_ALTERED.
    """
    path = Path(path)
    if not path.is_dir():
        raise user_error("FOLDER_MISSING", path)
    manifest = read_manifest(path / DATAPACKAGE)
    if manifest.profile != PROFILE:
        raise user_error("MANIFEST_FIELD", path / DATAPACKAGE, key="profile", allowed=PROFILE)
    if verify:
        raise_faults(altered_files(path, all_files(manifest)))
    return Snapshot(path, manifest)
