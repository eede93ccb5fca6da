"""Checks written as a rulebook writes them, and small relations to run them over."""

from datetime import date

import duckdb

from pledgetree.law.model import Source
from pledgetree.registry.check_forms import FormReader
from pledgetree.registry.check_model import Check

DAY = date(2016, 12, 31)


def reader(table="households", **named):
    return FormReader("checks/x.yaml", table, named, frozenset({"line/income"}))


def check(when, code="A", table="households", column="income_fen"):
    rule = reader(table).rule(when, ())
    assert rule is not None
    return Check(code, {}, {}, table, column, "fault", "", rule, Source("t", "modelled"), "checks/x.yaml")


def register():
    """Three households and four persons, staged as an import stages them."""
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE hh AS SELECT * FROM (VALUES "
        "(1, 'h1', 'v1', 'exited', 200000, NULL, 2), (2, 'h2', 'v1', 'exited', 400000, NULL, 1), "
        "(3, 'h3', 'v2', 'poor', NULL, NULL, 1)) "
        "t(row, household_id, unit_id, state, income_fen, wage_fen, members)"
    )
    con.execute(
        "CREATE TABLE pp AS SELECT * FROM (VALUES "
        "(1, 'p1', 'h1', true, 'none', 'x'), (2, 'p2', 'h1', false, 'exited', 'y'), "
        "(3, 'p3', 'h2', false, 'died', 'x'), (4, 'p4', 'h3', true, 'none', NULL)) "
        "t(row, person_id, household_id, closing, outflow, identity_index)"
    )
    return con
