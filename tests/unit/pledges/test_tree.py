"""Which pledges stand on a day, and the order they lie in."""

from datetime import date

import numpy as np
import pytest

from pledgetree.pledges.reading import day_number
from pledgetree.pledges.tree import build_tree, signing_above, standing, superseded
from tests.unit.pledges.programmes import arrays, row_of, tree, unit_id


def standing_ids(rows, year=2016):
    programme = arrays(rows, year)
    return set(programme.pledges.ids[standing(programme.pledges, day_number(date(year, 12, 31)))])


def built(rows, year=2016):
    programme = arrays(rows, year)
    return programme, build_tree(programme.units, programme.pledges, day_number(date(year, 12, 31)))


@pytest.mark.parametrize(
    ("signed", "stands"),
    [(date(2016, 12, 31), True), (date(2017, 1, 1), False), (None, True)],
)
def test_a_pledge_stands_when_it_was_signed_by_the_day(signed, stands):
    rows = tree()
    row_of(rows, "pledges", pledge_id="P52")["signed_on"] = signed
    assert ("P52" in standing_ids(rows)) is stands


@pytest.mark.parametrize(
    ("signed", "left"),
    [(date(2016, 12, 31), {"P52+"}), (date(2017, 1, 1), {"P52"}), (None, {"P52"})],
)
def test_a_new_edition_takes_over_when_it_is_signed(signed, left):
    rows = tree()
    old = row_of(rows, "pledges", pledge_id="P52")
    rows["pledges"].append(dict(old, pledge_id="P52+", signed_on=signed))
    old["superseded_by"] = "P52+"
    assert standing_ids(rows) & {"P52", "P52+"} == left


def test_a_new_edition_of_the_goal_needs_no_signature():
    rows = tree()
    old = row_of(rows, "pledges", pledge_id="P-goal")
    rows["pledges"].append(dict(old, pledge_id="Q"))
    old["superseded_by"] = "Q"
    assert standing_ids(rows) & {"P-goal", "Q"} == {"Q"}


def test_a_successor_that_is_no_pledge_takes_nothing_over():
    rows = tree()
    row_of(rows, "pledges", pledge_id="P52")["superseded_by"] = "nowhere"
    assert "P52" in standing_ids(rows)
    programme = arrays(rows)
    assert not superseded(programme.pledges, day_number(date(2016, 12, 31))).any()


def test_units_without_leaders_are_passed_over():
    rows = tree()
    row_of(rows, "units", unit_id=unit_id("5205"))["signs"] = False
    programme = arrays(rows)
    above = signing_above(programme.units)
    ids = programme.units.ids.tolist()
    assert ids[above[ids.index(unit_id("520502"))]] == unit_id("52")
    assert above[ids.index(unit_id(""))] == -1


def test_siblings_lie_together_and_sums_follow_families():
    rows = tree()
    # An order of ids that has nothing to do with the tree.
    names = {row["pledge_id"]: f"{row['pledge_id'][::-1]}" for row in rows["pledges"]}
    for row in rows["pledges"]:
        row |= {"pledge_id": names[row["pledge_id"]], "derives_from": names.get(row["derives_from"])}
    rows["signatures"] = []
    programme, made = built(rows)
    units = programme.units.ids[made.subordinate[: made.vertical]].tolist()
    parents = [programme.units.ids[made.units.parent[unit]] for unit in made.subordinate[: made.vertical]]
    assert len(units) == 9
    assert [parent for place, parent in enumerate(parents) if parent not in parents[:place]] == sorted({*parents})
    places = np.arange(len(made.pledge), dtype=np.int32)
    ones = np.ones(len(places), np.int64)
    assert made.slot_sums(made.family_sums(places, ones)).tolist() == [parents.count(one) for one in sorted({*parents})]
    some = places[1::2]
    expected = [sum(parents[place] == one for place in some if place < 9) for one in sorted({*parents})]
    assert made.slot_sums(made.family_sums(some, ones[1::2])).tolist() == expected


def test_a_tree_without_pledges_is_empty():
    rows = tree() | {"pledges": [], "signatures": []}
    programme, made = built(rows)
    assert (len(made.pledge), made.vertical, len(programme.units.ids)) == (0, 0, 10)


def test_pledges_in_a_circle_come_to_an_end():
    rows = tree()
    row_of(rows, "pledges", pledge_id="P52")["superior_unit"] = unit_id("520502")
    _, made = built(rows)
    assert len(made.pledge) == 10
