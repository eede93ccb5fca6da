from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.disclosure import release
from pledgetree.publish.matrix import additive_kind, counts_people, matrix, trajectory_years
from pledgetree.publish.reading import read_facts
from tests.unit.publish.programme import CENTRE, MadeUpResult


def one_unit(**figures):
    """A result of the Centre alone with an approved plan."""
    result = MadeUpResult()
    result.add(
        "units", unit_id=CENTRE, parent_id="", tier="centre", name="中央", region="", signs=True, in_programme=True
    )
    for name, (numerator, denominator) in figures.items():
        result.add("figures", unit_id=CENTRE, indicator=name, numerator=numerator, denominator=denominator, rows=1)
    return result


def with_plan(result, plan, state="approved"):
    result.add(
        "targets",
        unit_id=CENTRE,
        indicator="poor_lifted",
        plan_id="P",
        plan_numerator=plan,
        plan_denominator=1,
        plan_state=state,
        pledge_id="",
        pledge_numerator=0,
        pledge_denominator=0,
    )
    return result


def released(result):
    return release(matrix(read_facts(result)), 10)


def test_completion_is_achieved_over_the_approved_plan():
    figures = released(with_plan(one_unit(poor_lifted=(950, 1)), 1000))
    assert figures.at(CENTRE, "poor_lifted.completion").value == Fraction(95, 100)
    assert figures.at(CENTRE, "poor_lifted.met").value == "false"
    assert figures.at(CENTRE, "poor_lifted.pledge").state == "empty"


def test_an_unapproved_plan_is_never_met():
    figures = released(with_plan(one_unit(poor_lifted=(2000, 1)), 1000, "unapproved"))
    assert figures.at(CENTRE, "poor_lifted.completion").state == "empty"
    assert figures.at(CENTRE, "poor_lifted.met").value == "false"


def test_a_plan_of_nothing_is_met_by_nothing():
    figures = released(with_plan(one_unit(poor_lifted=(0, 1)), 0))
    assert figures.at(CENTRE, "poor_lifted.met").value == "true"
    assert figures.at(CENTRE, "poor_lifted.completion").state == "empty"


def test_a_small_sample_count_hides_the_rate_and_the_estimate_made_of_it():
    figures = released(one_unit(wrong_exit_rate=(5, 500), missed_rate=(20, 1000), composite_incidence=(9, 2000)))
    assert figures.at(CENTRE, "wrong_exit_rate.numerator").state == "low"
    assert figures.at(CENTRE, "wrong_exit_rate.denominator").value == 500
    assert figures.at(CENTRE, "wrong_exit_rate.rate").state == "withheld"
    assert figures.at(CENTRE, "missed_rate.rate").value == Fraction(2, 100)
    assert figures.at(CENTRE, "composite_incidence.rate").state == "withheld"


def test_the_estimate_is_shown_when_its_parts_are():
    figures = released(one_unit(wrong_exit_rate=(50, 500), missed_rate=(20, 1000), composite_incidence=(9, 2000)))
    assert figures.at(CENTRE, "composite_incidence.rate").value == Fraction(9, 2000)


def test_the_estimate_goes_with_a_small_stock_and_so_does_its_verdict():
    result = one_unit(
        wrong_exit_rate=(50, 500), missed_rate=(20, 1000), poor_remaining=(7, 1), composite_incidence=(9, 2000)
    )
    for gate, verdict in (("composite_incidence", "pass"), ("missed", "fail")):
        result.add(
            "gates",
            unit_id=CENTRE,
            gate=gate,
            limit_numerator=2,
            limit_denominator=100,
            operator="<=",
            verdict=verdict,
        )
    figures = released(result)
    assert figures.at(CENTRE, "poor_remaining").state == "low"
    assert figures.at(CENTRE, "composite_incidence.rate").state == "withheld"
    assert figures.at(CENTRE, "gate.composite_incidence").state == "withheld"
    assert figures.at(CENTRE, "gate.missed").value == "fail"


def test_a_completion_of_a_rate_goes_with_its_counts():
    result = one_unit(recognition=(496, 500))
    result.add(
        "targets",
        unit_id=CENTRE,
        indicator="recognition",
        plan_id="P",
        plan_numerator=95,
        plan_denominator=100,
        plan_state="approved",
    )
    figures = released(result)
    assert figures.at(CENTRE, "recognition.completion").state == "withheld"
    assert figures.at(CENTRE, "recognition.met").state == "withheld"


def test_a_nearly_complete_rate_is_hidden_like_a_nearly_empty_one():
    figures = released(one_unit(recognition=(496, 500)))
    assert figures.at(CENTRE, "recognition.rate").state == "withheld"


def test_which_indicators_count_people(facts):
    people = {name for name, one in facts.rulebook.indicators.items() if counts_people(one)}
    assert people == {
        "poor_lifted",
        "poor_remaining",
        "exit_accuracy",
        "recognition",
        "wrong_exit_rate",
        "missed_rate",
        "poverty_incidence",
    }
    assert additive_kind(facts.rulebook.indicators["counties_exited"]) == "number"
    assert additive_kind(facts.rulebook.indicators["poor_lifted"]) == "persons"


def test_details_end_at_the_province(report):
    county = next(unit.unit_id for unit in report.facts.units.values() if unit.tier == "county")
    assert report.figures.at(county, "flow.opening").state == "empty"
    assert report.figures.at(county, "poor_lifted").state != "empty"


def test_years_of_the_trajectory(facts):
    assert trajectory_years(facts) == list(range(2014, 2021))
