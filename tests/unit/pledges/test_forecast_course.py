"""Progress year by year, to the deadline and to the need."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.pledges.forecast_course import BEST, POINT, WORST, Course, finish, step_after
from tests.unit.pledges.forecasts import terms

NAN = float("nan")


def course(need, pace, *, room=None, room_pace=0.0, rising=False, low=0.0, high=0.0, scale=None):
    room = need if room is None else room
    one = [np.array([float(value)]) for value in (need, pace, room, room_pace)]
    rest = [np.array([float(value)]) for value in (need if scale is None else scale, low, high)]
    return Course(*one, np.array([rising]), *rest)


def followed(made, years=2.0, **changes):
    return finish(made, np.array([years]), terms(**changes))


def test_half_of_the_pace_is_carried_on():
    # 40, then 20, 10, ... : 60 after two years, 70 after three; 80 is never reached.
    found = followed(course(60, 80))
    assert (found.progress[POINT, 0], found.years[POINT, 0]) == (60, 2)
    assert followed(course(70, 80, room=100)).years[POINT, 0] == 3
    assert math.isinf(followed(course(80, 80, room=100)).years[POINT, 0])


def test_between_the_ends_of_years_progress_is_even():
    assert followed(course(50, 80)).years[POINT, 0] == 1.5
    assert followed(course(50, 80, room=100), 0.5).progress[POINT, 0] == 20


def test_a_date_inside_a_year_does_not_wait_for_its_end_when_everybody_is_lifted():
    # The pace would bring 40 in the first year, and only 10 are there.
    assert followed(course(10, 80)).years[POINT, 0] == 0.25


def test_the_interval_by_hand():
    # One year: 10 % of 100 either way; two years: times the root of 3.25.
    made = course(100, 80, low=-0.1, high=0.1)
    assert followed(made, 1.0).progress[:, 0].tolist() == [40, 50, 30]
    wide = 10 * math.sqrt(3.25)
    assert followed(made, 2.0).progress[:, 0].tolist() == pytest.approx([60, 60 + wide, 60 - wide])


def test_more_than_there_are_cannot_be_lifted():
    found = followed(course(30, 80, room=25, rising=True))
    assert (found.progress[POINT, 0], bool(found.exhausted[0])) == (25, True)
    assert math.isinf(found.years[POINT, 0])


def test_who_comes_in_can_be_lifted_too():
    # 25 are there and 8 come in the first year, of which half is carried on: 25 + 4, then 25 + 6.
    found = followed(course(31, 80, room=25, room_pace=8, rising=True))
    assert (found.progress[POINT, 0], found.years[POINT, 0], bool(found.exhausted[0])) == (31, 2, False)


def test_what_was_lifted_stays_lifted_and_a_stock_may_grow():
    assert followed(course(50, -20, rising=True)).progress[POINT, 0] == 0
    assert followed(course(50, -20)).progress[POINT, 0] == -15


def test_what_is_reached_takes_no_time():
    assert followed(course(0, 0)).years[:, 0].tolist() == [0, 0, 0]


def test_without_an_interval_only_the_point_has_a_date():
    found = followed(course(40, 80, low=NAN, high=NAN))
    assert found.years[POINT, 0] == 1
    assert np.isnan(found.years[[BEST, WORST], 0]).all()
    assert np.isnan(found.progress[[BEST, WORST], 0]).all()


def test_beyond_the_horizon_nothing_is_said():
    assert math.isinf(followed(course(70, 80, room=100), horizon_years=2).years[POINT, 0])


AMOUNTS = st.integers(1, 10**6)


@given(AMOUNTS, st.integers(-(10**6), 10**6), st.integers(0, 60), st.booleans())
def test_best_is_best_and_worst_is_worst(need, pace, months, rising):
    found = followed(course(need, pace, room=2 * need, rising=rising, low=-0.2, high=0.3), months / 12)
    assert found.progress[WORST, 0] <= found.progress[POINT, 0] <= found.progress[BEST, 0]
    assert found.years[BEST, 0] <= found.years[POINT, 0] <= found.years[WORST, 0]


@given(AMOUNTS, AMOUNTS, st.integers(2, 50))
def test_times_do_not_depend_on_the_unit_of_count(need, pace, factor):
    one = followed(course(need, pace, room=2 * need, low=-0.2, high=0.3))
    many = followed(course(need * factor, pace * factor, room=2 * need * factor, low=-0.2, high=0.3))
    np.testing.assert_allclose(one.years, many.years, rtol=1e-9)
    np.testing.assert_allclose(one.progress * factor, many.progress, rtol=1e-9, atol=1e-6)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=2, max_size=6))
def test_before_the_floor_forecasts_add_up(pairs):
    stocks, paces = (np.array(one, np.float64) for one in zip(*pairs, strict=True))
    zero, falling = np.zeros(len(pairs)), np.zeros(len(pairs), bool)
    made = step_after(Course(stocks, paces, stocks, zero, falling, stocks, zero, zero), terms(), 4).made[POINT]
    whole = step_after(course(stocks.sum(), paces.sum()), terms(), 4).made[POINT]
    assert made.sum() == pytest.approx(whole[0])


@given(AMOUNTS, AMOUNTS, st.integers(1, 48))
def test_a_need_reached_at_the_deadline_is_exactly_the_progress_there(need, pace, months):
    made = course(need, pace, room=2 * need)
    there = followed(made, months / 12).progress[POINT, 0]
    if 0 < there < 2 * need:
        assert followed(course(there, pace, room=2 * need)).years[POINT, 0] == pytest.approx(months / 12)
