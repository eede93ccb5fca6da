"""What was counted per county, kept in the result so that a later run need not count it again.

    partials/partials.json              what the counts depend on, the digests of each county's parts and of each file
    partials/<relation>/<province>.parquet   the sums per part and unit code, before codes are resolved

A county's sums depend on its own two parts, the year, the rulebook's edition, the code and the list of counts alone
(``indicators.relations`` joins inside a part). Where all of these are the same, they are taken over; everything after
them is computed anew, so that the tables equal those of a full run byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pledgetree.assessment.results import content_hash, open_result, write_json
from pledgetree.base.errors import user_error
from pledgetree.evidence.digests import digest_json, digest_parts
from pledgetree.indicators.counting import REGISTER_RELATIONS, REGISTER_TABLES
from pledgetree.indicators.relations import PART, UNIT
from pledgetree.snapshot.opening import Snapshot
from pledgetree.snapshot.writing import write_parquet

FOLDER, INDEX = "partials", "partials.json"
_ALL = "all"
_READERS = 2

Counted = Mapping[str, pa.Table]
"""The sums per part and unit code, by relation."""

Index = Mapping[str, Any]
"""What stands in ``partials.json``: ``basis``, ``parts`` (digest of each part) and ``files`` (digest of their rows)."""


@dataclass(frozen=True)
class Basis:
    """What every county's sums depend on besides its own parts."""

    year: int
    edition: str
    code: str
    counts: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The basis as JSON."""
        return {"year": self.year, "edition": self.edition, "code": self.code, "counts": list(self.counts)}


def part_digests(snapshot: Snapshot) -> dict[str, str]:
    """One digest per part of the register, over the content digests of its households and persons."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    single = not all(_has_parts(snapshot, table) for table in REGISTER_TABLES)
    for table in REGISTER_TABLES:
        for part in snapshot.parts(table):
            name = f"{table}/{part.name}" if single else table
            pairs.setdefault("" if single else part.name, []).append((name, part.content_hash))
    return {part: digest_parts(found) for part, found in pairs.items()}


def _has_parts(snapshot: Snapshot, table: str) -> bool:
    resource = snapshot.manifest.resource(table)
    return resource is not None and bool(resource.parts)


@dataclass(frozen=True)
class Register:
    """The sums of every relation in order of part and unit, and the content digest of every file they go to."""

    rows: Counted
    files: Mapping[str, str]


def index_of(basis: Basis, parts: Mapping[str, str], register: Register) -> Index:
    """What ``partials.json`` says of the sums."""
    return {"basis": basis.record(), "parts": dict(parts), "files": dict(register.files)}


@dataclass(frozen=True)
class Kept:
    """The partial sums of an earlier result."""

    folder: Path
    index: Index

    def unchanged(self, basis: Basis, parts: Mapping[str, str]) -> frozenset[str]:
        """The parts whose sums still hold."""
        if self.index["basis"] != basis.record():
            return frozenset()
        old = self.index["parts"]
        return frozenset(name for name, digest in parts.items() if old.get(name) == digest)

    def whole_provinces(self, parts: frozenset[str]) -> frozenset[str]:
        """The provinces every part of which is among these."""
        return frozenset(_provinces(self.index["parts"])) - {
            part[:2] for part in self.index["parts"] if part not in parts
        }

    def sums(self, file: str) -> pa.Table:
        """The rows of one file.

        Raises:
            UserError: RESULT_ALTERED, they are not the ones that were written.
        """
        path = self.folder / file
        try:
            rows = pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise user_error("RESULT_ALTERED", path, reason=str(error)) from None
        if content_hash(rows) != self.index["files"].get(file):
            raise user_error("RESULT_ALTERED", path, reason="other content")
        return rows


def read_kept(result: Path) -> Kept:
    """The partial sums in a result folder, whatever its manifest says of them; see ``vouched``.

    Raises:
        UserError: FOLDER_MISSING, NOT_A_RESULT.
    """
    if not result.is_dir():
        raise user_error("FOLDER_MISSING", result)
    folder = result / FOLDER
    try:
        index = json.loads((folder / INDEX).read_bytes())
    except (OSError, ValueError):
        raise user_error("NOT_A_RESULT", result) from None
    if not isinstance(index, dict) or not {"basis", "parts", "files"} <= set(index):
        raise user_error("NOT_A_RESULT", result)
    return Kept(folder, index)


def vouched(result: Path) -> Kept:
    """The partial sums of a result, if its digest vouches for them; each file's rows are checked when they are read.

    Raises:
        UserError: FOLDER_MISSING, NOT_A_RESULT, RESULT_ALTERED, and what opening a result raises.
    """
    kept, opened = read_kept(result), open_result(result, verify=False)
    if digest_json(kept.index) != opened.extra.get("partials"):
        raise user_error("RESULT_ALTERED", kept.folder, reason="the sums per county are not those of the result")
    return kept


def joined(fresh: Counted, kept: Kept | None, same: frozenset[str], parts: Iterable[str]) -> Register:
    """Fresh and kept sums together, province by province, in order of part and unit.

    Args:
        fresh: what was counted.
        kept: what an earlier result has.
        same: the parts whose kept sums hold.
        parts: every part of the register.

    Raises:
        UserError: RESULT_ALTERED, kept sums are not the ones that were written.
    """
    provinces = _provinces(parts)
    whole = kept.whole_provinces(same) if kept else frozenset()

    def province(relation: str, new: pa.Table, name: str) -> tuple[pa.Table, str]:
        file = file_name(relation, name)
        if kept and name in whole and not new.num_rows:
            return kept.sums(file).cast(new.schema), kept.index["files"][file]
        rows = in_order(pa.concat_tables([new, *_kept_rows(kept, file, same, new.schema)]))
        return rows, content_hash(rows)

    rows: dict[str, pa.Table] = {}
    files: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=_READERS) as pool:
        for relation in REGISTER_RELATIONS:
            new = _by_province(fresh[relation], provinces)
            found = list(pool.map(province, [relation] * len(provinces), new, provinces))
            rows[relation] = pa.concat_tables([fresh[relation].schema.empty_table(), *(table for table, _ in found)])
            files |= {file_name(relation, name): digest for name, (_, digest) in zip(provinces, found, strict=True)}
    return Register(rows, files)


def _kept_rows(kept: Kept | None, file: str, same: frozenset[str], schema: pa.Schema) -> Iterator[pa.Table]:
    """The kept sums of a province some of whose parts are the same."""
    if kept is not None and same and file in kept.index["files"]:
        rows = kept.sums(file)
        yield rows.filter(pc.is_in(rows[PART], value_set=pa.array(sorted(same), pa.string()))).cast(schema)


def in_order(rows: pa.Table) -> pa.Table:
    """Sums in order of part and unit."""
    return rows.sort_by([(PART, "ascending"), (UNIT, "ascending")])


def file_name(relation: str, province: str) -> str:
    """The file of a province's sums; a register in single files is the province without name."""
    return f"{relation}/{province or _ALL}.parquet"


def _provinces(parts: Iterable[str]) -> list[str]:
    return sorted({part[:2] for part in parts})


def write_partials(folder: Path, register: Register, basis: Basis, parts: Mapping[str, str]) -> None:
    """Write the sums province by province, and what they depend on.

    Raises:
        OSError: the disk is full or refuses.
    """
    provinces = _provinces(parts)
    for relation in REGISTER_RELATIONS:
        (folder / FOLDER / relation).mkdir(parents=True)
        for province, rows in zip(provinces, _by_province(register.rows[relation], provinces), strict=True):
            write_parquet(folder / FOLDER / file_name(relation, province), rows)
    write_json(folder / FOLDER / INDEX, index_of(basis, parts, register))


def _by_province(rows: pa.Table, provinces: Sequence[str]) -> list[pa.Table]:
    prefixes = pc.utf8_slice_codeunits(rows[PART], 0, 2)
    # One chunk each, or the pages of a file would tell how its rows arrived.
    return [rows.filter(pc.equal(prefixes, one)).combine_chunks() for one in provinces]
