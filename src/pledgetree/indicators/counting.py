"""Counting a snapshot: the grouped passes, chunk by chunk, and what they give.

Households and persons may stand in one file per county. Parts are counted province by province, so that memory stays
small; the sums are kept per part and unit code as they were written, before codes are resolved.

A part has the name the manifest gives it, whatever its file is called: an engine sees the files of a chunk through
links named by the place of the part's name in the chunk, and what it gives back is named again.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.errors import fault, raise_faults, user_error
from pledgetree.indicators.counts import Count, Terms
from pledgetree.indicators.engines import Engine, Files, SumTooLargeError
from pledgetree.indicators.relations import PART, RELATIONS, UNIT, Relation, grouped
from pledgetree.snapshot.opening import Snapshot

REGISTER_TABLES = ("households", "persons")
REGISTER_RELATIONS = ("households", "persons")
Report = Callable[[str], None]


@dataclass(frozen=True)
class Chunk:
    """Files that are counted together: ``paths`` by table and part; ``parts`` is empty for a register in one piece."""

    name: str
    parts: tuple[str, ...]
    paths: Mapping[str, Mapping[str, Path]]


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
    names = frozenset() if parts == ("",) else frozenset(parts)
    paths = {
        table: {one.name: snapshot.path / one.path for one in snapshot.parts(table) if not names or one.name in names}
        for table in REGISTER_TABLES
    }
    return Chunk(province, tuple(sorted(names)), paths)


def require_households(snapshot: Snapshot) -> None:
    """Refuse a register that has persons in a part without households.

    Raises:
        UserError: PERSON_WITHOUT_HOUSEHOLD for each such part.
    """
    if part_names(snapshot) != ("",):
        there = {one.name for one in snapshot.parts("households")}
        lost = [one.name for one in snapshot.parts("persons") if one.rows and one.name not in there]
        raise_faults(fault("PERSON_WITHOUT_HOUSEHOLD", f"persons {name}") for name in lost)


def _linked(chunk: Chunk, room: Path) -> dict[str, Files]:
    """The chunk's files by table; those of parts as links in ``room`` named by the part's number."""
    if not chunk.parts:
        return {table: Files(tuple(paths.values()), in_parts=False) for table, paths in chunk.paths.items()}
    numbers = {name: number for number, name in enumerate(chunk.parts)}
    files = {}
    for table, paths in chunk.paths.items():
        (room / table).mkdir()
        links = {room / table / f"{numbers[name]}.parquet": path for name, path in paths.items()}
        for link, path in links.items():
            link.symlink_to(path.absolute())
        files[table] = Files(tuple(links), in_parts=True)
    return files


def count_register(
    engine: Engine, chunks: Sequence[Chunk], counts: Sequence[Count], terms: Terms, report: Report
) -> dict[str, pa.Table]:
    """The sums of the register per part and unit code, one table per relation; columns are named by count.

    Raises:
        UserError: SUM_TOO_LARGE, PERSON_WITHOUT_HOUSEHOLD.
    """
    found: dict[str, list[pa.Table]] = {name: [] for name in REGISTER_RELATIONS}
    for chunk in chunks:
        for name, rows in _counted(engine, chunk, counts, terms):
            found[name].append(rows)
        report(chunk.name)
    return {name: _together(tables, name, counts) for name, tables in found.items()}


def _counted(engine: Engine, chunk: Chunk, counts: Sequence[Count], terms: Terms) -> Iterator[tuple[str, pa.Table]]:
    """The sums of each relation whose tables have files in the chunk."""
    with tempfile.TemporaryDirectory() as room:
        files = _linked(chunk, Path(room))
        for relation in (RELATIONS[name] for name in REGISTER_RELATIONS):
            wanted = [one for one in counts if one.relation == relation.name]
            if all(files[table].paths for table in relation.tables):
                yield relation.name, count_relation(engine, relation, files, wanted, terms, chunk.parts)


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
    engine: Engine,
    relation: Relation,
    files: Mapping[str, Files],
    counts: Sequence[Count],
    terms: Terms,
    parts: Sequence[str] = (),
) -> pa.Table:
    """One grouped pass: the columns of ``relations.grouped``, the sums named by their counts.

    ``parts`` are the names that stand for the numbers the files are named by, where they are.

    Raises:
        UserError: SUM_TOO_LARGE, PERSON_WITHOUT_HOUSEHOLD.
    """
    tables = {name: engine.open(name, files[name]) for name in relation.tables}
    try:
        found = engine.fetch(grouped(relation, tables, counts, terms))
    except SumTooLargeError as error:
        raise user_error("SUM_TOO_LARGE", relation.table) from error
    if parts:
        named = pa.array(parts, pa.string()).take(found[PART].cast(pa.int64()))
        found = found.set_column(found.column_names.index(PART), PART, named)
    _require_units(relation, found)
    keys = found.column_names[: len(found.column_names) - len(counts)]
    return found.rename_columns([*keys, *(one.name for one in counts)])


def _require_units(relation: Relation, found: pa.Table) -> None:
    lost = found.filter(pc.is_null(found[UNIT]))
    if lost.num_rows:
        where = f"{relation.name} {lost[PART][0].as_py()}".strip()
        raise user_error("PERSON_WITHOUT_HOUSEHOLD", where)
