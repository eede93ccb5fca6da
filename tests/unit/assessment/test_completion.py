from fractions import Fraction

import pytest

from pledgetree.assessment.completion import completion_of, no_targets
from tests.unit.assessment.builders import EASTLAND, PLAINLAND, figures, indicator, place, targets

LIFTED = indicator("lifted", kind="additive", target="plan")
REMAINING = indicator("lifted", kind="additive", direction="less", target="plan")
GROWTH = indicator("lifted", kind="rate", target="plan")
HERE = place(PLAINLAND)


def done(of, achieved, plan, state="approved"):
    taken = figures({"lifted": {PLAINLAND: achieved}})
    return completion_of(taken, targets(taken, {(PLAINLAND, "lifted"): (*plan, state)}), of)


def ratio(one):
    return Fraction(int(one.numerator[HERE]), int(one.denominator[HERE]))


@pytest.mark.parametrize(("achieved", "completion"), [(999, Fraction(999, 1000)), (1000, 1), (1500, Fraction(3, 2))])
def test_additive_completion_is_achieved_over_planned(achieved, completion):
    one = done(LIFTED, (achieved, 1), (1000, 1))
    assert ratio(one) == completion
    assert one.met[HERE] == (achieved >= 1000)


def test_additive_completion_looks_at_numerators_alone():
    assert ratio(done(LIFTED, (1000, 22), (1000, 1))) == 1


@pytest.mark.parametrize(("achieved", "met"), [(1001, False), (1000, True), (0, True)])
def test_where_less_is_better_completion_is_planned_over_achieved(achieved, met):
    assert done(REMAINING, (achieved, 1), (1000, 1)).met[HERE] == met


@pytest.mark.parametrize(("achieved", "completion"), [((8, 100), Fraction(4, 5)), ((10, 100), 1), ((-1, 100), 0)])
def test_rates_compare_as_ratios(achieved, completion):
    assert ratio(done(GROWTH, achieved, (1, 10))) == completion


@pytest.mark.parametrize(("achieved", "plan", "met"), [(-5, -10, True), (-10, -5, False), (0, -1, True)])
def test_a_planned_decline_is_met_by_a_smaller_one(achieved, plan, met):
    assert done(GROWTH, (achieved, 100), (plan, 100)).met[HERE] == met


def test_a_plan_of_nothing_is_met_by_nothing():
    assert done(LIFTED, (0, 1), (0, 1)).met[HERE]


def test_a_rate_without_evidence_delivered_nothing():
    one = done(GROWTH, (0, 0), (1, 10))
    assert one.assessable[HERE]
    assert ratio(one) == 0


@pytest.mark.parametrize("state", ["unapproved", "none"])
def test_a_plan_without_approval_is_never_met(state):
    one = done(LIFTED, (5000, 1), (1000, 1), state)
    assert one.planned[HERE]
    assert not one.assessable[HERE]
    assert not one.met[HERE]


def test_without_targets_nothing_is_planned_anywhere():
    taken = figures({"lifted": {EASTLAND: (10, 1)}})
    one = completion_of(taken, no_targets(), LIFTED)
    assert not one.planned.any()
    assert not one.met.any()
