from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.assessment.completion import no_targets
from pledgetree.assessment.figures import Evidence, Finding
from pledgetree.assessment.judging import graded_units, judge, measured_indicators, missing_classes
from pledgetree.law.model import Cap, ClassRule, Consequence, GradeRule, Limit, Problem
from tests.unit.assessment.builders import (
    BEGIN,
    DAY,
    EASTLAND,
    LAW,
    NO_EVIDENCE,
    PLAIN_COUNTY,
    PLAINLAND,
    WESTLAND,
    figures,
    indicator,
    place,
    rule,
    rulebook,
    scheme,
    targets,
    text,
)

ACCURACY = (Limit("good", ">=", Fraction(98, 100)), Limit("average", ">=", Fraction(9, 10)))
MET = (Limit("good", ">=", Fraction(1)), Limit("average", ">=", Fraction(8, 10)))
RULES = rulebook(
    indicators={
        "lifted": indicator("lifted", kind="additive", target="plan"),
        "accuracy": indicator("accuracy"),
        "remaining": indicator("remaining", kind="additive", direction="less"),
        "share": indicator("share"),
    },
    scheme=scheme(
        classes=(
            ClassRule("lifted", "completion", BEGIN, MET, "poor", LAW),
            ClassRule("accuracy", "value", BEGIN, ACCURACY, "poor", LAW),
        ),
        grades=(
            GradeRule("good", text("good"), BEGIN, LAW, at_least=(("good", 2),)),
            GradeRule("average", text("average"), BEGIN, LAW, none_below="average"),
            GradeRule("poor", text("poor"), BEGIN, LAW),
        ),
        caps=(Cap("fraud", "poor", BEGIN, LAW),),
    ),
    problems=(Problem("fraud", text("fraud"), (("finding", "fraud"),), BEGIN, LAW),),
    consequences=(
        Consequence("commend", text("commend"), ("grade:good",), "reward", BEGIN, LAW),
        Consequence("interview", text("interview"), ("grade:poor", "problem:fraud"), "sanction", BEGIN, LAW),
    ),
)
VALUES = {
    "lifted": {PLAINLAND: (1000, 1), WESTLAND: (850, 1), PLAIN_COUNTY: (1000, 1), EASTLAND: (5, 1)},
    "accuracy": {PLAINLAND: (99, 100), WESTLAND: (95, 100)},
    "remaining": {PLAINLAND: (400, 1), WESTLAND: (400, 1)},
    "share": {PLAINLAND: (1, 2)},
}
PLANS = {
    (PLAINLAND, "lifted"): (1000, 1, "approved"),
    (WESTLAND, "lifted"): (1000, 1, "approved"),
    (PLAIN_COUNTY, "lifted"): (1000, 1, "approved"),
}
FRAUD = Evidence((Finding(place(PLAIN_COUNTY), "fraud", "F1", 3),), ())


def judged(values=VALUES, plans=PLANS, evidence=NO_EVIDENCE, law=RULES, day=DAY):
    of = figures(values)
    return judge(of, targets(of, plans), evidence, law, day)


def grades(judgement):
    return {row[0]: row[1:] for row in judgement.grades}


def test_provinces_of_the_programme_are_graded_and_no_others():
    assert np.flatnonzero(graded_units(figures(VALUES), RULES)).tolist() == [place(PLAINLAND), place(WESTLAND)]
    assert grades(judged()) == {
        place(PLAINLAND): ("good", "good", "", None),
        place(WESTLAND): ("average", "average", "", None),
    }


def test_classes_stand_for_every_tier():
    rows = judged().classes
    assert (place(PLAIN_COUNTY), "lifted", "completion", "good") in rows
    assert not [row for row in rows if row[0] == place(EASTLAND)]


def test_a_confirmed_fraud_in_a_county_caps_its_province_and_proposes_an_interview():
    one = judged(evidence=FRAUD)
    assert grades(one)[place(PLAINLAND)] == ("good", "poor", "fraud", None)
    assert (place(PLAINLAND), "interview", "sanction") in one.consequences
    assert [(row.unit, row.problem, row.persons) for row in one.problems] == [(place(PLAINLAND), "fraud", 3)]


def test_without_plans_nobody_has_met_anything():
    of = figures(VALUES)
    one = judge(of, no_targets(), NO_EVIDENCE, RULES, DAY)
    assert {row[0]: row[3] for row in one.classes if row[1] == "lifted"} == {
        place(PLAINLAND): "poor",
        place(WESTLAND): "poor",
    }
    assert grades(one)[place(PLAINLAND)][:2] == ("poor", "poor")


def test_evidence_withheld_by_one_province_does_not_help_it():
    withheld = VALUES | {"accuracy": {PLAINLAND: (99, 100)}}
    assert grades(judged(withheld))[place(WESTLAND)][0] == "poor"


def test_an_indicator_nobody_measured_stands_in_nobodys_way():
    unmeasured = VALUES | {"accuracy": {}}
    assert grades(judged(unmeasured))[place(WESTLAND)][0] == "average"


def test_missing_classes_are_those_some_graded_unit_has():
    class Half:
        rule = RULES.scheme.classes[1]
        place = np.array([-1, 0, -1, -1, -1, -1])

    assert missing_classes([Half()], measured_indicators([Half()], [1, 2]), 2) == {"accuracy"}
    assert missing_classes([Half()], measured_indicators([Half()], [2]), 2) == frozenset()


def test_what_is_measured_elsewhere_is_missing_here():
    of = figures(VALUES | {"accuracy": {}})
    asked = of, targets(of, PLANS), NO_EVIDENCE, RULES, DAY
    assert grades(judge(*asked))[place(WESTLAND)][0] == "average"
    assert grades(judge(*asked, frozenset({"accuracy"})))[place(WESTLAND)][0] == "poor"


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_newly_identified_or_relapsed_persons_never_lower_a_grade(before, found):
    """Whoever finds a missed family raises the remaining poor and nothing else."""
    here = VALUES | {"remaining": {PLAINLAND: (before, 1), WESTLAND: (0, 1)}}
    more = VALUES | {"remaining": {PLAINLAND: (before + found, 1), WESTLAND: (found, 1)}}
    assert judged(here) == judged(more)


def test_points_stand_beside_the_grade_when_the_scheme_gives_any():
    law = rulebook(
        indicators=RULES.indicators,
        scheme=scheme(
            points=(rule("share", "linear"),),
            grades=(
                GradeRule("good", text("good"), BEGIN, LAW, points=Limit("good", ">=", Fraction(5))),
                GradeRule("poor", text("poor"), BEGIN, LAW),
            ),
        ),
    )
    one = judged(law=law)
    assert (place(PLAINLAND), "share", 500, 1000) in one.points
    assert grades(one)[place(PLAINLAND)] == ("good", "good", "", 500)


def test_a_scheme_that_grades_no_tier_grades_nobody():
    one = judged(law=rulebook(indicators=RULES.indicators, scheme=scheme(graded_tiers=())))
    assert (one.grades, one.problems, one.consequences, one.points) == ([], [], [], [])


def test_before_the_law_took_effect_nothing_can_be_graded():
    with pytest.raises(ValueError, match="without conditions"):
        judged(day=date(2015, 12, 31))
