from datetime import date

from pledgetree.pledges.establishment import Holder, establishment_of, posts_on
from tests.unit.pledges.administrations import COUNTY, administration, office, offices, posts, table
from tests.unit.pledges.programmes import post, unit_id

DAY = date(2017, 5, 3)
COUNTY_ID = unit_id(COUNTY)


def of(day=DAY, **changes):
    _, offices_table, posts_table = administration(**changes)
    return establishment_of(offices_table, posts_table, COUNTY_ID, day)


def test_offices_and_holders_of_one_unit():
    found = of()
    assert [one.department for one in found.offices] == [
        "audit",
        "discipline_inspection",
        "finance",
        "organisation",
        "poverty_relief",
    ]
    assert found.holders(None, "party_head") == (Holder("520502-party_head", "full", date(2013, 1, 1)),)
    assert found.holders(None, "king") == ()
    assert [one.id for one in found.offices_of("finance")] == [f"{COUNTY_ID}-finance"]


def test_several_offices_of_a_department_come_by_id():
    rows = [*offices(), office(COUNTY, "finance", office_id="0-finance")]
    assert [one.id for one in of(offices_rows=rows).offices_of("finance")] == ["0-finance", f"{COUNTY_ID}-finance"]


def held(first, until):
    row = post(COUNTY, "party_head", "x") | {"held_from": first, "held_until": until}
    return posts_on(table("posts", [row]), DAY).num_rows == 1


def test_the_first_day_counts_and_the_day_of_leaving_does_not():
    assert held(DAY, None)
    assert held(date(2010, 1, 1), date(2017, 5, 4))
    assert not held(date(2010, 1, 1), DAY)
    assert not held(date(2017, 5, 4), None)


def test_who_acts_counts_only_while_nobody_holds_the_post_in_full():
    acting = post(COUNTY, "party_head", "deputy") | {"capacity": "acting"}
    both = of(posts_rows=[*posts(), acting])
    assert [one.officer for one in both.holders(None, "party_head")] == ["520502-party_head"]
    others = [one for one in posts() if one["officer_id"] != "520502-party_head"]
    alone = of(posts_rows=[*others, acting])
    assert alone.holders(None, "party_head") == (Holder("deputy", "acting", date(2013, 1, 1)),)


def test_the_latest_takeover_is_that_of_the_heads():
    row = post(COUNTY, "government_head", "new") | {"held_from": date(2016, 6, 1)}
    rows = [*(one for one in posts() if one["officer_id"] != "520502-government_head"), row]
    heads = frozenset({"party_head", "government_head"})
    assert of(posts_rows=rows).latest_takeover(heads) == date(2016, 6, 1)
    assert of(posts_rows=[]).latest_takeover(heads) is None
