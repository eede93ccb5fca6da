"""Measure an assessment: against the script by hand, with one county changed, and beside pandas and Polars.

    python -m benchmarks.bench_assess --snapshot SNAPSHOT            a snapshot that is there already
    python -m benchmarks.bench_assess --households 3000000           the bundled nation, made first, year 2016

Each run is a process of its own; imports and process start are measured apart. ``--rounds`` takes the fastest of
several, because other work on the machine only ever slows a run down; processor time tells how much of it was the
machine's fault. Prints rows of a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

AT = "2017-02-28T12:00:00+00:00"
RULEBOOK = "cn-central-2016"
MOST_FOR_PANDAS = 3_500_000


# --- one run, in a process of its own ---


def run_assess(snapshot, out, previous=None):
    from pledgetree.assessment.running import assess
    from pledgetree.snapshot.opening import open_snapshot

    year = open_snapshot(snapshot, verify=False).year

    def work():
        return assess(snapshot, rulebook=RULEBOOK, year=year, out=out, at=AT, previous=previous).digest

    return work


def run_by_hand(snapshot, out):
    from benchmarks.by_hand import run
    from pledgetree.assessment.governing import load_law
    from pledgetree.snapshot.opening import open_snapshot

    year = open_snapshot(snapshot, verify=False).year
    line = load_law(RULEBOOK, year).terms.line_fen
    return lambda: run(snapshot, out, year, line)


def run_other(name, snapshot):
    from benchmarks import other_engines
    from pledgetree.snapshot.opening import open_snapshot

    year = open_snapshot(snapshot, verify=False).year
    return lambda: getattr(other_engines, f"with_{name}")(snapshot, year)


def one_run(kind, snapshot, out, previous):
    """Do the work of one process and print what it took."""
    began = time.perf_counter()
    if kind == "assess":
        work = run_assess(snapshot, out, previous)
    elif kind == "by_hand":
        work = run_by_hand(snapshot, out)
    else:
        work = run_other(kind, snapshot)
    ready = time.perf_counter()
    found = work()
    print(json.dumps({"imports": ready - began, "seconds": time.perf_counter() - ready, "found": found}))


# --- starting and measuring them ---


def measured(kind, snapshot, out=None, previous=None):
    """Seconds, seconds of imports, peak memory in GB and what was found, of a run in its own process."""
    command = [sys.executable, "-m", "benchmarks.bench_assess", "--run", kind, "--snapshot", str(snapshot)]
    command += ["--out", str(out)] if out else []
    command += ["--previous", str(previous)] if previous else []
    reading, writing = os.pipe()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the run {kind} failed")
    processor = usage.ru_utime + usage.ru_stime
    return json.loads(text.splitlines()[-1]) | {"memory": usage.ru_maxrss / 1024**2, "processor": processor}


def fastest(rounds, kind, snapshot, room, previous=None):
    runs = []
    for number in range(rounds):
        out = room / f"{kind}-{number}-{time.monotonic_ns()}"
        runs.append(measured(kind, snapshot, out, previous) | {"out": out})
    best = min(runs, key=lambda one: one["seconds"])
    for one in runs:
        if one is not best:
            shutil.rmtree(one["out"], ignore_errors=True)
    return best


def with_one_county_changed(snapshot, copy):
    """The snapshot again, by links, with the last persons of one county taken out."""
    from pledgetree.evidence.manifest import DATAPACKAGE, resource_of_parts, write_manifest
    from pledgetree.snapshot.opening import open_snapshot
    from pledgetree.snapshot.writing import write_part

    shutil.copytree(snapshot, copy, copy_function=os.link)
    opened = open_snapshot(copy, verify=False)
    parts = opened.parts("persons")
    chosen = max(parts, key=lambda part: part.rows)
    rows = pq.read_table(copy / chosen.path)
    (copy / chosen.path).unlink()
    new = write_part(copy, "persons", chosen.name, rows.slice(0, rows.num_rows - 1))
    resources = tuple(
        resource_of_parts(
            one.name, tuple(new if part is chosen or part == chosen else part for part in parts), one.schema
        )
        if one.name == "persons"
        else one
        for one in opened.manifest.resources
    )
    (copy / DATAPACKAGE).unlink()
    write_manifest(copy / DATAPACKAGE, replace(opened.manifest, resources=resources))
    return copy


def nation(households, room):
    from pledgetree.nation.programme import write_nation

    write_nation(households=households, seed=1, years=range(2015, 2017), out=room / "nation")
    return room / "nation" / "2016"


def row(work, size, run, against="", ratio=""):
    times = f"{run['seconds']:.1f} s | {run['processor']:.1f} s"
    print(f"| {work} | {size} | {times} | {against} | {ratio} | {run['memory']:.2f} GB |")


def compare(snapshot, room, rounds):
    from pledgetree.snapshot.opening import open_snapshot

    opened = open_snapshot(snapshot, verify=False)
    counts = {one.name: one.rows for one in opened.manifest.resources}
    size = f"{counts['households']:,} households, {counts['persons']:,} persons"
    print("| work | size | time | processor, with start | against | ratio of times | peak memory |")
    print("|---|---|---|---|---|---|---|")
    hand = fastest(rounds, "by_hand", snapshot, room)
    full = fastest(rounds, "assess", snapshot, room)
    row("script by hand", size, hand)
    row("assess", size, full, "script by hand", f"{full['seconds'] / hand['seconds']:.2f}")
    if len(opened.parts("persons")) > 1:
        changed = with_one_county_changed(snapshot, room / "changed")
        again = fastest(rounds, "assess", changed, room, full["out"])
        whole = fastest(1, "assess", changed, room)
        assert again["found"] == whole["found"], "the digests differ"
        share = f"{again['seconds'] / full['seconds']:.1%}"
        row("one county changed, --previous", size, again, "assess", share)
    if counts["households"] <= MOST_FOR_PANDAS:
        for name in ("polars", "pandas"):
            row(f"core join and roll-up in {name}", size, measured(name, snapshot))
    print(f"\nImports and process start of assess: {full['imports']:.1f} s.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snapshot", type=Path)
    parser.add_argument("--households", type=int)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--room", type=Path, help="Folder for what is written; default: a temporary one.")
    for name in ("--run", "--out", "--previous"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        previous = Path(asked.previous) if asked.previous else None
        one_run(asked.run, asked.snapshot, Path(asked.out) if asked.out else None, previous)
        return
    with tempfile.TemporaryDirectory(dir=asked.room) as room:
        snapshot = asked.snapshot or nation(asked.households, Path(room))
        compare(snapshot, Path(room), asked.rounds)


if __name__ == "__main__":
    main()
