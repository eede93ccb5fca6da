"""Amendments keep the old edition, carry a reason, and name who must sign again."""

from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.amendments import amend, must_sign_again
from pledgetree.pledges.reading import day_number
from pledgetree.pledges.tree import build_tree
from tests.unit.pledges.programmes import arrays, codes_found, row_of, tree


def listed(rows, name, year=2016):
    programme = arrays(rows, year)
    made = build_tree(programme.units, programme.pledges, day_number(date(year, 12, 31)))
    return must_sign_again(programme.pledges, made, name)


def test_the_old_edition_stays_and_names_the_new_one():
    row = row_of(tree(), "pledges", pledge_id="P5205")
    old, new = amend(row, pledge_id="P5205+", reason="two counties merged", changes={"deadline": date(2019, 12, 31)})
    assert old == {**row, "superseded_by": "P5205+"}
    assert row["superseded_by"] is None
    assert (new["pledge_id"], new["reason"], new["signed_on"]) == ("P5205+", "two counties merged", None)
    assert (new["deadline"], new["subordinate_unit"]) == (date(2019, 12, 31), row["subordinate_unit"])


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_amended(reason):
    with pytest.raises(UserError, match="AMENDMENT_WITHOUT_REASON P5205"):
        amend(row_of(tree(), "pledges", pledge_id="P5205"), pledge_id="P5205+", reason=reason, changes={})


def test_everybody_below_signs_again():
    below = ["P520502", "P520502100", "P520502100201", "P520502100202"]
    assert listed(tree(), "P520502") == below[1:]
    assert listed(tree(), "P5205") == [*below, "P520521", "P520521100", "P520521100201"]
    assert listed(tree(), "P520521100201") == []


def test_who_signed_under_the_new_edition_is_done():
    rows = tree()
    old = row_of(rows, "pledges", pledge_id="P520502100")
    kept, new = amend(old, pledge_id="P520502100+", reason="a village moved", changes={})
    rows["pledges"] = [row for row in rows["pledges"] if row is not old] + [
        kept,
        {**new, "signed_on": date(2016, 3, 1)},
    ]
    row_of(rows, "pledges", pledge_id="P520502100201")["derives_from"] = "P520502100+"
    assert listed(rows, "P520502100") == ["P520502100202"]
    assert codes_found(rows).count("STALE") == 1


def test_an_unknown_pledge_is_refused():
    with pytest.raises(UserError, match="UNKNOWN_PLEDGE"):
        listed(tree(), "nowhere")


def test_pledges_that_derive_in_a_circle_come_to_an_end():
    rows = tree()
    row_of(rows, "pledges", pledge_id="P52")["derives_from"] = "P520502100201"
    assert "P52" in listed(rows, "P52")
