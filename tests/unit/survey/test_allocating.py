"""Allocation: whole numbers that add up, near their shares, within minimum and capacity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.survey.allocating import StratumShare, allocate, neyman_scores, power_scores


def strata(*rows):
    return [StratumShare(str(place), units, score) for place, (units, score) in enumerate(rows)]


def test_shares_follow_the_scores():
    assert allocate(strata((100, 1), (100, 2), (100, 5)), 16) == {"0": 2, "1": 4, "2": 10}


def test_remainders_go_to_the_largest_fractions():
    # 10 x (1, 2, 4) / 7 = 1.43, 2.86, 5.71: the two left go to the second and third.
    assert allocate(strata((100, 1), (100, 2), (100, 4)), 10) == {"0": 1, "1": 3, "2": 6}


def test_minimum_and_capacity_are_kept():
    # The first gets its minimum, the last all it has, the middle what is left.
    assert allocate(strata((50, 1), (50, 10), (3, 1000)), 20, minimum=2) == {"0": 2, "1": 15, "2": 3}
    assert allocate(strata((1, 1), (50, 1)), 8, minimum=4) == {"0": 1, "1": 7}


def test_a_stratum_without_a_score_gets_the_minimum_and_what_nobody_else_can_give():
    assert allocate(strata((10, 0), (10, 1)), 8, minimum=1) == {"0": 1, "1": 7}
    assert allocate(strata((10, 0), (10, 1)), 15, minimum=1) == {"0": 5, "1": 10}


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1e6)), min_size=1, max_size=8), st.data())
def test_whole_numbers_always_add_up(rows, data):
    some = strata(*rows)
    minimum = data.draw(st.integers(0, 5))
    least, most = sum(min(minimum, one.units) for one in some), sum(one.units for one in some)
    total = data.draw(st.integers(least, most))
    found = allocate(some, total, minimum)
    assert sum(found.values()) == total
    assert all(min(minimum, one.units) <= found[one.name] <= one.units for one in some)


def test_power_and_neyman_scores():
    assert power_scores([400, 100], [1, 2], 0.5) == [20, 20]
    assert power_scores([400, 100], [1, 1], 0) == [1, 1]
    assert neyman_scores([100, 100], [0.5, 0.02]) == pytest.approx([50, 14])


@pytest.mark.parametrize(
    ("rows", "total", "minimum", "code"),
    [
        ([(5, 1), (5, 1)], 3, 2, "TOTAL_TOO_SMALL"),
        ([(5, 1), (5, 1)], 11, 0, "TOTAL_TOO_LARGE"),
        ([(5, 1), (5, -1)], 5, 0, "SCORE_NEGATIVE"),
    ],
)
def test_what_cannot_be_is_refused(rows, total, minimum, code):
    with pytest.raises(UserError, match=code):
        allocate(strata(*rows), total, minimum)
