"""The sequencer: committed rows of ``audit_entry`` become leaves of the log, in order, one sequencer at a time.

The log's head is renamed into its place before the rows learn their positions. A sequencer that is stopped in between
finds entries in the log whose rows have no position; the next one gives them theirs by their leaf hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from pledgetree.base.errors import Fault, fault, user_error
from pledgetree.evidence.audit_tables import INSERT, Dialect, audit_row
from pledgetree.evidence.digests import digest_parts
from pledgetree.evidence.entries import HASH_PREFIX
from pledgetree.evidence.keys import SignerKey
from pledgetree.evidence.log_folder import append_entries, entries_of, open_log, sign_head
from pledgetree.evidence.merkle import leaf_hash

BATCH = 256
PAUSE_SECONDS = 1.0
ALARM_SECONDS = 60
MOST_AT_ONCE = 16_384
DIGEST = "evidence:audit:digest"
_HOUR = len("2016-02-28T09")
_WAITING = "FROM audit_entry WHERE position IS NULL AND digested_in IS NULL AND salt IS NULL"


class Connection(Protocol):
    """The part of a DB-API 2.0 connection (PEP 249) that is used."""

    def cursor(self) -> Any:
        """A new cursor."""

    def commit(self) -> None:
        """End the transaction and keep it."""

    def rollback(self) -> None:
        """End the transaction and undo it."""


@contextmanager
def _alone(connection: Connection, dialect: Dialect) -> Iterator[Any]:
    """A cursor, while no other sequencer of the database runs; what is not committed at the end is undone."""
    cursor = connection.cursor()
    cursor.execute(dialect.lock)
    try:
        yield cursor
    finally:
        connection.rollback()
        cursor.execute(dialect.unlock)
        connection.commit()


def sequence(
    connection: Connection, dialect: Dialect, folder: Path, signer: SignerKey, most: int = MOST_AT_ONCE
) -> int:
    """Append the waiting rows to the log, give them their positions, sign the checkpoint; gives their number.

    Raises:
        UserError: AUDIT_ALTERED (a row is not what was inserted), AUDIT_UNKNOWN_ENTRY (the log has entries without
            rows), LOG_TRUNCATED (rows have positions beyond the log's end), and as ``append_entries``, ``sign_head``.
    """
    with _alone(connection, dialect) as cursor:
        _place_left_over(cursor, dialect, folder)
        cursor.execute(dialect.statement(f"SELECT id, leaf_hash, entry {_WAITING} ORDER BY id LIMIT ?"), (most,))
        rows = [(row[0], row[1], row[2].encode()) for row in cursor.fetchall()]
        for identity, known, entry in rows:
            if leaf_hash(entry).hex() != known:
                raise user_error("AUDIT_ALTERED", f"audit_entry {identity}")
        if rows:
            # Whether it stands there already was settled above, row by row.
            start = append_entries(folder, [row[2] for row in rows], repeated=True).start
            _place(cursor, dialect, [(start + number, row[0]) for number, row in enumerate(rows)])
        connection.commit()
        sign_head(folder, signer)
        return len(rows)


def _place(cursor: Any, dialect: Dialect, pairs: Sequence[tuple[int, int]]) -> None:
    cursor.executemany(dialect.statement("UPDATE audit_entry SET position = ? WHERE id = ?"), pairs)


def _place_left_over(cursor: Any, dialect: Dialect, folder: Path) -> None:
    """Give their positions to rows that an earlier sequencer appended before it was stopped."""
    cursor.execute("SELECT max(position) FROM audit_entry")
    last = cursor.fetchone()[0]
    known = 0 if last is None else last + 1
    log = open_log(folder)
    if known > log.head.size:
        raise user_error("LOG_TRUNCATED", folder, expected=known, found=log.head.size)
    for number, entry in enumerate(entries_of(log, known, log.head.size), known):
        cursor.execute(
            dialect.statement(f"SELECT min(id) {_WAITING} AND leaf_hash = ?"),
            (leaf_hash(entry).hex(),),
        )
        identity = cursor.fetchone()[0]
        if identity is None:
            raise user_error("AUDIT_UNKNOWN_ENTRY", folder, index=number)
        _place(cursor, dialect, [(number, identity)])


def count_waiting(connection: Connection) -> int:
    """How many rows wait for the sequencer."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT count(*) {_WAITING}")
    return int(cursor.fetchone()[0])


def late_rows(connection: Connection, dialect: Dialect, before: str) -> list[Fault]:
    """The alarm: a fault for each row older than ``before``, the moment ``ALARM_SECONDS`` ago, without a position."""
    cursor = connection.cursor()
    cursor.execute(dialect.statement(f"SELECT id, at {_WAITING} AND at < ? ORDER BY id"), (before,))
    return [fault("AUDIT_LATE", f"audit_entry {identity}", at=at) for identity, at in cursor.fetchall()]


def digest_hours(
    connection: Connection, dialect: Dialect, before: str, at: str, act: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Cover the salted rows of every hour that ended by ``before`` with one leaf per hour, in one transaction.

    The leaf holds the hour, the number of rows and the digest of their ``id TAB hash`` lines. ``at`` is the moment of
    the digest; ``act`` says ``unit`` and ``by``. Rows that arrive later are covered by a further leaf of their hour.
    """
    cursor = connection.cursor()
    cursor.execute(
        dialect.statement(
            "SELECT id, leaf_hash, at FROM audit_entry WHERE position IS NULL AND digested_in IS NULL"
            " AND salt IS NOT NULL AND at < ? ORDER BY at, id"
        ),
        (before[:_HOUR],),
    )
    made = []
    for hour, group in groupby(cursor.fetchall(), key=lambda row: row[2][:_HOUR]):
        rows = [(row[0], row[1]) for row in group]
        entry = {
            "kind": DIGEST,
            "at": at,
            **act,
            "subject": hour,
            "digests": {"rows": digest_of_rows(rows)},
            "facts": {"rows": len(rows)},
        }
        cursor.execute(dialect.statement(f"{INSERT} RETURNING id"), audit_row(entry))
        identity = cursor.fetchone()[0]
        pairs = [(identity, row[0]) for row in rows]
        cursor.executemany(dialect.statement("UPDATE audit_entry SET digested_in = ? WHERE id = ?"), pairs)
        made.append(entry)
    connection.commit()
    return made


def digest_of_rows(rows: Sequence[tuple[int, str]]) -> str:
    """The digest of rows given by id and hash."""
    return HASH_PREFIX + digest_parts((str(identity), known) for identity, known in rows)


def is_due(waiting: int, seconds: float) -> bool:
    """Whether the sequencer runs now: 256 rows wait, or one does and a second has passed since the last run."""
    return waiting >= BATCH or (waiting > 0 and seconds >= PAUSE_SECONDS)


def keep_sequencing(
    step: Callable[[], int], waiting: Callable[[], int], sleep: Callable[[float], None], going: Callable[[], bool]
) -> None:
    """Run ``step`` whenever it is due, until ``going`` says no; ``sleep`` takes seconds."""
    naps, nap = 0, PAUSE_SECONDS / 10
    while going():
        if is_due(waiting(), naps * nap):
            step()
            naps = 0
        else:
            sleep(nap)
            naps += 1
