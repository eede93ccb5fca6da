from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.publishing import compose
from pledgetree.publish.reading import CENTRE
from pledgetree.publish.tables import (
    about,
    class_rules,
    delivery,
    detailed_units,
    figure_column,
    flow_lines,
    lower_units,
    row_key,
    stock,
)
from tests.unit.publish.programme import made_up_programme

GUIZHOU = "520000000000"


def test_the_series_are_set_beside_their_own_published_figures(report):
    table = report.tables["headline"]
    assert table.keys == ("rural_poor_survey", "registered_poor", "counties_exited")
    assert table.at("rural_poor_survey", "published").value == 43_350_000
    assert table.at("rural_poor_survey", "result").value == 43_350_000
    # The register's figure of 2016 was not published: nothing stands beside it, least of all the survey's.
    assert table.at("registered_poor", "published").state == "empty"
    assert table.at("counties_exited", "published").value == 28


def headline_of(**changes):
    result = made_up_programme(counties=1)
    for name, value in changes.items():
        setattr(result, name, value)
    return compose(result).tables["headline"]


def test_a_made_up_nation_of_unknown_scale_is_not_compared():
    columns = [one.key for one in headline_of().columns]
    assert "scaled" not in columns
    assert "difference" not in columns


def test_a_real_nation_is_compared_with_the_published_figures_themselves():
    table = headline_of(made_up=False)
    assert not table.has_column("scaled")
    assert table.at("rural_poor_survey", "difference").value == 0


def test_published_people_are_put_to_the_scale_of_the_made_up_nation():
    table = headline_of(extra={"scale": {"households": 60_000, "of": 29_480_000}})
    # 43,350,000 x 60,000 / 29,480,000 = 88,229.3; divisions are real and keep their number.
    assert table.at("rural_poor_survey", "scaled").value == 88_229
    assert table.at("rural_poor_survey", "difference").value == 43_350_000 - 88_229
    assert table.at("counties_exited", "scaled").value == 28


def test_halves_go_to_the_even_person():
    # 43,350,000 / 86,700,000 is one half, / 28,900,000 three halves.
    assert (
        headline_of(extra={"scale": {"households": 1, "of": 86_700_000}}).at("rural_poor_survey", "scaled").value == 0
    )
    assert (
        headline_of(extra={"scale": {"households": 1, "of": 28_900_000}}).at("rural_poor_survey", "scaled").value == 2
    )


def test_a_withheld_verdict_withholds_the_number_of_failed_gates(small_report):
    figures, table = small_report.figures, small_report.tables["grades"]
    gates = [f"gate.{gate.name}" for gate in small_report.facts.gates()]
    hidden = [key for key in table.keys if any(figures.at(key, gate).state == "withheld" for gate in gates)]
    assert hidden
    assert {table.at(key, "gates").state for key in hidden} == {"withheld"}


def test_main_indicators(facts):
    assert (delivery(facts).name, stock(facts).name) == ("poor_lifted", "poor_remaining")
    assert figure_column(facts.rulebook.indicators["recognition"]) == "recognition.rate"


def test_every_province_has_a_row_and_outsiders_no_grade(report):
    table = report.tables["grades"]
    assert len(table.keys) == 31
    assert table.at("110000000000", "grade").state == "empty"
    assert table.at(GUIZHOU, "grade").value in ("good", "fairly_good", "average", "poor")


def test_what_limited_a_grade_is_said_in_words(report):
    table = report.tables["grades"]
    limited = [key for key in table.keys if table.at(key, "capped_by").shown]
    assert limited
    assert all(table.at(key, "computed").value != table.at(key, "grade").value for key in limited)
    assert table.at(limited[0], "capped_by").value["zh-hans"]


def test_rows_about_one_unit(report):
    table = about(report.tables["gates"], GUIZHOU)
    assert table.keys == tuple(
        row_key(GUIZHOU, gate) for gate in ("wrong_exit", "missed", "recognition", "composite_incidence")
    )
    assert "unit" not in [one.key for one in table.columns]
    assert table.at(table.keys[2], "limit").value == Fraction(90, 100)


def test_an_indicator_names_its_class_limits_and_their_source(report):
    table = about(report.tables["indicators"], GUIZHOU)
    key = row_key(GUIZHOU, "recognition")
    assert table.at(key, "limits").value == (
        ("good", ">=", Fraction("0.95")),
        ("fairly_good", ">=", Fraction("0.925")),
        ("average", ">=", Fraction("0.9")),
    )
    assert table.at(key, "status").value == "modelled"
    assert table.at(row_key(GUIZHOU, "poor_lifted"), "basis").value == "completion"
    assert set(class_rules(report.facts)) == {"poor_lifted", "counties_exited", "exit_accuracy", "recognition"}


def test_outsiders_are_not_measured_by_classes(report):
    keys = [key for key in report.tables["indicators"].keys if key.startswith("11")]
    assert not [key for key in keys if key.endswith("|fund_performance")]


def test_counties_and_prefectures_have_tables_of_their_own(report):
    assert len(report.tables["counties"].keys) == 31 * 6
    assert len(report.tables["prefectures"].keys) == 62
    assert lower_units(report.facts, report.figures, "county").has_column("gate.wrong_exit")


def test_flows_are_an_account(report):
    table = report.tables["flows"]
    assert table.keys[0] == CENTRE
    assert len(table.keys) == len(detailed_units(report.facts)) == 32
    lines = flow_lines(report.figures, CENTRE)
    values = {key: lines.at(key, "persons").value for key in lines.keys}
    came = sum(values[name] for name in ("opening", "identified", "relapsed", "born", "married_in", "moved_in"))
    left = sum(values[name] for name in ("exited", "died", "moved_out", "removed"))
    assert came - left == values["closing"]


def test_a_year_without_anything_has_no_row():
    result = made_up_programme(counties=1)
    result.rows["trajectory"] = [
        row for row in result.rows["trajectory"] if (row["unit_id"], row["year"]) != (GUIZHOU, 2020)
    ]
    keys = compose(result).tables["trajectory"].keys
    assert row_key(GUIZHOU, "2019") in keys
    assert row_key(GUIZHOU, "2020") not in keys
    assert len(keys) == 32 * 7 - 1


def test_the_trajectory_runs_to_the_deadline(report):
    table = report.tables["trajectory"]
    assert table.at(row_key(CENTRE, "2020"), "pledged").shown
    assert table.at(row_key(CENTRE, "2020"), "delivered").state == "empty"
