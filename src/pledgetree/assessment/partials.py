"""What was counted per county, kept in the result so that a later run need not count it again.

    partials/partials.json              what the counts depend on, the digests of each county's parts and of each file
    partials/<relation>/<province>.parquet   the sums per part and unit code, before codes are resolved
    partials/provinces.parquet          every sum at every province, all tiers below added up (see ``narrowing``)

A county's sums depend on its own two parts, the year, the rulebook's edition, the code and the list of counts alone
(``indicators.relations`` joins inside a part). Where all of these are the same, they are taken over; everything after
them is computed anew, or taken over where nothing of its province has changed (see ``revising``), so that the tables
equal those of a full run byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pledgetree.assessment.results import Result, content_hash, open_result, write_json
from pledgetree.base.errors import user_error
from pledgetree.base.folders import link_file
from pledgetree.evidence.digests import digest_json, digest_parts, sha256_file
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
"""What ``partials.json`` says of the sums, covered by the result's digest: ``basis``, ``parts`` (digest of each part),
``files`` (digest of their rows) and ``contained``: every part's rows name units of the part's own province only."""


@dataclass(frozen=True)
class Basis:
    """What every county's sums depend on besides its own parts; ``meant_for`` is the rulebook the snapshot names."""

    year: int
    edition: str
    code: str
    counts: tuple[str, ...]
    meant_for: str | None = None

    def record(self) -> dict[str, Any]:
        """The basis as JSON."""
        counted = {"year": self.year, "edition": self.edition, "code": self.code, "counts": list(self.counts)}
        return {**counted, "meant_for": self.meant_for}


PROVINCES = "provinces.parquet"
_BYTES = "bytes"


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
    """The sums by the file they go to, in order of part and unit, and each file's content digest.

    ``empty`` is a table without rows for each relation.
    """

    sums: Mapping[str, pa.Table]
    files: Mapping[str, str]
    empty: Counted

    @cached_property
    def rows(self) -> Counted:
        """The sums of every relation."""
        return {
            relation: pa.concat_tables([none, *(self.sums[file] for file in self.sums if _relation(file) == relation)])
            for relation, none in self.empty.items()
        }


def _relation(file: str) -> str:
    return file.partition("/")[0]


@dataclass(frozen=True)
class Stored:
    """What goes into the folder: sums to be written and files of an earlier result to be taken over, by file name."""

    index: Index
    sums: Mapping[str, pa.Table]
    links: Mapping[str, Path] = field(default_factory=dict)


def stored(
    basis: Basis,
    parts: Mapping[str, str],
    register: Register,
    provinces: pa.Table,
    *,
    contained: bool,
    kept: tuple[Mapping[str, str], Mapping[str, Path]] = (MappingProxyType({}), MappingProxyType({})),
) -> Stored:
    """Everything that is kept of a count: sums of the register and of the provinces, and files of an earlier result.

    ``kept``: the content digests of the files taken over, and where they are.
    """
    digests, links = kept
    files = {**digests, **register.files, PROVINCES: content_hash(provinces)}
    return Stored(index_of(basis, parts, files, contained=contained), {**register.sums, PROVINCES: provinces}, links)


def files_of(parts: Iterable[str]) -> frozenset[str]:
    """The files the sums of these parts go to."""
    return frozenset(file_name(relation, name) for relation in REGISTER_RELATIONS for name in _provinces(parts))


def index_of(basis: Basis, parts: Mapping[str, str], files: Mapping[str, str], *, contained: bool) -> Index:
    """What ``partials.json`` says of the sums."""
    return {"basis": basis.record(), "parts": dict(parts), "files": dict(files), "contained": contained}


@dataclass(frozen=True)
class Kept:
    """The partial sums of an earlier result; ``hashes`` are the SHA-256 of the files' bytes, outside every digest."""

    folder: Path
    index: Index
    hashes: Mapping[str, str] = field(default_factory=dict)

    def link(self, file: str) -> Path:
        """A file, taken over as it is.

        Raises:
            UserError: RESULT_ALTERED, its bytes are not the ones that were written.
        """
        path = self.folder / file
        try:
            same = sha256_file(path) == self.hashes.get(file)
        except OSError as error:
            raise user_error("RESULT_ALTERED", path, reason=str(error)) from None
        if not same:
            raise user_error("RESULT_ALTERED", path, reason="another SHA-256")
        return path

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
    hashes = index.pop(_BYTES, {})
    return Kept(folder, index, hashes)


@dataclass(frozen=True)
class Earlier:
    """An earlier result and its partial sums."""

    result: Result
    kept: Kept


def vouched(result: Path) -> Earlier:
    """A result and its partial sums, if its digest vouches for them; a file is checked when it is read or taken over.

    Raises:
        UserError: FOLDER_MISSING, NOT_A_RESULT, RESULT_ALTERED, and what opening a result raises.
    """
    kept, opened = read_kept(result), open_result(result, verify=False)
    if digest_json(kept.index) != opened.extra.get("partials"):
        raise user_error("RESULT_ALTERED", kept.folder, reason="the sums per county are not those of the result")
    return Earlier(opened, kept)


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

    sums: dict[str, pa.Table] = {}
    files: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=_READERS) as pool:
        for relation in REGISTER_RELATIONS:
            new = _by_province(fresh[relation], provinces)
            found = list(pool.map(province, [relation] * len(provinces), new, provinces))
            for name, (rows, digest) in zip(provinces, found, strict=True):
                sums[file_name(relation, name)], files[file_name(relation, name)] = rows, digest
    return Register(sums, files, {relation: rows.schema.empty_table() for relation, rows in fresh.items()})


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


def write_partials(folder: Path, one: Stored) -> None:
    """Write the sums, and what they depend on.

    Raises:
        OSError: the disk is full or refuses.
    """
    room = folder / FOLDER
    for file, rows in one.sums.items():
        (room / file).parent.mkdir(parents=True, exist_ok=True)
        # One chunk each, or the pages of a file would tell how its rows arrived.
        write_parquet(room / file, rows.combine_chunks())
    for file, path in one.links.items():
        link_file(path, room / file)
    hashes = {file: sha256_file(room / file) for file in sorted({*one.sums, *one.links})}
    room.mkdir(exist_ok=True)
    write_json(room / INDEX, {**one.index, _BYTES: hashes})


def _by_province(rows: pa.Table, provinces: Sequence[str]) -> list[pa.Table]:
    prefixes = pc.utf8_slice_codeunits(rows[PART], 0, 2)
    return [rows.filter(pc.equal(prefixes, one)) for one in provinces]
