"""The tables of the contract, and rows in the order of the canonical digest."""

import pyarrow as pa
import pytest

from pledgetree.assessment.result_tables import RESULT_TABLES, parts_of, province_of, sorted_rows
from pledgetree.snapshot.canonical import sorted_by_key


def test_the_tables_of_the_contract_are_there():
    assert set(RESULT_TABLES) == {
        "units", "figures", "targets", "gates", "classes", "points", "grades", "problems", "plan_faults",
        "consequences", "row_faults", "flows", "trajectory", "intervals", "pledge_faults",
    }  # fmt: skip


def test_only_intervals_are_statistical():
    assert [name for name, table in RESULT_TABLES.items() if not table.exact] == ["intervals"]


@pytest.mark.parametrize("table", RESULT_TABLES.values(), ids=list(RESULT_TABLES))
def test_every_table_begins_with_its_key_and_the_unit(table):
    assert tuple(table.schema.names[: len(table.key)]) == table.key
    assert table.key[0] == "unit_id"
    assert {one.type for one in table.schema} <= {pa.string(), pa.int64(), pa.bool_()}


def test_rows_are_in_the_order_of_the_canonical_form():
    rows = pa.table({"unit_id": ["b", "a", "é", "a"], "year": [2, 10, 1, 9], "value": [1, 2, 3, 4]})
    found = sorted_rows(rows, ("unit_id", "year"))
    assert found["value"].to_pylist() == [4, 2, 1, 3]
    assert found.equals(sorted_by_key(rows, ("unit_id", "year")))


def test_parts_are_the_rows_of_each_province():
    rows = pa.table({"unit_id": ["00", "4101", "4102", "52"], "value": [1, 2, 3, 4]})
    assert province_of(rows["unit_id"]).to_pylist() == ["00", "41", "41", "52"]
    assert {name: part["value"].to_pylist() for name, part in parts_of("figures", rows).items()} == {
        "00": [1], "41": [2, 3], "52": [4],
    }  # fmt: skip
    assert parts_of("figures", rows.slice(0, 0)) == parts_of("grades", rows) == {}


def test_rows_in_order_are_left_as_they_are():
    rows = pa.table({"unit_id": ["a", "b"]})
    assert sorted_rows(rows, ("unit_id",)) is rows
    assert sorted_rows(rows.slice(0, 0), ("unit_id",)).num_rows == 0
