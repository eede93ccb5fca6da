"""Sums climb exactly once to every unit above; statistics are taken from the lowest units that have them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.assessment import rollup
from pledgetree.assessment.figures import UnitTree
from pledgetree.assessment.rollup import LARGEST_SUM, placed, require_small, roll_lowest, roll_sum
from pledgetree.base.errors import UserError


@st.composite
def trees(draw):
    """A random tree in order of tiers: tiers may be skipped, a unit may lack its parent."""
    tiers = sorted(draw(st.lists(st.integers(1, 5), max_size=25)))
    parent = [-1]
    for place, tier in enumerate(tiers, start=1):
        above = [other for other in range(place) if [0, *tiers][other] < tier]
        parent.append(draw(st.sampled_from([*above, -1])))
    count = len(parent)
    return UnitTree(
        ids=np.array([f"{place:012}" for place in range(count)]),
        parent=np.array(parent, np.int32),
        tier=np.array([0, *tiers], np.int8),
        names=[""] * count,
        region=[""] * count,
        in_programme=np.ones(count, np.bool_),
    )


def below(tree, unit):
    return [place for place, parent in enumerate(tree.parent.tolist()) if parent == unit]


def plain_sum(tree, values, unit):
    return values[unit] + sum(plain_sum(tree, values, child) for child in below(tree, unit))


def plain_lowest(tree, values, unit):
    told = [plain_lowest(tree, values, child) for child in below(tree, unit)]
    return sum(told) if told and None not in told else values[unit]


@given(data=st.data(), tree=trees(), few=st.sampled_from([0, 8, 10**9]))
def test_a_sum_is_the_units_own_and_everything_below(data, tree, few):
    size = len(tree.ids)
    values = data.draw(st.lists(st.integers(-(10**12), 10**12), min_size=size, max_size=size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollup, "_FEW", few)  # both ways of climbing
        total = roll_sum(tree, np.array(values, np.int64))
    assert total.tolist() == [plain_sum(tree, values, unit) for unit in range(size)]


@given(data=st.data(), tree=trees())
def test_a_statistic_comes_from_the_units_below_when_all_of_them_have_it(data, tree):
    size = len(tree.ids)
    values = data.draw(st.lists(st.none() | st.integers(0, 9), min_size=size, max_size=size))
    known = np.array([value is not None for value in values], np.bool_)
    total, has = roll_lowest(tree, np.array([value or 0 for value in values], np.int64), known)
    expected = [plain_lowest(tree, values, unit) for unit in range(size)]
    assert total.tolist() == [one or 0 for one in expected]
    assert has.tolist() == [one is not None for one in expected]


def test_values_are_added_up_at_their_places():
    found = placed(np.array([2, 0, 2]), np.array([1, 5, 7], np.int64), 4)
    assert found.tolist() == [5, 0, 8, 0]


@pytest.mark.parametrize("values", [[], [0], [LARGEST_SUM], [-LARGEST_SUM], [2**61, 2**61], [2**60] * 3 + [1]])
def test_sums_up_to_the_bound_are_fine(values):
    require_small(np.array(values, np.int64), "funds")


@pytest.mark.parametrize("values", [[LARGEST_SUM, 1], [2**62, -(2**62)], [2**61] * 3])
def test_larger_sums_are_a_declared_error(values):
    with pytest.raises(UserError) as caught:
        require_small(np.array(values, np.int64), "funds")
    assert [(one.code, one.where) for one in caught.value.faults] == [("SUM_TOO_LARGE", "funds")]
