"""The transparency log: the audit row in the act's transaction, the sequencer, a proof, and verifying everything.

python -m benchmarks.bench_log [--entries 1000000] [--acts 2000]
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pledgetree.evidence.audit_tables import INSERT, SQLITE, audit_row
from pledgetree.evidence.keys import LOG, SignerKey
from pledgetree.evidence.log_folder import create_log, open_log
from pledgetree.evidence.log_proving import prove_index
from pledgetree.evidence.log_verifying import verify_log
from pledgetree.evidence.sequencing import sequence

SIGNER = SignerKey("bench.example/log", LOG, b"\x01" * 32)
MOST_RATIO, LEAST_RATE, MOST_PROOF, MOST_VERIFY = 1.5, 20_000, 0.001, 15.0


def entry(number: int) -> dict[str, object]:
    """An act of about 200 bytes."""
    return {
        "kind": "pledges:pledge:sign",
        "at": "2016-02-28T09:30:00Z",
        "unit": f"{520000000000 + number % 700_000}",
        "by": "party_head/O00017",
        "subject": f"P{number:09}",
        "digests": {"document": "sha256:" + f"{number:064x}"},
    }


def database(place: Path) -> sqlite3.Connection:
    """A database as the portal sets it: write-ahead log, every commit on the disk."""
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE act (id INTEGER PRIMARY KEY, unit TEXT, subject TEXT, state TEXT, at TEXT, note TEXT)"
    )
    connection.execute("CREATE INDEX act_unit ON act (unit)")
    for statement in SQLITE.create:
        connection.execute(statement)
    connection.commit()
    return connection


def act_row(number: int) -> tuple[str, ...]:
    """The row that the act itself writes."""
    return str(520000000000 + number), f"P{number:09}", "signed", "2016-02-28T09:30:00Z", "x" * 200


ACT = "INSERT INTO act (unit, subject, state, at, note) VALUES (?, ?, ?, ?, ?)"


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def audit_ratio(folder: Path, acts: int) -> tuple[float, float]:
    """Seconds per act without and with its audit row, each a transaction of its own, taken in turns."""
    connection = database(folder / "acts.sqlite")
    bare = both = 0.0
    for turn in range(10):
        numbers = range(turn * acts // 10, (turn + 1) * acts // 10)

        def plain(numbers: range = numbers) -> None:
            for number in numbers:
                connection.execute(ACT, act_row(number))
                connection.commit()

        def audited(numbers: range = numbers) -> None:
            for number in numbers:
                connection.execute(ACT, act_row(number))
                connection.execute(INSERT, audit_row(entry(number)))
                connection.commit()

        bare += timed(plain)
        both += timed(audited)
    connection.close()
    return bare / acts, both / acts


def bare_insert(folder: Path, rows: list[tuple[object, ...]]) -> float:
    """Seconds to insert finished audit rows, without making them, in one transaction."""
    connection = database(folder / "bare.sqlite")
    seconds = timed(lambda: (connection.executemany(INSERT, rows), connection.commit()))
    connection.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--acts", type=int, default=2_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        measure(Path(name), asked.entries, asked.acts)


def measure(folder: Path, entries: int, acts: int) -> None:
    """All four, one after another."""
    bare, both = audit_ratio(folder, acts)
    print(f"act with its audit row: {both * 1e3:.3f} ms, without {bare * 1e3:.3f} ms, ratio {both / bare:.2f}", end="")
    print(f" (at most {MOST_RATIO})")
    made: list[tuple[object, ...]] = []
    making = timed(lambda: made.extend(audit_row(entry(number)) for number in range(entries)))
    print(f"making an audit row: {making / entries * 1e6:.1f} us; inserting many of them in one transaction:", end=" ")
    print(f"{bare_insert(folder, made) / entries * 1e6:.1f} us each")
    connection = database(folder / "audit.sqlite")
    connection.executemany(INSERT, made)
    connection.commit()
    made.clear()
    create_log(folder / "log", SIGNER.name, SIGNER.seed)

    def run() -> None:
        while sequence(connection, SQLITE, folder / "log", SIGNER):
            pass

    seconds = timed(run)
    print(f"sequencer: {entries:,} entries in {seconds:.1f} s, {entries / seconds:,.0f}/s (at least {LEAST_RATE:,}/s)")
    log = open_log(folder / "log")
    chance = random.Random(1)
    proof = timed(lambda: [prove_index(log, chance.randrange(entries)) for _ in range(1000)]) / 1000
    print(f"proof: {proof * 1e3:.3f} ms (at most {MOST_PROOF * 1e3:.0f} ms)")
    seconds = timed(lambda: verify_log(folder / "log"))
    print(f"verifying: {entries:,} entries in {seconds:.1f} s (at most {MOST_VERIFY:.0f} s)")
    connection.close()


if __name__ == "__main__":
    main()
