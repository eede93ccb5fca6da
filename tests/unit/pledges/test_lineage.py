"""SKIPPED_LEVEL, ORPHAN, SIGNED_BEFORE_PARENT, STALE."""

from datetime import date

import pytest

from tests.unit.pledges.programmes import CENTRE, SIGNED, codes_found, found, row_of, tree, unit, unit_id

COUNTY, COUNTY_UNIT = "P520521", unit_id("520521")


def changed(name=COUNTY, **changes):
    rows = tree()
    row_of(rows, "pledges", pledge_id=name).update(changes)
    return rows


def of_lineage(rows, **changes):
    kinds = {"SKIPPED_LEVEL", "ORPHAN", "SIGNED_BEFORE_PARENT", "STALE"}
    return [one for one in found(rows, **changes) if one[0] in kinds]


def test_a_pledge_with_the_unit_two_levels_up_skips_one():
    rows = changed(superior_unit=unit_id("52"), derives_from="P52")
    assert of_lineage(rows) == [("SKIPPED_LEVEL", COUNTY, COUNTY_UNIT, None, None, "", "")]


def test_the_rulebook_may_list_the_pair_of_tiers():
    rows = changed(superior_unit=unit_id("52"), derives_from="P52")
    assert of_lineage(rows, skips=frozenset({("province", "county")})) == []
    assert of_lineage(rows, skips=frozenset({("prefecture", "county")})) != []


def test_a_prefecture_without_leaders_is_not_passed_over():
    rows = changed(superior_unit=unit_id("52"), derives_from="P52")
    row_of(rows, "units", unit_id=unit_id("5205"))["signs"] = False
    assert of_lineage(rows) == []


def test_signing_with_the_prefecture_without_leaders_passes_over_nobody():
    rows = tree()
    row_of(rows, "units", unit_id=unit_id("5205"))["signs"] = False
    assert of_lineage(rows) == []


@pytest.mark.parametrize("superior", ["520502", "520521", "520521100"])
def test_a_superior_that_is_not_above_skips_the_one_that_is(superior):
    assert [one[:2] for one in of_lineage(changed(superior_unit=unit_id(superior)))] == [("SKIPPED_LEVEL", COUNTY)]


@pytest.mark.parametrize("named", [None, "P9"])
def test_a_pledge_that_derives_from_none_is_an_orphan(named):
    assert of_lineage(changed(derives_from=named)) == [("ORPHAN", COUNTY, COUNTY_UNIT, None, None, "", "")]


def test_under_the_programme_goal_nobody_is_an_orphan():
    assert found(changed("P52", derives_from=None)) == []
    rows = changed("P52", derives_from=None)
    rows["pledges"] = [row for row in rows["pledges"] if row["pledge_id"] != "P-goal"]
    assert found(rows) == []


def test_the_goal_itself_derives_from_nothing_and_needs_no_signature():
    assert row_of(tree(), "pledges", pledge_id="P-goal")["superior_unit"] is None
    assert found(tree()) == []


def test_partners_and_departments_need_derive_from_nothing():
    rows = tree()
    rows["pledges"].append(
        dict(
            row_of(rows, "pledges", pledge_id=COUNTY),
            pledge_id="Q",
            type="partner",
            derives_from=None,
            superior_unit=CENTRE,
        )
    )
    assert found(rows) == []


@pytest.mark.parametrize(("day", "codes"), [(SIGNED, []), (date(2015, 11, 27), ["SIGNED_BEFORE_PARENT"]), (None, [])])
def test_signed_before_the_pledge_it_derives_from(day, codes):
    assert [one[0] for one in of_lineage(changed(signed_on=day))] == codes


def test_both_days_are_told():
    assert of_lineage(changed(signed_on=date(2015, 11, 27))) == [
        ("SIGNED_BEFORE_PARENT", COUNTY, COUNTY_UNIT, None, None, "2015-11-28", "2015-11-27")
    ]


def amended(day):
    rows = changed("P5205", superseded_by="P5205+")
    new = dict(row_of(rows, "pledges", pledge_id="P5205"), pledge_id="P5205+", superseded_by=None, signed_on=day)
    rows["pledges"].append(new)
    rows["signatures"] += [dict(row, pledge_id="P5205+") for row in rows["signatures"] if row["pledge_id"] == "P5205"]
    return rows


def test_pledges_under_a_superseded_edition_are_stale():
    assert found(amended(date(2016, 12, 31))) == [
        ("STALE", name, unit_id(name[1:]), None, None, "", "") for name in ("P520502", "P520521")
    ]


def test_an_edition_of_the_next_year_supersedes_nothing_yet():
    assert found(amended(date(2017, 1, 1))) == []
    assert codes_found(amended(date(2017, 1, 1)), year=2017) == ["STALE", "STALE"]


def test_an_edition_not_signed_yet_supersedes_nothing():
    assert found(amended(None)) == []


def test_a_unit_that_stands_in_no_tree_breaks_nothing():
    rows = tree()
    rows["units"].append(unit("99", "", in_programme=False))
    rows["units"].append(unit("98", "97", in_programme=False))
    assert found(rows) == []
