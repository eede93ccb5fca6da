"""Peers that differ honestly raise no alarm; one that stands out does."""

from __future__ import annotations

from math import asin, sqrt

import numpy as np

from pledgetree.integrity.peers import compare_with_peers

SEED = 20161017


def test_equal_peers_without_spread_differ_by_sampling_alone():
    cases, total = np.full(12, 10), np.full(12, 100)
    cases[0] = 21
    found = compare_with_peers(cases, total)
    assert found.centre == 131 / 1200
    assert found.spread == 0
    assert abs(found.statistic[0] - 2 * 10 * (asin(sqrt(0.21)) - asin(sqrt(0.1)))) < 1e-12
    assert found.statistic[1] == 0


def test_over_dispersed_honest_peers_are_seldom_flagged_and_an_outlier_is():
    draws = np.random.default_rng(SEED)
    false, found = 0, 0
    for _ in range(50):
        total = draws.integers(200, 2000, 60)
        cases = draws.binomial(total, draws.beta(8, 72, 60))
        cases[0] = int(total[0] * 0.4)
        p_value = compare_with_peers(cases, total).p_value
        false += int((p_value[1:] < 0.001).sum())
        found += int(p_value[0] < 0.001)
    assert found == 50
    assert false <= 50 * 59 * 0.01  # 3 expected of a normal; without the spread it would be a third of all


def test_the_spread_between_peers_is_found():
    draws = np.random.default_rng(SEED)
    total = np.full(2000, 5000)
    cases = draws.binomial(total, np.clip(draws.normal(0.2, 0.03, 2000), 0, 1))
    # The angle's derivative is 1 / (2 sqrt(p (1 - p))); winsorising a tenth at each end keeps 0.70 of the variance.
    true = 0.03 / (2 * sqrt(0.2 * 0.8))
    assert 0.75 * true < compare_with_peers(cases, total).spread < true


def test_units_without_cases_and_too_few_peers_say_nothing():
    found = compare_with_peers(np.array([1, 0]), np.array([10, 0]))
    assert np.isnan(found.p_value).all()
    assert found.rate[0] == 0.1
    some = compare_with_peers(np.array([*range(1, 12), 0]), np.array([*[50] * 11, 0]))
    assert np.isnan(some.p_value[-1])
    assert not np.isnan(some.p_value[:-1]).any()
    assert np.isnan(compare_with_peers(np.zeros(12, int), np.full(12, 9)).p_value).all()
