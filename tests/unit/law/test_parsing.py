import json
from datetime import date
from fractions import Fraction

from pledgetree.law.loading import load_rulebook, rulebook_from_raw
from pledgetree.law.model import (
    BandPart,
    Case,
    Edition,
    Limit,
    Sampling,
    Source,
    Step,
)

RULES = Source("The rules", "documented")


def test_the_minimal_rulebook_means_what_it_says(book):
    rulebook = load_rulebook(book.folder)
    assert (rulebook.name, rulebook.tiers, rulebook.includes) == ("minimal", ("province", "county"), ())
    assert rulebook.editions == (Edition("2016", date(2016, 2, 16), 2016, 2018, None, RULES),)
    assert rulebook.indicators["wrong_exit_rate"].sampling == Sampling("exited", "household")
    assert rulebook.indicators["persons_lifted"].sampling is None
    [gate] = rulebook.scheme.gates
    assert (gate.name, gate.indicator, gate.parameter) == ("wrong_exit", "wrong_exit_rate", "limits/wrong_exit")
    [rule] = rulebook.scheme.classes
    assert rule.limits == (Limit("good", ">=", Fraction(1)), Limit("average", ">=", Fraction(9, 10)))
    assert (rule.basis, rule.otherwise, rule.source.status) == ("completion", "poor", "modelled")
    good, poor = rulebook.scheme.grades
    assert (good.at_least, good.none_below, good.points) == (
        (("good", 1),),
        "average",
        Limit("good", ">=", Fraction(60)),
    )
    assert (poor.grade, poor.at_least, poor.none_below, poor.points) == ("poor", (), None, None)
    [problem] = rulebook.problems
    assert problem.conditions == (
        ("finding", "fraud"),
        ("gate_failed", "wrong_exit"),
        ("completion_below", "persons_lifted"),
        ("class_at_most", "persons_lifted=average"),
        ("plan_fault", "PLAN_UNAPPROVED"),
    )
    [consequence] = rulebook.consequences
    assert (consequence.when, consequence.kind) == (("grade:poor", "problem:fraud"), "sanction")
    assert rulebook.cases == (
        Case(
            "A plan met in full earns full points",
            date(2016, 12, 31),
            "points",
            {"rule": "lifted", "value": "1/1"},
            {"points": "90"},
            RULES,
        ),
    )


def test_points_of_every_kind(book):
    linear, step = load_rulebook(book.folder).scheme.points
    assert (linear.kind, linear.points, linear.zero, linear.full) == ("linear", 90, 0, 1)
    assert step.steps == (Step("<=", Fraction(1, 100), Fraction(10)), Step("<=", Fraction(1, 50), Fraction(5)))
    rules = {(one.name, one.region, one.effective.year): one for one in load_rulebook("cn-funds-2017").scheme.points}
    assert rules["carry_over_rate", None, 2016].bands[1] == BandPart(
        Fraction(2, 100), Fraction(10, 100), Fraction(15), Fraction(5)
    )
    precise = rules["precise_use", None, 2016]
    assert (precise.start, precise.per_unit, precise.per_points, precise.floor) == (
        1,
        Fraction(1, 100),
        Fraction(1, 2),
        0,
    )
    west = rules["provincial_ratio", "west", 2016]
    assert (west.zero, west.full, west.points, west.indicator) == (
        Fraction(5, 100),
        Fraction(30, 100),
        5,
        "provincial_ratio",
    )


def test_nothing_of_law_is_a_float(book):
    text = json.dumps(load_rulebook(book.folder).raw)
    assert json.loads(text, parse_float=float.fromhex) == json.loads(text)


def test_the_raw_form_means_the_same_after_any_json(book):
    for rulebook in (
        load_rulebook(book.folder),
        load_rulebook("cn-central-2016"),
        load_rulebook("cn-funds-2017+cliff"),
    ):
        raw = json.loads(json.dumps(rulebook.raw, sort_keys=True))
        assert rulebook_from_raw(raw) == rulebook


def test_problems_stand_in_the_order_of_the_articles():
    assert [one.name for one in load_rulebook("cn-central-2016").problems] == [
        "plan_not_met",
        "fund_rules_broken",
        "constraint_broken",
        "exit_fraud",
        "low_accuracy",
        "violations_found",
    ]
