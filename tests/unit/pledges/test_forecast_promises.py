"""Commitments of several years become one promise: the figure at the deadline, and what was due by now."""

from datetime import date

import pytest

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.forecast_promises import (
    COUNTIES,
    INCIDENCE,
    LEFT,
    LIFTED,
    VILLAGES,
    forecast_series,
    promises_of,
)
from pledgetree.pledges.reading import day_number
from tests.unit.pledges.forecasts import promised, world
from tests.unit.pledges.programmes import arrays, commitment, row_of

ON = date(2018, 12, 31)
SERIES = {"poor_lifted": LIFTED, "poor_remaining": LEFT, "poverty_incidence": INCIDENCE}


def only(rows, known=2017, on=ON):
    (one,) = promises_of(arrays(rows, on.year), SERIES, on, known)
    return one


def test_the_series_come_from_the_formulas_of_the_rulebook():
    found = forecast_series(load_rulebook("cn-central-2016"), ON)
    assert found == SERIES | {"counties_exited": COUNTIES, "villages_exited": VILLAGES}


def test_annual_targets_are_added_up():
    one = only(promised(world(), "poor_lifted", ["52"], y2016=10, y2017=20, y2018=30, y2020=40))
    assert (one.pledge.tolist(), one.target.tolist(), one.due.tolist()) == (["P52"], [100], [30])
    assert (one.first_year.tolist(), one.last_year.tolist()) == ([2016], [2020])
    assert one.deadline.tolist() == [day_number(date(2020, 12, 31))]


@pytest.mark.parametrize(("indicator", "basis"), [("poor_lifted", "cumulative"), ("poor_remaining", "level")])
def test_cumulative_targets_and_levels_stand_for_themselves(indicator, basis):
    rows = promised(world(), indicator, ["52"], y2017=90, y2020=10)
    for row in rows["commitments"]:
        row["basis"] = basis
    one = only(rows)
    assert (one.target.tolist(), one.due.tolist(), one.is_due.tolist()) == ([10], [90], [True])


def test_a_stock_is_never_added_up_even_if_called_annual():
    assert only(promised(world(), "poor_remaining", ["52"], y2017=90, y2020=10)).target.tolist() == [10]


def test_a_rate_keeps_its_denominator():
    rows = world()
    rows["commitments"].append(commitment("P52", "poverty_incidence", 2020, (2, 1000), basis="level"))
    one = only(rows)
    assert (one.target.tolist(), one.denominator.tolist(), one.is_due.tolist()) == ([2], [1000], [False])


def test_the_deadline_is_the_commitments_else_the_pledges_else_the_years_end():
    rows = promised(world(), "poor_lifted", ["52", "5205", "520502"], y2019=1)
    for name, due in (("P52", date(2019, 6, 30)), ("P5205", None), ("P520502", None)):
        row_of(rows, "commitments", pledge_id=name)["due_on"] = due
    row_of(rows, "pledges", pledge_id="P520502")["deadline"] = None
    ends = [date(2019, 6, 30), date(2020, 12, 31), date(2019, 12, 31)]
    assert only(rows).deadline.tolist() == [day_number(one) for one in ends]


def test_a_replaced_pledge_and_one_not_signed_yet_do_not_count():
    rows = promised(world(), "poor_lifted", ["52", "5205"], y2020=5)
    row_of(rows, "pledges", pledge_id="P5205")["signed_on"] = date(2019, 2, 1)
    new = row_of(rows, "pledges", pledge_id="P52") | {"pledge_id": "P52b", "signed_on": date(2017, 1, 1)}
    rows["pledges"].append(new)
    row_of(rows, "pledges", pledge_id="P52")["superseded_by"] = "P52b"
    rows["commitments"].append(commitment("P52b", "poor_lifted", 2020, 7))
    one = only(rows)
    assert (one.pledge.tolist(), one.target.tolist()) == (["P52b"], [7])


def test_of_two_pledges_of_one_unit_the_first_is_followed():
    rows = promised(world(), "poor_lifted", ["52"], y2020=5)
    rows["pledges"].append(row_of(rows, "pledges", pledge_id="P52") | {"pledge_id": "P52b"})
    rows["commitments"].append(commitment("P52b", "poor_lifted", 2020, 70))
    assert only(rows).target.tolist() == [5]


def test_milestones_and_other_indicators_are_no_figures():
    rows = promised(world(), "poor_lifted", ["52"], y2020=5)
    rows["commitments"][0]["kind"] = "milestone"
    rows["commitments"].append(commitment("P52", "funds_provincial", 2020, 5))
    assert [len(one.unit) for one in promises_of(arrays(rows), SERIES, ON, 2017)] == [0]


def test_some_promises_may_be_chosen():
    one = only(promised(world(), "poor_lifted", ["52", "5205"], y2020=5))
    chosen = one.chosen(one.pledge == "P5205")
    assert (chosen.pledge.tolist(), len(chosen.deadline), len(chosen.is_due)) == (["P5205"], 1, 1)
