"""A user's folder: everything that is wrong with it is said at once."""

from datetime import date

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.snapshot.reading import read_folder
from tests.unit.snapshot.folders import CODE_CHANGES, FUNDS, codes, write_folder


def read(folder):
    return read_folder(folder, lambda _done, _total, _what: None)


def only(tmp_path, text, name="funds"):
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read(tmp_path)


def words(found):
    return [(one.code, one.where) for one in found.faults]


def test_a_sound_folder_is_read_in_the_order_of_the_declaration(tmp_path):
    found = read(write_folder(tmp_path / "in"))
    assert found.faults == ()
    assert list(found.tables) == ["units", "code_changes", "households", "persons", "funds"]
    assert found.tables["funds"].data.to_pylist()[1] == {
        "fund_id": "F2",
        "unit_id": "520500000000",
        "year": 2016,
        "source_tier": "province",
        "amount_fen": 0,
        "received_on": date(2016, 4, 1),
        "allocated_on": None,
    }


def test_progress_counts_tables(tmp_path):
    steps = []
    read_folder(write_folder(tmp_path / "in"), lambda *step: steps.append(step))
    assert steps[0] == (0, 5, "units")
    assert [total for _, total, _ in steps] == [5] * 5


def test_a_missing_and_an_empty_folder(tmp_path):
    with pytest.raises(UserError, match="FOLDER_MISSING"):
        read(tmp_path / "none")
    with pytest.raises(UserError, match="NO_TABLES"):
        read(tmp_path)


def test_a_table_given_twice(tmp_path):
    folder = write_folder(tmp_path / "in")
    pq.write_table(pacsv.read_csv(folder / "funds.csv"), folder / "funds.parquet")
    assert codes(read(folder).faults) == ["TWO_SOURCES"]


def test_strangers_are_warned_about(tmp_path):
    folder = write_folder(tmp_path / "in")
    for name in ("notes.csv", "funds.xlsx", "Units.CSV", ".hidden", "datapackage.json"):
        (folder / name).write_text("x")
    (folder / "more").mkdir()
    found = read(folder)
    assert {dict(one.params)["name"] for one in found.faults} == {"notes.csv", "funds.xlsx", "Units.CSV", "more"}
    assert {(one.code, one.severity) for one in found.faults} == {("UNKNOWN_TABLE", "warning")}


def test_headers_are_checked(tmp_path):
    text = FUNDS.replace("fund_id,", "amount_fen,").replace("year,", "Year,")
    found = only(tmp_path, text)
    assert sorted(codes(found.faults)) == ["COLUMN_MISSING", "COLUMN_MISSING", "DUPLICATE_COLUMN", "UNKNOWN_COLUMN"]
    assert "fund_id, unit_id, year" in str(found.faults[0])
    assert not found.tables


def test_an_unknown_column_is_left_out_with_a_warning(tmp_path):
    found = only(tmp_path, "colour," + FUNDS.replace("\nF", "\nred,F"))
    assert [(one.code, one.severity) for one in found.faults] == [("UNKNOWN_COLUMN", "warning")]
    assert found.tables["funds"].data.num_rows == 2


def test_optional_columns_may_be_left_out(tmp_path):
    head = "plan_id,unit_id,year,indicator,target_numerator,target_denominator,submitted_on,approved_on,approved_by"
    found = only(tmp_path, head + "\nP,520000000000,2016,poor_lifted,5,1,,,\n", "plans")
    assert found.faults == ()
    assert found.tables["plans"].data.column("reason").to_pylist() == [None]


def test_an_empty_file_misses_every_column(tmp_path):
    assert set(codes(only(tmp_path, "").faults)) == {"COLUMN_MISSING"}


def test_wrong_types_are_named_by_row_and_column(tmp_path):
    found = only(tmp_path, FUNDS.replace("100000000", "a lot").replace("2016-04-01", "1 April"))
    assert words(found) == [
        ("WRONG_TYPE", "funds.csv: row 2, column amount_fen"),
        ("WRONG_TYPE", "funds.csv: row 3, column received_on"),
    ]
    assert "'a lot'" in str(found.faults[0])
    assert found.tables["funds"].wrong["amount_fen"].tolist() == [0]


def test_a_thousand_faults_are_enough(tmp_path):
    head, row = FUNDS.splitlines()[:2]
    found = only(tmp_path, "\n".join([head, *[row.replace("2016,", "x,")] * 1500]) + "\n")
    assert codes(found.faults) == ["WRONG_TYPE"] * 1000 + ["TOO_MANY_FAULTS"]


def test_a_table_with_ragged_rows_is_not_looked_into_further(tmp_path):
    found = only(tmp_path, FUNDS + "F3,1\n")
    assert words(found) == [("RAGGED_ROW", "funds.csv: row 4")]
    assert not found.tables


def test_another_encoding_is_named(tmp_path):
    (tmp_path / "code_changes.csv").write_bytes(CODE_CHANGES.encode("utf-16"))
    assert codes(read(tmp_path).faults) == ["WRONG_ENCODING"]


def test_texts_come_out_in_nfc(tmp_path):
    found = only(tmp_path, FUNDS.replace("F1", "e\u0301"))
    assert found.tables["funds"].data.column("fund_id")[0].as_py() == "é"


def parquet(tmp_path, **columns):
    values = {
        "fund_id": ["F1"],
        "unit_id": pa.array(["520502000000"]).dictionary_encode(),
        "year": pa.array([2016], pa.int16()),
        "source_tier": pa.array(["centre"], pa.large_string()),
        "amount_fen": [5.0],
        "received_on": pa.array([date(2016, 3, 1)], pa.date64()),
        "allocated_on": [None],
    }
    pq.write_table(pa.table({**values, **columns}), tmp_path / "funds.parquet")
    return read(tmp_path)


def test_parquet_columns_are_cast(tmp_path):
    found = parquet(tmp_path)
    assert found.faults == ()
    (row,) = found.tables["funds"].data.to_pylist()
    assert row == {
        "fund_id": "F1",
        "unit_id": "520502000000",
        "year": 2016,
        "source_tier": "centre",
        "amount_fen": 5,
        "received_on": date(2016, 3, 1),
        "allocated_on": None,
    }


def test_parquet_columns_that_cannot_be_cast_are_named(tmp_path):
    found = parquet(tmp_path, unit_id=[520502000000], amount_fen=[5.5])
    assert words(found) == [
        ("WRONG_TYPE", "funds.parquet: column unit_id"),
        ("WRONG_TYPE", "funds.parquet: row 1, column amount_fen"),
    ]
    assert not found.tables


def test_parquet_columns_are_checked(tmp_path):
    pq.write_table(pa.table({"fund_id": ["F1"], "colour": ["red"]}), tmp_path / "funds.parquet")
    assert set(codes(read(tmp_path).faults)) == {"COLUMN_MISSING", "UNKNOWN_COLUMN"}


def test_a_broken_parquet_file_is_named(tmp_path):
    (tmp_path / "funds.parquet").write_bytes(b"PAR1 nothing")
    assert codes(read(tmp_path).faults) == ["UNREADABLE_FILE"]


@pytest.mark.parametrize("name", ["funds.csv", "funds.parquet"])
def test_a_folder_in_the_place_of_a_file_is_named(tmp_path, name):
    (tmp_path / name).mkdir()
    assert codes(read(tmp_path).faults) == ["UNREADABLE_FILE"]
