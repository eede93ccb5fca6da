"""Everything computed becomes rows of the result's tables."""

import numpy as np

from pledgetree.assessment.assembling import (
    Assembler,
    figures_table,
    flows_table,
    intervals_table,
    judged_tables,
    plan_faults_table,
    row_faults_table,
    targets_table,
    units_table,
)
from pledgetree.assessment.figures import PlanFault
from pledgetree.assessment.judging import Judgement
from pledgetree.assessment.places import tree_of
from pledgetree.assessment.result_tables import RESULT_TABLES
from tests.reference.tables import CENTRE, PLAIN, WEST_CITY, land, table_of
from tests.unit.assessment.builders import PLAINLAND, WESTLAND, figures, place, targets, tree

TO = Assembler.of(tree())
FIGURES = figures({"poor_lifted": {PLAINLAND: (3, 1)}, "growth": {WESTLAND: (-1, 10)}})


def test_units_keep_their_signs_and_inherit_regions():
    units = table_of("units", land()[::-1])
    rows = {row["unit_id"]: row for row in units_table(Assembler.of(tree_of(units)), units).to_pylist()}
    assert rows[CENTRE]["parent_id"] is None
    assert rows[WEST_CITY] == {
        "unit_id": WEST_CITY, "parent_id": "520000000000", "tier": "prefecture", "name": f"prefecture {WEST_CITY}",
        "region": "west", "signs": False, "in_programme": True,
    }  # fmt: skip
    assert rows[PLAIN]["signs"]


def test_figures_are_written_where_they_have_rows():
    assert figures_table(TO, FIGURES).to_pylist() == [
        {"unit_id": PLAINLAND, "indicator": "poor_lifted", "numerator": 3, "denominator": 1, "rows": 1},
        {"unit_id": WESTLAND, "indicator": "growth", "numerator": -1, "denominator": 10, "rows": 1},
    ]


def test_targets_name_their_unit_and_indicator():
    given = targets(FIGURES, {(PLAINLAND, "poor_lifted"): (5, 1, "approved")})
    (row,) = targets_table(TO, given, FIGURES.indicators).to_pylist()
    assert (row["unit_id"], row["indicator"], row["plan_numerator"], row["plan_state"]) == (
        PLAINLAND, "poor_lifted", 5, "approved",
    )  # fmt: skip
    assert row["pledge_id"] is None


def test_flows_stand_for_units_with_registered_persons():
    names = RESULT_TABLES["flows"].schema.names[1:]
    registered = np.array([9, 9, 0, 0, 9, 0])
    table = flows_table(TO, {name: np.arange(6) for name in names}, registered)
    assert table["unit_id"].to_pylist() == [str(one) for one in tree().ids[registered > 0]]
    assert table["unapproved_exits"].to_pylist() == [0, 1, 4]


def test_row_faults_are_written_where_there_are_any():
    counts = {"INCOME_ZERO": np.array([0, 2, 0, 0, 0, 0]), "BORN_AFTER_YEAR": np.zeros(6, np.int64)}
    assert row_faults_table(TO, counts).to_pylist() == [{"unit_id": PLAINLAND, "code": "INCOME_ZERO", "rows": 2}]
    assert row_faults_table(TO, {}).num_rows == 0


def test_plan_faults_keep_their_detail():
    one = PlanFault(place(WESTLAND), "PLAN_UNAPPROVED", "poor_lifted", "P1", "plan 5/1")
    (row,) = plan_faults_table(TO, [one]).to_pylist()
    assert list(row.values()) == [WESTLAND, "PLAN_UNAPPROVED", "poor_lifted", "P1", "plan 5/1"]


def test_judged_rows_keep_their_columns():
    gate = (place(WESTLAND), "missed", 1, 50, 2, 100, "<=", "pass", "within_limit")
    judgement = Judgement([gate], [], [], [(place(PLAINLAND), "good", "poor", "exit_fraud", None)], [], [])
    tables = judged_tables(TO, judgement)
    assert tables["gates"].to_pylist()[0]["limit_denominator"] == 100
    assert tables["grades"].to_pylist() == [
        {
            "unit_id": PLAINLAND,
            "computed": "good",
            "grade": "poor",
            "capped_by": "exit_fraud",
            "points_hundredths": None,
        }
    ]
    assert tables["problems"].schema.equals(RESULT_TABLES["problems"].schema)


def test_intervals_are_text():
    row = (place(PLAINLAND), "missed_rate", "0.01", "0.02", "0.95", "exact", 7)
    assert intervals_table(TO, [row]).to_pylist()[0] == {
        "unit_id": PLAINLAND, "indicator": "missed_rate", "low": "0.01", "high": "0.02", "level": "0.95",
        "method": "exact", "n": 7,
    }  # fmt: skip
