"""The audit table: what a row holds, and that SQLite refuses every change of one."""

import sqlite3

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.audit_tables import POSTGRESQL, SQLITE, audit_row, row_hash
from pledgetree.evidence.entries import leaf
from tests.unit.evidence.audits import act, insert, open_database

SALT = b"s" * 32


def test_the_row_of_an_act_is_its_leaf():
    made = leaf(act(1))
    assert audit_row(act(1)) == ("pledges:pledge:sign", "2016-02-28T09:30:00Z", made.hash, made.data.decode(), None)


def test_a_salted_row_has_a_commitment_and_may_hold_personal_data():
    entry = {**act(1), "who": "11010519491231002X"}
    row = audit_row(entry, SALT)
    assert row[4] == SALT.hex()
    assert row[2] == row_hash(row[3], SALT) != row_hash(row[3], b"t" * 32)
    with pytest.raises(UserError) as error:
        audit_row(entry)
    assert error.value.faults[0].code == "ENTRY_PERSONAL"


@pytest.mark.parametrize("entry", [{}, {"kind": "a:b:c"}, {"kind": 1, "at": "x"}])
def test_a_row_needs_its_kind_and_moment(entry):
    with pytest.raises(UserError) as error:
        audit_row(entry)
    assert error.value.faults[0].code == "ACT_FIELD"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry WHERE id = 1",
        "UPDATE audit_entry SET id = 9 WHERE id = 1",
        "UPDATE audit_entry SET kind = 'x' WHERE id = 1",
        "UPDATE audit_entry SET at = 'x' WHERE id = 1",
        "UPDATE audit_entry SET entry = '{}' WHERE id = 1",
        f"UPDATE audit_entry SET leaf_hash = '{'0' * 64}' WHERE id = 1",
        f"UPDATE audit_entry SET salt = '{'0' * 64}' WHERE id = 1",
        "UPDATE audit_entry SET position = 1 WHERE id = 1",
        "UPDATE audit_entry SET position = NULL WHERE id = 1",
        "UPDATE audit_entry SET digested_in = 1 WHERE id = 2",
        "UPDATE audit_entry SET position = 0 WHERE id = 3",
        f"REPLACE INTO audit_entry (id, kind, at, leaf_hash, entry) VALUES (1, 'k', 'a', '{'0' * 64}', '{{}}')",
        "INSERT INTO audit_entry (kind, at, leaf_hash, entry) VALUES ('k', 'a', 'short', '{}')",
        "INSERT INTO audit_entry (kind, at, leaf_hash) SELECT kind, at, leaf_hash FROM audit_entry WHERE id = 1",
    ],
)
def test_sqlite_refuses_every_change(statement):
    connection = open_database()
    insert(connection, act(1), act(2), act(3))
    connection.execute("UPDATE audit_entry SET position = 0 WHERE id = 1")
    connection.execute("UPDATE audit_entry SET digested_in = 3 WHERE id = 2")
    connection.commit()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()


def test_a_place_in_the_log_is_set_once():
    connection = open_database()
    insert(connection, act(1))
    connection.execute("UPDATE audit_entry SET position = 0 WHERE id = 1")
    assert connection.execute("SELECT position FROM audit_entry").fetchall() == [(0,)]
    connection.close()


def test_the_two_databases_have_the_same_columns():
    def columns(statement):
        return [line.split()[0] for line in statement.splitlines()[1:-1]]

    assert columns(SQLITE.create[0]) == columns(POSTGRESQL.create[0])
    assert SQLITE.create[1:3] == POSTGRESQL.create[1:3]
    assert SQLITE.statement("a ? b ?") == "a ? b ?"
    assert POSTGRESQL.statement("a ? b ?") == "a %s b %s"
