"""Who would be left, by area and by cause."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.pledges.forecast_areas import Scene, areas_of, causes_left, causes_of, divided, left_of, years_to
from pledgetree.pledges.forecast_outcomes import people_of
from pledgetree.pledges.forecast_register import read_register
from pledgetree.pledges.forecast_series import make_series
from tests.unit.pledges.forecasts import household, person, places, snapshot, statistic, terms, world
from tests.unit.pledges.programmes import CODES as DEEP
from tests.unit.pledges.programmes import VILLAGES, tables, unit_id

NATION = ("", "52", "5205", "520502", "53", "5301", "530102", "11", "1101", "110101")
FIGURES = [
    *statistic("520502", "registered_poor", y2014=1000, y2015=900, y2016=800),
    *statistic("530102", "registered_poor", y2014=100, y2015=60, y2016=20),
]


def scene(rows, years, register=None, known=2016, **changes):
    found, own = places(rows), terms(**changes)
    made = tables(rows)
    used = {"statistics": made["statistics"]} if made["statistics"].num_rows else {}
    series = make_series(used, register, found, known=known, base_statistic="")
    return Scene(found, series, people_of(series, own), register, own, years)


def nation(years=2.0, **changes):
    rows = world(NATION, statistics=FIGURES)
    for row in rows["units"]:
        row["region"] = {"52": "west", "53": "west", "11": "east"}.get(row["name"])
    return scene(rows, years, **changes)


def areas(one, code=""):
    found = areas_of(one, one.places.row_of(unit_id(code)))
    return {area.name.rstrip("0") if area.kind == "unit" else area.name: area for area in found}


def test_every_area_goes_its_own_way():
    found = areas(nation())
    # 800 - 50 - 25; 20 - 20 (of 20 and 10); the west as one: 820 - 70 - 35.
    assert {name: one.left for name, one in found.items()} == {
        "": None,
        "east": None,
        "west": 715,
        "11": None,
        "52": 725,
        "53": 0,
    }
    assert (found["west"].units, found["west"].now, found["east"].units) == (2, 820, 0)


def test_the_centre_is_not_made_up_of_a_part_of_the_provinces():
    assert areas(nation())[""].now is None


def test_a_unit_shows_itself_and_the_units_right_below():
    assert set(areas(nation(), "52")) == {"52", "5205"}


def test_the_interval_stands_around_the_forecast():
    one = areas(nation(fewest_errors=1, years=1.0))["52"]
    assert one.low < one.left == 750 < one.high


def test_after_the_deadline_who_is_left_is_known():
    one = areas(nation(0.0))["52"]
    assert (one.left, one.low, one.high) == (800, 800, 800)


def test_too_small_or_too_short_an_area_gets_no_forecast():
    assert areas(nation(fewest_persons=101))["53"].left is None
    assert areas(nation(fewest_persons=100))["53"].left == 0
    assert areas(nation(fewest_paces=3))["52"].left is None


def test_nobody_is_nowhere():
    made = nation()
    assert left_of(made, np.array([0.0]), np.array([5.0])).tolist()[0] == [0]


def registered(tmp_path):
    """Illness: 4 of 4 stay; land: 2 of 4 stay; two newly identified."""
    ill = household(1, VILLAGES[0])
    out = household(2, VILLAGES[0], state="exited", exit_approved_on=date(2018, 5, 1), main_cause="land")
    stay = household(3, VILLAGES[2], main_cause="land")
    new = household(4, VILLAGES[2], main_cause="water", identified_on=date(2018, 5, 1))
    members = [person(ill, number) for number in range(1, 5)]
    members += [person(out, number, outflow="exited", closing=False) for number in (1, 2)]
    members += [person(stay, number) for number in (1, 2)]
    members += [person(new, number, opening=False, inflow="identified") for number in (1, 2)]
    rows = world(DEEP, households=[ill, out, stay, new], persons=members)
    register = read_register(snapshot(rows, tmp_path, 2018), places(rows))
    return scene(rows, 1.0, register, known=2018)


def test_causes_share_the_forecast(tmp_path):
    made = registered(tmp_path)
    root = made.places.row_of(unit_id(""))
    found = {one.cause: one for one in causes_of(made, root, 14) if one.now}
    # 4, 2 x 1/2 = 1 and 2: of 14 8, 2 and 4.
    assert {cause: (one.now, one.lifted, one.came, one.left) for cause, one in found.items()} == {
        "illness": (4, 0, 0, 8),
        "land": (2, 2, 0, 2),
        "water": (2, 0, 2, 4),
    }


def test_where_the_whole_has_no_forecast_its_causes_have_none(tmp_path):
    made = registered(tmp_path)
    assert {one.left for one in causes_of(made, 0, None)} == {None}


def test_causes_stop_at_the_county_and_at_the_registers_year(tmp_path):
    made = registered(tmp_path)
    assert causes_of(made, made.places.row_of(unit_id("520502")), 1)
    assert not causes_of(made, made.places.row_of(unit_id("520502100")), 1)
    assert not causes_of(nation(), 0, 1)


def test_flows_of_an_area_are_the_registers(tmp_path):
    one = areas(registered(tmp_path))["52"]
    assert (one.lifted, one.identified, one.relapsed, one.now) == (2, 2, 0, 8)


def test_a_cause_that_nobody_had_a_year_ago_stays():
    flows = {"opening": np.array([0, 10]), "closing": np.array([5, 5])}
    assert causes_left(flows, 2.0).tolist() == [5, 1.25]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_a_number_is_divided_exactly_and_fairly(total, weights):
    parts = divided(total, np.array(weights, np.float64))
    if sum(weights):
        assert parts.sum() == total
        assert all(abs(part - total * one / sum(weights)) < 1 + 1e-6 for part, one in zip(parts, weights, strict=True))
    else:
        assert not parts.any()


@pytest.mark.parametrize(("month", "years"), [((2020, 12), 4), ((2017, 6), 0.5), ((2016, 12), 0), ((2015, 1), 0)])
def test_time_is_counted_from_the_end_of_the_known_year(month, years):
    assert years_to(month[0] * 12 + month[1], nation().series) == years
