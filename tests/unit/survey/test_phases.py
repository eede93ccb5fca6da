"""Two phases: total errors counted over every pair of outcomes; lots against the textbook."""

from fractions import Fraction

import pytest
from scipy.stats import binom

from pledgetree.base.errors import UserError
from pledgetree.survey.phases import ABOVE, UNDECIDED, WITHIN, lot_errors, lot_plan, outlook, plan_two_phases, state

TWO = Fraction(2, 100)


def by_outcome(plan, rate):
    """Chances of the three states and the mean number of cases, by listing every pair of counts."""
    chances, cases = dict.fromkeys((WITHIN, UNDECIDED, ABOVE), 0.0), 0.0
    for one in range(plan.first + 1):
        early, weight = state(plan, one), binom.pmf(one, plan.first, rate)
        if early != UNDECIDED:
            chances[early] += weight
            cases += weight * plan.first
            continue
        cases += weight * (plan.first + plan.second)
        for two in range(plan.second + 1):
            chances[state(plan, one, two)] += weight * binom.pmf(two, plan.second, rate)
    return chances, cases


@pytest.mark.parametrize(("first", "second"), [(300, 300), (149, 80), (60, 120), (20, 10)])
def test_total_errors_stay_within_the_level(first, second):
    plan = plan_two_phases(TWO, first, second)
    chances, _ = by_outcome(plan, 0.02)
    assert chances[WITHIN] <= 0.05 + 1e-12
    assert chances[ABOVE] <= 0.05 + 1e-12


def test_the_outlook_is_that_of_every_outcome():
    plan = plan_two_phases(TWO, 150, 90)
    for rate in (0.005, 0.02, 0.04):
        chances, cases = by_outcome(plan, rate)
        found = outlook(plan, rate)
        assert (found.within, found.undecided, found.above) == pytest.approx(tuple(chances.values()), abs=1e-9)
        assert found.cases == pytest.approx(cases)


def test_no_bound_could_be_wider():
    plan = plan_two_phases(TWO, 300, 300)
    wider = type(plan)(300, 300, plan.within_first, plan.above_first, plan.within_both + 1, plan.above_both)
    assert by_outcome(wider, 0.02)[0][WITHIN] > 0.05
    wider = type(plan)(300, 300, plan.within_first, plan.above_first, plan.within_both, plan.above_both - 1)
    assert by_outcome(wider, 0.02)[0][ABOVE] > 0.05
    assert binom.cdf(plan.within_first, 300, 0.02) <= 0.025 < binom.cdf(plan.within_first + 1, 300, 0.02)


def test_both_samples_together_decide():
    plan = plan_two_phases(TWO, 300, 300)
    assert state(plan, 0) == WITHIN
    assert state(plan, plan.above_first) == ABOVE
    assert state(plan, 3) == UNDECIDED
    assert state(plan, 3, 0) == WITHIN  # 3 of 600, though 3 of 300 was open
    assert state(plan, 9, plan.above_both - 9) == ABOVE
    assert state(plan, 6, 6) == UNDECIDED


def test_a_small_first_phase_proves_nothing_early():
    plan = plan_two_phases(TWO, 20, 10)
    assert plan.within_first == -1
    assert state(plan, 0) == UNDECIDED


def test_an_empty_phase_is_refused():
    with pytest.raises(UserError, match="PHASE_EMPTY"):
        plan_two_phases(TWO, 10, 0)


def test_the_lot_plan_of_the_textbook():
    good, bad = lot_errors(19, 13, 0.8, 0.5)
    assert (good, bad) == (pytest.approx(0.0676, abs=5e-5), pytest.approx(0.0835, abs=5e-5))
    assert lot_plan(0.8, 0.5, 0.1) == (19, 13)


def test_a_lot_plan_needs_a_difference():
    with pytest.raises(UserError, match="TRUTH_ON_WRONG_SIDE"):
        lot_plan(0.5, 0.5)
