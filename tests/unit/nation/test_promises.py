import numpy as np
import pytest

from pledgetree.base.units import TIERS
from pledgetree.nation.promises import EXITED, INDICATORS, LIFTED, REMAINING, make_promises, summed_upwards


@pytest.fixture(scope="module")
def honest(grown):
    return grown.honest


def test_parents_promise_exactly_what_their_children_do(honest):
    tree = honest.signing
    sums = np.zeros_like(honest.target)
    np.add.at(sums, tree.superior[1:], honest.target[1:])
    has_children = np.bincount(tree.superior[1:], minlength=len(tree.row)) > 0
    people = [LIFTED, REMAINING]
    assert (sums[has_children][:, :, people] == honest.target[has_children][:, :, people]).all()
    # Counties that leave the list end at the county.
    upper = has_children & (tree.tier < TIERS.index("county"))
    assert (sums[upper][:, :, EXITED] == honest.target[upper][:, :, EXITED]).all()


def test_levels_never_rise_and_reach_zero(honest):
    left = honest.target[:, :, REMAINING]
    assert (np.diff(left, axis=1) <= 0).all()
    assert (left[:, -1] == 0).all()
    assert (left[:, 0] <= honest.stock).all()


def test_nobody_promises_to_lift_more_than_there_are(honest):
    assert (honest.target[:, :, LIFTED] >= 0).all()
    assert (honest.target[:, :, LIFTED].sum(axis=1) <= honest.stock).all()
    villages = honest.signing.tier == TIERS.index("village")
    assert (honest.target[villages, :, LIFTED].sum() > 0) & (honest.target[villages, :, EXITED].sum() == 0)


def test_counties_promise_to_leave_in_their_real_year(divisions, plot):
    promises = make_promises(plot.signing, plot.targets)
    exits = promises.target[0, :, INDICATORS.index("counties_exited")]
    # The three committees of Haixi sign nothing: they left in 2019.
    assert exits.tolist() == [28, 125, 283, 341, 52]


def test_sums_climb_from_tier_to_tier(honest):
    ones = np.ones(len(honest.signing.row), np.int64)
    assert summed_upwards(honest.signing, ones)[0] == len(ones)
