"""The Gini coefficient against the double sum, known distributions, and its own derivative."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import norm

from pledgetree.survey.inequality import distances, gini
from pledgetree.survey.variances import Domains, everything


def double_sum(y, weight):
    apart = np.abs(y[:, np.newaxis] - y)
    total = weight.sum()
    return (weight[:, np.newaxis] * weight * apart).sum() / (2 * total**2 * (weight @ y / total))


@given(st.lists(st.tuples(st.integers(-3, 50), st.integers(1, 9)), min_size=1, max_size=12))
def test_it_is_the_double_sum(rows):
    y, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    value, influence = gini(y, weight, everything(len(y)))
    if weight @ y <= 0:
        assert np.isnan(value[0])
        return
    assert value[0] == pytest.approx(double_sum(y, weight), abs=1e-12)
    assert weight @ influence == pytest.approx(0, abs=1e-9)


def test_distances_by_hand():
    found = distances(np.array([1.0, 4, 2, 9]), np.array([1.0, 2, 3, 5]), Domains(np.array([0, 0, 0, -1]), 1))
    assert found.tolist() == [2 * 3 + 3 * 1, 1 * 3 + 3 * 2, 1 * 1 + 2 * 2, 0]


def test_domains_do_not_see_one_another():
    chance = np.random.default_rng(3)
    y, weight, code = chance.uniform(1, 9, 60), chance.uniform(1, 3, 60), chance.integers(0, 3, 60)
    found, _ = gini(y, weight, Domains(code, 3))
    for domain in range(3):
        inside = code == domain
        assert found[domain] == pytest.approx(double_sum(y[inside], weight[inside]))


def test_the_influence_is_the_derivative_by_the_weight():
    chance = np.random.default_rng(4)
    y, weight = chance.lognormal(size=30), chance.uniform(1, 3, 30)
    _, influence = gini(y, weight, everything(30))
    for row in (0, 7, 29):
        more = weight.copy()
        more[row] += 1e-6
        assert (double_sum(y, more) - double_sum(y, weight)) / 1e-6 == pytest.approx(influence[row], rel=1e-4)


def test_a_lognormal_distribution():
    quantiles = (np.arange(20_000) + 0.5) / 20_000
    y = np.exp(0.5 * norm.ppf(quantiles))
    value, _ = gini(y, np.ones(len(y)), everything(len(y)))
    assert value[0] == pytest.approx(2 * ndtr(0.5 / np.sqrt(2)) - 1, abs=2e-4)  # 0.276326
