"""Unit codes lead to units of the tree on the day of their row."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from pledgetree.assessment.places import UnitPlaces, tree_of, unit_places, unknown_units
from pledgetree.base.units import TIERS
from tests.reference.tables import (
    CENTRE,
    CHANGES,
    GAMMA,
    GAMMA_1,
    OLD_GAMMA,
    PLAIN,
    VILLAGES,
    land,
    table_of,
    unit,
    write_snapshot,
)

UNITS = table_of("units", land())
TREE = tree_of(UNITS)


def codes(*texts):
    return pa.chunked_array([pa.array(texts, pa.string())])


def days(*values):
    return pa.chunked_array([pa.array(values, pa.date32())])


def resolver(rows=None, changes=CHANGES):
    units = table_of("units", rows or land())
    return UnitPlaces(units, table_of("code_changes", changes) if changes else None, tree_of(units))


def test_every_parent_stands_before_its_children():
    places = np.arange(len(TREE.ids))
    assert (TREE.parent < places).all()
    assert TREE.ids[0] == CENTRE
    assert TREE.parent[0] == -1
    assert (np.diff(TREE.tier) >= 0).all()


def test_rows_in_any_order_give_the_same_tree():
    other = tree_of(table_of("units", land()[::-1]))
    assert other.ids.tolist() == TREE.ids.tolist()
    assert other.parent.tolist() == TREE.parent.tolist()


def test_a_region_is_inherited_from_the_nearest_unit_that_has_one():
    rows = [*land()[:-1], unit(GAMMA_1, GAMMA_1[:9] + "000", "village", region="east")]
    tree = tree_of(table_of("units", rows))
    found = dict(zip(tree.ids.tolist(), tree.region, strict=True))
    assert (found[CENTRE], found[VILLAGES[0]], found[GAMMA], found[GAMMA_1]) == ("", "centre", "west", "east")


def test_tiers_and_names_go_with_their_units():
    found = dict(zip(TREE.ids.tolist(), zip(TREE.tier.tolist(), TREE.names, strict=True), strict=True))
    assert found[GAMMA] == (TIERS.index("county"), f"county {GAMMA}")


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        (GAMMA, date(2016, 12, 31), GAMMA),
        (OLD_GAMMA, date(2016, 12, 31), GAMMA),
        (OLD_GAMMA, date(2017, 3, 1), None),
        (OLD_GAMMA, None, GAMMA),
        ("999999999999", date(2016, 12, 31), None),
        ("99", date(2016, 12, 31), None),
        ("not a code!!", date(2016, 12, 31), None),
        (None, date(2016, 12, 31), None),
    ],
)
def test_a_code_is_read_on_its_day(code, day, expected):
    (place,) = resolver().of(codes(code), days(day))
    assert (None if place < 0 else TREE.ids[place]) == expected


def test_a_unit_that_is_no_longer_valid_is_not_meant():
    rows = [*land()[:-1], unit(GAMMA_1, GAMMA_1[:9] + "000", "village", valid_to=date(2016, 7, 1))]
    found = resolver(rows, []).of(codes(GAMMA_1, GAMMA_1), days(date(2016, 6, 30), date(2016, 7, 1)))
    assert (found >= 0).tolist() == [True, False]


def test_units_without_history_need_no_day():
    places = resolver(changes=[])
    assert not places.history
    assert places.of(codes(*TREE.ids.tolist()), None).tolist() == list(range(len(TREE.ids)))


def test_ids_that_are_no_numbers_are_found_as_well():
    rows = [unit("a-centre-012", None, "centre"), unit("a-province-1", "a-centre-012", "province")]
    assert resolver(rows, []).of(codes("a-province-1", "b"), None).tolist() == [1, -1]


def test_code_changes_are_taken_from_the_snapshot(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", {})
    assert unit_places(snapshot, TREE, snapshot.read("units")).history


def test_unknown_codes_are_named_once():
    faults = unknown_units("funds", codes("9", PLAIN, "9"), np.array([-1, 1, -1]))
    assert [str(one).split(";")[0] for one in faults] == ["UNKNOWN_UNIT funds: there is no unit 9"]
