"""The sequencer: committed rows become leaves in order, once, whatever stops it; on SQLite, and PostgreSQL if there is.

Set PLEDGETREE_POSTGRES to the connection text of an empty database (and have psycopg) to run the tests there, too.
"""

import os

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence import sequencing
from pledgetree.evidence.audit_checking import check_rows
from pledgetree.evidence.audit_tables import INSERT, POSTGRESQL, SQLITE, audit_row
from pledgetree.evidence.digests import sha256_bytes
from pledgetree.evidence.entries import HASH_PREFIX, leaf
from pledgetree.evidence.log_folder import append_entries, entries_of, open_log
from pledgetree.evidence.log_verifying import verify_log
from pledgetree.evidence.sequencing import (
    DIGEST,
    count_waiting,
    digest_hours,
    digest_of_rows,
    is_due,
    keep_sequencing,
    late_rows,
    sequence,
)
from tests.unit.evidence.audits import act, open_database
from tests.unit.evidence.logs import LOG_SIGNER, make_log

DATABASES = {"sqlite": SQLITE}
if os.environ.get("PLEDGETREE_POSTGRES"):
    DATABASES["postgresql"] = POSTGRESQL
SALT = b"s" * 32
WHO = {"unit": "520502000000", "by": "system"}


class Database:
    """A database with its dialect and the log that belongs to it."""

    def __init__(self, dialect, connection, folder):
        self.dialect, self.connection, self.folder = dialect, connection, folder

    def insert(self, *entries, salt=None):
        cursor = self.connection.cursor()
        for entry in entries:
            cursor.execute(self.dialect.statement(INSERT), audit_row(entry, salt))
        self.connection.commit()

    def sequence(self, **options):
        return sequence(self.connection, self.dialect, self.folder, LOG_SIGNER, **options)

    def select(self, text):
        cursor = self.connection.cursor()
        cursor.execute(text)
        return cursor.fetchall()

    def logged(self):
        log = open_log(self.folder)
        return entries_of(log, 0, log.head.size)


def empty_postgresql():
    import psycopg

    connection = psycopg.connect(os.environ["PLEDGETREE_POSTGRES"])
    connection.execute("DROP TABLE IF EXISTS audit_entry")
    connection.execute("DROP FUNCTION IF EXISTS audit_entry_refuse")
    for statement in POSTGRESQL.create:
        connection.execute(statement)
    connection.commit()
    return connection


@pytest.fixture(params=sorted(DATABASES))
def database(request, tmp_path):
    connection = open_database() if request.param == "sqlite" else empty_postgresql()
    yield Database(DATABASES[request.param], connection, make_log(tmp_path / "log").folder)
    connection.close()


def test_committed_rows_become_leaves_in_order(database):
    acts = [act(number) for number in range(5)]
    database.insert(*acts[:3])
    assert database.sequence() == 3
    database.insert(*acts[3:])
    assert count_waiting(database.connection) == 2
    assert database.sequence() == 2
    assert database.sequence() == count_waiting(database.connection) == 0
    assert database.logged() == [leaf(one).data for one in acts]
    assert database.select("SELECT position FROM audit_entry ORDER BY id") == [(n,) for n in range(5)]
    seen = verify_log(database.folder)
    assert (seen.signed, seen.faults) == (5, ())


def test_what_is_not_committed_stays_out(database):
    cursor = database.connection.cursor()
    cursor.execute(database.dialect.statement(INSERT), audit_row(act(1)))
    database.connection.rollback()
    assert database.sequence() == 0


def test_a_batch_has_its_limit(database):
    database.insert(*[act(number) for number in range(5)])
    assert [database.sequence(most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert database.logged() == [leaf(act(number)).data for number in range(5)]


def test_the_same_act_twice_stands_twice(database):
    for _ in range(2):
        database.insert(act(1), act(1))
        database.sequence()
    assert database.logged() == [leaf(act(1)).data] * 4
    assert database.select("SELECT position FROM audit_entry ORDER BY id") == [(n,) for n in range(4)]


@pytest.mark.parametrize("step", ["append_entries", "_place", "sign_head"])
@pytest.mark.parametrize("after", [False, True])
def test_a_sequencer_stopped_anywhere_is_followed_by_one_that_ends_its_work(database, monkeypatch, step, after):
    work = getattr(sequencing, step)

    def stop(*given, **options):
        if after:
            work(*given, **options)
        raise KeyboardInterrupt

    database.insert(act(0))
    database.sequence()
    database.insert(*[act(number) for number in range(1, 5)])
    with monkeypatch.context() as patch:
        patch.setattr(sequencing, step, stop)
        with pytest.raises(KeyboardInterrupt):
            database.sequence()
    database.insert(act(5))
    database.sequence()
    assert database.logged() == [leaf(act(number)).data for number in range(6)]
    assert database.select("SELECT position FROM audit_entry ORDER BY id") == [(n,) for n in range(6)]
    assert verify_log(database.folder).faults == ()
    assert check_rows(database.connection, database.folder) == []


def code(error):
    return error.value.faults[0].code


def test_an_altered_row_never_reaches_the_log(database):
    row = audit_row(act(1))
    cursor = database.connection.cursor()
    cursor.execute(database.dialect.statement(INSERT), (*row[:3], row[3].replace("1", "2"), None))
    database.connection.commit()
    with pytest.raises(UserError) as error:
        database.sequence()
    assert (code(error), database.logged()) == ("AUDIT_ALTERED", [])


def test_entries_without_rows_stop_the_sequencer(database):
    database.insert(act(1))
    append_entries(database.folder, [leaf(act(2)).data])
    with pytest.raises(UserError) as error:
        database.sequence()
    assert code(error) == "AUDIT_UNKNOWN_ENTRY"


def test_a_log_that_was_set_back_stops_the_sequencer(database, tmp_path):
    database.insert(act(1))
    database.sequence()
    database.folder = make_log(tmp_path / "old").folder
    with pytest.raises(UserError) as error:
        database.sequence()
    assert code(error) == "LOG_TRUNCATED"


def test_late_rows_are_an_alarm(database):
    database.insert(act(1, "2016-02-28T09:30:00Z"), act(2, "2016-02-28T09:31:00Z"))
    late = late_rows(database.connection, database.dialect, "2016-02-28T09:30:30Z")
    assert [(one.code, one.where) for one in late] == [("AUDIT_LATE", "audit_entry 1")]
    database.sequence()
    assert late_rows(database.connection, database.dialect, "2016-02-28T10:00:00Z") == []


def test_readings_are_covered_by_one_leaf_per_hour(database):
    moments = ["2016-02-28T09:10:00Z", "2016-02-28T09:50:00Z", "2016-02-28T10:05:00Z", "2016-02-28T11:01:00Z"]
    database.insert(*[act(number, at) for number, at in enumerate(moments)], salt=SALT)
    made = digest_hours(database.connection, database.dialect, "2016-02-28T11:02:00Z", "2016-02-28T11:02:00Z", WHO)
    assert [(one["subject"], one["facts"]["rows"]) for one in made] == [("2016-02-28T09", 2), ("2016-02-28T10", 1)]
    assert database.sequence() == 2  # the digests; readings are never leaves
    assert [b"number" in one for one in database.logged()] == [False, False]
    assert database.select(f"SELECT count(*) FROM audit_entry WHERE kind = '{DIGEST}'") == [(2,)]
    again = digest_hours(database.connection, database.dialect, "2016-02-28T11:02:00Z", "2016-02-28T11:03:00Z", WHO)
    assert again == []
    database.insert(act(9, "2016-02-28T09:59:00Z"), salt=SALT)  # committed late
    again = digest_hours(database.connection, database.dialect, "2016-02-28T11:02:00Z", "2016-02-28T11:03:00Z", WHO)
    assert [(one["subject"], one["facts"]["rows"]) for one in again] == [("2016-02-28T09", 1)]
    database.sequence()
    assert check_rows(database.connection, database.folder) == []


def test_the_digest_of_rows_is_that_of_their_lines():
    lines = b"1\taa\n2\tbb\n"
    assert digest_of_rows([(2, "bb"), (1, "aa")]) == HASH_PREFIX + sha256_bytes(lines)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET entry = '{}'",
        "UPDATE audit_entry SET salt = leaf_hash",
        "UPDATE audit_entry SET position = 7",
        "UPDATE audit_entry SET position = NULL",
    ],
)
def test_the_database_refuses_changes(database, statement):
    database.insert(act(1))
    database.sequence()
    with pytest.raises(Exception, match="never"):
        database.connection.cursor().execute(statement)
    database.connection.rollback()
    assert check_rows(database.connection, database.folder) == []


if "postgresql" in DATABASES:

    def test_postgresql_refuses_to_empty_the_table(tmp_path):
        with empty_postgresql() as connection, pytest.raises(Exception, match="never"):
            connection.execute("TRUNCATE audit_entry")

    def test_a_row_that_commits_late_in_postgresql_comes_later_and_is_not_lost(tmp_path):
        import psycopg

        folder = make_log(tmp_path / "log").folder
        with empty_postgresql() as first, psycopg.connect(os.environ["PLEDGETREE_POSTGRES"]) as second:
            early = Database(POSTGRESQL, first, folder)
            first.execute(POSTGRESQL.statement(INSERT), audit_row(act(1)))  # takes the lower id, commits later
            late = Database(POSTGRESQL, second, folder)
            late.insert(act(2))
            assert late.sequence() == 1
            first.commit()
            assert late.sequence() == 1
            assert early.logged() == [leaf(act(2)).data, leaf(act(1)).data]
            assert check_rows(first, folder) == []

    def test_two_sequencers_of_one_postgresql_take_turns(tmp_path):
        import threading

        import psycopg

        folder = make_log(tmp_path / "log").folder
        with empty_postgresql() as connection:
            Database(POSTGRESQL, connection, folder).insert(*map(act, range(60)))

        def work():
            with psycopg.connect(os.environ["PLEDGETREE_POSTGRES"]) as own:
                while Database(POSTGRESQL, own, folder).sequence(most=7):
                    pass

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with psycopg.connect(os.environ["PLEDGETREE_POSTGRES"]) as connection:
            assert check_rows(connection, folder) == []
            assert open_log(folder).head.size == 60


@pytest.mark.parametrize(
    ("waiting", "seconds", "due"), [(0, 9, False), (1, 0.9, False), (1, 1, True), (255, 0, False), (256, 0, True)]
)
def test_when_the_sequencer_is_due(waiting, seconds, due):
    assert is_due(waiting, seconds) is due


def test_the_loop_waits_a_second_for_few_rows_and_none_for_many():
    counts = iter([0, 1] + [1] * 20)
    slept, ran = [], []
    going = iter([True] * 14 + [False])
    keep_sequencing(lambda: ran.append(len(slept)) or 1, lambda: next(counts), slept.append, lambda: next(going))
    assert ran == [10]
    assert sum(slept[:10]) == pytest.approx(1)
    ran.clear()
    going = iter([True, True, False])
    keep_sequencing(lambda: ran.append(1) or 1, lambda: 300, slept.append, lambda: next(going))
    assert ran == [1, 1]
