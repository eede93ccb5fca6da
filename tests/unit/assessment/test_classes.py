from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from pledgetree.assessment.classes import class_rows, classify, places_at
from pledgetree.assessment.completion import no_targets
from pledgetree.law.model import ClassRule, Limit
from tests.unit.assessment.builders import (
    BEGIN,
    DAY,
    EASTLAND,
    LAW,
    PLAIN_COUNTY,
    PLAINLAND,
    WESTLAND,
    figures,
    indicator,
    place,
    rulebook,
    scheme,
    targets,
)

LIMITS = (Limit("good", ">=", Fraction(98, 100)), Limit("average", ">=", Fraction(9, 10)))


def law(basis, **of):
    rules = (ClassRule("x", basis, BEGIN, LIMITS, "poor", LAW),)
    return rulebook(indicators={"x": indicator("x", **of)}, scheme=scheme(classes=rules))


def graded(*units):
    chosen = np.zeros(6, dtype=np.bool_)
    chosen[[place(unit) for unit in units]] = True
    return chosen


@pytest.mark.parametrize(
    ("counts", "label"), [((98, 100), "good"), ((979, 1000), "average"), ((90, 100), "average"), ((899, 1000), "poor")]
)
def test_the_first_limit_that_holds_gives_the_class(counts, label):
    of = figures({"x": {PLAINLAND: counts}})
    classes = classify(of, no_targets(), law("value"), DAY, graded(PLAINLAND))
    assert class_rows(classes, ("good", "average", "poor")) == [(place(PLAINLAND), "x", "value", label)]


def test_by_value_no_evidence_is_no_class():
    classes = classify(figures({"x": {}}), no_targets(), law("value"), DAY, graded(PLAINLAND))
    assert class_rows(classes, ("good", "average", "poor")) == []
    assert places_at(classes, place(PLAINLAND)) == {}


def test_by_completion_a_missing_or_unapproved_plan_is_the_worst_class():
    of = figures({"x": {PLAINLAND: (2000, 1), WESTLAND: (2000, 1), PLAIN_COUNTY: (2000, 1), EASTLAND: (2000, 1)}})
    plans = targets(of, {(PLAINLAND, "x"): (1000, 1, "approved"), (PLAIN_COUNTY, "x"): (1000, 1, "unapproved")})
    classes = classify(of, plans, law("completion", kind="additive"), DAY, graded(PLAINLAND, WESTLAND))
    found = {row[0]: row[3] for row in class_rows(classes, ("good", "average", "poor"))}
    assert found == {place(PLAINLAND): "good", place(WESTLAND): "poor", place(PLAIN_COUNTY): "poor"}
    assert places_at(classes, place(WESTLAND)) == {"x": 2}


def test_no_class_before_the_rule_takes_effect():
    of = figures({"x": {PLAINLAND: (1, 1)}})
    assert classify(of, no_targets(), law("value"), date(2015, 1, 1), graded(PLAINLAND)) == []
