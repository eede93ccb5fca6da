"""The trace of a province that was one person short, with a fraud found in its county."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pledgetree.assessment.completion import no_targets
from pledgetree.assessment.explaining import explain
from pledgetree.assessment.figures import Evidence, Finding, PlanFault
from pledgetree.assessment.trace import Contribution, HouseholdList, Step, TableRead
from pledgetree.base.errors import UserError
from pledgetree.law.model import Cap, ClassRule, Consequence, GradeRule, Limit, Problem
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.assessment.builders import (
    BEGIN,
    CENTRE,
    EASTLAND,
    LAW,
    NO_EVIDENCE,
    PLAIN_COUNTY,
    PLAINLAND,
    WESTLAND,
    figures,
    gate,
    indicator,
    limits,
    place,
    rule,
    rulebook,
    scheme,
    targets,
    text,
)
from tests.unit.assessment.results_in_memory import result_of
from tests.unit.assessment.small_snapshot import VILLAGE, write_snapshot

MET = (Limit("good", ">=", Fraction(1)), Limit("average", ">=", Fraction(9, 10)))
RULES = rulebook(
    parameters=limits(),
    indicators={
        "lifted": indicator("lifted", kind="additive", target="plan"),
        "accuracy": indicator("accuracy"),
        "wrong_exit_rate": indicator("wrong_exit_rate", direction="less"),
    },
    scheme=scheme(
        gates=(gate("wrong_exit", "wrong_exit_rate"),),
        classes=(
            ClassRule("lifted", "completion", BEGIN, MET, "poor", LAW),
            ClassRule("accuracy", "value", BEGIN, MET, "poor", LAW),
        ),
        points=(rule("accuracy", "linear"), rule("accuracy", "linear", region="west", full=Fraction(1, 2))),
        grades=(
            GradeRule("good", text("Good grade"), BEGIN, LAW, at_least=(("good", 2),)),
            GradeRule("average", text("Average grade"), BEGIN, LAW, at_least=(("average", 1),), none_below="average"),
            GradeRule("poor", text("Poor grade"), BEGIN, LAW),
        ),
        caps=(Cap("fraud", "poor", BEGIN, LAW),),
    ),
    problems=(
        Problem("plan_not_met", text("Plan not met"), (("completion_below", "lifted"),), BEGIN, LAW),
        Problem("fraud", text("Fraud"), (("finding", "fraud"),), BEGIN, LAW),
    ),
    consequences=(Consequence("interview", text("Interview"), ("problem:fraud",), "sanction", BEGIN, LAW),),
)
OF = figures(
    {
        "lifted": {CENTRE: (1849, 1), PLAINLAND: (999, 1), WESTLAND: (850, 1), PLAIN_COUNTY: (999, 1)},
        "accuracy": {PLAINLAND: (99, 100), WESTLAND: (95, 100)},
        "wrong_exit_rate": {PLAINLAND: (20, 1000)},
        "budget": {PLAINLAND: (7, 8)},
    }
)
PLANS = targets(OF, {(PLAINLAND, "lifted"): (1000, 1, "approved"), (WESTLAND, "lifted"): (1000, 1, "unapproved")})
FOUND = Evidence(
    (Finding(place(PLAIN_COUNTY), "fraud", "F1", 3),),
    (PlanFault(place(PLAINLAND), "PLAN_BELOW_PLEDGE", "lifted", "P1", "plan 1000/1, pledge 1100/1"),),
)
RESULT = result_of(
    OF,
    PLANS,
    FOUND,
    RULES,
    rows={
        "flows": [(place(PLAINLAND), 5000, 999, 4001)],
        "intervals": [(place(PLAINLAND), "wrong_exit_rate", "0.007", "0.043", "0.95", "clopper-pearson", 300)],
    },
    extra={"inputs": {"households": "ab" * 32}, "snapshot": "cd" * 32, "edition": "2016"},
)


def trace(unit=PLAINLAND, of=RESULT, **asked):
    return explain(of, unit, **asked)


def number(name, unit=PLAINLAND):
    (one,) = trace(unit, indicator=name).indicators
    return one


def test_the_unit_and_the_units_above_it():
    place_of_county = trace(PLAIN_COUNTY).unit
    assert (place_of_county.tier, place_of_county.region) == ("county", "centre")
    assert [unit_id for unit_id, _ in place_of_county.above] == [PLAINLAND, CENTRE]


def test_a_short_code_is_padded():
    assert trace("01").unit.unit_id == PLAINLAND


def test_where_the_result_comes_from():
    result = trace().result
    assert (result.year, result.made_up, result.rulebook) == (2016, True, "test-law")
    assert result.origin == {"snapshot": "cd" * 32, "edition": "2016"}


def test_a_number_opens_to_its_counts_formula_source_and_tables():
    one = number("lifted")
    assert (one.numerator, one.denominator, one.rows) == (999, 1, 1)
    assert one.formula == "register.lifted"
    assert one.source == LAW
    assert one.tables == (TableRead("households", "ab" * 32),)


def test_children_contribute_the_biggest_first():
    assert [(one.unit_id, one.numerator) for one in number("lifted", CENTRE).contributions] == [
        (PLAINLAND, 999),
        (WESTLAND, 850),
    ]
    assert number("lifted").contributions == (Contribution(PLAIN_COUNTY, "Unit 010101", "county", 999, 1, 1),)
    assert number("lifted", PLAIN_COUNTY).contributions == ()


def test_the_plan_the_class_and_its_limits():
    one = number("lifted")
    assert (one.target.plan_numerator, one.target.plan_state) == (1000, "approved")
    assert (one.classed.label, one.classed.basis) == ("average", "completion")
    assert [(limit.label, limit.operator, limit.value) for limit in one.classed.limits] == [
        ("good", ">=", "1"),
        ("average", ">=", "9/10"),
        ("poor", "", ""),
    ]
    assert number("lifted", WESTLAND).classed.label == "poor"


def test_the_gate_with_its_limit_and_the_interval():
    one = number("wrong_exit_rate")
    (found,) = one.gates
    assert (found.numerator, found.limit_numerator, found.limit_denominator) == (20, 1, 50)
    assert (found.operator, found.verdict, found.reason) == ("<=", "pass", "within_limit")
    assert (one.interval.low, one.interval.high, one.interval.n) == ("0.007", "0.043", 300)


def test_points_by_the_rule_of_the_region():
    assert [one.points_hundredths for one in number("accuracy").points] == [990]
    assert [one.points_hundredths for one in number("accuracy", WESTLAND).points] == [1000]


def test_an_indicator_without_evidence_has_no_value():
    one = number("wrong_exit_rate", EASTLAND)
    assert (one.numerator, one.denominator, one.rows) == (0, 0, 0)
    assert (one.target, one.classed, one.gates, one.interval) == (None, None, (), None)


def test_an_indicator_of_no_rulebook_is_shown_as_counted():
    one = number("budget")
    assert (one.numerator, one.denominator, one.formula, one.source) == (7, 8, "", None)
    assert "budget" in [other.indicator for other in trace().indicators]


def test_the_grade_step_by_step():
    grade = trace().grade
    assert (grade.computed, grade.grade, grade.capped_by) == ("average", "poor", ("fraud",))
    assert grade.title["en"] == "Poor grade"
    assert grade.illustrative
    assert grade.steps == (
        Step("at_least", "good", "good", 2, 0, holds=False),
        Step("at_least", "average", "average", 1, 2, holds=True),
        Step("none_below", "average", "average", 0, 0, holds=True),
        Step("cap", "poor", "fraud", 0, 1, holds=True),
    )


def test_the_last_grade_asks_for_nothing():
    assert trace(WESTLAND).grade.steps[-1] == Step("always", "poor", "", 0, 0, holds=True)


def test_a_class_measured_elsewhere_and_missing_here_is_counted_against():
    of = figures({"lifted": {}, "accuracy": {PLAINLAND: (99, 100)}, "wrong_exit_rate": {}})
    plans = targets(of, {(WESTLAND, "lifted"): (0, 1, "approved")})
    steps = trace(WESTLAND, result_of(of, plans, NO_EVIDENCE, RULES)).grade.steps
    assert Step("none_below", "average", "average", 0, 1, holds=False) in steps


def test_units_that_are_not_graded_have_no_grade():
    assert trace(EASTLAND).grade is None
    assert trace(EASTLAND).flows is None


def test_problems_consequences_plan_faults_and_flows():
    one = trace()
    assert [(found.problem, found.title["en"], found.article, found.persons) for found in one.problems] == [
        ("fraud", "Fraud", "article 7", 3),
        ("plan_not_met", "Plan not met", "article 7", 0),
    ]
    assert [(found.consequence, found.kind, found.source) for found in one.consequences] == [
        ("interview", "sanction", LAW)
    ]
    assert [found.code for found in one.plan_faults] == ["PLAN_BELOW_PLEDGE"]
    assert one.flows == {"opening": 5000, "exited": 999, "closing": 4001}


def test_one_indicator_leaves_the_grade_out():
    one = trace(indicator="accuracy")
    assert (one.grade, one.problems, one.consequences, one.flows, one.plan_faults) == (None, (), (), None, ())


def test_rules_that_were_taken_out_of_the_rulebook_leave_codes():
    bare = replace(RULES, problems=(), consequences=(), scheme=replace(RULES.scheme, grades=()))
    one = trace(of=replace(RESULT, rulebook=bare))
    assert {found.title.get("en") for found in (*one.problems, *one.consequences, one.grade)} == {None}


def test_an_unknown_unit_and_a_wrong_code():
    with pytest.raises(UserError, match="UNKNOWN_UNIT"):
        trace("99")
    with pytest.raises(UserError, match="WRONG_UNIT_CODE"):
        trace("Plainland")


def test_an_unknown_indicator_says_which_there_are():
    with pytest.raises(UserError, match=r"UNKNOWN_INDICATOR.*lifted, accuracy, wrong_exit_rate, budget"):
        trace(indicator="happiness")


def test_a_village_lists_its_households_when_the_snapshot_is_at_hand(tmp_path):
    snapshot = write_snapshot(tmp_path)
    units = ((CENTRE, "", "centre", "", True), (VILLAGE, CENTRE, "village", "centre", True))
    of = figures({"persons_exited": {VILLAGE: (2, 1)}, "accuracy": {}}, units)
    law = rulebook(indicators={name: indicator(name, kind="additive") for name in of.indicators})
    digest = open_snapshot(snapshot).digest
    result = result_of(of, no_targets(), NO_EVIDENCE, law, extra={"snapshot": digest})
    listed = explain(result, VILLAGE, snapshot=snapshot).households
    assert listed == (HouseholdList("persons_exited", ("010101-exited", "010101-old-code")),)
    assert explain(result, VILLAGE).households == ()
