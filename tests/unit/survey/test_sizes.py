"""Sizes against published tables, and their defining property one case either side."""

from fractions import Fraction

import pytest
from scipy.stats import binom, hypergeom

from pledgetree.base.errors import UserError
from pledgetree.survey.sizes import (
    Goal,
    design_effect,
    plan_above,
    plan_within,
    point_verdict,
    smallest_within,
    visits,
)

TWO = Goal(Fraction(2, 100))


@pytest.mark.parametrize(("allowed", "n"), list(enumerate((149, 236, 313, 386, 456, 523))))
def test_cases_that_prove_at_most_two_percent(allowed, n):
    assert smallest_within(TWO, allowed).n == n
    assert binom.cdf(allowed, n, 0.02) <= 0.05 < binom.cdf(allowed, n - 1, 0.02)


def test_clean_cases_in_a_population_of_800():
    found = smallest_within(Goal(Fraction(2, 100), population=800), 0)
    assert found.n == 128
    assert hypergeom.cdf(0, 800, 17, 128) <= 0.05 < hypergeom.cdf(0, 800, 17, 127)


@pytest.mark.parametrize(("truth", "n", "allowed", "power"), [(0.005, 386, 3, 0.87), (0.01, 969, 12, 0.82)])
def test_plans_with_power_to_prove_within(truth, n, allowed, power):
    found = plan_within(TWO, truth, 0.8)
    assert (found.n, found.allowed, round(found.power, 2)) == (n, allowed, power)


@pytest.mark.parametrize(("truth", "n", "allowed"), [(0.04, 424, 13), (0.03, 1469, 38)])
def test_plans_with_power_to_prove_above(truth, n, allowed):
    found = plan_above(TWO, truth, 0.8)
    assert (found.n, found.allowed) == (n, allowed)
    assert binom.sf(allowed, n, 0.02) <= 0.05
    assert binom.sf(allowed, n, truth) >= 0.8


def test_no_smaller_plan_proves_above():
    for n in range(1, 424):
        allowed = int(binom.ppf(0.95, n, 0.02))
        assert binom.sf(allowed, n, 0.04) < 0.8, n


@pytest.mark.parametrize(
    ("n", "passes", "fails_15", "fails_10"),
    [(300, 0.203, 0.167, 0.033), (500, 0.115, 0.136, 0.013), (1000, 0.033, 0.081, 0.001), (2000, 0.004, 0.031, 0.000)],
)
def test_how_much_a_point_estimate_leaves_to_luck(n, passes, fails_15, fails_10):
    limit = Fraction(2, 100)
    assert point_verdict(n, limit, 0.03) == pytest.approx(passes, abs=5e-4)
    assert 1 - point_verdict(n, limit, 0.015) == pytest.approx(fails_15, abs=5e-4)
    assert 1 - point_verdict(n, limit, 0.01) == pytest.approx(fails_10, abs=5e-4)


def test_a_point_estimate_exactly_at_the_limit_passes():
    assert point_verdict(50, Fraction(2, 100), 0.5) == pytest.approx(binom.cdf(1, 50, 0.5))


@pytest.mark.parametrize(("alike", "effect"), [(0.05, 1.45), (0.1, 1.9), (0.2, 2.8)])
def test_design_effects_of_ten_households(alike, effect):
    assert design_effect(10, alike) == pytest.approx(effect)


def test_visits_are_rounded_up_and_no_further():
    assert (visits(149, 1.9), visits(100, 1.45), visits(10, 1.0)) == (284, 145, 10)


def test_plans_for_a_population_end_with_it():
    whole = Goal(Fraction(1, 2), population=10)
    assert smallest_within(whole, 4).n <= 10
    with pytest.raises(UserError, match="NOT_PROVABLE"):
        smallest_within(whole, 6)
    above = plan_above(Goal(Fraction(2, 100), population=100), 0.5, 0.9)
    assert hypergeom.sf(above.allowed, 100, 2, above.n) <= 0.05


@pytest.mark.parametrize("truth", [0.02, 0.03])
def test_a_truth_on_the_wrong_side_is_refused(truth):
    with pytest.raises(UserError, match="TRUTH_ON_WRONG_SIDE"):
        plan_within(TWO, truth, 0.8)
    with pytest.raises(UserError, match="TRUTH_ON_WRONG_SIDE"):
        plan_above(TWO, 0.02 if truth > 0.02 else 0.01, 0.8)
