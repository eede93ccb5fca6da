"""Series by year for the Centre and the provinces; the two series of the poor are never mixed."""

from datetime import date

import numpy as np

from pledgetree.assessment.figures import Figures
from pledgetree.assessment.governing import load_law
from pledgetree.assessment.inputs import ground_of, plan_tables
from pledgetree.assessment.trajectory import (
    delivered_points,
    of_shown_units,
    statistics_points,
    target_points,
    trajectory,
)
from tests.reference.tables import (
    ALPHA,
    CENTRE,
    PLAIN,
    WEST,
    YEAR,
    commitment,
    plan,
    pledge,
    statistic,
    write_snapshot,
)

LAW = load_law("cn-central-2016", YEAR)


def points(ground, found):
    return sorted((str(ground.tree.ids[unit]), year, series, value) for unit, year, series, value in found)


def test_statistics_are_shown_to_the_year_and_never_mixed(tmp_path):
    rows = [
        statistic(PLAIN, "registered_poor", 5, 2015),
        statistic(WEST, "registered_poor", 4, 2015),
        statistic(CENTRE, "rural_poor_survey", 70, 2015),
        statistic(CENTRE, "rural_poor_survey", 1, 2017),
        statistic(ALPHA, "rural_population", 9, 2015),
    ]
    ground = ground_of(write_snapshot(tmp_path / "s", {"statistics": rows}))
    found = statistics_points(ground.snapshot.read("statistics"), ground.tree, ground.places, YEAR)
    assert points(ground, found) == [
        (CENTRE, 2015, "registered_poor", 9), (CENTRE, 2015, "rural_poor_survey", 70),
        (PLAIN, 2015, "registered_poor", 5), (WEST, 2015, "registered_poor", 4),
    ]  # fmt: skip


def test_plans_end_with_the_year_and_pledges_go_on(tmp_path):
    tables = {
        "plans": [
            plan(1, PLAIN, "poor_lifted", 7),
            plan(2, PLAIN, "poor_lifted", 8, year=2017, approved_on=date(2017, 3, 1)),
            plan(3, PLAIN, "poor_lifted", 6, year=2015, approved_on=date(2015, 3, 1)),
            plan(4, WEST, "poor_lifted", 9, approved_on=None),
            plan(5, ALPHA, "poor_lifted", 1),
        ],
        "pledges": [pledge("G", PLAIN), pledge("A", ALPHA)],
        "commitments": [commitment("G", "poor_lifted", year, year - 2000) for year in (2016, 2020)]
        + [commitment("A", "poor_lifted", 2016, 1)],
    }
    ground = ground_of(write_snapshot(tmp_path / "s", tables))
    found = target_points(of_shown_units(plan_tables(ground), ground.tree), ground.tree, LAW.rulebook, YEAR)
    assert points(ground, found) == [
        (PLAIN, 2015, "planned", 6), (PLAIN, 2016, "planned", 7), (PLAIN, 2016, "pledged", 16),
        (PLAIN, 2020, "pledged", 20),
    ]  # fmt: skip


def test_a_rulebook_without_persons_lifted_has_no_targets(tmp_path):
    ground = ground_of(write_snapshot(tmp_path / "s", {"plans": [plan(1, PLAIN, "poor_lifted", 7)]}))
    other = load_law("cn-county-exit-2017", 2017).rulebook
    assert list(target_points(plan_tables(ground), ground.tree, other, YEAR)) == []


def test_what_this_result_delivered_is_its_own_figure(tmp_path):
    ground = ground_of(write_snapshot(tmp_path / "s", {}))
    size = len(ground.tree.ids)
    rows = np.ones((size, 1), np.int64)
    figures = Figures(ground.tree, ("poor_lifted",), rows * 3, rows, rows)
    found = points(ground, delivered_points(figures, YEAR))
    assert found == [(unit, YEAR, "delivered", 3) for unit in (CENTRE, PLAIN, WEST)]
    other = Figures(ground.tree, ("other",), rows, rows, rows)
    assert list(delivered_points(other, YEAR)) == []


def test_of_two_points_the_later_one_counts(tmp_path):
    ground = ground_of(write_snapshot(tmp_path / "s", {}))
    table = trajectory([(0, YEAR, "delivered", 1), (0, YEAR, "delivered", 2)], ground.tree)
    assert table.to_pylist() == [{"unit_id": CENTRE, "year": YEAR, "series": "delivered", "value": 2}]
