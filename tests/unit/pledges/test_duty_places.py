from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.duty_places import PARTNERS, place_by_code, place_in_units, provinces_of
from tests.unit.pledges.administrations import COUNTY, OTHER, PLACEHOLDER, table, units
from tests.unit.pledges.programmes import unit_id

DAY = date(2017, 5, 3)
LAW = load_rulebook("cn-central-2016")


@pytest.mark.parametrize(
    ("code", "tier", "superior", "leads", "scope"),
    [
        ("0", "centre", None, True, "none"),
        ("52", "province", "000000000000", True, "programme"),
        ("11", "province", "000000000000", True, "partner"),
        ("71", "province", "000000000000", True, "none"),
        ("520502", "county", "520500000000", True, "programme"),
        ("500101", "county", "500000000000", True, "programme"),
        ("500100", "prefecture", "500000000000", False, "programme"),
        ("441900900000", "county", "441900000000", True, "partner"),
        ("520502100201", "village", "520502100000", True, "programme"),
    ],
)
def test_what_a_code_says(code, tier, superior, leads, scope):
    place = place_by_code(LAW, code, DAY)
    assert (place.tier, place.superior, place.leads, place.scope) == (tier, superior, leads, scope)
    assert len(place.unit) == 12


def test_a_rulebook_without_a_list_of_provinces_speaks_to_all():
    funds = load_rulebook("cn-funds-2017")
    assert place_by_code(funds, "71", DAY).scope == "programme"
    assert provinces_of(funds, PARTNERS, DAY) == frozenset()


def found(code, changes=None, rows=None):
    return place_in_units(LAW, table("units", units() if rows is None else rows), changes, code, DAY)


def test_what_the_table_says():
    place = found(COUNTY)
    assert (place.unit, place.name, place.tier, place.superior) == (
        unit_id(COUNTY),
        COUNTY,
        "county",
        unit_id("5205"),
    )
    assert found("11").scope == "partner"
    assert found("0").superior is None


def test_places_without_leaders_are_passed_over_and_owe_nothing():
    assert found(OTHER).superior == unit_id("52")
    assert not found(PLACEHOLDER).owes("all")
    assert found(OTHER).owes("programme")
    assert not found(OTHER).owes("partner")


def test_an_old_code_is_the_unit_it_has_become_only_on_its_days():
    change = {"old_code": unit_id("520599"), "new_code": unit_id(COUNTY), "changed_on": date(2017, 6, 1)}
    assert found("520599", table("code_changes", [change])).unit == unit_id(COUNTY)
    change["changed_on"] = date(2017, 5, 1)
    with pytest.raises(UserError, match="UNKNOWN_UNIT"):
        found("520599", table("code_changes", [change]))


@pytest.mark.parametrize("code", ["529999", "999999999999"])
def test_a_code_that_is_no_unit(code):
    with pytest.raises(UserError, match="UNKNOWN_UNIT"):
        found(code)


def test_a_circle_of_units_ends():
    rows = [one | ({"parent_id": unit_id(COUNTY)} if one["unit_id"] == unit_id("5205") else {}) for one in units()]
    assert found(COUNTY, rows=rows).superior == unit_id("5205")
