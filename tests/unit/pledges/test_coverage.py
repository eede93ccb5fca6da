"""UNCOVERED and DOUBLE."""

from datetime import date

import pytest

from tests.unit.pledges.programmes import codes_found, commitment, found, promise, row_of, tree, unit_id, without

COUNTY, COUNTY_UNIT = "P520521", unit_id("520521")


def lacking(*names):
    rows = tree()
    for name in names:
        rows = without(without(rows, "pledges", pledge_id=name), "signatures", pledge_id=name)
    return rows


def below_county(rows):
    return [one for one in found(rows) if one[0] == "UNCOVERED"]


def test_a_unit_without_a_pledge_is_told_on_the_pledge_above():
    # What derives from the missing pledge is an orphan: the pledge of its township.
    assert found(lacking(COUNTY)) == [
        ("ORPHAN", "P520521100", unit_id("520521100"), None, None, "", ""),
        ("UNCOVERED", "P5205", COUNTY_UNIT, None, None, "", ""),
    ]


def test_what_lies_below_an_uncovered_unit_is_not_told_again():
    rows = lacking(COUNTY, "P520521100", "P520521100201")
    assert found(rows) == [("UNCOVERED", "P5205", COUNTY_UNIT, None, None, "", "")]


@pytest.mark.parametrize(
    "change",
    [
        {"in_programme": False},
        {"signs": False, "in_programme": False},
        {"valid_to": date(2016, 12, 31)},
        {"valid_from": date(2017, 1, 1)},
    ],
)
def test_who_owes_no_pledge_is_not_missed(change):
    rows = lacking(COUNTY, "P520521100", "P520521100201")
    row_of(rows, "units", unit_id=COUNTY_UNIT).update(change)
    if "signs" in change:  # then the township would sign with the prefecture
        row_of(rows, "units", unit_id=unit_id("520521100"))["in_programme"] = False
    assert found(rows) == []


def test_a_pledge_signed_after_the_year_does_not_cover_it():
    rows = lacking("P520521100201", "P520521100")
    row_of(rows, "pledges", pledge_id=COUNTY)["signed_on"] = date(2017, 1, 1)
    assert found(rows) == [("UNCOVERED", "P5205", COUNTY_UNIT, None, None, "", "")]


def test_a_partner_agreement_covers_nobody():
    rows = lacking("P520521100", "P520521100201")
    row_of(rows, "pledges", pledge_id=COUNTY)["type"] = "partner"
    assert codes_found(rows) == ["UNCOVERED"]


def doubled(**changes):
    """A second pledge of the last village, with the same figures."""
    rows = promise(tree(), "poor_lifted", 2016, 0)
    first = row_of(rows, "pledges", pledge_id="P520521100201")
    rows["pledges"].append(dict(first, pledge_id="Q1", **changes))
    mine = [row for row in rows["signatures"] if row["pledge_id"] == "P520521100201"]
    rows["signatures"] += [dict(row, pledge_id="Q1") for row in mine]
    rows["commitments"] += [commitment("Q1", "poor_lifted", year, 0) for year in (2016, 2017)]
    rows["commitments"].append(commitment("P520521100201", "poor_lifted", 2017, 0))
    return rows


def test_a_figure_in_two_pledges_is_told_once_on_the_larger_id():
    assert found(doubled()) == [("DOUBLE", "Q1", unit_id("520521100201"), "poor_lifted", 2016, "1", "2")]


def test_a_third_pledge_changes_the_count_only():
    rows = doubled()
    rows["pledges"].append(dict(rows["pledges"][-1], pledge_id="Q2"))
    rows["signatures"] += [dict(row, pledge_id="Q2") for row in rows["signatures"] if row["pledge_id"] == "Q1"]
    rows["commitments"].append(commitment("Q2", "poor_lifted", 2016, 0))
    assert found(rows) == [("DOUBLE", "Q2", unit_id("520521100201"), "poor_lifted", 2016, "1", "3")]


def test_other_figures_in_a_second_pledge_are_no_double():
    rows = doubled()
    for row in rows["commitments"]:
        row["indicator"] = "villages_exited" if row["pledge_id"] == "Q1" else row["indicator"]
    assert found(rows) == []


def test_a_department_pledge_doubles_nothing():
    assert found(doubled(type="department")) == []


def test_the_edition_before_an_amendment_doubles_nothing():
    rows = doubled()
    row_of(rows, "pledges", pledge_id="P520521100201")["superseded_by"] = "Q1"
    assert found(rows) == []


def test_an_amendment_not_signed_yet_doubles_nothing():
    rows = doubled(signed_on=None)
    row_of(rows, "pledges", pledge_id="P520521100201")["superseded_by"] = "Q1"
    assert found(rows) == []


def named(*pairs):
    rows = tree()
    rows["pledge_households"] = [{"pledge_id": pledge, "household_id": household} for pledge, household in pairs]
    return rows


def test_a_household_in_pledges_of_two_units():
    rows = named(("P520502100201", "H1"), ("P520502100202", "H1"), ("P520502100202", "H2"))
    assert found(rows) == [("DOUBLE", "P520502100202", unit_id("520502100202"), None, None, "1", "2")]


def test_a_household_once_in_each_of_two_pledges_of_one_unit():
    rows = named(("P520502100201", "H1"), ("Q1", "H1"))
    first = row_of(rows, "pledges", pledge_id="P520502100201")
    rows["pledges"].append(dict(first, pledge_id="Q1", type="department"))
    assert found(rows) == []


def test_a_household_in_a_superseded_pledge_is_free():
    rows = named(("P520502100201", "H1"), ("P520502100202", "H1"))
    first = row_of(rows, "pledges", pledge_id="P520502100201")
    first["superseded_by"] = "Q1"
    rows["pledges"].append(dict(first, pledge_id="Q1", superseded_by=None))
    rows["signatures"] += [
        dict(row, pledge_id="Q1") for row in rows["signatures"] if row["pledge_id"] == "P520502100201"
    ]
    assert found(rows) == []
