"""The database against the log: every row of ``audit_entry`` is what the log vouches for, and none is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pledgetree.base.errors import Fault, fault
from pledgetree.evidence.audit_tables import row_hash
from pledgetree.evidence.entries import SALT_BYTES
from pledgetree.evidence.log_folder import Log, entries_of, open_log
from pledgetree.evidence.merkle import leaf_hash
from pledgetree.evidence.sequencing import DIGEST, Connection, digest_of_rows
from pledgetree.evidence.tiles import WIDTH

_SELECT = "SELECT id, kind, at, leaf_hash, entry, salt, position, digested_in FROM audit_entry"


def check_rows(connection: Connection, folder: Path) -> list[Fault]:
    """The faults of all rows: altered, out of place, missing from the log or from the table.

    The log itself is taken as it stands; ``verify_log`` is its check.

    Raises:
        UserError: as ``open_log``.
    """
    log = open_log(folder)
    return [*_wrong_leaves(connection, log), *_wrong_salted(connection), *_wrong_digests(connection)]


def _select(connection: Connection, condition: str) -> Iterator[Sequence[Any]]:
    cursor = connection.cursor()
    cursor.execute(f"{_SELECT} {condition}")
    while rows := cursor.fetchmany(WIDTH):
        yield from rows


def _altered(identity: object) -> Fault:
    return fault("AUDIT_ALTERED", f"audit_entry {identity}")


def _says(row: Sequence[Any]) -> bool:
    """Whether the row's kind and moment are those of its entry."""
    entry = _entry(row)
    return bool(entry) and (entry.get("kind"), entry.get("at")) == (row[1], row[2])


def _entry(row: Sequence[Any]) -> dict[str, Any]:
    """The row's entry; empty when it is none."""
    try:
        entry = json.loads(row[4]) if isinstance(row[4], str) else None
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _place_of(row: Sequence[Any]) -> int:
    return row[6] if isinstance(row[6], int) else -1


def _wrong_leaves(connection: Connection, log: Log) -> Iterator[Fault]:
    """Rows with a position stand one after another, each with the log's entry; none is missing at the end."""
    expected = 0
    entries: list[bytes] = []
    # So asked, the database cannot answer out of its index, which could say something else than the rows.
    for row in _select(connection, "WHERE coalesce(position, -1) >= 0 ORDER BY coalesce(position, -1)"):
        while expected < min(_place_of(row), log.head.size):
            yield fault("AUDIT_MISSING_ROW", log.folder, index=expected)
            expected += 1
        if expected % WIDTH == 0 or not entries:
            first = expected // WIDTH * WIDTH
            entries = entries_of(log, first, min(first + WIDTH, log.head.size))
        place = _place_of(row) - expected // WIDTH * WIDTH
        known = entries[place] if 0 <= place < len(entries) else None
        if known is None or not _says(row) or _leaf_values(row) != (known, leaf_hash(known).hex(), None):
            yield _altered(row[0])
        expected = _place_of(row) + 1
    for index in range(expected, log.head.size):
        yield fault("AUDIT_MISSING_ROW", log.folder, index=index)


def _leaf_values(row: Sequence[Any]) -> tuple[bytes, str, str | None]:
    return row[4].encode(), row[3], row[5]


def _wrong_salted(connection: Connection) -> Iterator[Fault]:
    """Salted rows and rows that still wait have the hash of their entry."""
    for row in _select(connection, "WHERE position IS NULL ORDER BY id"):
        if not _says(row) or row[3] != _hash(row[4], row[5]):
            yield _altered(row[0])


def _hash(text: str, salt: str | None) -> str | None:
    if salt is None:
        return leaf_hash(text.encode()).hex()
    try:
        data = bytes.fromhex(salt)
    except ValueError:
        return None
    return row_hash(text, data) if len(data) == SALT_BYTES else None


def _wrong_digests(connection: Connection) -> Iterator[Fault]:
    """Every hourly digest is that of the rows it covers, and every covered row names a digest."""
    covered: dict[int, list[tuple[int, str]]] = {}
    for row in _select(connection, "WHERE digested_in IS NOT NULL ORDER BY id"):
        covered.setdefault(row[7], []).append((row[0], row[3]))
    for row in _select(connection, f"WHERE kind = '{DIGEST}' ORDER BY id"):
        rows = covered.pop(row[0], [])
        if _entry(row).get("digests") != {"rows": digest_of_rows(rows)}:
            yield _altered(row[0])
    for identity in sorted(covered):
        yield _altered(identity)
