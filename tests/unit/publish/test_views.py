from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.publishing import compose
from pledgetree.publish.reading import CENTRE, read_facts
from pledgetree.publish.views import (
    caps,
    cards,
    completion_picture,
    flows_close,
    gate_views,
    gates_of,
    one_series,
    promised_and_delivered,
    province_tiles,
)
from tests.unit.publish.programme import made_up_programme

GUIZHOU = "520000000000"


def test_cards_show_figure_plan_and_pledge(report):
    first = cards(report.facts, report.figures, GUIZHOU)[0]
    assert first.title["en"] == "Registered poor people lifted"
    assert first.figure.shown
    assert first.plan.shown
    assert first.pledge.shown


def test_the_trajectory_holds_all_three_series(report):
    picture = promised_and_delivered(report.facts, report.figures, CENTRE)
    assert [line.name for line in picture.lines] == ["pledged", "planned", "delivered"]
    assert picture.years[-1][1] == 2020


def test_the_two_series_of_the_poor_have_pictures_of_their_own(report):
    for name in ("registered_poor", "rural_poor_survey"):
        picture = one_series(report.facts, report.figures, CENTRE, name)
        assert [line.name for line in picture.lines] == [name]
    assert one_series(report.facts, report.figures, GUIZHOU, "rural_poor_survey") is None


def test_only_provinces_of_the_programme_are_held_to_a_plan(report):
    assert len(completion_picture(report.facts, report.figures).bars) == 22


def test_tiles_are_all_provinces(report):
    shown = province_tiles(report.facts, report.figures)
    assert len(shown) == 31
    assert sum(one.shade == -1 for one in shown) == 9


def test_gates_stand_in_the_order_of_the_law_with_verdict_and_proof(report):
    views = gate_views(report.facts, report.figures, GUIZHOU)
    assert [view.figure.name for view in views] == ["wrong_exit", "missed", "recognition", "composite_incidence"]
    for view in views:
        cell = report.figures.at(GUIZHOU, f"gate.{view.figure.name}")
        assert view.verdict == (cell.value if cell.shown else "withheld")
    assert len(gates_of(views).rows) == 4


def test_a_hidden_rate_is_bounded_on_its_side(small_report):
    found = {"low": 0, "high": 0}
    for unit in small_report.facts.units:
        for view in gate_views(small_report.facts, small_report.figures, unit):
            if view.figure.between:
                low, high = view.figure.between
                found["low" if high < Fraction(1, 2) else "high"] += 1
                assert view.figure.rate is None
                assert 0 < low < high < 1
    assert all(found.values())


def test_a_gate_without_a_limit_is_left_out():
    result = made_up_programme(counties=1)
    for row in result.rows["gates"]:
        if row["gate"] == "missed":
            row["limit_denominator"] = 0
    whole = compose(result)
    names = [view.figure.name for view in gate_views(whole.facts, whole.figures, GUIZHOU)]
    assert names == ["wrong_exit", "recognition", "composite_incidence"]


def test_a_tiny_sample_has_no_bounds():
    result = made_up_programme(counties=1)
    for row in result.rows["figures"]:
        if row["unit_id"] == GUIZHOU and row["indicator"] == "missed_rate":
            row.update(numerator=2, denominator=7)
    whole = compose(result)
    view = gate_views(whole.facts, whole.figures, GUIZHOU)[1]
    assert (view.figure.rate, view.figure.between) == (None, None)


def test_caps_are_those_of_problems_found(report):
    with_problems = [unit.unit_id for unit in report.facts.provinces if report.facts.rows("problems", unit.unit_id)]
    assert with_problems
    assert all(caps(report.facts, key) for key in with_problems)
    assert caps(report.facts, "110000000000") == []


def test_the_account_is_checked():
    result = made_up_programme(counties=1)
    assert flows_close(read_facts(result), CENTRE)
    result.rows["flows"][0]["closing"] += 1
    assert not flows_close(read_facts(result), CENTRE)
