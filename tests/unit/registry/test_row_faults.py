import pyarrow as pa
import pytest

from pledgetree.registry.row_faults import ROW_FAULTS, RowFault, faults_of, faults_table

ONE = RowFault("households", 3, "income_fen", "NEGATIVE_MONEY", "fault", "-5", "from 0", "520502000001")


def test_faults_become_rows_and_come_back():
    table = faults_table([ONE, RowFault("persons", 1, "", "MEMBER_TWICE")])
    assert table.schema == ROW_FAULTS
    assert table["row"].to_pylist() == [3, 1]
    assert faults_of(table) == [ONE, RowFault("persons", 1, "", "MEMBER_TWICE", "fault", "", "", "")]


def test_no_faults_are_a_table_without_rows():
    assert faults_table([]).num_rows == 0
    assert faults_table([]).schema == ROW_FAULTS


def test_a_missing_value_is_an_empty_text():
    table = pa.table({**{name: [None] for name in ROW_FAULTS.names}, "row": [4], "code": ["A"]})
    assert faults_of(table)[0].found == ""
    assert faults_of(table)[0].row == 4


def test_a_table_of_another_form_is_refused():
    with pytest.raises(KeyError):
        faults_of(pa.table({"row": [1]}))
