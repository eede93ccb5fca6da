"""What was counted per county, kept in the result so that a later run need not count it again.

    partials/partials.json              what the counts depend on, the digests of every county's parts, of every file
    partials/<relation>/<province>.parquet   the sums per part and unit code, before codes are resolved

A county's sums depend on its own two parts, the year, the rulebook's edition, the code and the list of counts alone
(``indicators.relations`` joins inside a part). Where all of these are the same, they are taken over; everything after
them is computed anew, so that the tables equal those of a full run byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pledgetree.assessment.results import content_hash, open_result, write_json
from pledgetree.base.errors import user_error
from pledgetree.evidence.digests import digest_parts, sha256_file
from pledgetree.indicators.counting import REGISTER_RELATIONS, REGISTER_TABLES
from pledgetree.indicators.relations import PART
from pledgetree.snapshot.opening import Snapshot
from pledgetree.snapshot.writing import write_parquet

FOLDER, INDEX = "partials", "partials.json"
_ALL = "all"

Counted = Mapping[str, pa.Table]
"""The sums per part and unit code, by relation."""


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
class Kept:
    """The partial sums of an earlier result."""

    folder: Path
    index: Mapping[str, Any]

    def unchanged(self, basis: Basis, parts: Mapping[str, str]) -> frozenset[str]:
        """The parts whose sums still hold."""
        if self.index["basis"] != basis.record():
            return frozenset()
        old = self.index["parts"]
        return frozenset(name for name, digest in parts.items() if old.get(name) == digest)

    def sums(self, relation: str, parts: frozenset[str]) -> pa.Table:
        """The kept sums of some parts.

        Raises:
            UserError: RESULT_ALTERED, a file is not the one that was written.
        """
        tables = [self._read(file) for file in sorted(self.index["files"]) if file.startswith(f"{relation}/")]
        rows = pa.concat_tables(tables)
        return rows.filter(pc.is_in(rows[PART], value_set=pa.array(sorted(parts), pa.string())))

    def _read(self, file: str) -> pa.Table:
        path = self.folder / file
        try:
            if sha256_file(path) != self.index["files"][file]:
                raise user_error("RESULT_ALTERED", path, reason="another SHA-256")
            return pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            raise user_error("RESULT_ALTERED", path, reason=str(error)) from None


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
    """The partial sums of a result whose tables and sums are those its manifest vouches for.

    Raises:
        UserError: FOLDER_MISSING, NOT_A_RESULT, RESULT_ALTERED, and what opening a result raises.
    """
    kept, opened = read_kept(result), open_result(result)
    everything = frozenset(kept.index["parts"])
    sums = {relation: in_order(kept.sums(relation, everything)) for relation in REGISTER_RELATIONS}
    if counted_digest(sums) != opened.extra.get("partials"):
        raise user_error("RESULT_ALTERED", kept.folder, reason="the sums per county are not those of the result")
    return kept


def joined(fresh: Counted, kept: Kept | None, parts: frozenset[str]) -> dict[str, pa.Table]:
    """Fresh and kept sums together, in order of part and unit."""
    found = {}
    for relation in REGISTER_RELATIONS:
        tables = [fresh[relation], *([kept.sums(relation, parts)] if kept and parts else [])]
        rows = pa.concat_tables([one.cast(fresh[relation].schema) for one in tables])
        found[relation] = in_order(rows)
    return found


def in_order(rows: pa.Table) -> pa.Table:
    """Sums in order of part and unit."""
    return rows.sort_by([(PART, "ascending"), ("unit_id", "ascending")])


def counted_digest(counted: Counted) -> str:
    """The digest of the sums of every relation: what stands in the result's manifest, and so in its digest."""
    return digest_parts((relation, content_hash(rows)) for relation, rows in counted.items())


def write_partials(folder: Path, counted: Counted, basis: Basis, parts: Mapping[str, str]) -> None:
    """Write the sums province by province, and what they depend on.

    Raises:
        OSError: the disk is full or refuses.
    """
    files = {}
    provinces = sorted({part[:2] for part in parts})
    for relation in REGISTER_RELATIONS:
        (folder / FOLDER / relation).mkdir(parents=True)
        for province, rows in _by_province(counted[relation], provinces):
            file = f"{relation}/{province or _ALL}.parquet"
            write_parquet(folder / FOLDER / file, rows)
            files[file] = sha256_file(folder / FOLDER / file)
    write_json(folder / FOLDER / INDEX, {"basis": basis.record(), "parts": dict(parts), "files": files})


def _by_province(rows: pa.Table, provinces: Sequence[str]) -> Iterable[tuple[str, pa.Table]]:
    prefixes = pc.utf8_slice_codeunits(rows[PART], 0, 2)
    for province in provinces:
        # One chunk, or the pages of the file would tell how the rows arrived.
        yield province, rows.filter(pc.equal(prefixes, province)).combine_chunks()
