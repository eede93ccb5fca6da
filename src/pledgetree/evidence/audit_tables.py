"""The table ``audit_entry`` in SQLite and PostgreSQL, as data: its statements, and the row that an act inserts.

One row goes into it in the act's own transaction. A row without ``salt`` is an official act and becomes a leaf of its
own, at ``position`` in the log; a row with one (other writes, readings of personal records) is covered by an hourly
digest, the row ``digested_in``. Triggers refuse every other change; they are a fence, the log is the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pledgetree.base.errors import user_error
from pledgetree.evidence.digests import canonical_json
from pledgetree.evidence.entries import HASH_PREFIX, commit, leaf

_COLUMNS = """
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  leaf_hash TEXT NOT NULL CHECK (length(leaf_hash) = 64),
  entry TEXT NOT NULL,
  salt TEXT CHECK (length(salt) = 64),
  position BIGINT CHECK (position >= 0),
  digested_in BIGINT REFERENCES audit_entry (id)
)"""
_INDEXES = (
    "CREATE INDEX audit_entry_waiting ON audit_entry (id) WHERE position IS NULL AND digested_in IS NULL",
    "CREATE UNIQUE INDEX audit_entry_position ON audit_entry (position) WHERE position IS NOT NULL",
)
_KEPT = ("id", "kind", "at", "leaf_hash", "entry", "salt")
_SET_ONCE = ("position", "digested_in")


def _unchanged(same: str) -> str:
    """The condition that an update only fills an empty place; ``same`` compares two values, null with null."""
    kept = [f"NEW.{name} {same} OLD.{name}" for name in _KEPT]
    once = [f"(OLD.{name} IS NULL OR NEW.{name} {same} OLD.{name})" for name in _SET_ONCE]
    return " AND ".join(kept + once)


_SQLITE = (
    "CREATE TABLE audit_entry (\n  id INTEGER PRIMARY KEY AUTOINCREMENT," + _COLUMNS,
    *_INDEXES,
    f"""CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry WHEN NOT ({_unchanged("IS")})
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END""",
    """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    """CREATE TRIGGER audit_entry_new BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit rows are never replaced'); END""",
)
_POSTGRESQL = (
    "CREATE TABLE audit_entry (\n  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY," + _COLUMNS,
    *_INDEXES,
    """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit rows are never changed, deleted or replaced'; END $$""",
    f"""CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry FOR EACH ROW
WHEN (NOT ({_unchanged("IS NOT DISTINCT FROM")})) EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry FOR EACH ROW
EXECUTE FUNCTION audit_entry_refuse()""",
    """CREATE TRIGGER audit_entry_whole BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT
EXECUTE FUNCTION audit_entry_refuse()""",
)
# Any number serves, as long as every sequencer of one database uses the same: "audi" in ASCII.
_ADVISORY = 0x61756469


@dataclass(frozen=True)
class Dialect:
    """What differs between databases: the place of a value in a statement, the table, taking and giving the lock."""

    mark: str
    create: tuple[str, ...]
    lock: str
    unlock: str

    def statement(self, text: str) -> str:
        """A statement written with ``?`` for this database."""
        return text.replace("?", self.mark)


# SQLite has one writer at a time anyhow; there the lock on the log's folder keeps sequencers apart.
SQLITE = Dialect("?", _SQLITE, "SELECT 1", "SELECT 1")
POSTGRESQL = Dialect(
    "%s", _POSTGRESQL, f"SELECT pg_advisory_lock({_ADVISORY})", f"SELECT pg_advisory_unlock({_ADVISORY})"
)
INSERT = "INSERT INTO audit_entry (kind, at, leaf_hash, entry, salt) VALUES (?, ?, ?, ?, ?)"
Row = tuple[str, str, str, str, str | None]


def audit_row(entry: Mapping[str, Any], salt: bytes | None = None) -> Row:
    """The values that ``INSERT`` takes: without a salt the row of a leaf, with one that of a row for the hourly digest.

    Raises:
        UserError: ACT_FIELD (no kind or moment), and for a leaf as ``leaf``.
    """
    for name in ("kind", "at"):
        if not isinstance(entry.get(name), str):
            raise user_error("ACT_FIELD", name, value=str(entry.get(name)))
    if salt is None:
        made = leaf(entry)
        return entry["kind"], entry["at"], made.hash, made.data.decode(), None
    text = canonical_json(entry).decode()
    return entry["kind"], entry["at"], row_hash(text, salt), text, salt.hex()


def row_hash(text: str, salt: bytes) -> str:
    """The hash of a row for the hourly digest: a commitment, because such a row may hold personal data."""
    return commit(text, salt).removeprefix(HASH_PREFIX)
