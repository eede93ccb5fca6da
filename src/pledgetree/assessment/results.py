"""The result folder: written whole or not at all, opened with every file's digest checked.

    result.json       manifest: snapshot digest, rulebook, edition, code version, seed, year, and every table's digests
    rulebook.json     the rulebook and those it includes, so that a result is explained and published alone
    <table>.parquet   the tables of ``result_tables``; large ones as <table>/<first digits of the units>.parquet
    run.json          engine, host, times: outside every digest
    partials/         what was counted per county, for a later run (see ``partials``)

The result's digest covers the year, the origin and the content digests of the exact tables. Statistical tables
(intervals), the moment of writing and the bytes of files are outside: between machines the last digit may differ.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pledgetree.assessment.governing import INCLUDED, RAW
from pledgetree.assessment.result_tables import RESULT_TABLES, ResultTable, parts_of, province_of, sorted_rows
from pledgetree.base.errors import Fault, UserError, fault, raise_faults, user_error
from pledgetree.base.folders import link_file
from pledgetree.evidence.digests import digest_json, digest_parts, sha256_file
from pledgetree.evidence.manifest import (
    Manifest,
    Part,
    Resource,
    read_manifest,
    resource_of_file,
    resource_of_parts,
    write_manifest,
)
from pledgetree.law.loading import rulebook_from_raw
from pledgetree.law.model import Rulebook
from pledgetree.snapshot.canonical import ContentHasher
from pledgetree.snapshot.opening import altered_files
from pledgetree.snapshot.writing import write_parquet

PROFILE = "pledgetree-result-v1"
MANIFEST, RULEBOOK, RUN = "result.json", "rulebook.json", "run.json"
_FRICTIONLESS = {pa.string(): "string", pa.int64(): "integer", pa.bool_(): "boolean"}


def write_json(path: Path, value: Any) -> None:
    """Write a JSON document, keys sorted, so that equal values are equal bytes."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _schema_json(table: ResultTable) -> dict[str, Any]:
    fields = [{"name": one.name, "type": _FRICTIONLESS[one.type]} for one in table.schema]
    return {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}


def ordered_rows(name: str, rows: pa.Table) -> pa.Table:
    """A table of a result in its declared columns, types and order."""
    table = RESULT_TABLES[name]
    return sorted_rows(rows.select(table.schema.names).cast(table.schema), table.key)


def content_hash(rows: pa.Table) -> str:
    """The canonical content digest of rows that are in order."""
    hasher = ContentHasher(rows.column_names)
    hasher.update(rows)
    return hasher.hexdigest()


def table_hash(name: str, ordered: pa.Table) -> str:
    """The content digest of a result's table: that of its rows, or of its parts."""
    parts = parts_of(name, ordered)
    if not parts:
        return content_hash(ordered)
    return digest_parts((part, content_hash(rows)) for part, rows in parts.items())


def write_table(folder: Path, name: str, rows: pa.Table) -> Resource:
    """Put the rows in order and write them to ``folder/<name>.parquet``, or to a file for each of its parts.

    Raises:
        OSError: the disk is full or refuses.
    """
    ordered = ordered_rows(name, rows)
    return _resource(folder, name, ordered, [_written(folder, name, *one) for one in parts_of(name, ordered).items()])


def _resource(folder: Path, name: str, ordered: pa.Table, parts: Collection[Part]) -> Resource:
    """The table of these parts; without any its rows go to a single file."""
    schema = _schema_json(RESULT_TABLES[name])
    if not parts:
        return resource_of_file(_written(folder, name, name, ordered), schema)
    return resource_of_parts(name, tuple(parts), schema)


def _written(folder: Path, name: str, part: str, ordered: pa.Table) -> Part:
    path = folder / (f"{name}.parquet" if part == name else f"{name}/{part}.parquet")
    path.parent.mkdir(exist_ok=True)
    # One chunk, or the pages of a file would tell how its rows arrived.
    write_parquet(path, ordered.combine_chunks())
    return Part(
        name=part,
        path=path.relative_to(folder).as_posix(),
        bytes=path.stat().st_size,
        hash=sha256_file(path),
        rows=ordered.num_rows,
        content_hash=content_hash(ordered),
    )


def taken_over(folder: Path, earlier: Result, name: str) -> Resource:
    """A table of an earlier result, by links to its files.

    Raises:
        OSError: the disk is full or refuses.
    """
    resource = earlier.resource(name)
    for part in resource.files():
        link_file(earlier.path / part.path, folder / part.path)
    return resource


def revised(folder: Path, earlier: Result, name: str, fresh: pa.Table, anew: Collection[str]) -> Resource:
    """A table of an earlier result with the rows of the provinces ``anew`` (first digits) replaced by fresh ones.

    Raises:
        OSError: the disk is full or refuses.
        UserError: RESULT_ALTERED.
    """
    if not RESULT_TABLES[name].in_parts:
        return write_table(folder, name, pa.concat_tables([rows_outside(earlier.table(name), anew), fresh]))
    ordered = ordered_rows(name, fresh)
    kept = [part for part in earlier.resource(name).parts if part.name not in anew]
    for part in kept:
        link_file(earlier.path / part.path, folder / part.path)
    parts = [_written(folder, name, *one) for one in parts_of(name, ordered).items()]
    return _resource(folder, name, ordered, [*kept, *parts])


def rows_outside(rows: pa.Table, provinces: Collection[str]) -> pa.Table:
    """The rows of units in other provinces than these."""
    inside = pc.is_in(province_of(rows["unit_id"]), value_set=pa.array(sorted(provinces), pa.string()))
    return rows.filter(pc.invert(inside))


def result_digest(manifest: Manifest) -> str:
    """SHA-256 over the origin of a result and the content digests of its exact tables."""
    tables = {
        one.name: one.content_hash
        for one in manifest.resources
        if one.name in RESULT_TABLES and RESULT_TABLES[one.name].exact
    }
    origin = {"profile": manifest.profile, "year": manifest.year, "made_up": manifest.made_up}
    return digest_json({**origin, "rulebook": manifest.rulebook, "origin": dict(manifest.extra), "tables": tables})


def write_result(folder: Path, manifest: Manifest, rulebooks: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    """Write what goes beside the tables.

    Raises:
        OSError: the disk is full or refuses.
    """
    write_json(folder / RULEBOOK, rulebooks)
    write_json(folder / RUN, run)
    write_manifest(folder / MANIFEST, manifest)


@dataclass(frozen=True)
class Result:
    """An opened result; its tables are read when they are asked for."""

    path: Path
    manifest: Manifest

    @cached_property
    def digest(self) -> str:
        """The result digest, 64 hexadecimal digits; opening compares the tables it speaks of."""
        return result_digest(self.manifest)

    @property
    def year(self) -> int:
        """The year assessed."""
        return self.manifest.year

    @property
    def made_up(self) -> bool:
        """Whether the snapshot was made up; grades of real units are then illustrative."""
        return self.manifest.made_up

    @property
    def frozen_at(self) -> str:
        """The moment the result was written, ISO 8601."""
        return self.manifest.frozen_at

    @property
    def extra(self) -> Mapping[str, Any]:
        """Origin: snapshot digest, inputs, edition, code version, seed."""
        return self.manifest.extra

    @cached_property
    def _rulebooks(self) -> Mapping[str, Any]:
        try:
            record = json.loads((self.path / RULEBOOK).read_bytes())
        except (OSError, ValueError) as error:
            raise user_error("RESULT_ALTERED", self.path / RULEBOOK, reason=str(error)) from None
        if digest_json(record) != self.extra.get("rulebooks"):
            raise user_error("RESULT_ALTERED", self.path / RULEBOOK, reason="another SHA-256")
        found: dict[str, Any] = record
        return found

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook the year was assessed under.

        Raises:
            UserError: RESULT_ALTERED.
        """
        return rulebook_from_raw(self._rulebooks[RAW])

    @cached_property
    def included(self) -> Mapping[str, Rulebook]:
        """The rulebooks it includes, by name."""
        return {name: rulebook_from_raw(raw) for name, raw in self._rulebooks[INCLUDED].items()}

    def table(self, name: str) -> pa.Table:
        """A table of the result, rows in order of its key.

        Raises:
            KeyError: a result has no such table.
            UserError: RESULT_ALTERED, the file cannot be read.
        """
        schema = RESULT_TABLES[name].schema
        return pa.concat_tables([_read(self.path / path, schema) for path in self.resource(name).paths])

    def resource(self, name: str) -> Resource:
        """What the manifest says of a table.

        Raises:
            KeyError: a result has no such table.
        """
        found = self.manifest.resource(name)
        if found is None:
            raise KeyError(name)
        return found


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    try:
        return pq.read_table(path, schema=schema, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise user_error("RESULT_ALTERED", path, reason=str(error)) from None


def open_result(path: Path, *, verify: bool = True) -> Result:
    """Open a result folder; with ``verify`` the bytes and the content of every table are compared with the manifest.

    Raises:
        UserError: FOLDER_MISSING, MANIFEST_MISSING, MANIFEST_BROKEN, MANIFEST_FIELD, NOT_A_RESULT, RESULT_ALTERED.
    """
    path = Path(path)
    if not path.is_dir():
        raise user_error("FOLDER_MISSING", path)
    manifest = read_manifest(path / MANIFEST)
    if manifest.profile != PROFILE or {one.name for one in manifest.resources} != set(RESULT_TABLES):
        raise user_error("NOT_A_RESULT", path)
    result = Result(path, manifest)
    if verify:
        require_intact(result)
        raise_faults(_other_content(result))
    return result


def require_intact(result: Result) -> None:
    """Refuse a result one of whose files is not the one that was written.

    Raises:
        UserError: RESULT_ALTERED for each.
    """
    files = [part for one in result.manifest.resources for part in one.files()]
    found = altered_files(result.path, files)
    raise_faults(fault("RESULT_ALTERED", one.where, reason=dict(one.params)["reason"]) for one in found)


def _other_content(result: Result) -> Iterator[Fault]:
    """Tables whose rows are not those the result's digest speaks of, whatever their bytes."""
    for one in result.manifest.resources:
        if table_hash(one.name, result.table(one.name)) != one.content_hash:
            yield fault("RESULT_ALTERED", result.path / one.paths[0], reason="other content")


__all__ = ["PROFILE", "Result", "UserError", "open_result", "result_digest", "write_result", "write_table"]
