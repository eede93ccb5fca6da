"""The forecast as rows and as JSON."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import jsonschema
import numpy as np
import pytest

from pledgetree.pledges.forecast_places import COUNTY
from pledgetree.pledges.forecast_records import (
    furthest_behind,
    lines_at,
    month_text,
    near_units,
    record,
    shown_units,
    state_counts,
)
from pledgetree.pledges.forecasting import forecast
from tests.unit.pledges.forecasts import promised, snapshot, statistic, world
from tests.unit.pledges.programmes import CODES, unit_id


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """One county that is too slow by far, one that is too slow, of one prefecture, with townships and villages."""
    figures = [
        *statistic("520502", "registered_poor", y2015=1100, y2016=1050, y2017=1025, y2018=1000),
        *statistic("520521", "registered_poor", y2015=400, y2016=350, y2017=325, y2018=300),
    ]
    rows = promised(world(CODES, statistics=figures), "poor_remaining", CODES, y2018=200, y2020=0)
    rows = promised(rows, "poor_lifted", ["520521"], y2020=400)
    path = snapshot(rows, tmp_path_factory.mktemp("forecast"), 2018).path
    return forecast(path, on=date(2018, 12, 31))


def test_months_are_iso_text():
    assert [month_text(one) for one in (2021 * 12 + 4, 2020 * 12 + 11, float("inf"), float("nan"))] == [
        "2021-05",
        "2020-12",
        None,
        None,
    ]


def test_the_json_form_keeps_to_its_schema(found):
    schema = files("pledgetree.pledges").joinpath("schema", "forecast.schema.json").read_text(encoding="utf-8")
    said = json.loads(json.dumps(record(found)))
    jsonschema.validate(said, json.loads(schema))
    assert (said["known_until"], said["interval_level"], said["made_up"]) == ("2018-12-31", "4/5", False)
    assert "no ground for a case" in said["notice"]


def test_a_line_says_what_a_county_owes(found):
    (one,) = [one for one in lines_at(found, shown_units(found)) if one.unit == unit_id("520502")]
    assert (one.target, one.done, one.due, one.behind_by, one.base) == (0, 1000, 200, 800, None)
    assert (one.state, one.pace_needed, one.reached, one.months_behind) == ("behind", 500, None, None)
    assert (one.deadline, one.source, one.tier) == ("2020-12-31", "statistics", "county")
    assert one.at_deadline_low <= one.at_deadline <= one.at_deadline_high


def test_without_a_unit_the_rows_go_down_to_the_county(found):
    tiers = {one.tier for one in lines_at(found, shown_units(found))}
    assert tiers == {"centre", "province", "prefecture", "county"}
    asked = replace(found, whole=False, root=found.places.row_of(unit_id("520502")))
    assert {one.unit for one in lines_at(asked, shown_units(asked))} == {
        unit_id(code) for code in CODES if code.startswith("520502")
    }


def test_rows_stand_by_unit_with_persons_lifted_first(found):
    rows = [(one.unit, one.indicator) for one in lines_at(found, shown_units(found))]
    assert [unit for unit, _ in rows] == sorted(unit for unit, _ in rows)
    assert rows[-2:] == [(unit_id("520521"), "poor_lifted"), (unit_id("520521"), "poor_remaining")]


def test_near_a_unit_are_those_right_below(found):
    asked = replace(found, root=found.places.row_of(unit_id("5205")))
    assert set(found.places.ids[near_units(asked)]) == {unit_id(code) for code in ("5205", "520502", "520521")}


def test_furthest_behind_comes_first_and_each_unit_once(found):
    rows = furthest_behind(found, COUNTY, 20)
    assert [one.unit for one in rows] == [unit_id("520502"), unit_id("520521")]
    assert len(furthest_behind(found, COUNTY, 1)) == 1


def test_states_are_counted(found):
    counts = state_counts(found, np.ones(len(found.places.ids), np.bool_))
    # Townships and villages have no figures.
    assert (counts["behind"], counts["not_enough_data"], sum(counts.values())) == (6, 5, 11)
