"""The density test holds its size on smooth data and finds incomes that were moved over the line."""

from __future__ import annotations

import numpy as np
import pytest

from pledgetree.integrity.density import density_test, reference_bandwidth

SEED = 20161017
LINE = 2952.0


def incomes(draws, count):
    return draws.lognormal(8.3, 0.5, count)


def test_it_alarms_on_smooth_data_as_seldom_as_promised():
    draws = np.random.default_rng(SEED)
    found = np.array([density_test(incomes(draws, 3000), LINE).statistic for _ in range(400)])
    assert 0.85 < found.std() < 1.15
    assert abs(found.mean()) < 0.2
    assert (abs(found) > 1.96).sum() <= 36  # 20 expected; above 36 once in three thousand times


def test_it_finds_incomes_moved_over_the_line():
    draws = np.random.default_rng(SEED)
    values = incomes(draws, 100_000)
    moved = (values < LINE) & (values > LINE - 100) & (draws.random(len(values)) < 0.1)
    assert density_test(np.where(moved, values + 100, values), LINE).statistic > 4
    assert density_test(np.where(moved, values + 100, values), LINE).p_value < 1e-4


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_density_is_estimated(side):
    found = getattr(density_test(np.random.default_rng(SEED).normal(0, 1, 200_000), 0.5), side)
    true = np.exp(-0.125) / np.sqrt(2 * np.pi)
    assert abs(found.density - true) < 4 * found.se
    assert found.se < 0.02


def by_loops(values, cutoff, width):
    """The estimate of the right side and its variance by the definition, one observation at a time."""
    count = len(values)
    inside = [one for one in values if 0 <= one - cutoff <= width]
    rows = [[((one - cutoff) / width) ** power for power in range(4)] for one in inside]
    kernel = [1 - (one - cutoff) / width for one in inside]
    heights = [sum(other <= one for other in values) / count for one in inside]
    moments = sum(k * np.outer(x, x) for k, x in zip(kernel, rows, strict=True))
    inverse = np.linalg.inv(moments)
    fitted = inverse @ sum(k * f * np.array(x) for k, f, x in zip(kernel, heights, rows, strict=True))
    variance = 0.0
    for one in values:
        moved = np.zeros(4)
        for k, f, x, other in zip(kernel, heights, rows, inside, strict=True):
            moved += k * np.array(x) * ((one <= other) - f) / count
        if one in inside:
            at = inside.index(one)
            moved += kernel[at] * np.array(rows[at]) * (heights[at] - np.array(rows[at]) @ fitted)
        variance += float((inverse @ moved)[1]) ** 2
    return fitted[1] / width, np.sqrt(variance) / width


def test_estimate_and_error_are_those_of_the_definition():
    values = np.random.default_rng(SEED).normal(0, 1, 120)
    found = density_test(values, -0.2, (1.0, 1.2)).right
    density, error = by_loops(values.tolist(), -0.2, 1.2)
    assert abs(found.density - density) < 1e-9
    assert abs(found.se - error) < 1e-9


def test_too_little_on_a_side_says_nothing():
    draws = np.random.default_rng(SEED)
    assert density_test(draws.normal(0, 1, 30), 0.0).statistic is None
    assert density_test(draws.normal(0, 1, 500), 50.0).statistic is None
    assert density_test(np.full(100, 3.0), 3.0).statistic is None


def test_the_bandwidth_shrinks_with_the_fifth_root():
    values = np.sort(np.random.default_rng(SEED).normal(0, 1, 32_000))
    assert abs(reference_bandwidth(values) / (3.0 * 32_000**-0.2) - 1) < 0.02
