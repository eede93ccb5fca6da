"""Counting a snapshot: the grouped passes, chunk by chunk, and what they give.

Households and persons may stand in one file per county. Parts are counted province by province, so that memory stays
small; the sums are kept per part and unit code as they were written, before codes are resolved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.errors import user_error
from pledgetree.indicators.counts import Count, Terms
from pledgetree.indicators.engines import Engine, Files, SumTooLargeError
from pledgetree.indicators.relations import PART, RELATIONS, UNIT, Relation, grouped
from pledgetree.snapshot.opening import Snapshot

REGISTER_TABLES = ("households", "persons")
REGISTER_RELATIONS = ("households", "persons")
Report = Callable[[str], None]


@dataclass(frozen=True)
class Chunk:
    """Files that are counted together, by table."""

    name: str
    files: Mapping[str, Files]


def part_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The parts of the register: county codes, or one empty name where a table of it stands in a single file."""
    if not all(_in_parts(snapshot, table) for table in REGISTER_TABLES):
        return ("",)
    return tuple(sorted({part.name for table in REGISTER_TABLES for part in snapshot.parts(table)}))


def _in_parts(snapshot: Snapshot, table: str) -> bool:
    resource = snapshot.manifest.resource(table)
    return resource is not None and bool(resource.parts)


def register_chunks(snapshot: Snapshot, parts: Iterable[str]) -> list[Chunk]:
    """The register's files to count, province by province; only of the parts named."""
    provinces: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        provinces[part[:2]].append(part)
    return [_chunk(snapshot, province, tuple(names)) for province, names in sorted(provinces.items())]


def _chunk(snapshot: Snapshot, province: str, parts: tuple[str, ...]) -> Chunk:
    whole = parts == ("",)
    files = {}
    for table in REGISTER_TABLES:
        paths = [snapshot.path / one.path for one in snapshot.parts(table) if whole or one.name in parts]
        files[table] = Files(tuple(paths), in_parts=not whole)
    return Chunk(province, files)


def count_register(
    engine: Engine, chunks: Sequence[Chunk], counts: Sequence[Count], terms: Terms, report: Report
) -> dict[str, pa.Table]:
    """The sums of the register per part and unit code, one table per relation; columns are named by count.

    Raises:
        UserError: SUM_TOO_LARGE, PERSON_WITHOUT_HOUSEHOLD.
    """
    found: dict[str, list[pa.Table]] = {name: [] for name in REGISTER_RELATIONS}
    for chunk in chunks:
        for name in REGISTER_RELATIONS:
            wanted = [one for one in counts if one.relation == name]
            if all(chunk.files[table].paths for table in RELATIONS[name].tables):
                found[name].append(count_relation(engine, RELATIONS[name], chunk.files, wanted, terms))
        report(chunk.name)
    return {name: _together(tables, name, counts) for name, tables in found.items()}


def _together(tables: list[pa.Table], relation: str, counts: Sequence[Count]) -> pa.Table:
    names = [one.name for one in counts if one.relation == relation]
    texts, numbers = [(name, pa.string()) for name in (PART, UNIT)], [(name, pa.int64()) for name in names]
    schema = pa.schema([*texts, *numbers])
    return pa.concat_tables([schema.empty_table(), *tables]).combine_chunks()


def count_tables(
    engine: Engine, snapshot: Snapshot, counts: Sequence[Count], terms: Terms
) -> Iterator[tuple[Relation, Sequence[Count], pa.Table]]:
    """The sums of every other relation whose tables the snapshot holds, one pass each.

    Raises:
        UserError: SUM_TOO_LARGE.
    """
    names = sorted({one.relation for one in counts} - set(REGISTER_RELATIONS))
    for relation in (RELATIONS[name] for name in names):
        if all(snapshot.has(table) for table in relation.tables):
            files = {name: Files(tuple(snapshot.paths(name)), in_parts=False) for name in relation.tables}
            wanted = [one for one in counts if one.relation == relation.name]
            yield relation, wanted, count_relation(engine, relation, files, wanted, terms)


def count_relation(
    engine: Engine, relation: Relation, files: Mapping[str, Files], counts: Sequence[Count], terms: Terms
) -> pa.Table:
    """One grouped pass: the columns of ``relations.grouped``, the sums named by their counts.

    Raises:
        UserError: SUM_TOO_LARGE, PERSON_WITHOUT_HOUSEHOLD.
    """
    tables = {name: engine.open(name, files[name]) for name in relation.tables}
    try:
        found = engine.fetch(grouped(relation, tables, counts, terms))
    except SumTooLargeError as error:
        raise user_error("SUM_TOO_LARGE", relation.table) from error
    _require_units(relation, found)
    keys = found.column_names[: len(found.column_names) - len(counts)]
    return found.rename_columns([*keys, *(one.name for one in counts)])


def _require_units(relation: Relation, found: pa.Table) -> None:
    lost = found.filter(pc.is_null(found[UNIT]))
    if lost.num_rows:
        where = f"{relation.name} {lost[PART][0].as_py()}".strip()
        raise user_error("PERSON_WITHOUT_HOUSEHOLD", where)
