"""From tables to arrays: what is empty, what is unknown, what changed its code."""

from datetime import date

import pytest

from pledgetree.pledges.arrays import NO_DAY, Programme
from pledgetree.pledges.reading import REQUIRED, day_number, programme_of
from tests.unit.pledges.programmes import (
    CODES,
    arrays,
    codes_found,
    commitment,
    found,
    promise,
    row_of,
    tables,
    tree,
    unit,
    unit_id,
)

COUNTY = unit_id("520521")
NEW = unit_id("520599")


def test_the_order_of_rows_does_not_matter():
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "commitments", pledge_id="P520502100201")["target_numerator"] = 99
    backwards = {name: content[::-1] for name, content in rows.items()}
    assert found(backwards) == found(rows) != []


def test_optional_tables_may_be_absent():
    given = {name: table for name, table in tables(tree()).items() if name in REQUIRED}
    programme = programme_of(given, 2016, "rural_population")
    assert isinstance(programme, Programme)
    assert (len(programme.units.ids), programme.populations, len(programme.households.pledge)) == (10, {}, 0)


def test_optional_columns_may_be_absent():
    given = tables(tree())
    given["pledges"] = given["pledges"].drop_columns(
        ["superior_office", "subordinate_office", "superseded_by", "reason"]
    )
    assert (programme_of(given, 2016, "rural_population").pledges.superseded_by == -1).all()


def test_days_and_what_is_empty():
    rows = tree()
    row_of(rows, "pledges", pledge_id="P52")["deadline"] = None
    pledges = arrays(rows).pledges
    assert pledges.signed[pledges.ids.tolist().index("P52")] == day_number(date(2015, 11, 28)) == 16767
    assert pledges.deadline[pledges.ids.tolist().index("P52")] == NO_DAY


def test_commitments_of_no_pledge_are_left_out():
    rows = tree()
    rows["commitments"] = [commitment("nowhere", "poor_lifted", 2016, 1)]
    assert len(arrays(rows).commitments.target) == 0


def renamed(changed_on, *, both=True):
    """The second county has a new code since a day; pledges, signatures and posts still name the old one."""
    rows = tree()
    new = unit("520599", "5205", valid_from=changed_on)
    old = row_of(rows, "units", unit_id=COUNTY)
    if both:
        rows["units"].append(new)
        old["valid_to"] = changed_on
    else:
        rows["units"] = [new if row is old else row for row in rows["units"]]
    for row in rows["units"]:
        if row["parent_id"] == COUNTY:
            row["parent_id"] = NEW
    rows["code_changes"] = [{"old_code": COUNTY, "new_code": NEW, "changed_on": changed_on}]
    return rows


@pytest.mark.parametrize("both", [True, False])
def test_a_pledge_under_an_old_code_binds_the_new_unit(both):
    assert found(renamed(date(2016, 5, 1), both=both)) == []


@pytest.mark.parametrize("both", [True, False])
def test_units_that_still_name_the_old_code_above_them_lie_under_the_heir(both):
    rows = renamed(date(2016, 5, 1), both=both)
    for row in rows["units"]:
        if row["parent_id"] == NEW:
            row["parent_id"] = COUNTY
    assert found(rows) == []


def test_an_heir_below_the_unit_it_follows_takes_its_place():
    rows = renamed(date(2016, 5, 1))
    row_of(rows, "units", unit_id=NEW)["parent_id"] = COUNTY
    units = arrays(rows).units
    ids = units.ids.tolist()
    assert units.parent[ids.index(NEW)] == ids.index(unit_id("5205"))
    assert found(rows) == []


def test_without_the_change_the_new_unit_is_uncovered():
    rows = renamed(date(2016, 5, 1)) | {"code_changes": []}
    assert ("UNCOVERED", "P5205", NEW, None, None, "", "") in found(rows)


def test_a_unit_divided_among_several_has_no_single_heir():
    rows = renamed(date(2016, 5, 1))
    other = unit_id("520598")
    rows["units"].append(unit("520598", "5205", valid_from=date(2016, 5, 1)))
    rows["code_changes"].append({"old_code": COUNTY, "new_code": other, "changed_on": date(2016, 5, 1)})
    uncovered = [one[2] for one in found(rows) if one[0] == "UNCOVERED"]
    assert uncovered == [other, NEW]


def test_codes_that_change_in_a_circle_come_to_an_end():
    rows = renamed(date(2016, 5, 1))
    row_of(rows, "units", unit_id=NEW)["valid_to"] = date(2016, 6, 1)
    rows["code_changes"].append({"old_code": NEW, "new_code": COUNTY, "changed_on": date(2016, 6, 1)})
    assert "UNCOVERED" not in codes_found(rows)


def test_a_pledge_with_an_unknown_unit_breaks_nothing():
    rows = tree()
    row_of(rows, "pledges", pledge_id="P520521100201")["superior_unit"] = "999999999999"
    assert set(codes_found(rows)) == {"WRONG_SIGNATORY"}


def test_every_unit_of_the_small_tree_is_read():
    units = arrays(tree()).units
    assert units.ids.tolist() == sorted(unit_id(code) for code in CODES)
    assert (units.parent >= 0).sum() == len(CODES) - 1
