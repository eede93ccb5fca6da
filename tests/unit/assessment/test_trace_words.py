import json
from importlib.resources import files

import jsonschema
import pytest

from pledgetree.assessment import trace_words
from pledgetree.assessment.explaining import explain
from pledgetree.assessment.trace import HouseholdList
from pledgetree.assessment.trace_words import trace_json, trace_text
from tests.unit.assessment.builders import CENTRE, EASTLAND, PLAIN_COUNTY, PLAINLAND, WESTLAND
from tests.unit.assessment.test_explaining import RESULT
from tests.unit.assessment.test_trace_points import scored
from tests.unit.assessment.test_trace_reading import TOWNSHIP, VILLAGES, interviewed

SCHEMA = json.loads(files("pledgetree.assessment").joinpath("schema", "explain.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("unit", [PLAINLAND, WESTLAND, EASTLAND, CENTRE])
@pytest.mark.parametrize("indicator", [None, "lifted"])
def test_the_json_has_the_shape_of_its_schema_and_survives_printing(unit, indicator):
    plain = trace_json(explain(RESULT, unit, indicator))
    jsonschema.validate(plain, SCHEMA)
    assert json.loads(json.dumps(plain)) == plain


def test_the_json_adds_the_value_and_the_step_in_words():
    plain = trace_json(explain(RESULT, PLAINLAND))
    values = {one["indicator"]: one["value"] for one in plain["indicators"]}
    assert values["wrong_exit_rate"] == 0.02
    assert plain["grade"]["steps"][0]["text"] == (
        "good: at least 2 indicators in class good or better; 0 found; does not hold"
    )
    assert plain["grade"]["steps"][-1]["text"] == "the problem fraud stands: the grade is at most poor"


def test_the_text_says_it_all():
    lines = trace_text(explain(RESULT, PLAINLAND)).splitlines()
    assert lines[0] == "Unit 010000 (010000000000, province), year 2016"
    for line in (
        "Grade: Poor grade (computed average)",
        "  illustrative: computed from made-up data, it says nothing about the real unit",
        "  capped by: fraud",
        "Problem: Fraud, article 7: finding:fraud (F1)",
        "Proposed: Interview (sanction); a named officer decides",
        "Plan: PLAN_BELOW_PLEDGE lifted: plan 1000/1, pledge 1100/1",
        "Persons: opening 5000, exited 999, closing 4001",
        "lifted: 999 / 1 = 999 (1 rows counted)",
        "  formula: register.lifted",
        "  source: A law for tests T 1 article 7 [documented]",
        f"  read from: households {'ab' * 32}",
        "  plan plan 010000000000: 1000 / 1 (approved)",
        "  class: average (by completion; limits: good >= 1, average >= 9/10, poor)",
        "  gate wrong_exit: 20 / 1000 must be <= 0.02: pass (within_limit)",
        "  points accuracy (linear): 9.9 of 10",
        "  interval at 0.95: 0.007 to 0.043 (clopper-pearson, 300 households)",
        "  of which Unit 010101 (010101000000): 999 / 1",
    ):
        assert line in lines


def test_no_evidence_is_said_and_not_shown_as_zero():
    assert "lifted: no evidence" in trace_text(explain(RESULT, EASTLAND))


def test_every_sentence_can_be_translated():
    spoken = []
    trace_text(explain(RESULT, PLAINLAND), "fr", lambda message: spoken.append(message) or message)
    marked = {value for value in vars(trace_words).values() if isinstance(value, str)}
    assert set(spoken) <= marked | set(trace_words.STEPS.values())


def test_the_rulebooks_own_words_come_in_the_readers_language():
    trace = explain(RESULT, PLAINLAND, "lifted")
    (one,) = trace.indicators
    french = type(one)(**(vars(one) | {"title": {"en": "lifted", "fr": "sorties"}}))
    assert "sorties: 999 / 1" in trace_text(type(trace)(**(vars(trace) | {"indicators": (french,)})), "fr")


def test_many_contributions_are_cut_and_counted():
    trace = explain(RESULT, CENTRE, "lifted")
    (one,) = trace.indicators
    many = type(one)(**(vars(one) | {"contributions": one.contributions * 6}))
    assert "  and 2 more" in trace_text(type(trace)(**(vars(trace) | {"indicators": (many,)}))).splitlines()


def test_targets_without_a_plan_and_with_a_pledge():
    trace = explain(RESULT, PLAINLAND, "lifted")
    (one,) = trace.indicators
    pledged = {"plan_state": "none", "pledge_id": "G1", "pledge_numerator": 1100, "pledge_denominator": 1}
    target = type(one.target)(**(vars(one.target) | pledged))
    shown = type(one)(**(vars(one) | {"target": target}))
    lines = trace_text(type(trace)(**(vars(trace) | {"indicators": (shown,)}))).splitlines()
    assert "  plan: none" in lines
    assert "  pledge G1: 1100 / 1" in lines


def test_households_are_listed_when_they_were_read():
    trace = explain(RESULT, PLAINLAND, "lifted")
    listed = type(trace)(**(vars(trace) | {"households": (HouseholdList("lifted", ("0101-1", "0101-2")),)}))
    assert trace_text(listed).endswith("Households counted in lifted: 0101-1 0101-2")
    jsonschema.validate(trace_json(listed), SCHEMA)


def test_points_say_the_ratio_and_the_source():
    trace = explain(scored(), PLAINLAND, "performance")
    lines = trace_text(trace).splitlines()
    at = lines.index("  points people (linear): 9.99 of 10")
    assert lines[at + 1 : at + 3] == [
        "    lifted: 999 / 1000 = 0.999 (by completion)",
        "    source: A law for tests T 1 article 7 [documented]",
    ]
    assert "    quiet: no evidence" in lines
    jsonschema.validate(trace_json(trace), SCHEMA)


@pytest.mark.parametrize("unit", [PLAIN_COUNTY, TOWNSHIP, *VILLAGES])
def test_what_is_withheld_is_said_and_never_shown(unit):
    trace = explain(interviewed(), unit, "wrong_exit_rate")
    lines, plain = trace_text(trace).splitlines(), trace_json(trace)
    jsonschema.validate(plain, SCHEMA)
    below = unit != PLAIN_COUNTY
    said = "wrong_exit_rate: withheld: too few interviewed; who answered must not show"
    assert (said in lines) == below
    assert (plain["indicators"][0]["value"] is None) == below
    parts = "  units below the county: withheld: too few interviewed; who answered must not show"
    assert (parts in lines) == (unit not in VILLAGES)
    assert not [line for line in lines if "898" in line or "0 / 2" in line]


def test_points_that_are_withheld_are_said_to_be():
    trace = explain(scored(), PLAINLAND, "performance")
    (one,) = trace.indicators
    hidden = {"numerator": None, "denominator": None, "points_hundredths": None}
    rules = (type(one.points[0])(**(vars(one.points[0]) | hidden)),)
    shown = type(one)(**(vars(one) | {"points": rules}))
    withheld = type(trace)(**(vars(trace) | {"indicators": (shown,)}))
    lines = trace_text(withheld).splitlines()
    assert "    budget: withheld: too few interviewed; who answered must not show" in lines
    assert not [line for line in lines if line.startswith("  points")]
    jsonschema.validate(trace_json(withheld), SCHEMA)
