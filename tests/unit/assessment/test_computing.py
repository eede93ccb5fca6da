"""From what was counted to tables: included points as a figure, evidence, trajectory, intervals."""

import pytest

from pledgetree.assessment.computing import compute
from pledgetree.assessment.governing import load_law
from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.result_tables import RESULT_TABLES
from pledgetree.assessment.tallying import tally
from tests.reference.tables import CENTRE, PLAIN, WEST, YEAR, everything, land, write_snapshot

LAW = load_law("cn-central-2016", YEAR)


def tables(folder, given, law=LAW):
    snapshot = write_snapshot(folder, given)
    counted = tally(snapshot, law, engine="duckdb", kept=None, progress=lambda *_: None)
    return compute(ground_of(snapshot), law, counted)


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    return tables(tmp_path_factory.mktemp("c") / "s", everything())


def rows(table, **match):
    return [row for row in table.to_pylist() if match.items() <= row.items()]


def test_every_table_of_a_result_is_computed(computed):
    assert {name: rows.schema for name, rows in computed.items()} == {
        name: table.schema for name, table in RESULT_TABLES.items()
    }


def test_points_of_the_included_rulebook_are_a_figure_of_the_graded_tier(computed):
    figures = rows(computed["figures"], indicator="fund_performance")
    assert [row["unit_id"] for row in figures] == [PLAIN, WEST]
    rules = rows(computed["points"], unit_id=PLAIN)
    figure = figures[0]
    assert figure["numerator"] == sum(row["points_hundredths"] for row in rules)
    assert (figure["denominator"], figure["rows"]) == (10_000, len(rules))  # the table of points has 100 points


def test_confirmed_findings_become_problems_upwards(computed):
    found = {(row["unit_id"], row["problem"]) for row in rows(computed["problems"])}
    assert (WEST, "exit_fraud") in found
    assert (PLAIN, "exit_fraud") not in found  # not final
    assert (PLAIN, "fund_rules_broken") in found


def test_an_unapproved_plan_is_never_met(computed):
    (target,) = rows(computed["targets"], unit_id=WEST, indicator="poor_lifted")
    assert target["plan_state"] == "unapproved"
    assert rows(computed["classes"], unit_id=WEST, indicator="poor_lifted")[0]["class"] == "poor"
    assert {row["code"] for row in rows(computed["plan_faults"], unit_id=WEST)} >= {"PLAN_UNAPPROVED"}


def test_the_plan_is_held_against_the_pledge(computed):
    assert "PLAN_BELOW_PLEDGE" in {row["code"] for row in rows(computed["plan_faults"], unit_id=PLAIN)}


def test_the_trajectory_ends_with_what_was_delivered(computed):
    centre = {(row["year"], row["series"]): row["value"] for row in rows(computed["trajectory"], unit_id=CENTRE)}
    assert centre == {
        (2015, "registered_poor"): 20, (2015, "rural_poor_survey"): 19, (2016, "planned"): 6, (2016, "delivered"): 6,
    }  # fmt: skip


def test_intervals_stand_beside_sampled_figures(computed):
    centre = rows(computed["intervals"], unit_id=CENTRE)
    assert {row["indicator"] for row in centre} == {
        "identification_accuracy", "exit_accuracy", "recognition", "wrong_exit_rate", "missed_rate",
        "composite_incidence",
    }  # fmt: skip
    tiers = {row["unit_id"]: row["tier"] for row in land()}
    assert {tiers[row["unit_id"]] for row in rows(computed["intervals"])} <= {
        "centre",
        "province",
        "prefecture",
        "county",
    }


def test_only_units_leave_no_figures(tmp_path):
    found = tables(tmp_path / "s", {})
    assert found["figures"].num_rows == found["flows"].num_rows == found["intervals"].num_rows == 0
    assert {row["grade"] for row in rows(found["grades"])} == {"poor"}  # no plan was ever approved


def test_a_rulebook_without_the_composite_has_no_interval_of_it(tmp_path):
    law = load_law("cn-funds-2017", YEAR)
    given = {name: one for name, one in everything().items() if name not in ("plans", "commitments")}
    found = tables(tmp_path / "s", given, law)
    assert found["intervals"].num_rows == 0
    assert rows(found["figures"], unit_id=PLAIN, indicator="allocation_speed")
