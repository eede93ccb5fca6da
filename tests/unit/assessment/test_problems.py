from dataclasses import replace

import pytest

from pledgetree.assessment.figures import Evidence, Finding, PlanFault
from pledgetree.assessment.judging import judge
from pledgetree.assessment.problems import CONDITIONS, findings_upwards, plan_faults_by_code
from pledgetree.law.model import ClassRule, GradeRule, Limit, Problem
from tests.unit.assessment.builders import (
    BEGIN,
    CENTRE,
    DAY,
    LAW,
    PLAIN_COUNTY,
    PLAINLAND,
    WESTLAND,
    figures,
    gate,
    indicator,
    limits,
    place,
    rulebook,
    scheme,
    targets,
    text,
    tree,
)

HERE = place(PLAINLAND)


def problem(name, *conditions):
    return Problem(name, text(name), conditions, BEGIN, replace(LAW, article=f"article of {name}"))


RULES = rulebook(
    parameters=limits(),
    indicators={
        "lifted": indicator("lifted", kind="additive", target="plan"),
        "growth": indicator("growth", target="plan"),
        "accuracy": indicator("accuracy"),
        "wrong_exit_rate": indicator("wrong_exit_rate", direction="less"),
    },
    scheme=scheme(
        gates=(gate("wrong_exit", "wrong_exit_rate"),),
        classes=(ClassRule("accuracy", "value", BEGIN, (Limit("good", ">=", 1),), "poor", LAW),),
        grades=(GradeRule("poor", text("poor"), BEGIN, LAW),),
    ),
    problems=(
        problem("plan_not_met", ("completion_below", "lifted"), ("plan_fault", "PLAN_BELOW_PLEDGE")),
        problem("slow_growth", ("completion_below", "growth")),
        problem("low_accuracy", ("class_at_most", "accuracy=average"), ("gate_failed", "wrong_exit")),
        problem("fraud", ("finding", "fraud")),
    ),
)
SOUND = {
    "lifted": {PLAINLAND: (1000, 1)},
    "growth": {PLAINLAND: (10, 100)},
    "accuracy": {PLAINLAND: (100, 100)},
    "wrong_exit_rate": {PLAINLAND: (20, 1000)},
}
PLANS = {(PLAINLAND, "lifted"): (1000, 1, "approved"), (PLAINLAND, "growth"): (10, 100, "approved")}
NOTHING = Evidence((), ())


def found(values=SOUND, plans=PLANS, evidence=NOTHING):
    of = figures(values)
    judged = judge(of, targets(of, plans), evidence, RULES, DAY)
    return [(row.problem, row.condition, row.detail, row.persons) for row in judged.problems if row.unit == HERE]


def test_a_sound_unit_has_no_problem():
    assert found() == []


def test_one_person_short_of_the_approved_plan():
    short = SOUND | {"lifted": {PLAINLAND: (999, 1)}}
    assert found(short) == [("plan_not_met", "completion_below:lifted", "999/1 of 1000/1", 0)]


def test_a_rate_below_its_plan_shows_both_ratios():
    slow = SOUND | {"growth": {PLAINLAND: (9, 100)}}
    assert found(slow) == [("slow_growth", "completion_below:growth", "9/100 of 10/100", 0)]


@pytest.mark.parametrize("state", ["unapproved", "none"])
def test_a_plan_that_is_not_approved_is_not_met(state):
    plans = PLANS | {(PLAINLAND, "lifted"): (1, 1, state)}
    assert found(plans=plans) == [("plan_not_met", "completion_below:lifted", f"plan {state}", 0)]


def test_no_plan_at_all_is_not_met():
    plans = {(PLAINLAND, "growth"): PLANS[PLAINLAND, "growth"]}
    assert found(plans=plans) == [("plan_not_met", "completion_below:lifted", "plan none", 0)]


def test_a_plan_fault_names_its_indicator_and_detail():
    fault = PlanFault(HERE, "PLAN_BELOW_PLEDGE", "lifted", "P1", "plan 1000/1, pledge 1100/1")
    assert found(evidence=Evidence((), (fault,))) == [
        ("plan_not_met", "plan_fault:PLAN_BELOW_PLEDGE", "lifted: plan 1000/1, pledge 1100/1", 0)
    ]


def test_a_class_and_a_gate_are_two_conditions_of_one_problem():
    wrong = SOUND | {"accuracy": {PLAINLAND: (97, 100)}, "wrong_exit_rate": {PLAINLAND: (21, 1000)}}
    assert found(wrong) == [
        ("low_accuracy", "class_at_most:accuracy=average", "poor", 0),
        ("low_accuracy", "gate_failed:wrong_exit", "21/1000", 0),
    ]


def test_missing_evidence_is_no_problem():
    unseen = SOUND | {"accuracy": {}, "wrong_exit_rate": {}}
    assert found(unseen) == []


def test_findings_below_count_at_the_unit_with_their_persons():
    evidence = Evidence((Finding(place(PLAIN_COUNTY), "fraud", "F2", 7), Finding(HERE, "fraud", "F1", 5)), ())
    assert found(evidence=evidence) == [("fraud", "finding:fraud", "F1 F2", 12)]


def test_findings_elsewhere_do_not_count():
    assert found(evidence=Evidence((Finding(place(WESTLAND), "fraud", "F1", 5),), ())) == []


def test_each_problem_carries_its_article():
    of = figures(SOUND | {"lifted": {PLAINLAND: (0, 1)}})
    judged = judge(of, targets(of, PLANS), NOTHING, RULES, DAY)
    assert {row.article for row in judged.problems if row.unit == HERE} == {"article of plan_not_met"}


def test_findings_climb_to_every_unit_above():
    one = Finding(place(PLAIN_COUNTY), "fraud", "F1", 5)
    climbed = findings_upwards(tree(), [one])
    assert {unit for unit, _ in climbed} == {place(PLAIN_COUNTY), HERE, place(CENTRE)}


def test_plan_faults_are_gathered_by_unit_and_code():
    first, second = (PlanFault(3, "PLAN_UNAPPROVED", name, "", "") for name in ("a", "b"))
    assert plan_faults_by_code(Evidence((), (first, second))) == {(3, "PLAN_UNAPPROVED"): [first, second]}


def test_the_kinds_of_condition_are_closed():
    assert set(CONDITIONS) == {"completion_below", "plan_fault", "class_at_most", "gate_failed", "finding"}
