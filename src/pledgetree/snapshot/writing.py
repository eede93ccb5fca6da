"""Writing tables into a folder: Parquet files with their digests, and the manifest that names them.

The bytes of a file depend on its rows alone (and on the version of the Parquet writer): no time, no host, no order of
arrival. Tables come from trusted producers here; what users hand in is checked first (see ``freezing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pledgetree.evidence.digests import sha256_file
from pledgetree.evidence.manifest import (
    DATAPACKAGE,
    Manifest,
    Part,
    Resource,
    resource_of_file,
    resource_of_parts,
    write_manifest,
)
from pledgetree.snapshot.canonical import content_digest, normalised, sorted_by_key
from pledgetree.snapshot.declaration import Table, arrow_schema, declared_tables, table_schema, without_empty

PROFILE = "pledgetree-snapshot-v1"
# DuckDB reads row groups of this size in parallel; a county part is one row group as a rule.
_ROW_GROUP = 122_880


def write_parquet(path: Path, table: pa.Table, *, plain: Sequence[str] = ()) -> None:
    """Write one Parquet file; the columns ``plain`` hold a different value in each row, so no dictionary is tried.

    Raises:
        OSError: the disk is full or refuses.
    """
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in table.column_names if name not in plain],
        row_group_size=_ROW_GROUP,
        store_schema=False,
    )


def write_rows(folder: Path, relative: str, table: pa.Table, *, name: str, key: Sequence[str]) -> Part:
    """Sort a table by ``key``, write it to ``folder/relative`` and give its digests; for tables of any schema.

    Raises:
        OSError: the disk is full or refuses.
    """
    ordered = sorted_by_key(table, key)
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(path, ordered, plain=key if len(key) == 1 else ())
    return Part(
        name=name,
        path=relative,
        bytes=path.stat().st_size,
        hash=sha256_file(path),
        rows=ordered.num_rows,
        content_hash=content_digest(ordered, key),
    )


def _declared(table: str) -> Table:
    return declared_tables()[table]


def _tidied(rows: pa.Table, declared: Table) -> pa.Table:
    """Rows in normal form; a sparse column stands there only with a value."""
    return without_empty(declared, normalised(rows, arrow_schema(declared, rows.column_names)))


def write_part(folder: Path, table: str, part_name: str, rows: pa.Table) -> Part:
    """Write one part of a declared table to ``folder/<table>/<part_name>.parquet``; safe in worker processes.

    Raises:
        KeyError: the table is not declared.
        OSError: the disk is full or refuses.
    """
    declared = _declared(table)
    tidy = _tidied(rows, declared)
    return write_rows(folder, f"{table}/{part_name}.parquet", tidy, name=part_name, key=declared.key)


class SnapshotWriter:
    """Collects the tables of one snapshot in ``folder`` (as a rule a temporary one, see ``base.folders``)."""

    def __init__(
        self, folder: Path, *, year: int, frozen_at: str, made_up: bool, rulebook: str | None, name: str
    ) -> None:
        self._folder = folder
        self._head: Mapping[str, Any] = {
            "name": name,
            "profile": PROFILE,
            "year": year,
            "frozen_at": frozen_at,
            "made_up": made_up,
            "rulebook": rulebook,
        }
        self._resources: dict[str, Resource] = {}

    def _keep(self, resource: Resource) -> None:
        if resource.name in self._resources:
            raise ValueError(f"table {resource.name} was added before")
        self._resources[resource.name] = resource

    def add(self, table: str, rows: pa.Table) -> None:
        """Write a whole table as ``<table>.parquet``, sorted by its key, in the declared types.

        Raises:
            KeyError: the table is not declared.
            ValueError: it was added before.
            pa.ArrowInvalid: a value does not fit its declared type.
            OSError: the disk is full or refuses.
        """
        declared = _declared(table)
        tidy = _tidied(rows, declared)
        part = write_rows(self._folder, f"{table}.parquet", tidy, name=table, key=declared.key)
        self._keep(resource_of_file(part, table_schema(declared)))

    def add_parts(self, table: str, parts: Iterable[Part]) -> None:
        """Take in the files that ``write_part`` wrote; their order does not matter.

        Raises:
            KeyError: the table is not declared.
            ValueError: it was added before, or there is no part.
        """
        ordered = tuple(parts)
        if not ordered:
            raise ValueError(f"table {table} has no parts")
        self._keep(resource_of_parts(table, ordered, table_schema(_declared(table))))

    def finish(self) -> Manifest:
        """Write the manifest and give it.

        Raises:
            OSError: the disk is full or refuses.
        """
        resources = tuple(self._resources[name] for name in sorted(self._resources))
        manifest = Manifest(**self._head, resources=resources)
        write_manifest(self._folder / DATAPACKAGE, manifest)
        return manifest
