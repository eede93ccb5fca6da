"""What a trace reads: the law of every indicator, and what must not show below the county."""

from dataclasses import replace

import pytest

from pledgetree.assessment.completion import no_targets
from pledgetree.assessment.explaining import explain
from pledgetree.assessment.trace_reading import Reading
from pledgetree.law.model import Sampling
from tests.unit.assessment.builders import (
    CENTRE,
    NO_EVIDENCE,
    PLAIN_COUNTY,
    PLAINLAND,
    figures,
    indicator,
    rulebook,
    text,
)
from tests.unit.assessment.results_in_memory import result_of
from tests.unit.assessment.test_explaining import RESULT, RULES

TOWNSHIP, VILLAGES = "010101100000", ("010101100001", "010101100002")
SAMPLED = replace(RULES.indicators["wrong_exit_rate"], sampling=Sampling("exited"))
COMPOSED = replace(RULES.indicators["accuracy"], reads=("persons", "interviews"))
BELOW = (
    (CENTRE, "", "centre", "", True),
    (PLAIN_COUNTY, CENTRE, "county", "centre", True),
    (TOWNSHIP, PLAIN_COUNTY, "township", "centre", True),
    *((one, TOWNSHIP, "village", "centre", True) for one in VILLAGES),
)


def interviewed():
    """A county where two villages had one interview each, and interviews are read by two indicators."""
    values = {PLAIN_COUNTY: (3, 900), TOWNSHIP: (3, 900), VILLAGES[0]: (0, 2), VILLAGES[1]: (3, 898)}
    of = figures({"lifted": values, "accuracy": values, "wrong_exit_rate": values}, BELOW)
    law = replace(RULES, indicators={**RULES.indicators, "wrong_exit_rate": SAMPLED, "accuracy": COMPOSED})
    rows = {"intervals": [(3, "wrong_exit_rate", "0", "1", "0.95", "clopper-pearson", 1)]}
    return result_of(of, no_targets(), NO_EVIDENCE, law, rows=rows)


@pytest.mark.parametrize("name", ["wrong_exit_rate", "accuracy"])
@pytest.mark.parametrize("unit", [TOWNSHIP, *VILLAGES])
def test_below_the_county_what_interviews_found_is_withheld(name, unit):
    (one,) = explain(interviewed(), unit, name).indicators
    assert one.withheld
    assert (one.numerator, one.denominator, one.rows) == (None, None, None)
    assert (one.classed, one.gates, one.points, one.interval) == (None, (), (), None)
    assert {(part.numerator, part.denominator, part.rows) for part in one.contributions} <= {(None, None, None)}
    # Their order would tell which is bigger.
    assert [part.unit_id for part in one.contributions] == (list(VILLAGES) if unit == TOWNSHIP else [])


def test_at_the_county_the_figure_shows_and_its_parts_do_not():
    (one,) = explain(interviewed(), PLAIN_COUNTY, "wrong_exit_rate").indicators
    assert (one.withheld, one.numerator, one.denominator) == (False, 3, 900)
    assert [(part.unit_id, part.numerator) for part in one.contributions] == [(TOWNSHIP, None)]


def test_figures_of_the_register_show_down_to_the_village():
    (one,) = explain(interviewed(), VILLAGES[1], "lifted").indicators
    assert (one.withheld, one.numerator) == (False, 3)


def test_the_rulebooks_own_indicator_goes_before_an_included_one_of_the_same_name():
    other = rulebook(
        indicators={"lifted": replace(indicator("lifted"), title=text("Other")), "late": indicator("late")}
    )
    reading = Reading(replace(RESULT, included={"other": other}), PLAINLAND)
    assert reading.laws["lifted"].title["en"] == "lifted"
    assert reading.indicator_names(None) == ["lifted", "accuracy", "wrong_exit_rate", "budget", "late"]
    assert reading.books == (RULES, other)


def test_a_formula_not_yet_in_force_is_empty():
    reading = Reading(replace(RESULT, year=2015), PLAINLAND)
    assert (reading.formula("lifted"), reading.formula("budget")) == ("", "")
