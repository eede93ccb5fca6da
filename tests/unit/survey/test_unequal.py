"""Draws proportional to size: unbiased over every sample, the known formula with equal sizes, a simulation."""

import itertools

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.unequal import certain_apart, hansen_hurwitz, hartley_rao

Y = np.array([3.0, 8, 5, 20])
SIZE = np.array([1.0, 3, 2, 4])


def test_hansen_hurwitz_is_unbiased_over_every_ordered_sample():
    chance = SIZE / SIZE.sum()
    found, truth = [], 0.0
    for sample in itertools.product(range(4), repeat=2):
        picked = list(sample)
        probability = chance[picked].prod()
        total, variance = hansen_hurwitz(Y[picked], chance[picked])
        found.append((probability, total, variance))
    mean = sum(probability * total for probability, total, _ in found)
    truth = sum(probability * (total - Y.sum()) ** 2 for probability, total, _ in found)
    assert mean == pytest.approx(Y.sum())
    assert sum(probability * variance for probability, _, variance in found) == pytest.approx(truth)


def test_hartley_rao_with_equal_sizes_is_the_known_formula():
    y, population = np.array([4.0, 9, 1, 6, 7]), 20
    total, variance = hartley_rao(y, np.full(5, 0.25))
    assert total == 4 * y.sum()
    assert variance == pytest.approx(population**2 * (1 - 0.25) * y.var(ddof=1) / 5)


def test_hartley_rao_is_the_sum_over_pairs():
    y, inclusion, squares = Y, np.array([0.2, 0.6, 0.4, 0.8]), 1.3
    each = y / inclusion
    pairs = itertools.combinations(range(4), 2)
    expected = sum((1 - inclusion[i] - inclusion[j] + squares / 4) * (each[i] - each[j]) ** 2 for i, j in pairs) / 3
    assert hartley_rao(y, inclusion, squares)[1] == pytest.approx(expected)


def test_hartley_rao_is_near_what_systematic_draws_vary():
    chance = np.random.default_rng(5)
    size = chance.uniform(1, 4, 200)
    y = size * chance.uniform(0.5, 1.5, 200)
    n, inclusion = 20, 20 * size / size.sum()
    totals, variances = [], []
    for _ in range(3000):
        order = chance.permutation(200)
        bounds = np.cumsum(inclusion[order])
        picked = order[np.searchsorted(bounds, chance.random() + np.arange(n), side="left").clip(max=199)]
        total, variance = hartley_rao(y[picked], inclusion[picked], float(inclusion @ inclusion))
        totals.append(total)
        variances.append(variance)
    assert np.mean(totals) == pytest.approx(y.sum(), rel=0.01)
    assert np.mean(variances) == pytest.approx(np.var(totals), rel=0.08)


def test_certain_units_do_not_vary():
    total, y, inclusion = certain_apart(Y, np.array([0.5, 1.0, 0.5, 1.0]))
    assert (total, y.tolist(), inclusion.tolist()) == (28, [3, 5], [0.5, 0.5])


@pytest.mark.parametrize("estimate", [hansen_hurwitz, hartley_rao])
def test_what_is_no_probability_is_refused(estimate):
    for wrong in (0.0, -0.1, 1.5):
        with pytest.raises(UserError, match="PROBABILITY_WRONG"):
            estimate(np.ones(2), np.array([0.5, wrong]))
    with pytest.raises(UserError, match="TOO_FEW_DRAWS"):
        estimate(np.ones(1), np.ones(1))
