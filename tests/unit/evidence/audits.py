"""Small audit databases for tests: SQLite in memory or in a file, rows with running numbers."""

import sqlite3

from pledgetree.evidence.audit_tables import INSERT, SQLITE, audit_row


def open_database(place=":memory:", page_size=4096):
    connection = sqlite3.connect(place)
    connection.execute(f"PRAGMA page_size = {page_size}")
    for statement in SQLITE.create:
        connection.execute(statement)
    connection.commit()
    return connection


def act(number, at="2016-02-28T09:30:00Z"):
    return {"kind": "pledges:pledge:sign", "at": at, "number": number}


def insert(connection, *entries, salt=None):
    connection.executemany(INSERT, [audit_row(entry, salt) for entry in entries])
    connection.commit()
