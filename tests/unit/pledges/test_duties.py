"""What a unit owes, to whom, by when."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.duties import duties_of, ledger
from pledgetree.pledges.duty_places import place_by_code, place_in_units
from pledgetree.pledges.establishment import establishment_of
from pledgetree.snapshot.freezing import freeze
from tests.unit.pledges.administrations import COUNTY, administration, posts
from tests.unit.pledges.programmes import post, unit_id

DAY = date(2017, 5, 3)
NAME = "cn-central-2016"


def owed(code, day=DAY):
    return {one.duty.name: one for one in duties_of(NAME, code, day).owed}


def test_the_province_pledges_reports_and_answers_for_its_counties():
    found = owed("52")
    assert found["province_pledge"].owed_to == "000000000000"
    assert found["province_report"].due.on == date(2017, 12, 15)
    assert found["province_poor_counties"].due.on == date(2020, 12, 31)
    assert set(found["province_plan"].duty.accountable) == {"party_head", "government_head"}
    assert "county_plan" not in found
    assert "partner_cooperation_east" not in found


def test_who_is_outside_the_programme_owes_only_what_falls_on_partners():
    assert set(owed("11")) == {"partner_cooperation_east"}
    assert owed("71") == {}


def test_the_assessment_ends_by_the_end_of_february_of_the_next_year():
    # 厅字〔2016〕6号: done by the end of February of the following year.
    due = owed("0", date(2017, 1, 10))["central_assessment"].due
    assert (due.on, due.year) == (date(2017, 2, 28), 2016)
    due = owed("0", date(2019, 12, 1))["central_assessment"].due
    assert (due.on, due.year) == (date(2020, 2, 29), 2019)


@pytest.mark.parametrize(
    ("code", "superior"),
    [("5205", "520000000000"), ("520502", "520500000000"), ("520502100", "520502000000"), ("500101", "500000000000")],
)
def test_reports_go_to_the_unit_above(code, superior):
    (report,) = [one for name, one in owed(code).items() if name.endswith("_report")]
    assert report.owed_to == superior


def test_departments_pledge_the_figures_of_their_sector():
    names = {name for name in owed("0") if name.startswith("sector_figures/")}
    assert len(names) == 8
    assert {one.owed_to for name, one in owed("52").items() if name.startswith("sector_figures_province/")} == {
        "520000000000"
    }


def test_before_the_rule_only_the_decision_of_2015_binds():
    assert set(owed("52", date(2015, 12, 1))) == {"province_pledge"}
    assert set(owed("520502", date(2016, 5, 1))) == {"local_pledge", "local_report"}


def test_after_the_programme_nothing_new_is_owed():
    names = set(owed("52", date(2021, 2, 1)))
    assert "province_report" not in names
    assert "province_poor_counties" not in names
    # The assessment of 2020 is still due in February 2021.
    assert owed("0", date(2021, 2, 1))["central_assessment"].due.year == 2020
    assert "central_assessment" not in owed("0", date(2021, 3, 2))


def test_duties_come_by_day_and_standing_ones_last():
    found = duties_of(NAME, "520502", DAY).owed
    days = [one.due.on if one.due else date.max for one in found]
    assert days == sorted(days)


def test_a_takeover_starts_its_days():
    units_table, offices_table, _ = administration()
    row = post(COUNTY, "party_head", "new") | {"held_from": date(2017, 4, 20), "capacity": None}
    rows = [*(one for one in posts() if one["officer_id"] != "520502-party_head"), row]
    law = load_rulebook(NAME)
    place = place_in_units(law, units_table, None, COUNTY, DAY)
    _, _, posts_table = administration(posts_rows=rows)
    found = ledger(law, place, DAY, establishment_of(offices_table, posts_table, unit_id(COUNTY), DAY))
    (takeover,) = [one for one in found.owed if one.duty.name == "local_takeover"]
    # Thirty days after 20 April is Saturday 20 May; the next working day is Monday.
    assert takeover.due.on == date(2017, 5, 22)
    assert found.faults == []


def test_a_place_without_leaders_owes_nothing():
    assert duties_of(NAME, "500100", DAY).owed == ()


def codes(caught):
    return [one.code for one in caught.value.faults]


@pytest.mark.parametrize(
    ("rulebook", "unit", "options", "code"),
    [
        ("cn-funds-2017", "52", {}, "NO_DUTIES"),
        (NAME, "99", {}, "WRONG_UNIT_CODE"),
        (NAME, "Guizhou", {}, "WRONG_UNIT_CODE"),
        ("atlantis", "52", {}, "RULEBOOK_UNKNOWN"),
        (NAME, "52", {"below": True}, "SNAPSHOT_NEEDED"),
    ],
)
def test_what_cannot_be_answered(rulebook, unit, options, code):
    with pytest.raises(UserError) as caught:
        duties_of(rulebook, unit, DAY, **options)
    assert codes(caught) == [code]


@pytest.fixture
def snapshot(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, rows in zip(("units", "offices", "posts"), administration(), strict=True):
        pq.write_table(rows, folder / f"{name}.parquet")
    freeze(folder, year=2017, out=tmp_path / "s", frozen_at="2018-01-01T00:00:00Z")
    return tmp_path / "s"


def test_offices_and_officers_come_from_a_snapshot(snapshot):
    found = duties_of(NAME, COUNTY, DAY, snapshot, below=True)
    assert found.resolved
    assert (found.faults, found.place.name) == ([], COUNTY)
    by_code = duties_of(NAME, COUNTY, DAY)
    assert {one.duty.name for one in found.owed} == {one.duty.name for one in by_code.owed}
    superiors = {one.duty.name: one.owed_to for one in found.owed}
    assert superiors == {one.duty.name: one.owed_to for one in by_code.owed}


def test_the_code_alone_leads_to_the_place_of_the_table():
    law, units_table = load_rulebook(NAME), administration()[0]
    for code in ("52", "11", "5205", COUNTY, "520502100", "520502100201"):
        assert place_in_units(law, units_table, None, code, DAY).tier == place_by_code(law, code, DAY).tier
