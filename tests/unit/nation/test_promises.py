import numpy as np
import pandas as pd
import pytest

from pledgetree.nation.promises import INDICATORS, PLEDGED_YEARS, make_promises


@pytest.fixture(scope="module")
def tree(nation):
    return nation.read(2016, "pledges"), nation.read(2016, "commitments")


def test_parents_promise_exactly_what_their_children_do(tree):
    pledges, commitments = tree
    promised = commitments.merge(pledges, on="pledge_id")
    children = promised[promised.superior_unit.notna()]
    sums = children.groupby(["superior_unit", "indicator", "year"]).target_numerator.sum()
    own = promised.set_index(["subordinate_unit", "indicator", "year"]).target_numerator
    assert (own.loc[sums.index] == sums).all()


def test_levels_never_rise_and_reach_zero(tree):
    _, commitments = tree
    left = commitments[commitments.indicator == "poor_remaining"].pivot(
        index="pledge_id", columns="year", values="target_numerator"
    )
    assert (left.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)
    assert (left[2020] == 0).all()


def test_every_pledge_has_every_indicator_and_year(tree):
    pledges, commitments = tree
    assert len(commitments) == len(pledges) * len(INDICATORS) * len(PLEDGED_YEARS)
    assert (commitments.groupby("pledge_id").size() == 15).all()


def test_the_tree_is_signed_from_the_top(tree):
    pledges, _ = tree
    signed = pd.to_datetime(pledges.set_index("pledge_id").signed_on)
    below = pledges[pledges.derives_from.notna()]
    assert (signed.loc[below.derives_from].to_numpy() < signed.loc[below.pledge_id].to_numpy()).all()
    provinces = pledges[pledges.superior_unit == "000000000000"]
    assert len(provinces) == 22
    assert (pd.to_datetime(provinces.signed_on) == "2015-11-28").all()
    goal = pledges[pledges.superior_unit.isna()]
    assert goal.subordinate_unit.tolist() == ["000000000000"]


def test_counties_promise_to_leave_in_their_real_year(divisions, plot):
    promises = make_promises(plot.signing, plot.targets)
    exits = promises.target[0, :, INDICATORS.index("counties_exited")]
    # The three committees of Haixi sign nothing: they left in 2019.
    assert exits.tolist() == [28, 125, 283, 341, 52]


@pytest.mark.parametrize("year", [2015, 2018, 2020])
def test_every_head_in_office_signed(nation, year):
    pledges, signatures, posts = (nation.read(year, name) for name in ("pledges", "signatures", "posts"))
    vertical = pledges[pledges.superior_unit.notna()]
    for side, column in (("subordinate", "subordinate_unit"), ("superior", "superior_unit")):
        signers = signatures[signatures.side == side].merge(vertical, on="pledge_id", suffixes=("", "_pledge"))
        known = signers[signers.role != "body"].merge(
            posts, left_on=["officer_id", "role", column], right_on=["officer_id", "role", "unit_id"]
        )
        assert len(known) == (signers.role != "body").sum()
        day, since, until = (pd.to_datetime(known[name]) for name in ("signed_on", "held_from", "held_until"))
        assert ((since <= day) & (until.isna() | (day < until))).all()
        own = vertical[vertical[column] != "000000000000"]
        on_the_day = signers[signers.signed_on == signers.signed_on_pledge]
        roles = on_the_day[on_the_day.role != "body"].groupby("pledge_id").role.nunique()
        assert (roles.loc[own.pledge_id] == 2).all()
    bodies = signatures[signatures.role == "body"]
    assert len(bodies) == 22
    assert bodies.officer_id.isna().all()


def test_nothing_was_pledged_in_2014(nation):
    assert nation.read(2014, "pledges").empty
    assert nation.read(2014, "commitments").empty


def test_successors_countersign_within_thirty_days(nation):
    pledges, signatures, posts = (nation.read(2020, name) for name in ("pledges", "signatures", "posts"))
    posts = posts.assign(since=pd.to_datetime(posts.held_from))
    later = posts[(posts.since > "2016-01-01") & (posts.since <= "2020-11-30")]
    programme = later[later.unit_id.isin(pledges.subordinate_unit)]
    given = signatures[signatures.side == "subordinate"].set_index("officer_id")
    delay = pd.to_datetime(given.loc[programme.officer_id].signed_on).to_numpy() - programme.since.to_numpy()
    assert len(delay) > 100
    assert (delay <= np.timedelta64(30, "D")).all()
