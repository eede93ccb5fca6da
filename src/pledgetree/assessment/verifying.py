"""``verify``: compute a result anew from its snapshot and compare every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from pledgetree.assessment.computing import promised, see, tables_of
from pledgetree.assessment.governing import Law
from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.partials import Index
from pledgetree.assessment.result_tables import RESULT_TABLES
from pledgetree.assessment.results import Result, open_result, ordered_rows, table_hash
from pledgetree.assessment.running import kept_of, no_progress, open_for, origin_of, result_name
from pledgetree.assessment.tallying import tally
from pledgetree.base.errors import Fault, UserError, fault
from pledgetree.law.asking import edition_digest, edition_for
from pledgetree.law.loading import bundled_names, load_rulebook
from pledgetree.snapshot.opening import Snapshot, open_snapshot

TOLERANCE = 2e-5
"""Statistical figures are text with 6 significant digits; the last one may differ between machines."""

STATISTICAL = {"intervals": ("low", "high")}
# Codes about a folder that is not there or is something else: the user's mistake, not a finding about a result.
_NOT_FOUND = frozenset({"FOLDER_MISSING", "MANIFEST_MISSING", "NOT_A_RESULT"})
Progress = Callable[[int, int, str], None]


def verify(result: Path, snapshot: Path, *, engine: str = "duckdb", progress: Progress = no_progress) -> list[Fault]:
    """What is wrong with a result; empty when it follows from the snapshot.

    Args:
        result: the result's folder.
        snapshot: the folder of the snapshot it was made from.
        engine: engine to count with.
        progress: called with (done, total, what).

    Raises:
        UserError: a folder is missing or is something else.
    """
    try:
        opened = open_result(result)
        if opened.extra.get("snapshot") != open_snapshot(snapshot, verify=False).digest:
            return [fault("SNAPSHOT_NOT_OF_RESULT", snapshot)]
        law = Law(opened.rulebook, opened.included, opened.year)
        return _compared(opened, law, open_for(snapshot, law), engine, progress)
    except UserError as error:
        if any(one.code in _NOT_FOUND for one in error.faults):
            raise
        return list(error.faults)


def _compared(result: Result, law: Law, snapshot: Snapshot, engine: str, progress: Progress) -> list[Fault]:
    counted = tally(snapshot, law, engine=engine, kept=None, progress=progress)
    sight, plans = see(promised(ground_of(snapshot), law), law, counted)
    tables, kept = tables_of(sight, plans, law), kept_of(counted, sight).index
    faults = [*_law_faults(result, law), *_head_faults(result, _head(snapshot, law, kept))]
    return [*faults, *_exact_faults(result, tables), *_statistical_faults(result, tables)]


def _law_faults(result: Result, law: Law) -> Iterator[Fault]:
    """A rulebook that bears a bundled name must be the bundled one: nobody is graded by a softened copy of the law."""
    for book in (law.rulebook, *law.included.values()):
        if book.name in bundled_names():
            bundled = load_rulebook(book.name)
            if edition_digest(bundled, edition_for(bundled, law.year)) != law.digests[book.name]:
                yield fault("NOT_THE_BUNDLED_EDITION", result.path, rulebook=book.name)


def _head(snapshot: Snapshot, law: Law, kept: Index) -> dict[str, object]:
    head = {"name": result_name(law), "made_up": snapshot.made_up, "rulebook": law.rulebook.name}
    return {**head, **origin_of(snapshot, law, kept)}


def _head_faults(result: Result, expected: Mapping[str, object]) -> Iterator[Fault]:
    """Everything the manifest says beside its tables, but for the moment of writing."""
    manifest = result.manifest
    found = {"name": manifest.name, "made_up": manifest.made_up, "rulebook": manifest.rulebook, **manifest.extra}
    for key in sorted(expected.keys() | found.keys()):
        if key not in found or key not in expected or found[key] != expected[key]:
            yield fault("ORIGIN_DIFFERS", result.path, key=key)


def _exact_faults(result: Result, tables: Mapping[str, pa.Table]) -> Iterator[Fault]:
    for name, rows in sorted(tables.items()):
        resource = result.manifest.resource(name)
        if RESULT_TABLES[name].exact and resource is not None:
            computed = table_hash(name, ordered_rows(name, rows))
            if not computed == resource.content_hash == table_hash(name, result.table(name)):
                yield fault("RESULT_DIFFERS", result.path, table=name)


def _statistical_faults(result: Result, tables: Mapping[str, pa.Table]) -> Iterator[Fault]:
    for name, columns in STATISTICAL.items():
        if not same_statistics(ordered_rows(name, tables[name]), result.table(name), columns):
            yield fault("RESULT_DIFFERS", result.path, table=name)


def same_statistics(one: pa.Table, other: pa.Table, columns: tuple[str, ...]) -> bool:
    """Whether two tables are equal but for the last digit of the statistical columns."""
    if not one.drop_columns(list(columns)).equals(other.drop_columns(list(columns))):
        return False
    pairs = ((one[name].cast(pa.float64()).to_numpy(), other[name].cast(pa.float64()).to_numpy()) for name in columns)
    return all(np.allclose(left, right, rtol=TOLERANCE, atol=TOLERANCE) for left, right in pairs)
