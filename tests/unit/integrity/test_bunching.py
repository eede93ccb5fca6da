"""Rounded incomes raise no alarm; incomes moved over the line do, rounded or not."""

from __future__ import annotations

import numpy as np
import pytest

from pledgetree.integrity.bunching import bunching, rounding_step

SEED = 20161017
LINE = 295_200
YUAN = 100


def incomes(draws, count, rounded):
    """Incomes in yuan, seven of ten rounded."""
    exact = draws.lognormal(8.1, 0.45, count)
    return np.where(draws.random(count) < 0.7, np.round(exact / rounded) * rounded, np.round(exact)).astype(np.int64)


def moved(draws, values, share):
    """A share of the incomes up to 100 yuan below the line moved over it."""
    chosen = (values < 2952) & (values >= 2852) & (draws.random(len(values)) < share)
    return np.where(chosen, values + 100, values)


@pytest.mark.parametrize("rounded", [1, 10, 50, 100, 500])
def test_honest_incomes_raise_no_alarm_however_they_are_rounded(rounded):
    draws = np.random.default_rng(SEED)
    found = [bunching(incomes(draws, 4000, rounded) * YUAN, LINE, YUAN).p_value for _ in range(100)]
    assert sum(one is not None and one < 0.05 for one in found) <= 13  # 5 expected; above 13 once in two thousand times


@pytest.mark.parametrize("rounded", [1, 10, 50, 100])
def test_moved_incomes_are_found(rounded):
    draws = np.random.default_rng(SEED)
    found = [bunching(moved(draws, incomes(draws, 4000, rounded), 0.4) * YUAN, LINE, YUAN).p_value for _ in range(40)]
    assert sum(one is not None and one < 0.01 for one in found) >= 34


def test_the_excess_is_the_number_of_persons_moved():
    values = np.repeat(np.arange(500, 6000), 3)
    changed = values.copy()
    changed[np.flatnonzero((values >= 2852) & (values < 2952))[:60]] += 100
    found = bunching(changed * YUAN, LINE, YUAN)
    assert (found.below, found.above) == (240, 360)
    assert abs(found.excess - 60) < 0.5


@pytest.mark.parametrize("rounded", [10, 50, 100, 500, 1000])
def test_the_rounding_is_recognised(rounded):
    draws = np.random.default_rng(SEED)
    assert rounding_step(incomes(draws, 5000, rounded) * YUAN, YUAN) == rounded * YUAN


def test_incomes_without_rounding_take_the_finest_step():
    assert rounding_step(np.arange(100_000), YUAN) == 10 * YUAN
    assert rounding_step(np.zeros(0, np.int64), YUAN) == 10 * YUAN


@pytest.mark.parametrize("values", [[], [295_200] * 3, list(range(295_000, 295_400))])
def test_too_few_incomes_say_nothing(values):
    assert bunching(np.array(values, np.int64), LINE, YUAN).p_value is None


def test_a_window_emptied_below_the_line_is_the_clearest_sign():
    draws = np.random.default_rng(SEED)
    values = moved(draws, incomes(draws, 4000, 10), 1.1) * YUAN
    found = bunching(values, LINE, YUAN)
    assert found.below == 0
    assert found.p_value < 0.01
