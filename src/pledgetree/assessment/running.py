"""``assess``: one year of a programme, from a snapshot under a rulebook to a result folder.

count (engine) -> place and climb -> figures -> targets -> points of included rulebooks -> judge -> tables -> folder
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pledgetree import __version__
from pledgetree.assessment.computing import Promised, Sight, promised, see, tables_of
from pledgetree.assessment.governing import Law, load_law
from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.narrowing import is_contained, sums_at_provinces
from pledgetree.assessment.partials import Index, Stored, stored, vouched, write_partials
from pledgetree.assessment.result_tables import RESULT_TABLES
from pledgetree.assessment.results import PROFILE, Result, open_result, revised, taken_over, write_result, write_table
from pledgetree.assessment.revising import Revision, revise, tools
from pledgetree.assessment.tallying import FINAL_STEPS, Tally, tally
from pledgetree.base.errors import user_error
from pledgetree.base.folders import new_folder
from pledgetree.evidence.digests import digest_json
from pledgetree.evidence.manifest import Manifest, Resource
from pledgetree.indicators.relations import RELATIONS
from pledgetree.snapshot.opening import Snapshot, open_snapshot

_WRITERS = 2
Progress = Callable[[int, int, str], None]
FULL_SCALE = 29_480_000
"""Registered households of 2014 (建档立卡): what a made-up nation of another size stands for."""


def no_progress(_done: int, _total: int, _what: str) -> None:
    """Report nothing."""


def assess(
    snapshot: Path,
    *,
    rulebook: str,
    year: int,
    out: Path,
    at: str,
    engine: str = "duckdb",
    previous: Path | None = None,
    progress: Progress = no_progress,
) -> Result:
    """Assess one year and write the result.

    Args:
        snapshot: folder of the snapshot.
        rulebook: name of a bundled rulebook, or a folder.
        year: the year; the snapshot must be of it.
        out: the result's folder, which does not exist yet.
        at: the moment of writing, ISO 8601; outside the digest.
        engine: ``duckdb`` or ``spark``; both give the same tables.
        previous: an earlier result; counties whose files and law are unchanged are not counted again.
        progress: called with (done, total, what).

    Raises:
        UserError: anything that is wrong with the arguments, the rulebook or the snapshot; nothing is written then.
    """
    began = time.monotonic()
    with new_folder(out) as folder, ThreadPoolExecutor(1) as aside:
        law = load_law(rulebook, year)
        opened = open_for(snapshot, law)
        earlier = vouched(previous) if previous is not None else None
        # The engine counts outside the interpreter's lock: the pledge tree is checked meanwhile.
        meanwhile = None if earlier else aside.submit(_promised, opened, law)
        counted = tally(opened, law, engine=engine, kept=earlier.kept if earlier else None, progress=progress)
        progress(counted.steps - 1, counted.steps, FINAL_STEPS[0])
        revision = revise(opened, law, counted, earlier) if earlier else None
        if revision:
            work = _revised(folder, revision)
        else:
            work = _computed(folder, law, counted, meanwhile.result() if meanwhile else _promised(opened, law))
        progress(counted.steps, counted.steps, FINAL_STEPS[1])
        _write(folder, work, (opened, law, counted), {"at": at, "engine": engine, "began": began})
    return open_result(out, verify=False)


def open_for(snapshot: Path, law: Law) -> Snapshot:
    """Open a snapshot of the law's year; what is read of it is checked when it is counted.

    Raises:
        UserError: YEAR_DIFFERS, TABLE_MISSING, and what opening raises.
    """
    opened = open_snapshot(snapshot, verify=False)
    if opened.year != law.year:
        raise user_error("YEAR_DIFFERS", snapshot, found=opened.year, year=law.year)
    opened.require(*needed_tables(law))
    return opened


def needed_tables(law: Law) -> list[str]:
    """The tables an assessment reads: without one of them nothing delivered and nothing recorded look the same.

    A table may be empty; that somebody has said.
    """
    named = [count for formula in law.formulas.values() if formula is not None for count in formula.counts]
    read = {table for count in named for table in RELATIONS[count.relation].tables}
    planned = any(one.target == "plan" for one in law.indicators.values())
    return sorted({"units", *read, *(["plans"] if planned else [])})


@dataclass(frozen=True)
class _Work:
    """How the tables are written, and what is kept per county; ``anew`` the provinces computed, None for all."""

    stored: Stored
    write: Mapping[str, Callable[[], Resource]]
    anew: frozenset[str] | None = None


def _promised(snapshot: Snapshot, law: Law) -> Promised:
    return promised(ground_of(snapshot), law)


def _computed(folder: Path, law: Law, counted: Tally, known: Promised) -> _Work:
    sight, plans = see(known, law, counted)
    tables = tables_of(sight, plans, law)
    return _Work(
        kept_of(counted, sight), {name: partial(write_table, folder, name, rows) for name, rows in tables.items()}
    )


def _revised(folder: Path, revision: Revision) -> _Work:
    earlier, anew, fresh = revision.earlier, revision.anew, revision.tables
    write = {
        name: partial(revised, folder, earlier, name, fresh[name], anew)
        if name in fresh
        else partial(taken_over, folder, earlier, name)
        for name in RESULT_TABLES
    }
    return _Work(revision.stored, write, anew)


def kept_of(counted: Tally, sight: Sight) -> Stored:
    """What a result keeps per county of a full count."""
    ground = sight.ground
    contained = is_contained(
        counted.counted_with(counted.register, ()), ground.tree, ground.places, ground.snapshot.year
    )
    provinces = sums_at_provinces(sight.sums, ground.tree)
    return stored(counted.basis, counted.parts, counted.register, provinces, contained=contained)


def origin_of(snapshot: Snapshot, law: Law, kept: Index) -> dict[str, Any]:
    """What a result's manifest says of where it came from; the seed of every draw is the snapshot's digest.

    ``scale`` stands where a made-up nation says how many households stand for how many; ``partials`` is the digest of
    what is kept per county.
    """
    made = snapshot.manifest.extra.get("households")
    return {
        **({"scale": {"households": made, "of": FULL_SCALE}} if snapshot.made_up and isinstance(made, int) else {}),
        "partials": digest_json(kept),
        "snapshot": snapshot.digest,
        "inputs": {one.name: one.content_hash for one in snapshot.manifest.resources},
        "code_version": __version__,
        "seed": snapshot.digest,
        **law.origin(),
    }


def result_name(law: Law) -> str:
    """The name a result's manifest has."""
    return f"{law.rulebook.name}-{law.year}".replace("+", "-")


def _write(folder: Path, work: _Work, of: tuple[Snapshot, Law, Tally], run: Mapping[str, Any]) -> None:
    snapshot, law, counted = of
    # Arrow sorts, packs and digests outside the interpreter's lock.
    with ThreadPoolExecutor(max_workers=_WRITERS) as pool:
        resources = tuple(pool.map(lambda one: one[1](), sorted(work.write.items())))
    write_partials(folder, work.stored)
    manifest = Manifest(
        name=result_name(law),
        profile=PROFILE,
        year=law.year,
        frozen_at=run["at"],
        made_up=snapshot.made_up,
        rulebook=law.rulebook.name,
        resources=resources,
        extra=origin_of(snapshot, law, work.stored.index),
    )
    write_result(folder, manifest, law.record(), _record(work, counted, run))


def _record(work: _Work, counted: Tally, run: Mapping[str, Any]) -> dict[str, Any]:
    """How the run went: outside every digest."""
    return {
        "at": run["at"],
        "engine": run["engine"],
        "host": {"system": platform.platform(), "machine": platform.machine()},
        "tools": tools(),
        "seconds": round(time.monotonic() - run["began"], 3),
        "counties": {"parts": len(counted.parts), "reused": counted.reused},
        "provinces": "all" if work.anew is None else sorted(work.anew),
    }
