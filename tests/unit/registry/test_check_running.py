"""Running checks over staged relations: faults row by row, and what could not run is said."""

from dataclasses import replace

from pledgetree.registry.check_loading import bundled_checks
from pledgetree.registry.check_running import check_rows, code_words, plan_checks, words_of
from pledgetree.registry.row_faults import RowFault, faults_of
from tests.unit.registry.check_examples import DAY, check, register


def checks(*those):
    return replace(bundled_checks("cn-central-2016", DAY), checks=those)


def test_every_fault_names_its_row():
    held = checks(
        check({"less": ["income_fen", {"parameter": "line/income"}]}, "LOW"),
        check({"repeated": {"columns": ["identity_index"]}}, "TWICE", "persons", "identity_index"),
    )
    found = faults_of(check_rows(register(), {"households": "hh", "persons": "pp"}, DAY, held))
    assert sorted(found) == [
        RowFault("households", 1, "income_fen", "LOW", "fault", "200000", "", "h1"),
        RowFault("persons", 1, "identity_index", "TWICE", "fault", "x", "", "h1"),
        RowFault("persons", 3, "identity_index", "TWICE", "fault", "x", "", "h2"),
    ]


def test_a_check_of_a_column_that_is_not_filled_is_not_run():
    held = checks(check({"empty": "wage_fen"}, "EMPTY", column="wage_fen"))
    assert check_rows(register(), {"households": "hh"}, DAY, held).num_rows == 0
    plan = plan_checks(held, {"households": ["income_fen"]})
    assert plan.checks == ()
    assert plan.missing == {"EMPTY": ("households.wage_fen",)}


def test_every_code_has_its_words():
    words = code_words()
    assert words["NO_HEAD"].what["fr"] == "le ménage n’a pas de chef"
    assert words["NO_HEAD"].owner == "poverty_relief"
    assert words_of(check({"empty": "members"})).source == "t"
