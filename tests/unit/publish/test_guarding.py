from __future__ import annotations

from fractions import Fraction

import pytest

from pledgetree.publish.disclosure import Cell
from pledgetree.publish.guarding import class_of, is_estimate, is_stock, known, needs, verdict_of

LOW, WITHHELD = Cell(None, "low", "persons"), Cell(None, "withheld", "persons")


def counted(value):
    return Cell(value, "shown", "persons")


def sample(name, numerator, rest, denominator):
    return {f"{name}.numerator": numerator, f"{name}.rest": rest, f"{name}.denominator": denominator}


def test_an_estimate_needs_its_samples_and_the_stock(facts):
    of = facts.rulebook.indicators
    wanted = set(needs(facts, of["composite_incidence"]))
    assert {"poor_remaining", "poverty_incidence.numerator", "wrong_exit_rate.numerator"} < wanted
    assert "missed_rate.numerator" in wanted
    assert {name for name, one in of.items() if is_estimate(one)} == {"composite_incidence"}
    assert {name for name, one in of.items() if is_stock(one)} == {"poor_remaining", "poverty_incidence"}
    assert needs(facts, of["income_growth"]) == ()


@pytest.mark.parametrize(
    ("denominator", "told"),
    [
        (450, True),  # 9 of 450 are 2 %: whatever the small count is, the gate is passed
        (449, False),  # 9 of 449 fail, 8 pass
        (12, True),  # even 1 of 12 fails
        (9, False),  # a small sample bounds nothing: it is hidden itself
    ],
)
def test_a_verdict_that_every_small_count_gives_is_known(facts, denominator, told):
    rule = known(facts.rulebook.indicators["wrong_exit_rate"], verdict_of("<=", Fraction(2, 100)))
    assert rule(sample("wrong_exit_rate", LOW, WITHHELD, counted(denominator)), 10) is told


def test_nothing_is_known_of_a_count_that_may_be_large(facts):
    rule = known(facts.rulebook.indicators["wrong_exit_rate"], verdict_of("<=", Fraction(2, 100)))
    assert not rule(sample("wrong_exit_rate", WITHHELD, WITHHELD, counted(450)), 10)
    assert not rule(sample("wrong_exit_rate", LOW, WITHHELD, WITHHELD), 10)


def test_the_class_of_a_nearly_complete_rate(facts):
    classes = {rule.indicator: rule for rule in facts.rulebook.scheme.classes}
    rule = known(facts.rulebook.indicators["recognition"], class_of(classes["recognition"]))
    # 9 of 180 are 5 %: good from 95 % on, so 180 say nothing new and 179 would.
    assert rule(sample("recognition", WITHHELD, LOW, counted(180)), 10)
    assert not rule(sample("recognition", WITHHELD, LOW, counted(179)), 10)
    assert class_of(classes["recognition"])(Fraction(1, 2)) == "poor"


def test_a_small_number_against_a_plan(facts):
    lifted = facts.rulebook.indicators["poor_lifted"]
    assert known(lifted, lambda value: value >= 10)({"poor_lifted": LOW}, 10)
    assert not known(lifted, lambda value: value >= 9)({"poor_lifted": LOW}, 10)
    assert not known(lifted, lambda value: value >= 10)({"poor_lifted": WITHHELD}, 10)


def test_estimates_are_known_by_no_count_of_their_own(facts):
    assert known(facts.rulebook.indicators["composite_incidence"], verdict_of("<=", Fraction(2, 100))) is None
