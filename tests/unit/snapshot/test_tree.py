"""The tree of units: one top, higher tiers above, a county above every village, no circles."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.units import TIERS
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.rows import Rows
from pledgetree.snapshot.tree import tree_faults


def tree(*units):
    ids, parents, tiers = zip(*units, strict=True) if units else ((), (), ())
    columns = {"unit_id": ids, "parent_id": parents, "tier": tiers}
    data = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return [(one.code, dict(one.params)) for one in tree_faults(Rows(declared_tables()["units"], data, "units.csv", 2))]


SOUND = [
    ("0", None, "centre"),
    ("p", "0", "province"),
    ("c", "p", "county"),
    ("t", "c", "township"),
    ("v", "t", "village"),
    ("w", "c", "village"),
]


def test_a_sound_tree_has_no_faults():
    assert tree(*SOUND) == []
    assert tree(*reversed(SOUND)) == []
    assert tree() == []


def test_a_missing_county():
    without = [unit for unit in SOUND if unit[0] != "c"]
    assert tree(*without) == [
        ("PARENT_MISSING", {"unit": "t", "value": "c"}),
        ("PARENT_MISSING", {"unit": "w", "value": "c"}),
        ("VILLAGE_WITHOUT_COUNTY", {"unit": "t", "tier": "township"}),
        ("VILLAGE_WITHOUT_COUNTY", {"unit": "v", "tier": "village"}),
        ("VILLAGE_WITHOUT_COUNTY", {"unit": "w", "tier": "village"}),
    ]


def test_a_village_put_past_its_county():
    assert tree(*SOUND[:5], ("w", "p", "village")) == [("VILLAGE_WITHOUT_COUNTY", {"unit": "w", "tier": "village"})]


@pytest.mark.parametrize("tier", ["township", "village"])
def test_a_parent_is_of_a_higher_tier(tier):
    assert tree(*SOUND, ("x", "t" if tier == "township" else "v", tier)) == [
        ("TIER_ORDER", {"unit": "x", "tier": tier, "parent": "t" if tier == "township" else "v", "parent_tier": tier})
    ]


def test_two_tops():
    found = tree(*SOUND, ("q", None, "province"))
    assert found == [("MANY_ROOTS", {"count": 2, "units": "0, q"})]
    many = tree(*[(str(number), None, "province") for number in range(7)])
    assert many == [("MANY_ROOTS", {"count": 7, "units": "0, 1, 2, 3, 4, …"})]


def test_a_circle_names_its_members_only():
    found = tree(*SOUND[:2], ("c", "t", "county"), ("t", "c", "township"), ("v", "t", "village"))
    assert [params["unit"] for code, params in found if code == "UNIT_CYCLE"] == ["c", "t"]
    assert {code for code, _ in found} == {"UNIT_CYCLE", "TIER_ORDER"}


def test_a_unit_above_itself():
    found = tree(*SOUND, ("x", "x", "county"))
    assert [params["unit"] for code, params in found if code == "UNIT_CYCLE"] == ["x"]


def climbs_to_itself(row, parents):
    at, steps = parents[row], 0
    while at is not None and at != row and steps <= len(parents):
        at, steps = parents[at], steps + 1
    return at == row


@given(st.integers(1, 8).flatmap(lambda n: st.lists(st.none() | st.integers(0, n - 1), min_size=n, max_size=n)))
def test_exactly_the_units_that_stand_above_themselves_are_circles(parents):
    found = tree(*[(str(row), None if up is None else str(up), TIERS[0]) for row, up in enumerate(parents)])
    circle = {int(params["unit"]) for code, params in found if code == "UNIT_CYCLE"}
    assert circle == {row for row in range(len(parents)) if climbs_to_itself(row, parents)}


@given(st.integers(1, 300))
def test_a_long_chain_is_no_circle(length):
    chain = [(str(row), None if row == 0 else str(row - 1), "centre") for row in range(length)]
    assert "UNIT_CYCLE" not in {code for code, _ in tree(*chain)}
