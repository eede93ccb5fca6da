"""Passes over relations: a table alone, with counts, with its household; and repetition."""

from pledgetree.registry.check_expressions import Terms
from pledgetree.registry.check_queries import Names, pass_query, passes_of, repeated_query, shown_columns
from tests.unit.registry.check_examples import check, register

NAMES = Names({"households": "hh", "persons": "pp"}, numbered=True)
TERMS = Terms(2016, {})
STAYING = {"count": {"of": "persons", "where": {"not": {"is": {"outflow": ["died"]}}}}}


def rows_of(one):
    (found,) = passes_of([one])
    return sorted(register().execute(pass_query(found, NAMES, TERMS)).to_arrow_table()["row"].to_pylist())


def test_checks_of_the_same_rows_share_a_pass():
    checks = [check({"empty": "income_fen"}, "A"), check({"is": {"state": "poor"}}, "B")]
    (one,) = passes_of(checks)
    found = register().execute(pass_query(one, NAMES, TERMS)).to_arrow_table()
    assert found.select(["row", "mask"]).to_pylist() == [{"row": 3, "mask": 3}]


def test_households_against_their_members():
    # h1 has two who stay, h2 none, h3 one.
    assert rows_of(check({"differ": ["members", STAYING]})) == [2]
    assert rows_of(check({"equal": [STAYING, 0]})) == [2]


def test_persons_against_their_household():
    when = {"all": [{"is": {"closing": True}}, {"not": {"is": {"households.state": "poor"}}}]}
    assert rows_of(check(when, table="persons", column="closing")) == [1]


def test_repetition_names_every_row_and_passes_over_empty_values():
    one = check({"repeated": {"columns": ["identity_index"]}}, table="persons", column="identity_index")
    found = register().execute(repeated_query(one, one.rule, NAMES, TERMS)).to_arrow_table()
    assert sorted(found["row"].to_pylist()) == [1, 3]
    assert list(passes_of([one])) == []


def test_without_numbers_rows_are_named_by_their_key():
    assert shown_columns([check({"empty": "members"})], "households", Names({}, numbered=False)) == [
        "household_id", "unit_id", "income_fen",
    ]  # fmt: skip
