"""The tree of units as the forecast sees it, and how sums climb, against plain loops."""

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.pledges.forecast_places import roll_lowest, roll_sum
from tests.unit.pledges.forecasts import CODES, places, world
from tests.unit.pledges.programmes import CODES as DEEP
from tests.unit.pledges.programmes import unit, unit_id

SMALL = places(world(DEEP))


def row(code, of=SMALL):
    return of.row_of(unit_id(code))


def plain_below(code):
    return [one for one in DEEP if one.startswith(code)]


def test_names_and_regions_come_down_the_tree():
    rows = world()
    rows["units"][1]["region"] = "west"
    found = places(rows)
    assert found.regions.tolist() == ["", "west", "west", "west", "west"]
    assert found.names[row("520502", found)] == "520502"


def test_children_and_everything_below():
    assert SMALL.children(row("5205")).tolist() == [row("520502"), row("520521")]
    assert set(SMALL.ids[SMALL.below(row("520502"))]) == {unit_id(one) for one in plain_below("520502")}


def test_an_unknown_code_has_no_row():
    assert SMALL.row_of("990000000000") == -1


def test_a_given_up_code_leads_to_its_successor():
    rows = world((*CODES, "520599"))
    rows["units"][-1]["valid_to"] = date(2017, 1, 1)
    rows["code_changes"] = [
        {"old_code": unit_id("520599"), "new_code": unit_id("520502"), "changed_on": date(2017, 1, 1)}
    ]
    found = places(rows, date(2018, 12, 31))
    days = pa.chunked_array([pa.array([date(2016, 12, 31)])])
    assert found.rows(pa.chunked_array([[unit_id("520599")]]), days).tolist() == [row("520502", found)]
    assert set(found.ids[found.children(row("5205", found))]) == {unit_id("520502"), unit_id("520521")}
    before = places(rows, date(2016, 12, 31))
    assert unit_id("520599") in before.ids[before.children(row("5205", before))]


VALUES = st.lists(st.integers(-(10**9), 10**9), min_size=len(DEEP), max_size=len(DEEP))
FLAGS = st.lists(st.booleans(), min_size=len(DEEP), max_size=len(DEEP))


@given(VALUES)
def test_sums_are_those_of_a_plain_loop(values):
    own = dict(zip(DEEP, values, strict=True))
    array = np.zeros(len(DEEP), np.int64)
    for code, value in own.items():
        array[row(code)] = value
    total = roll_sum(SMALL.tier, SMALL.parent, array)
    assert {code: int(total[row(code)]) for code in DEEP} == {
        code: sum(own[one] for one in plain_below(code)) for code in DEEP
    }


@given(VALUES, FLAGS)
def test_the_lowest_whole_tier_speaks(values, flags):
    own = {code: value for code, value, flag in zip(DEEP, values, flags, strict=True) if flag}

    def said(code):
        children = [one for one in DEEP if one != code and SMALL.parent[row(one)] == row(code)]
        below = [said(one) for one in children]
        return sum(below) if below and None not in below else own.get(code)

    array, known = np.zeros(len(DEEP), np.int64), np.zeros(len(DEEP), np.bool_)
    for code, value in own.items():
        array[row(code)], known[row(code)] = value, True
    total, has = roll_lowest(SMALL, array, known)
    assert {code: int(total[row(code)]) if has[row(code)] else None for code in DEEP} == {
        code: said(code) for code in DEEP
    }


def test_a_unit_that_became_another_is_asked_nothing():
    rows = world()
    rows["units"].append(unit("520599", "5205", valid_to=date(2017, 1, 1)))
    rows["code_changes"] = [
        {"old_code": unit_id("520599"), "new_code": unit_id("520502"), "changed_on": date(2017, 1, 1)}
    ]
    found = places(rows)
    own, known = np.zeros(6, np.int64), np.zeros(6, np.bool_)
    for code, value in (("520502", 3), ("520521", 4)):
        own[row(code, found)], known[row(code, found)] = value, True
    total, has = roll_lowest(found, own, known)
    assert (int(total[row("5205", found)]), bool(has[row("5205", found)])) == (7, True)
