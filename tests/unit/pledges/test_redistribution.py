"""What-if: dividing a shortfall before anyone signs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.pledges.reading import day_number
from pledgetree.pledges.redistribution import RULES, Child, redistribute, what_if
from pledgetree.pledges.tree import build_tree
from tests.unit.pledges.programmes import arrays, promise, row_of, tree, unit_id, without


def children(*triples):
    return [Child(f"P{number}", str(number), *triple) for number, triple in enumerate(triples)]


def after(found):
    return [share.after for share in found.shares]


def test_pro_rata_to_poor_population():
    # 100 are lacking; poor people 600, 300, 100: shares 60, 30, 10.
    found = redistribute(400, children((100, 600, 900), (100, 300, 105), (100, 100, 500)), "poor_population")
    assert (found.shortfall, found.total, found.unplaced) == (100, 400, 0)
    assert after(found) == [160, 130, 110]
    assert [share.feasible for share in found.shares] == [True, False, True]


def test_by_remaining_capacity():
    # Capacities 150, 50, 0: of 100 they take 75, 25, 0.
    found = redistribute(400, children((100, 1, 250), (100, 1, 150), (100, 998, 100)), "remaining_capacity")
    assert (after(found), found.unplaced) == ([175, 125, 100], 0)
    assert all(share.feasible for share in found.shares)


def test_what_exceeds_all_capacity_stays_unplaced():
    found = redistribute(400, children((100, 1, 120), (100, 1, 110), (100, 1, 90)), "remaining_capacity")
    assert (after(found), found.unplaced) == ([120, 110, 100], 70)


def test_nobody_poor_takes_nothing():
    found = redistribute(400, children((100, 0, 900), (200, 0, 900)), "poor_population")
    assert (after(found), found.unplaced) == ([100, 200], 100)


def test_without_a_shortfall_nothing_changes():
    for rule in RULES:
        found = redistribute(300, children((100, 5, 900), (201, 5, 900)), rule)
        assert (after(found), found.shortfall, found.unplaced) == ([100, 201], 0, 0)


def test_where_less_is_better_targets_come_down_and_never_below_zero():
    found = redistribute(100, children((120, 1, 500), (40, 3, 500)), "remaining_capacity", less=True)
    assert (found.shortfall, after(found)) == (60, [75, 25])
    found = redistribute(0, children((1, 99, 500), (99, 1, 500)), "poor_population", less=True)
    assert after(found) == [-98, 98]
    assert [share.feasible for share in found.shares] == [False, True]


def test_only_the_known_rules():
    with pytest.raises(ValueError, match="remaining_capacity"):
        redistribute(1, [], "by mood")


CHILD = st.builds(Child, st.just("P"), st.just("u"), *[st.integers(0, 10**6)] * 3)


@given(st.integers(0, 10**7), st.lists(CHILD, min_size=1, max_size=8), st.sampled_from(RULES), st.booleans())
def test_what_is_placed_and_what_is_not_make_up_the_shortfall(target, below, rule, less):
    found = redistribute(target, below, rule, less=less)
    moved = [abs(share.after - share.child.target) for share in found.shares]
    assert sum(moved) + found.unplaced == found.shortfall
    if rule == "remaining_capacity":
        assert all(share.feasible for share in found.shares)


def proposed(rows, **changes):
    programme = arrays(rows)
    made = build_tree(programme.units, programme.pledges, day_number(date(2016, 12, 31)))
    asked = {"pledge_id": "P520502100", "commitment": ("poor_lifted", 2016), "rule": "poor_population"}
    return what_if(programme, made, **(asked | changes))


def short_township():
    rows = promise(tree(), "poor_lifted", 2016, 100, baseline_numerator=400, baseline_denominator=1)
    row_of(rows, "commitments", pledge_id="P520502100201")["target_numerator"] = 70
    return rows


def test_a_proposal_for_the_pledges_of_a_snapshot():
    poor = {unit_id("520502100201"): 200, unit_id("520502100202"): 100}
    found = proposed(short_township(), poor=poor)
    assert [(share.child.pledge_id, share.after) for share in found.shares] == [
        ("P520502100201", 90),
        ("P520502100202", 110),
    ]
    assert found.total == 200


def test_without_statistics_the_baselines_weigh():
    assert after(proposed(short_township())) == [85, 115]


def test_a_child_without_a_figure_starts_at_nothing():
    rows = without(short_township(), "commitments", pledge_id="P520502100201")
    assert after(proposed(rows)) == [0, 200]


@pytest.mark.parametrize(
    "wrong", [{"pledge_id": "nowhere"}, {"commitment": ("poor_lifted", 2019)}, {"commitment": ("happiness", 2016)}]
)
def test_a_commitment_that_is_not_there_is_refused(wrong):
    with pytest.raises(UserError, match="UNKNOWN_PLEDGE"):
        proposed(short_township(), **wrong)
