"""Damped trends, past errors and intervals, against hand-computed figures and a loop in plain Python."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.pledges.forecast_method import (
    Errors,
    carried,
    error_bands,
    growth,
    interval,
    joined,
    past_errors,
    size_class,
    smoothed_paces,
)
from tests.unit.pledges.forecasts import same, terms

NAN = float("nan")


def test_what_the_years_to_come_carry():
    assert [carried(0.5, years) for years in range(4)] == [0, 0.5, 0.75, 0.875]


def test_paces_are_smoothed_by_hand():
    # beta 1/2, phi 1/2: 8; (4 + 4) / 2 ... : 0.5 * 4 + 0.5 * 0.5 * 8 = 4; 0.5 * 0 + 0.5 * 0.5 * 4 = 1
    found = smoothed_paces(np.array([[NAN, 8, 4, 0]]), terms(smoothing=Fraction(1, 2)))
    same(found, [[NAN, 8, 4, 1]])


def test_a_year_without_a_pace_carries_the_damped_one_on():
    same(smoothed_paces(np.array([[8.0, NAN, 4]]), terms()), [[8, 4, 4]])


PACES = st.lists(st.one_of(st.none(), st.integers(-(10**7), 10**7)), min_size=1, max_size=9)
SHARES = st.fractions(min_value=Fraction(1, 20), max_value=Fraction(19, 20), max_denominator=20)


@given(PACES, SHARES, SHARES)
def test_paces_are_those_of_a_plain_loop(paces, beta, phi):
    plain, before = [], None
    for pace in paces:
        if pace is None:
            before = None if before is None else phi * before
        else:
            before = pace if before is None else beta * pace + (1 - beta) * phi * before
        plain.append(NAN if before is None else float(before))
    given_paces = np.array([[NAN if pace is None else float(pace) for pace in paces]])
    np.testing.assert_allclose(
        smoothed_paces(given_paces, terms(smoothing=beta, damping=phi)), [plain], rtol=1e-9, atol=1e-6
    )


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), min_size=1, max_size=6))
def test_smoothed_paces_of_a_sum_are_the_sum_of_the_smoothed_paces(paces):
    rows = np.array(paces, np.float64)
    whole = smoothed_paces(rows.sum(axis=0, keepdims=True), terms(smoothing=Fraction(3, 10)))
    np.testing.assert_allclose(whole[0], smoothed_paces(rows, terms(smoothing=Fraction(3, 10))).sum(axis=0))


def test_the_interval_grows_as_the_models_variance():
    # beta 1, phi 1/2: k_2 = sqrt(1 + 1.5^2), k_3 = sqrt(1 + 1.5^2 + 1.75^2)
    found = [growth(terms(), years) for years in range(4)]
    assert found == pytest.approx([0, 1, math.sqrt(3.25), math.sqrt(6.3125)])


def test_past_errors_by_hand():
    # From 80 with a pace of 20, half of it carried on, 70 is forecast and 60 came; from 60, 50 is forecast and 55 came.
    stock = np.array([[100.0, 80, 60, 55]])
    found = past_errors(stock, smoothed_paces(np.array([[NAN, 20, 20, 5]]), terms()), terms())
    assert found.relative.tolist() == pytest.approx([-10 / 80, 5 / 60])
    assert found.size.tolist() == [80, 60]


def test_nobody_left_teaches_nothing():
    found = past_errors(np.array([[10.0, 0, 0]]), np.array([[10.0, 10, 10]]), terms())
    assert found.size.tolist() == [10]


def test_size_classes_are_powers_of_ten():
    assert size_class(np.array([0.0, 9, 10, 99, 100, 5e7, 1e15])).tolist() == [0, 0, 1, 1, 2, 7, 11]


def test_many_errors_give_their_own_quantiles():
    # 99 errors and a level of 80 %: rank 10 from either side.
    errors = np.array([one / 100 for one in range(-49, 50)])
    assert interval(errors, terms()) == (-0.40, 0.40)


def test_the_point_stands_inside_its_interval_even_when_all_errors_have_one_sign():
    assert interval(np.full(30, 0.2), terms()) == (0.0, 0.2)


def test_few_errors_give_students_interval():
    # t(0.90) with 4 degrees of freedom is 1.533 (any table); the root mean square is 0.1.
    low, high = interval(np.array([0.1, -0.1, 0.1, -0.1]), terms())
    assert (low, high) == (pytest.approx(-0.1533, abs=1e-4), pytest.approx(0.1533, abs=1e-4))


def test_too_few_errors_give_none():
    assert all(map(math.isnan, interval(np.array([0.1, 0.2]), terms())))


def test_a_level_that_so_many_errors_cannot_hold_falls_back_on_student():
    low, high = interval(np.linspace(-1, 1, 30), terms(interval_level=Fraction(99, 100)))
    assert low == -high
    assert high > 1


def test_a_class_with_few_errors_takes_the_next_smaller_ones():
    small = Errors(np.full(30, 0.3), np.full(30, 50.0))
    smaller = Errors(np.full(30, 0.9), np.full(30, 5.0))
    found = error_bands(joined([small, smaller]), terms())
    low, high = found.of(np.array([5.0, 50, 5e6]))
    assert high.tolist() == [0.9, 0.3, 0.3]
    assert low.tolist() == [0, 0, 0]
    assert found.count.tolist()[:3] == [30, 30, 30]


def test_the_smallest_class_borrows_from_the_larger_ones():
    found = error_bands(Errors(np.full(30, 0.3), np.full(30, 50.0)), terms())
    assert found.of(np.array([1.0]))[1].tolist() == [0.3]


@given(st.integers(20, 200), st.randoms(use_true_random=False))
def test_intervals_of_exchangeable_errors_hold_at_least_as_often_as_they_say(count, chance):
    # Split conformal: of n + 1 exchangeable errors each is as likely as another to be the new one.
    errors = [chance.uniform(-1, 1) for _ in range(count + 1)]
    held = 0
    for new in range(count + 1):
        low, high = interval(np.array(errors[:new] + errors[new + 1 :]), terms())
        held += low <= errors[new] <= high
    assert held >= Fraction(8, 10) * (count + 1)
