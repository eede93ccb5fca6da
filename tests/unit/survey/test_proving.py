"""Three states: published plans, error rates counted over every outcome, and what no state may contradict."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from pledgetree.base.errors import UserError
from pledgetree.base.ratios import holds
from pledgetree.survey.estimating import Estimate
from pledgetree.survey.phases import ABOVE, UNDECIDED, WITHIN
from pledgetree.survey.proving import (
    CENSUS,
    CLUSTERED,
    NO_EVIDENCE,
    Evidence,
    Limit,
    Part,
    SecondSample,
    composite_bounds,
    one_sided,
    prove,
    prove_census,
    prove_composite,
    prove_estimate,
)
from pledgetree.survey.small_area import fit_areas

TWO = Limit(Fraction(2, 100), "<=")
NINETY = Limit(Fraction(9, 10), ">=")
LEVEL = 0.95


# Plans of the literature (exact binomial): households with so many wrong ones prove at most 2 %; one fewer does not.
@pytest.mark.parametrize(("wrong", "households"), [(0, 149), (1, 236), (2, 313), (3, 386), (4, 456), (5, 523)])
def test_the_smallest_samples_that_prove_two_percent(wrong, households):
    assert prove(Evidence(households, wrong), TWO, LEVEL) == WITHIN
    assert prove(Evidence(households - 1, wrong), TWO, LEVEL) == UNDECIDED
    # The wording "below 2 %" asks for nothing more: no sample tells 2 % from a little less.
    assert prove(Evidence(households, wrong), Limit(TWO.value, "<"), LEVEL) == WITHIN


@pytest.mark.parametrize(("households", "accepted"), [(424, 13), (1469, 38)])
def test_more_than_so_many_wrong_prove_above(households, accepted):
    assert prove(Evidence(households, accepted + 1), TWO, LEVEL) == ABOVE
    assert prove(Evidence(households, accepted), TWO, LEVEL) == UNDECIDED


def test_of_800_households_128_clean_ones_prove_at_most_16_wrong():
    assert prove(Evidence(128, 0, 800), TWO, LEVEL) == WITHIN
    assert prove(Evidence(127, 0, 800), TWO, LEVEL) == UNDECIDED


def test_nothing_seen_is_not_decided_and_nobody_there_is_within():
    assert prove(Evidence(0, 0), TWO, LEVEL) == UNDECIDED
    assert prove(Evidence(0, 0, 50), TWO, LEVEL) == UNDECIDED
    assert prove(Evidence(0, 0, 0), TWO, LEVEL) == WITHIN
    assert one_sided(Evidence(0, 0), 0.05).method == NO_EVIDENCE


@pytest.mark.parametrize(
    ("wrong", "operator", "state"), [(16, "<=", WITHIN), (17, "<=", ABOVE), (16, "<", ABOVE), (15, "<", WITHIN)]
)
def test_a_census_proves_one_or_the_other(wrong, operator, state):
    """16 of 800 is exactly 2 %: within "at most", not within "below"."""
    limit = Limit(Fraction(2, 100), operator)
    assert prove(Evidence(800, wrong, 800), limit, LEVEL) == state
    assert prove_census(wrong, 800, limit) == state
    assert one_sided(Evidence(800, wrong, 800), 0.05).method == CENSUS


def test_recognition_is_the_other_direction():
    """At least 90 % is at most 10 % who do not recognise the work."""
    assert prove(Evidence(300, 21), NINETY, LEVEL) == WITHIN
    assert prove(Evidence(300, 22), NINETY, LEVEL) == UNDECIDED
    assert binom.cdf(21, 300, 0.1) <= 0.05 < binom.cdf(22, 300, 0.1)
    assert prove(Evidence(300, 60), NINETY, LEVEL) == ABOVE
    assert prove_census(90, 100, NINETY) == WITHIN
    assert prove_census(89, 100, NINETY) == ABOVE


@pytest.mark.parametrize("truth", [0.02, 0.021, 0.05, 0.019, 0.001])
@pytest.mark.parametrize("households", [50, 149, 300])
def test_either_claim_is_false_with_at_most_five_percent(truth, households):
    states = [prove(Evidence(households, wrong), TWO, LEVEL) for wrong in range(households + 1)]
    false = ABOVE if truth <= 0.02 else WITHIN
    chance = sum(binom.pmf(wrong, households, truth) for wrong, one in enumerate(states) if one == false)
    assert chance <= 0.05
    # At the limit itself neither claim may be made more often than that.
    for claim in (WITHIN, ABOVE):
        assert sum(binom.pmf(k, households, 0.02) for k, one in enumerate(states) if one == claim) <= 0.05


@pytest.mark.parametrize("bad", [15, 16, 17, 30])
def test_the_claims_in_a_small_population(bad):
    states = [prove(Evidence(200, wrong, 800), TWO, LEVEL) for wrong in range(201)]
    false = ABOVE if bad <= 16 else WITHIN
    assert sum(hypergeom.pmf(k, 800, bad, 200) for k, one in enumerate(states) if one == false) <= 0.05


def two_looks(second, population=None):
    """The state after every pair of counts of two samples of 120 and ``second`` households."""
    found = {}
    for one in range(121):
        early = prove(Evidence(120, one, population, second=SecondSample(second)), TWO, LEVEL)
        if early != UNDECIDED:
            found[one, None] = early
            continue
        for two in range(second + 1):
            both = Evidence(120 + second, one + two, population, second=SecondSample(second, 120, one))
            found[one, two] = prove(both, TWO, LEVEL)
    return found


@pytest.mark.parametrize("bad", [None, 16, 17])
def test_two_samples_keep_the_total_error(bad):
    population = None if bad is None else 800
    found = two_looks(60, population)

    def chance(one, two):
        if bad is None:
            return binom.pmf(one, 120, 0.02) * (1 if two is None else binom.pmf(two, 60, 0.02))
        if one > bad:
            return 0.0
        later = 1 if two is None else hypergeom.pmf(two, 680, bad - one, 60) if two <= bad - one else 0.0
        return hypergeom.pmf(one, 800, bad, 120) * later

    false = {WITHIN, ABOVE} if bad is None else {ABOVE if bad <= 16 else WITHIN}
    for claim in false:
        assert sum(chance(*pair) for pair, one in found.items() if one == claim) <= 0.05 + 1e-12
    assert sum(chance(*pair) for pair in found) == pytest.approx(1)


def test_a_planned_second_sample_costs_the_first_some_of_its_force():
    assert prove(Evidence(149, 0), TWO, LEVEL) == WITHIN
    assert prove(Evidence(149, 0, second=SecondSample(100)), TWO, LEVEL) == UNDECIDED
    both = Evidence(249, 0, second=SecondSample(100, 149, 0))
    assert prove(both, TWO, LEVEL) == WITHIN


def test_what_the_first_sample_proved_no_second_undoes():
    early = Evidence(300, 0, second=SecondSample(100))
    late = Evidence(400, 90, second=SecondSample(100, 300, 0))
    assert (prove(early, TWO, LEVEL), prove(late, TWO, LEVEL)) == (WITHIN, WITHIN)


def test_two_samples_of_alike_households_round_against_the_claim():
    plain = Evidence(600, 4, second=SecondSample(300, 300, 3))
    assert prove(plain, TWO, LEVEL) == WITHIN
    alike = Evidence(600, 4, effect=2.0, second=SecondSample(300, 300, 3))
    assert prove(alike, TWO, LEVEL) == UNDECIDED


def test_a_design_effect_divides_the_evidence():
    """As many as 298 households in villages with a design effect of 2 tell what 149 independent ones do."""
    assert prove(Evidence(298, 0, effect=2.0), TWO, LEVEL) == WITHIN
    assert prove(Evidence(296, 0, effect=2.0), TWO, LEVEL) == UNDECIDED
    found = one_sided(Evidence(200, 10, effect=2.0), 0.05)
    assert found.method == CLUSTERED
    assert binom.cdf(5, 100, found.high) == pytest.approx(0.05, rel=1e-6)
    assert binom.sf(4, 100, found.low) == pytest.approx(0.05, rel=1e-6)


@pytest.mark.parametrize("wrong", [Evidence(3, 4), Evidence(5, 1, 4), Evidence(5, 1, effect=0.9)])
def test_counts_that_contradict(wrong):
    with pytest.raises(ValueError, match="households"):
        one_sided(wrong, 0.05)


@given(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))),
    st.fractions(Fraction(1, 10), Fraction(10)),
    st.floats(1, 3),
    st.booleans(),
)
def test_a_state_never_contradicts_the_verdict_on_persons(counts, larger, effect, second):
    households, wrong = counts
    persons = larger * Fraction(wrong, households)
    later = SecondSample(50) if second else None
    state = prove(Evidence(households, wrong, effect=effect, larger=larger, second=later), TWO, LEVEL)
    verdict = holds(persons.numerator, persons.denominator, "<=", TWO.value)
    assert state == UNDECIDED or verdict == (state == WITHIN)


def test_large_wrong_households_make_the_limit_harder_and_small_ones_never_easier():
    assert prove(Evidence(523, 5), TWO, LEVEL) == WITHIN
    assert prove(Evidence(523, 5, larger=Fraction(2)), TWO, LEVEL) == UNDECIDED
    assert prove(Evidence(523, 5, larger=Fraction(1, 2)), TWO, LEVEL) == WITHIN
    assert prove(Evidence(424, 14, larger=Fraction(1, 2)), TWO, LEVEL) == UNDECIDED


# --- composite -------------------------------------------------------------------------------------------------------

CLEAN = Part(Evidence(400, 0), 20_000)


def test_the_composite_divides_its_error_between_the_parts():
    """By hand: no wrong one of 400 at 2.5 %: at most 1 - 0.025^(1/400) = 0.918 %."""
    other = Part(Evidence(300, 0), 300_000)
    low, high = composite_bounds(1_000, [CLEAN, other], 400_000, 0.05)
    tops = [1 - 0.025 ** (1 / 400), 1 - 0.025 ** (1 / 300)]
    assert low == Fraction(1_000, 400_000)
    assert float(high) == pytest.approx((1_000 + tops[0] * 20_000 + tops[1] * 300_000) / 400_000)
    alone = composite_bounds(1_000, [CLEAN, Part(None, 0)], 400_000, 0.05)
    assert float(alone[1]) == pytest.approx((1_000 + (1 - 0.05 ** (1 / 400)) * 20_000) / 400_000)


def test_a_planned_second_sample_divides_it_once_more():
    later = Part(Evidence(400, 0, second=SecondSample(200)), 20_000)
    _, high = composite_bounds(0, [later], 20_000, 0.05)
    assert float(high) == pytest.approx(1 - 0.025 ** (1 / 400))


def test_the_states_of_a_composite():
    assert prove_composite(1_000, [CLEAN], 400_000, TWO, LEVEL) == WITHIN
    assert prove_composite(9_000, [CLEAN], 400_000, TWO, LEVEL) == ABOVE
    assert prove_composite(7_900, [CLEAN], 400_000, TWO, LEVEL) == UNDECIDED
    assert prove_composite(1_000, [CLEAN, Part(None, 5)], 400_000, TWO, LEVEL) == UNDECIDED
    assert prove_composite(1_000, [CLEAN, Part(Evidence(0, 0), 5)], 400_000, TWO, LEVEL) == UNDECIDED
    assert prove_composite(1_000, [CLEAN], 0, TWO, LEVEL) == UNDECIDED


def test_known_parts_have_no_error():
    counted = Part(None, 20_000, known=Fraction(7_000))
    assert prove_composite(1_000, [counted], 400_000, TWO, LEVEL) == WITHIN
    assert prove_composite(1_001, [counted], 400_000, TWO, LEVEL) == ABOVE


def test_larger_wrong_households_widen_the_composite():
    _, plain = composite_bounds(0, [Part(Evidence(300, 3), 1_000)], 1_000, 0.05)
    low, wide = composite_bounds(0, [Part(Evidence(300, 3, larger=Fraction(3)), 1_000)], 1_000, 0.05)
    assert wide == 3 * plain
    assert low == composite_bounds(0, [Part(Evidence(300, 3), 1_000)], 1_000, 0.05)[0]


# --- estimates -------------------------------------------------------------------------------------------------------


def estimate(low, high):
    return Estimate(None, 0.02, 0.005, low, high, 300, 30, 1, 29, 1.5, 200.0, "korn-graubard")


@pytest.mark.parametrize(
    ("low", "high", "limit", "state"),
    [
        (0.001, 0.019, TWO, WITHIN),
        (0.001, 0.021, TWO, UNDECIDED),
        (0.021, 0.04, TWO, ABOVE),
        (0.91, 0.95, NINETY, WITHIN),
        (0.85, 0.95, NINETY, UNDECIDED),
        (0.80, 0.89, NINETY, ABOVE),
        (None, None, TWO, UNDECIDED),
    ],
)
def test_an_estimate_proves_by_its_interval(low, high, limit, state):
    assert prove_estimate(estimate(low, high), limit) == state


def test_a_model_proves_nothing():
    with pytest.raises(UserError, match="MODEL_BASED_GROUND"):
        prove_estimate(fit_areas(np.array([0.01, 0.04, 0.02]), np.full(3, 1e-4), np.ones((3, 1))), TWO)
