"""The points of a trace: those of an included rulebook open to every rule."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pledgetree.assessment.completion import no_targets
from pledgetree.assessment.explaining import explain
from pledgetree.assessment.trace import TableRead
from tests.unit.assessment.builders import (
    BEGIN,
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
)
from tests.unit.assessment.results_in_memory import result_of
from tests.unit.assessment.test_explaining import RULES
from tests.unit.assessment.test_trace_reading import BELOW, COMPOSED, VILLAGES

FUNDS = rulebook(
    name="test-funds",
    indicators={
        "budget": indicator("budget"),
        "lifted": indicator("lifted", kind="additive", target="plan"),
        "late": indicator("late", direction="less"),
        "quiet": indicator("quiet"),
    },
    scheme=scheme(
        points=(
            rule("budget", "linear"),
            rule("budget", "linear", region="west", full=Fraction(1, 2)),
            rule("people", "linear", indicator="lifted", basis="completion"),
            rule("late", "linear", indicator="late", basis="completion"),
            rule("quiet", "linear"),
        )
    ),
)
SCORED = replace(
    RULES,
    indicators={
        **RULES.indicators,
        "performance": replace(indicator("performance"), functions=((BEGIN, "included.points"),)),
    },
)


def scored(plan=(1000, 1, "approved"), done=999, late=(1, 4)):
    """A result whose performance is the points of an included rulebook; its points table has one of the rules."""
    of = figures(
        {
            "performance": {PLAINLAND: (2865, 4000)},
            "lifted": {PLAINLAND: (done, 1)},
            "accuracy": {},
            "budget": {PLAINLAND: (7, 8), PLAIN_COUNTY: (7, 8)},
            "late": {PLAINLAND: late} if late else {},
            "wrong_exit_rate": {},
        }
    )
    plans = targets(of, {(PLAINLAND, "lifted"): plan, (PLAINLAND, "late"): (1, 5, "approved")})
    found = result_of(of, plans, NO_EVIDENCE, SCORED, rows={"points": [(place(PLAINLAND), "budget", 874, 1000)]})
    return replace(found, included={"test-funds": FUNDS})


def rules(result, unit=PLAINLAND, indicator="performance"):
    (one,) = explain(result, unit, indicator).indicators
    return {found.rule: found for found in one.points}


def test_points_of_included_rulebooks_open_to_every_rule_with_its_ratio_and_source():
    found = rules(scored())
    assert list(found) == ["budget", "people", "late", "quiet"]
    # What the result states is taken as it is (874); what it does not state is worked out anew.
    assert [(one.points_hundredths, one.full_hundredths) for one in found.values()] == [
        (874, 1000),
        (999, 1000),
        (800, 1000),
        (0, 1000),
    ]
    assert [(one.basis, one.numerator, one.denominator) for one in found.values()] == [
        ("value", 7, 8),
        ("completion", 999, 1000),
        ("completion", 4, 5),
        ("value", 0, 0),
    ]
    assert {one.source for one in found.values()} == {LAW}
    assert found["people"].indicator == "lifted"
    assert found["people"].indicator_title["en"] == "lifted"


@pytest.mark.parametrize(
    ("made", "rule_name", "ratio"),
    [
        ({"plan": (1000, 1, "unapproved")}, "people", (0, 0)),
        ({"plan": (0, 1, "approved")}, "people", (1, 1)),
        ({"done": -5}, "people", (0, 1)),
        ({"late": None}, "late", (0, 1)),
    ],
)
def test_a_completion_that_says_nothing_is_met_or_not_or_no_evidence(made, rule_name, ratio):
    one = rules(scored(**made))[rule_name]
    assert (one.numerator, one.denominator) == ratio


def test_points_stand_at_the_tiers_the_included_rulebook_grades_and_where_there_is_a_figure():
    assert rules(scored(), PLAIN_COUNTY) == {}
    assert rules(scored(), WESTLAND) == {}


def test_an_included_indicator_has_its_formula_its_source_its_tables_and_its_rule():
    (one,) = explain(scored(), PLAINLAND, "budget").indicators
    assert (one.formula, one.source, one.tables) == ("register.budget", LAW, (TableRead("households", ""),))
    assert [(found.rule, found.points_hundredths) for found in one.points] == [("budget", 874)]


def test_points_for_what_is_withheld_are_withheld():
    funds = replace(
        FUNDS, scheme=replace(FUNDS.scheme, graded_tiers=("village",), points=(rule("accuracy", "linear"),))
    )
    values = {"performance": {VILLAGES[0]: (0, 1000)}, "accuracy": {VILLAGES[0]: (0, 2)}}
    of = figures(values, BELOW, also=("lifted", "wrong_exit_rate"))
    law = replace(SCORED, indicators={**SCORED.indicators, "accuracy": COMPOSED})
    result = replace(result_of(of, no_targets(), NO_EVIDENCE, law), included={"test-funds": funds})
    (one,) = rules(result, VILLAGES[0]).values()
    assert (one.numerator, one.denominator, one.points_hundredths, one.full_hundredths) == (None, None, None, 1000)
