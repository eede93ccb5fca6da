"""Evenness is judged against every way to deal the cases, which small examples can be counted out."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np

from pledgetree.integrity.smoothness import smoothness_p, unevenness

ASKED = np.array([4, 5, 3, 4])


def exact_p(cases, asked):
    """The chance of a deal at least as even, over all deals."""
    found, total = unevenness(np.array(cases), np.array(asked)), sum(cases)
    ways = 0
    for dealt in product(*(range(one + 1) for one in asked)):
        if sum(dealt) == total and unevenness(np.array(dealt), np.array(asked)) <= found * (1 + 1e-9):
            ways += int(np.prod([comb(n, k) for n, k in zip(asked, dealt, strict=True)]))
    return ways / comb(sum(asked), total)


def test_the_statistic_is_pearsons():
    # 4 cases of 16: expected 1, 5/4, 3/4, 1; variance factor 3/4.
    expected = ((2 - 1) ** 2 / 1 + (0 - 1.25) ** 2 / 1.25 + (1 - 0.75) ** 2 / 0.75 + 0) / 0.75
    assert abs(unevenness(np.array([2, 0, 1, 1]), ASKED) - expected) < 1e-12


def test_the_chance_is_that_of_all_deals():
    for cases in ([1, 1, 1, 1], [2, 0, 1, 1], [4, 0, 0, 0], [1, 2, 1, 1]):
        found = smoothness_p(np.array(cases), ASKED, np.random.default_rng(1))
        assert abs(found - exact_p(cases, ASKED.tolist())) < 0.05


def test_invented_villages_are_found_and_honest_ones_are_not():
    draws = np.random.default_rng(20161017)
    asked = np.full(20, 30)
    assert smoothness_p(np.full(20, 3), asked, draws) < 0.001
    honest = [smoothness_p(draws.binomial(asked, 0.1), asked, draws) for _ in range(200)]
    assert sum(one < 0.05 for one in honest) <= 20  # 10 expected; above 20 once in a thousand times


def test_differing_villages_make_the_test_milder():
    draws = np.random.default_rng(2)
    asked = np.full(20, 30)
    clustered = [smoothness_p(draws.binomial(asked, draws.beta(1, 9, 20)), asked, draws) for _ in range(100)]
    assert sum(one < 0.05 for one in clustered) <= 2


def test_nothing_to_deal_says_nothing():
    draws = np.random.default_rng(1)
    assert smoothness_p(np.array([0, 0, 0]), np.array([3, 3, 3]), draws) is None
    assert smoothness_p(np.array([3, 3, 3]), np.array([3, 3, 3]), draws) is None
    assert smoothness_p(np.array([1, 1]), np.array([3, 3]), draws) is None
