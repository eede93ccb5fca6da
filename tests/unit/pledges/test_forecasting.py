"""The whole forecast of a snapshot."""

from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.forecasting import forecast
from tests.unit.pledges.forecasts import promised, snapshot, statistic, world
from tests.unit.pledges.programmes import commitment, unit_id

ON = date(2018, 12, 31)


def rows():
    figures = [
        *statistic("520502", "registered_poor", y2014=1400, y2015=1200, y2016=1000, y2017=800, y2018=600),
        *statistic("520521", "registered_poor", y2014=500, y2015=400, y2016=300, y2017=200, y2018=100),
    ]
    made = promised(world(statistics=figures), "poor_remaining", ["", "52", "5205", "520502", "520521"], y2020=0)
    made["commitments"].append(commitment("P52", "funds_provincial", 2020, 5))
    return promised(made, "poor_lifted", ["520521"], y2016=0)


@pytest.fixture
def found(tmp_path):
    def run(on=ON, made=None, year=2018, **options):
        return forecast(snapshot(made or rows(), tmp_path, year).path, on=on, **options)

    return run


def test_a_snapshot_is_forecast_with_its_own_rulebook(found):
    made = found()
    assert (made.rulebook, made.whole, made.root) == ("cn-central-2016", True, 0)
    # A promise to lift nobody is none; money has no method.
    assert [one.promises.indicator for one in made.outcomes] == ["poor_remaining"]
    assert made.not_forecast == ("funds_provincial",)
    assert made.deadline == 2020 * 12 + 12
    # An even fall of 300 a year: the smoothed pace is 0.7 x 300 + 0.3 x 0.9 x the one before, from 300 on.
    pace = 300.0
    for _ in range(3):
        pace = 0.7 * 300 + 0.3 * 0.9 * pace
    assert made.areas[0].left == round(700 - (0.9 + 0.81) * pace)


def test_a_unit_is_looked_at_with_those_right_below(found):
    made = found(unit="5205")
    assert (made.whole, [one.name for one in made.areas]) == (
        False,
        [unit_id(code) for code in ("5205", "520502", "520521")],
    )


def test_only_what_was_known_on_the_day_is_used(found):
    made = found(date(2017, 6, 1))
    assert (made.series.years, made.areas[0].now) == ((2014, 2015, 2016), 1300)


def test_after_the_deadline_nothing_is_forecast_any_more(tmp_path):
    made = rows()
    made["statistics"] += statistic("520502", "registered_poor", y2019=100, y2020=7)
    made["statistics"] += statistic("520521", "registered_poor", y2019=10, y2020=0)
    found = forecast(snapshot(made, tmp_path, 2020).path, on=date(2021, 3, 1))
    assert [(one.left, one.low, one.high) for one in found.areas[:1]] == [(7, 7, 7)]


def test_pledges_not_signed_yet_promise_nothing(found):
    # The Centre's own goal stands by itself.
    assert [one.promises.pledge.tolist() for one in found(date(2015, 1, 5)).outcomes] == [["P-goal"]]


def test_without_a_promise_there_is_no_deadline(found):
    made = found(date(2015, 1, 5), rows() | {"commitments": [commitment("P52", "poor_remaining", 2020, 0)]})
    assert (made.outcomes, made.deadline, made.areas, made.causes) == ((), None, (), ())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"on": date(2014, 12, 30)}, "FORECAST_TOO_EARLY"),
        ({"unit": "99"}, "FORECAST_UNIT"),
        ({"unit": "Guizhou"}, "WRONG_UNIT_CODE"),
        ({"rulebook": "atlantis"}, "RULEBOOK_UNKNOWN"),
        ({"rulebook": "cn-funds-2017"}, "UNKNOWN_PARAMETER"),
        ({"on": date(2013, 6, 1)}, "NO_VALUE_ON_DATE"),
    ],
)
def test_what_cannot_be_is_refused(found, options, code):
    with pytest.raises(UserError, match=code):
        found(**options)


@pytest.mark.parametrize("table", ["units", "commitments"])
def test_a_missing_table_is_refused(tmp_path, table):
    made = rows() | {"commitments": []}
    if table == "units":
        made = {"statistics": [], "code_changes": [{"old_code": "1" * 12, "new_code": "2" * 12, "changed_on": ON}]}
    with pytest.raises(UserError, match=f"TABLE_MISSING.*{table}"):
        forecast(snapshot(made, tmp_path, 2018).path, on=ON)


def test_a_tree_without_a_centre_has_a_top_all_the_same(tmp_path):
    made = world(statistics=statistic("520502", "registered_poor", y2016=5, y2017=4, y2018=3))
    made |= {"units": made["units"][1:], "pledges": made["pledges"][1:], "signatures": [], "posts": []}
    made["units"][0]["parent_id"] = made["pledges"][0]["superior_unit"] = None
    found = forecast(snapshot(promised(made, "poor_remaining", ["52"], y2020=0), tmp_path, 2018).path, on=ON)
    assert found.places.ids[found.root] == unit_id("52")
