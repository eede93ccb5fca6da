"""The database against the log: no value of a row can change unseen, no row can go or come."""

import sqlite3

import pytest

from pledgetree.evidence.audit_checking import check_rows
from pledgetree.evidence.audit_tables import SQLITE, audit_row
from pledgetree.evidence.sequencing import digest_hours, sequence
from tests.unit.evidence.audits import act, insert, open_database
from tests.unit.evidence.logs import LOG_SIGNER, make_log

SALT = b"s" * 32
COLUMNS = ("id", "kind", "at", "leaf_hash", "entry", "salt", "position", "digested_in")


@pytest.fixture
def place(tmp_path):
    """Three acts and their log, two readings with their digest, one act and one reading that wait."""
    folder = make_log(tmp_path / "log").folder
    connection = open_database(tmp_path / "audit.sqlite", page_size=512)
    insert(connection, *map(act, range(3)))
    insert(connection, act(3), act(4), salt=SALT)
    digest_hours(connection, SQLITE, "2016-02-28T11:00:00Z", "2016-02-28T11:00:00Z", {"unit": "x", "by": "system"})
    sequence(connection, SQLITE, folder, LOG_SIGNER)
    insert(connection, act(5))
    insert(connection, act(6), salt=SALT)
    connection.close()
    return tmp_path


def faults(place):
    connection = sqlite3.connect(place / "audit.sqlite")
    try:
        return [one.code for one in check_rows(connection, place / "log")]
    finally:
        connection.close()


def alter(place, *statements):
    """Change the database as somebody would who may do anything with it."""
    connection = sqlite3.connect(place / "audit.sqlite")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = 1")
    for statement, values in statements:
        connection.execute(statement, values)
    connection.commit()
    connection.close()


def rows_of(place):
    connection = sqlite3.connect(place / "audit.sqlite")
    connection.text_factory = bytes
    try:
        return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM audit_entry ORDER BY id").fetchall()
    finally:
        connection.close()


def test_a_true_database_has_no_faults(place):
    assert faults(place) == []


def test_no_character_of_a_row_can_change_unseen(place):
    alter(place)
    connection = sqlite3.connect(":memory:")
    sqlite3.connect(place / "audit.sqlite").backup(connection)
    connection.execute("PRAGMA ignore_check_constraints = 1")
    assert check_rows(connection, place / "log") == []
    tried = 0
    for row in rows_of(place):
        for column, value in zip(COLUMNS[1:6], row[1:6], strict=True):
            for at in range(len(value or b"")):
                changed = (value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]).decode("latin-1")
                connection.execute(f"UPDATE audit_entry SET {column} = ? WHERE id = ?", (changed, row[0]))
                assert check_rows(connection, place / "log"), (row[0], column, at)
                connection.rollback()
                tried += 1
    connection.close()
    assert tried > 1000


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("DELETE FROM audit_entry WHERE id = 1", {"AUDIT_MISSING_ROW"}),
        ("DELETE FROM audit_entry WHERE id = 6", {"AUDIT_MISSING_ROW", "AUDIT_ALTERED"}),
        ("DELETE FROM audit_entry WHERE id = 4", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET position = 9 WHERE id = 2", {"AUDIT_MISSING_ROW", "AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET position = NULL WHERE id = 2", {"AUDIT_MISSING_ROW"}),
        ("UPDATE audit_entry SET position = 600 WHERE id = 7", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET digested_in = NULL WHERE id = 4", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET digested_in = 2 WHERE id = 4", {"AUDIT_ALTERED"}),
        (f"UPDATE audit_entry SET salt = '{SALT.hex()}' WHERE id = 1", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET salt = NULL WHERE id = 4", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET salt = 'no salt' WHERE id = 4", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET salt = '00' WHERE id = 4", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET entry = '[' WHERE id = 8", {"AUDIT_ALTERED"}),
        ("UPDATE audit_entry SET entry = '[' WHERE id = 6", {"AUDIT_ALTERED"}),
    ],
)
def test_rows_cannot_go_or_move_unseen(place, statement, codes):
    alter(place, (statement, ()))
    assert set(faults(place)) == codes


def test_a_row_put_in_between_is_found(place):
    row = audit_row(act(99))
    text = "INSERT INTO audit_entry (kind, at, leaf_hash, entry, salt, position) VALUES (?, ?, ?, ?, ?, ?)"
    alter(place, (text, (*row, 4)))
    assert faults(place) == ["AUDIT_ALTERED"]


def test_no_byte_of_the_file_can_change_what_the_rows_say_unseen(place):
    """SQLite may refuse the file, or the check finds the change, or the byte is one that no row is made of."""
    path = place / "audit.sqlite"
    whole, rows = path.read_bytes(), rows_of(place)
    found = 0
    for at in range(0, len(whole), 11):
        data = bytearray(whole)
        data[at] ^= 1 << at % 8
        path.write_bytes(bytes(data))
        try:
            seen = bool(faults(place))
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # the driver cannot always spell SQLite's own refusal
            seen = True
        found += seen
        assert seen or rows_of(place) == rows, at
    assert found > 50
