"""Rows are grouped by part, unit and day, and joined inside a part only."""

import pyarrow.parquet as pq
import pytest

from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import count_relation
from pledgetree.indicators.counts import Terms
from pledgetree.indicators.engines import Files
from pledgetree.indicators.funds import PAID, PROVINCIAL, PROVINCIAL_BEFORE
from pledgetree.indicators.register import MEMBERS
from pledgetree.indicators.relations import RELATIONS, grouped
from pledgetree.snapshot.declaration import declared_tables
from tests.reference.tables import ALPHA, YEAR, everything, fund, household, payment, person, project, table_of

TERMS = Terms(YEAR)


def parts(folder, table, **named):
    (folder / table).mkdir()
    for name, rows in named.items():
        pq.write_table(table_of(table, rows), folder / table / f"{name}.parquet")
    return Files(tuple(folder / table / f"{name}.parquet" for name in named), in_parts=True)


def counted(folder, relation, files, *counts):
    with engine_named("duckdb", folder) as engine:
        rows = count_relation(engine, RELATIONS[relation], files, counts, TERMS).to_pylist()
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def test_the_same_id_in_two_parts_is_two_households(tmp_path):
    home = "4101210000000001"
    files = {
        "households": parts(tmp_path, "households", a=[household(home)], b=[household(home, ALPHA)]),
        "persons": parts(tmp_path, "persons", a=[person(home, 1)], b=[person(home, 1), person(home, 2)]),
    }
    rows = counted(tmp_path, "persons", files, MEMBERS)
    assert [(row["part"], row["unit_id"], row["register.persons"]) for row in rows] == [
        ("a", "410121100201", 1), ("b", ALPHA, 2),
    ]  # fmt: skip


def test_payments_are_counted_where_their_money_is_managed(tmp_path):
    files = {
        "funds": parts(tmp_path, "funds", one=[fund(1, ALPHA, 100)]),
        "projects": parts(tmp_path, "projects", one=[project(1, "410121100201", "F001", 90)]),
        "payments": parts(tmp_path, "payments", one=[payment(1, "J001", 40), payment(2, "J001", 30)]),
    }
    (row,) = counted(tmp_path, "payments", files, PAID)
    assert (row["unit_id"], row["year"], row["payments.paid"]) == (ALPHA, YEAR, 70)


def test_years_are_kept_apart_because_codes_are_read_on_their_day(tmp_path):
    funds = [fund(1, ALPHA, 5, source_tier="province"), fund(2, ALPHA, 7, source_tier="province", year=2015)]
    rows = counted(tmp_path, "funds", {"funds": parts(tmp_path, "funds", one=funds)}, PROVINCIAL, PROVINCIAL_BEFORE)
    found = [(row["year"], row["funds.provincial"], row["funds.provincial_before"]) for row in rows]
    assert found == [(2015, 0, 7), (2016, 5, 0)]


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=list(RELATIONS))
def test_every_relation_reads_declared_tables_and_days(relation):
    assert set(relation.tables) <= set(declared_tables())
    column = declared_tables()[relation.table].column("unit_id")
    assert column.dated_by == (relation.dated_by or "year_end")


def test_sums_are_whole_numbers_of_64_bits(tmp_path):
    files = Files((tmp_path / "funds.parquet",), in_parts=False)
    pq.write_table(table_of("funds", everything()["funds"]), files.paths[0])
    with engine_named("duckdb", tmp_path) as engine:
        expression = grouped(RELATIONS["funds"], {"funds": engine.open("funds", files)}, [PROVINCIAL], TERMS)
    assert {str(kind) for kind in expression.schema().types[3:]} == {"int64"}
