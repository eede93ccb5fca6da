"""What is counted of a snapshot: every relation once, a county's register only where no earlier result has it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from pledgetree.assessment.governing import Law
from pledgetree.assessment.partials import Basis, Kept, Register, joined, part_digests
from pledgetree.assessment.summing import Counted
from pledgetree.base.errors import raise_faults
from pledgetree.evidence.digests import digest_parts, sha256_bytes
from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import (
    REGISTER_RELATIONS,
    REGISTER_TABLES,
    Chunk,
    count_register,
    count_tables,
    register_chunks,
    require_households,
)
from pledgetree.indicators.counts import Count
from pledgetree.snapshot.opening import Snapshot, altered_files

Progress = Callable[[int, int, str], None]
FINAL_STEPS = ("judge", "write")
"""Steps of an assessment after counting, for the progress bar."""


@dataclass(frozen=True)
class Tally:
    """Everything counted, with the digest of every part of the register it came from.

    ``fresh`` are the sums of the parts counted now, ``same`` the parts whose sums an earlier result has (``kept``),
    ``others`` the sums of all other relations, ``steps`` the steps of the whole assessment.
    """

    fresh: Mapping[str, pa.Table]
    kept: Kept | None
    same: frozenset[str]
    others: Sequence[Counted]
    counts: Sequence[Count]
    basis: Basis
    parts: Mapping[str, str]
    steps: int

    @cached_property
    def register(self) -> Register:
        """The register's sums, which a result keeps for a later run.

        Raises:
            UserError: RESULT_ALTERED, kept sums are not the ones that were written.
        """
        return self.register_of(self.parts)

    def register_of(self, parts: Iterable[str]) -> Register:
        """The register's sums of whole provinces.

        Raises:
            UserError: RESULT_ALTERED, kept sums are not the ones that were written.
        """
        return joined(self.fresh, self.kept, self.same, parts)

    @property
    def counted(self) -> Sequence[Counted]:
        """The sums of every relation."""
        return self.counted_with(self.register)

    def counted_with(self, register: Register, others: Sequence[Counted] | None = None) -> Sequence[Counted]:
        """The sums of every relation, the register's from here; ``others`` in place of those counted."""
        own = [
            Counted(name, [one for one in self.counts if one.relation == name], register.rows[name])
            for name in REGISTER_RELATIONS
        ]
        return [*own, *(self.others if others is None else others)]

    @property
    def reused(self) -> int:
        """The number of parts an earlier result had."""
        return len(self.same)


def tally(snapshot: Snapshot, law: Law, *, engine: str, kept: Kept | None, progress: Progress) -> Tally:
    """Count a snapshot; only files that are read are checked against their digests.

    Raises:
        UserError: SNAPSHOT_ALTERED, ENGINE_UNKNOWN, ENGINE_MISSING, SUM_TOO_LARGE, PERSON_WITHOUT_HOUSEHOLD.
    """
    registered = all(snapshot.has(table) for table in REGISTER_TABLES)
    if registered:
        require_households(snapshot)
    parts = part_digests(snapshot) if registered else {}
    edition, names = law.digests[law.rulebook.name], tuple(one.name for one in law.counts)
    basis = Basis(law.terms.year, edition, code_digest(), names, snapshot.rulebook)
    same = kept.unchanged(basis, parts) if kept else frozenset()
    chunks = register_chunks(snapshot, [part for part in parts if part not in same])
    require_unaltered(snapshot, chunks)
    with tempfile.TemporaryDirectory() as room, engine_named(engine, Path(room)) as running:
        fresh = count_register(running, chunks, law.counts, law.terms, _steps(len(chunks), progress))
        passes = count_tables(running, snapshot, law.counts, law.terms)
        others = [Counted(relation.name, counts, rows) for relation, counts, rows in passes]
    return Tally(fresh, kept, same, others, law.counts, basis, parts, len(chunks) + len(FINAL_STEPS))


def _steps(chunks: int, progress: Progress) -> Callable[[str], None]:
    """A report that counts chunks."""
    done = iter(range(1, chunks + 1))
    total = chunks + len(FINAL_STEPS)
    return lambda name: progress(next(done), total, f"count {name}")


def code_digest() -> str:
    """The digest of the formulas' own text: sums counted by another text are not taken over."""
    modules = files("pledgetree.indicators").iterdir()
    return digest_parts((one.name, sha256_bytes(one.read_bytes())) for one in modules if one.name.endswith(".py"))


def require_unaltered(snapshot: Snapshot, chunks: Sequence[Chunk]) -> None:
    """Refuse a snapshot one of whose files, as far as it is read, is not the one that was frozen.

    Raises:
        UserError: SNAPSHOT_ALTERED for each.
    """
    counted = {path for chunk in chunks for paths in chunk.paths.values() for path in paths.values()}
    read = [
        part
        for resource in snapshot.manifest.resources
        for part in resource.files()
        if resource.name not in REGISTER_TABLES or snapshot.path / part.path in counted
    ]
    raise_faults(altered_files(snapshot.path, read))
