"""The whole matrix at once must tell what is told unit by unit."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.duties import ledger
from pledgetree.pledges.duty_matrix import below, check_matrix
from pledgetree.pledges.duty_places import place_in_units
from pledgetree.pledges.establishment import establishment_of
from tests.unit.pledges.administrations import COUNTY, administration, office, offices, posts, units
from tests.unit.pledges.programmes import unit_id

DAY = date(2017, 5, 3)
LAW = load_rulebook("cn-central-2016")
CENTRE = "000000000000"


def one_by_one(tables, codes):
    found = set()
    for code in codes:
        place = place_in_units(LAW, tables[0], None, code, DAY)
        found |= set(ledger(LAW, place, DAY, establishment_of(tables[1], tables[2], code, DAY)).faults)
    return sorted(found, key=lambda one: (one.where, one))


def test_nothing_is_wrong():
    assert check_matrix(LAW, administration(), CENTRE, DAY) == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_tells_what_is_told_unit_by_unit(data):
    kept_offices = data.draw(st.lists(st.sampled_from(offices()), unique_by=lambda one: one["office_id"]))
    doubles = data.draw(st.lists(st.sampled_from(offices()), max_size=4, unique_by=lambda one: one["office_id"]))
    kept_posts = data.draw(st.lists(st.sampled_from(posts()), unique_by=lambda one: one["officer_id"]))
    second = [one | {"office_id": one["office_id"] + "-2"} for one in doubles]
    capacity = data.draw(st.sampled_from([None, "full", "acting"]))
    tables = administration(
        offices_rows=[*kept_offices, *second], posts_rows=[one | {"capacity": capacity} for one in kept_posts]
    )
    every = [one["unit_id"] for one in units() if one["unit_id"] != CENTRE]
    assert check_matrix(LAW, tables, CENTRE, DAY) == one_by_one(tables, every)


def test_only_what_is_below():
    tables = administration(posts_rows=[])
    found = check_matrix(LAW, tables, unit_id(COUNTY), DAY)
    assert {one.where for one in found} == {unit_id("520502100"), unit_id("520502100201")}
    assert check_matrix(LAW, tables, unit_id("520502100201"), DAY) == []


def test_the_office_by_id_counts_where_there_are_two():
    rows = [*offices(), office(COUNTY, "finance", office_id="0-finance")]
    found = check_matrix(LAW, administration(offices_rows=rows), CENTRE, DAY)
    assert [(one.code, one.where) for one in found] == [
        ("DUTY_OWNED_TWICE", unit_id(COUNTY)),
        ("WORKING_CONTACT_MISSING", unit_id(COUNTY)),
    ]


@pytest.mark.parametrize(("unit", "count"), [(CENTRE, 8), (unit_id("52"), 6), (unit_id("11"), 0), ("529999000000", 0)])
def test_the_units_below(unit, count):
    assert int(below(administration()[0], unit).sum()) == count
