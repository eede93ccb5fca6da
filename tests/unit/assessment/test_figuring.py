"""Formulas of the day, figures of every tier, samples, flows and row faults."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pledgetree.assessment.figuring import (
    composite_parts,
    counts_for,
    figures_of,
    flow_columns,
    formulas_on,
    row_fault_counts,
    sample_counts,
)
from pledgetree.base.errors import UserError
from pledgetree.indicators.catalogue import FORMULAS
from pledgetree.indicators.checks import ROW_CHECKS
from pledgetree.indicators.counts import Sums
from pledgetree.indicators.register import CLOSING, EXITED_POPULATION, FLOWS, MEMBERS, MOVEMENTS
from pledgetree.indicators.statistics import RURAL_POPULATION
from tests.unit.assessment.builders import DAY, UNITS, indicator, tree

TREE = tree()
SIZE = len(UNITS)
LIFTED = {"lifted": FORMULAS["register.persons_exited"]}


def named(name, *functions):
    return replace(indicator(name), functions=functions)


def sums(counts, **values):
    """Zeros for the counts, except some: {count name with _ for dots: values at every unit}."""
    arrays = {one.name: np.zeros(SIZE, np.int64) for one in counts}
    return Sums(arrays | {name: np.array(given, np.int64) for name, given in values.items()}, {})


def test_the_formula_is_the_one_in_force_on_the_day():
    one = named("a", (date(2014, 1, 1), "register.persons_exited"), (date(2017, 1, 1), "register.persons_remaining"))
    assert formulas_on([one], DAY)["a"].name == "register.persons_exited"
    assert formulas_on([one], date(2017, 12, 31))["a"].name == "register.persons_remaining"


def test_an_indicator_that_has_not_begun_has_no_formula():
    assert formulas_on([named("a", (date(2018, 1, 1), "register.persons_exited"))], DAY) == {"a": None}


def test_every_unknown_formula_is_named():
    with pytest.raises(UserError) as caught:
        formulas_on([named("a", (DAY, "os.system")), named("b", (DAY, "eval"))], DAY)
    assert [one.code for one in caught.value.faults] == ["UNKNOWN_FORMULA"] * 2


def test_flows_and_checks_are_always_counted():
    names = {one.name for one in counts_for({"a": None})}
    assert {one.name for one in (*FLOWS, *ROW_CHECKS, MEMBERS)} <= names


def test_figures_stand_at_every_unit_that_has_rows():
    given = sums(LIFTED["lifted"].counts, **{MEMBERS.name: [9, 5, 0, 0, 5, 0], "register.approved": [4, 4, 0, 0, 4, 0]})
    found = figures_of(TREE, given, LIFTED | {"later": None})
    assert found.indicators == ("lifted", "later")
    assert [column.tolist() for column in found.of("lifted")] == [
        [4, 4, 0, 0, 4, 0],
        [1, 1, 0, 0, 1, 0],
        [9, 5, 0, 0, 5, 0],
    ]
    assert not found.of("later")[2].any()


def test_samples_stand_down_to_the_county():
    formula = FORMULAS["interviews.missed_rate"]
    below = [*UNITS, ("010101001000", "010101000000", "township", "centre", True)]
    counts = {one.name: np.array([3, 3, 0, 0, 3, 0, 3], np.int64) for one in formula.counts}
    found = sample_counts(tree(below), Sums(counts, {}), {"missed_rate": formula, "later": None})
    assert found.unit.tolist() == [0, 1, 4]
    assert found.indicator == ("missed_rate",) * 3
    assert found.households.tolist() == found.households_wrong.tolist() == [3, 3, 3]


def test_no_sampled_indicator_gives_no_samples():
    assert sample_counts(TREE, sums(()), LIFTED | {"later": None}).unit.tolist() == []


def test_the_composites_parts_are_those_of_the_units_asked_for():
    people = {CLOSING.name: [1] * SIZE, EXITED_POPULATION.name: [2] * SIZE, RURAL_POPULATION.name: [10] * SIZE}
    found = composite_parts(sums((), **people), np.array([1, 4]))
    assert found.unit.tolist() == [1, 4]
    assert found.nonregistered_population.tolist() == [7, 7]


def test_flows_keep_unapproved_exits_apart():
    given = sums(FLOWS, **{MOVEMENTS["exited"].name: [5] * SIZE, "register.approved": [3] * SIZE})
    columns = flow_columns(given)
    assert columns["exited"].tolist() == [5] * SIZE
    assert columns["unapproved_exits"].tolist() == [2] * SIZE
    assert list(columns) == [
        "opening", "identified", "relapsed", "born", "married_in", "moved_in", "exited", "died", "moved_out", "removed",
        "closing", "unapproved_exits",
    ]  # fmt: skip


def test_row_faults_stand_at_counties_and_above_them_only_for_their_own_rows():
    own = sums(ROW_CHECKS, INCOME_ZERO=[0, 2, 0, 0, 1, 0])
    climbed = sums(ROW_CHECKS, INCOME_ZERO=[3, 3, 0, 0, 1, 0])
    assert row_fault_counts(TREE, own, climbed)["INCOME_ZERO"].tolist() == [0, 2, 0, 0, 1, 0]
