"""Intervals against published numbers (R survey's svyciprop), exact binomial tails, and their own rules."""

import numpy as np
import pytest
from scipy.stats import beta, binom, norm

from pledgetree.survey.intervals import (
    METHODS,
    SampledShare,
    effective_size,
    planned_effect,
    share_interval,
    t_interval,
)

# R survey, apiclus1, proportion of schools with ell == 0: 4 of 183 in 15 districts, equal weights.
RARE = SampledShare(share=4 / 183, error=0.0226225, n=183, df=14)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("korn-graubard", 0.000216, 0.137508),
        ("logit", 0.002305, 0.177748),
        ("wilson", 0.002799, 0.151014),
    ],
)
def test_published_intervals_of_a_rare_case(method, low, high):
    found = share_interval(RARE, method, 0.95)
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-6), pytest.approx(high, abs=1e-5))
    assert effective_size(RARE) == pytest.approx(41.78, abs=0.01)


def test_t_takes_standard_errors_as_they_are():
    assert t_interval(10.0, 2.0, 10, 0.95).low == pytest.approx(10 - 2.228139 * 2, abs=1e-5)  # t table, 10 df
    assert share_interval(RARE, "t", 0.95).low == pytest.approx(4 / 183 - 2.144787 * 0.0226225, abs=1e-6)


@pytest.mark.parametrize(("effect", "upper"), [(1.0, 0.0122), (2.0, 0.0243)])
def test_no_case_in_300(effect, upper):
    found = share_interval(SampledShare(0.0, 0.0, 300, 299, effect), "korn-graubard", 0.95)
    assert found.low == 0
    assert found.high == pytest.approx(upper, abs=5e-5)
    assert "no case" in found.method


@pytest.mark.parametrize("method", METHODS)
def test_no_case_has_the_same_rule_everywhere_and_only_cases_mirror_it(method):
    none = share_interval(SampledShare(0.0, 0.0, 183, 14), method, 0.95)
    every = share_interval(SampledShare(1.0, 0.0, 183, 14), method, 0.95)
    size = 183 * (1.973084 / 2.144787) ** 2  # t quantiles at 182 and 14 df
    assert none.high == pytest.approx(1 - 0.025 ** (1 / size), abs=1e-6)
    assert (every.low, every.high) == (pytest.approx(1 - none.high), 1.0)


def test_a_planned_effect_below_one_is_none():
    low, one = (share_interval(SampledShare(0.0, 0.0, 50, 49, effect), "t", 0.95) for effect in (0.2, 1.0))
    assert low == one


def test_korn_graubard_of_independent_rows_is_the_exact_interval():
    """At 6 of 300 independent rows: each end makes the observation just as unlikely as it may be."""
    share, n = 0.02, 300
    sampled = SampledShare(share, np.sqrt(share * (1 - share) / n), n, n - 1)
    found = share_interval(sampled, "korn-graubard", 0.95)
    assert binom.sf(5, n, found.low) == pytest.approx(0.025, rel=1e-6)
    assert binom.cdf(6, n, found.high) == pytest.approx(0.025, rel=1e-6)


def test_a_sample_never_tells_more_than_its_rows():
    tight = SampledShare(0.3, 1e-6, 100, 99)
    plain = SampledShare(0.3, np.sqrt(0.21 / 100), 100, 99)
    for method in ("korn-graubard", "wilson"):
        assert share_interval(tight, method, 0.95) == share_interval(plain, method, 0.95)


def test_no_variance_is_taken_as_the_number_of_rows():
    assert effective_size(SampledShare(0.5, 0.0, 40, 3)) == 40


def test_wilson_of_many_rows_solves_its_equation():
    n, share = 10**6, 0.02
    found = share_interval(SampledShare(share, np.sqrt(share * 0.98 / n), n, n - 1), "wilson", 0.9)
    for end in (found.low, found.high):
        assert (share - end) ** 2 == pytest.approx(norm.ppf(0.95) ** 2 * end * (1 - end) / n, rel=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_without_degrees_of_freedom_there_is_no_interval(method):
    found = share_interval(SampledShare(0.1, 0.1, 10, 0), method, 0.95)
    assert (found.low, found.high) == (None, None)
    assert t_interval(1.0, 1.0, 0, 0.95).low is None


def test_a_higher_level_is_wider():
    for method in METHODS:
        narrow, wide = (share_interval(RARE, method, level) for level in (0.8, 0.99))
        assert wide.low < narrow.low < RARE.share < narrow.high < wide.high


# --- few cases -------------------------------------------------------------------------------------------------------


def test_what_is_planned_for_rows_of_a_village():
    """Kish: 1 + (10 - 1) x 0.1."""
    assert planned_effect(300, 30) == pytest.approx(1.9)
    assert planned_effect(300, 300) == 1
    assert planned_effect(0, 0) == 1


@pytest.mark.parametrize(("cases", "floored"), [(1, True), (4, True), (5, False), (None, False)])
def test_few_cases_take_the_planned_effect_as_a_floor(cases, floored):
    """One case in 300 rows of 30 villages looks like a simple sample: its design effect is 1 whatever the villages."""
    share = (cases or 1) / 300
    error = np.sqrt(share * (1 - share) / 300)
    found = share_interval(SampledShare(share, error, 300, 29, 1.9, cases), "korn-graubard", 0.95)
    plain = share_interval(SampledShare(share, error, 300, 29), "korn-graubard", 0.95)
    assert (found.high > plain.high, found.method != "korn-graubard") == (floored, floored)
    if floored:
        size = 300 / 1.9 * (1.967930 / 2.045230) ** 2  # t quantiles at 299 and 29 df
        assert found.high == pytest.approx(beta.ppf(0.975, size * share + 1, size * (1 - share)), rel=1e-5)


def test_an_own_effect_above_the_planned_one_stays():
    """The published interval of 4 schools in 15 districts has a design effect of 4.4; the floor is 2.1."""
    planned = planned_effect(183, 15)
    few = SampledShare(RARE.share, RARE.error, RARE.n, RARE.df, planned, 4)
    assert share_interval(few, "korn-graubard", 0.95) == share_interval(RARE, "korn-graubard", 0.95)
