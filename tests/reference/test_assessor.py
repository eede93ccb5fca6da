"""DuckDB and Spark agree with the plain assessor: figures, roll-up, flows, row faults; gates, classes, caps, grades."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgetree.assessment.computing import compute
from pledgetree.assessment.governing import load_law
from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.tallying import tally
from pledgetree.indicators.catalogue import INCLUDED_POINTS
from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import count_relation
from pledgetree.indicators.counts import Terms
from pledgetree.indicators.engines import Files
from pledgetree.indicators.relations import RELATIONS
from tests.reference.assessor import Assessor
from tests.reference.drawing import programmes
from tests.reference.judge import Judge
from tests.reference.tables import CHANGES, YEAR, everything, land, table_of, write_snapshot

LINE_2016 = 295_200  # fen per person and year: the published line of 2016
DAY = date(YEAR, 12, 31)
slow = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@cache
def law():
    return load_law("cn-central-2016", YEAR)


def plain(tables):
    return Assessor({"units": land(), "code_changes": CHANGES} | tables, YEAR, LINE_2016).count()


def computed(tables, engine="duckdb", *, in_parts=False):
    """The tables of a result as {key: row}."""
    with tempfile.TemporaryDirectory() as room:
        snapshot = write_snapshot(Path(room) / "snapshot", tables, in_parts=in_parts)
        counted = tally(snapshot, law(), engine=engine, kept=None, progress=lambda *_: None)
        return {name: rows.to_pylist() for name, rows in compute(ground_of(snapshot), law(), counted).items()}


def by(rows, *key):
    return {tuple(row[name] for name in key): row for row in rows}


def named_figures(assessor):
    """The plain figures under the names indicators have in the rulebook."""
    formulas = assessor.figures()
    return {
        (unit, indicator): formulas[unit, formula.name]
        for indicator, formula in law().formulas.items()
        for unit in assessor.units
        if (unit, formula.name) in formulas
    }


def result_figures(result):
    points = [name for name, formula in law().formulas.items() if formula.name == INCLUDED_POINTS]
    rows = by(result["figures"], "unit_id", "indicator")
    found = {key: (row["numerator"], row["denominator"], row["rows"]) for key, row in rows.items()}
    # Points are checked kind by kind in tests/unit/assessment/test_points.py; here they are taken as they are.
    given = {key: value for key, value in found.items() if key[1] in points}
    return {key: value for key, value in found.items() if key not in given}, given


def check_counted(assessor, result):
    figures, points = result_figures(result)
    assert figures == named_figures(assessor)
    flows = {row.pop("unit_id"): row for row in [dict(row) for row in result["flows"]]}
    assert flows == assessor.flows()
    faults = {(row["unit_id"], row["code"]): row["rows"] for row in result["row_faults"]}
    assert faults == assessor.row_faults()
    return figures | points


def check_judged(assessor, tables, result, figures):
    plans = {
        (row["unit_id"], row["indicator"]): (
            row["target_numerator"], row["target_denominator"], "approved" if row["approved_on"] else "unapproved",
        )
        for row in tables["plans"]
    }  # fmt: skip
    findings = [(row["unit_id"], row["problem"]) for row in tables["findings"] if row["confirmed_on"]]
    judge = Judge(assessor, figures, plans, findings, law().rulebook)
    classes, gates = judge.classes(), judge.gates(DAY)
    assert {(row["unit_id"], row["indicator"]): row["class"] for row in result["classes"]} == classes
    seen = {(row["unit_id"], row["gate"]): row["verdict"] for row in result["gates"] if row["verdict"] != "no_evidence"}
    assert seen == gates
    problems = judge.problems(DAY, classes, gates)
    assert {(row["unit_id"], row["problem"]) for row in result["problems"]} == problems
    assert {row["unit_id"]: (row["computed"], row["grade"]) for row in result["grades"]} == judge.grades(
        classes, problems
    )


@slow
@given(tables=programmes(), in_parts=st.booleans())
def test_duckdb_agrees_with_the_plain_assessor(tables, in_parts):
    assessor, result = plain(tables), computed(tables, in_parts=in_parts)
    figures = check_counted(assessor, result)
    check_judged(assessor, tables, result, figures)


def test_the_plain_assessor_agrees_with_what_was_counted_by_hand():
    figures = plain(everything()).figures()
    assert figures["000000000000", "register.persons_exited"] == (6, 1, 18)
    assert figures["410000000000", "register.incidence"] == (3, 900, 12)
    # (5 + 1/9 x 985 + 3/5 x 10) / 1,000
    assert figures["000000000000", "composite.incidence"] == (271, 2250, 4)
    assert figures["410000000000", "statistics.income_growth"] == (70_000, 700_000, 2)
    assert figures["410121000000", "funds.carry_over_rate"] == (900, 1_500, 2)


# --- many cases in one job: each case is a part of its own ------------------------------------------------------------


def write_batch(room, cases):
    """One file per case and table, named by the case, as the parts of one table are."""
    files = {}
    for table in sorted({name for case in cases for name in case}):
        (room / table).mkdir()
        paths = []
        for number, case in enumerate(cases):
            path = room / table / f"case-{number:03}.parquet"
            pq.write_table(table_of(table, case.get(table, [])), path)
            paths.append(path)
        files[table] = Files(tuple(paths), in_parts=True)
    return files


def leaf_sums(engine, files):
    """{(case, unit code, day or year, count): value} of every relation, zeros left out."""
    found = {}
    for relation in RELATIONS.values():
        counts = [one for one in law().counts if one.relation == relation.name]
        rows = count_relation(engine, relation, files, counts, Terms(YEAR, LINE_2016)).to_pylist()
        for row in rows:
            key = (row["part"], row["unit_id"], row.get(relation.dated_by))
            found |= {(*key, one.name): row[one.name] for one in counts if row[one.name]}
    return found


def drawn(count):
    """So many random programmes, the same ones in every run."""
    cases = []

    @settings(max_examples=count, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(programmes())
    def collect(tables):
        cases.append(tables)

    collect()
    return cases


@pytest.mark.java
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # PySpark leaves its sockets to the end of the process
def test_spark_agrees_with_duckdb_and_the_plain_assessor_in_one_batch_of_cases(tmp_path):
    cases = [everything(), *drawn(30)]
    files = write_batch(tmp_path, cases)
    with engine_named("duckdb", tmp_path) as duckdb, engine_named("spark", tmp_path) as spark:
        expected, found = leaf_sums(duckdb, files), leaf_sums(spark, files)
    assert found == expected
    for number, tables in enumerate(cases):
        exited = sum(
            value
            for (case, *_, name), value in found.items()
            if (case, name) == (f"case-{number:03}", "register.approved")
        )
        assert exited == plain(tables).parts["approved"]["000000000000"]
