"""Who is assigned at one unit, and what is missing there."""

from datetime import date

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.duty_holders import assign, is_office
from pledgetree.pledges.duty_places import place_in_units
from pledgetree.pledges.establishment import establishment_of
from tests.unit.pledges.administrations import COUNTY, administration, office, offices, posts
from tests.unit.pledges.programmes import post, unit_id

DAY = date(2017, 5, 3)
LAW = load_rulebook("cn-central-2016")
UNIT = unit_id(COUNTY)


def duty(name):
    return next(one for one in LAW.matrix.duties if one.name == name)


def assigned(name, **changes):
    units_table, offices_table, posts_table = administration(**changes)
    place = place_in_units(LAW, units_table, None, COUNTY, DAY)
    return assign(LAW.matrix, duty(name), place, establishment_of(offices_table, posts_table, UNIT, DAY))


def codes(found):
    return [one.code for one in found.faults]


def without(officer):
    return [one for one in posts() if one["officer_id"] != officer]


def test_a_duty_of_an_office():
    found = assigned("county_register")
    assert found.owner.office.id == f"{UNIT}-poverty_relief"
    assert [[one.officer for one in post.holders] for post in found.accountable] == [
        ["520502-party_head"],
        ["520502-government_head"],
    ]
    assert [one.officer for one in found.contact.holders] == [f"{UNIT}-poverty_relief-working_contact"]
    assert found.faults == ()


def test_a_duty_of_the_unit_itself_has_its_contact_in_an_office():
    found = assigned("local_report")
    assert (found.owner.department, found.owner.office) == ("leadership", None)
    assert found.contact_seat.office.id == f"{UNIT}-poverty_relief"
    assert found.faults == ()


def test_supporting_offices_are_found_where_they_are():
    assert [one.office.id for one in assigned("county_fund_supervision").supporting] == [
        f"{UNIT}-audit",
        f"{UNIT}-poverty_relief",
    ]


def test_no_office_no_owner_and_its_posts_are_not_missed_twice():
    rows = [one for one in offices() if one["office_id"] != f"{UNIT}-discipline_inspection"]
    assert codes(assigned("call_to_account", offices_rows=rows)) == ["DUTY_UNOWNED", "WORKING_CONTACT_MISSING"]


def test_two_offices_of_the_department():
    rows = [*offices(), office(COUNTY, "finance", office_id="x")]
    (one,) = assigned("county_fund_supervision", offices_rows=rows).faults
    assert one.code == "DUTY_OWNED_TWICE"
    assert one.what == f"duty county_fund_supervision has several owners at {UNIT}: {UNIT}-finance, x"


def test_a_vacant_post_is_a_fault_until_an_acting_officer_is_named():
    rows = without("520502-government_head")
    (one,) = assigned("county_plan", posts_rows=rows).faults
    assert (one.code, dict(one.params)["role"]) == ("POST_VACANT", "government_head")
    acting = post(COUNTY, "government_head", "deputy") | {"capacity": "acting"}
    found = assigned("county_plan", posts_rows=[*rows, acting])
    assert codes(found) == []
    assert found.accountable[1].holders[0].capacity == "acting"


def test_a_missing_contact():
    rows = without(f"{UNIT}-poverty_relief-working_contact")
    assert codes(assigned("county_plan", posts_rows=rows)) == ["WORKING_CONTACT_MISSING"]


def test_without_a_snapshot_there_are_names_alone():
    units_table, _, _ = administration()
    place = place_in_units(LAW, units_table, None, COUNTY, DAY)
    found = assign(LAW.matrix, duty("county_register"), place, None)
    assert (found.owner.department, found.owner.office, found.faults) == ("poverty_relief", None, ())
    assert [one.role for one in found.accountable] == ["party_head", "government_head"]


def test_what_an_office_is():
    assert is_office(LAW.matrix, "finance")
    assert not is_office(LAW.matrix, "leadership")
