from datetime import date

from pledgetree.law.loading import load_rulebook
from pledgetree.lifecycle.deadlines import Due
from pledgetree.pledges.duties import heads_of
from pledgetree.pledges.duty_deeds import Deeds, deeds_of
from pledgetree.pledges.establishment import establishment_of
from tests.unit.pledges.administrations import COUNTY, administration, posts, table
from tests.unit.pledges.programmes import pledge, post, signature, unit_id

DAY = date(2017, 5, 3)
HEADS = heads_of(load_rulebook("cn-central-2016").matrix)
DUTIES = {one.name: one for one in load_rulebook("cn-central-2016").matrix.duties}
SIGNED = date(2015, 12, 20)
TAKEN = date(2016, 11, 1)


def deeds(day=DAY, **rows):
    kept = [one for one in posts() if one["officer_id"] != "520502-party_head"]
    new = post(COUNTY, "party_head", "new", held_from=TAKEN) | {"capacity": None}
    _, offices_table, posts_table = administration(posts_rows=[*kept, new])
    own = establishment_of(offices_table, posts_table, unit_id(COUNTY), day)
    return deeds_of({name: table(name, one) for name, one in rows.items()}, own, HEADS, day)


def pledges(**changes):
    return [pledge(COUNTY, "5205", signed_on=SIGNED) | changes]


def test_the_heads_are_the_posts_of_the_unit_itself():
    assert {"party_head", "government_head"} == HEADS


def test_nothing_is_known_without_tables():
    assert deeds() == Deeds()


def test_the_first_pledge_counts_from_the_day_it_was_signed():
    assert deeds(pledges=pledges()).pledged == SIGNED
    assert deeds(pledges=pledges(), day=date(2015, 12, 19)).pledged is None
    assert deeds(pledges=pledges(type="partner")).pledged is None
    assert deeds(pledges=pledges(signed_on=None)).pledged is None
    assert deeds(pledges=[pledge("520521", "5205", signed_on=SIGNED)]).pledged is None


def countersigned(officer, on, name="P520502"):
    given = signature(name, "subordinate", "party_head", officer, signed_on=on)
    return deeds(pledges=pledges(), signatures=[given]).countersigned


def test_the_newest_head_countersigns_after_taking_over():
    assert countersigned("new", date(2016, 11, 9)) == date(2016, 11, 9)
    assert countersigned("new", date(2016, 10, 1)) is None
    assert countersigned("new", date(2017, 6, 1)) is None
    assert countersigned("520502-government_head", date(2016, 11, 9)) is None
    assert countersigned("new", date(2016, 11, 9), "P520521") is None


def test_reports_count_by_year_from_the_day_they_were_sent():
    rows = [
        {"report_id": "a", "unit_id": unit_id(COUNTY), "year": 2016, "due_on": DAY, "submitted_on": date(2016, 12, 9)},
        {"report_id": "b", "unit_id": unit_id(COUNTY), "year": 2017, "due_on": DAY, "submitted_on": date(2017, 12, 9)},
        {"report_id": "c", "unit_id": unit_id(COUNTY), "year": 2015, "due_on": DAY, "submitted_on": None},
    ]
    assert deeds(reports=rows).reported == {2016: date(2016, 12, 9)}


def test_each_duty_looks_at_its_own_evidence():
    done = Deeds(pledged=SIGNED, countersigned=TAKEN, reported={2016: DAY})
    due = Due(date(2016, 12, 15), 2016)
    assert done.done_on(DUTIES["local_pledge"], Due(DAY, None)) == SIGNED
    assert done.done_on(DUTIES["local_takeover"], Due(DAY, None)) == TAKEN
    assert done.done_on(DUTIES["local_takeover"], None) is None
    assert done.done_on(DUTIES["local_report"], due) == DAY
    assert done.done_on(DUTIES["local_report"], Due(DAY, 2017)) is None
    assert done.done_on(DUTIES["county_plan"], due) is None
    # The yearly figures of a sector are a pledge, but not the one that was signed once.
    assert done.done_on(DUTIES["sector_figures/education"], due) is None
