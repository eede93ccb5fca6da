"""``verify`` computes anew: an honest result passes, every kind of change is found."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.assessment.results import open_result, write_json
from pledgetree.assessment.running import assess
from pledgetree.assessment.verifying import same_statistics, verify
from pledgetree.base.errors import UserError
from pledgetree.evidence.digests import sha256_file
from tests.reference.tables import YEAR, everything, register, write_snapshot


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify")
    snapshot = write_snapshot(folder / "snapshot", everything())
    assess(snapshot.path, rulebook="cn-central-2016", year=YEAR, out=folder / "result", at="2017")
    return folder


@pytest.fixture
def copy(made, tmp_path):
    shutil.copytree(made / "result", tmp_path / "result")
    return tmp_path / "result"


def forge(result, table, column, value):
    """Change a value and make the manifest vouch for the new file."""
    path = result / f"{table}.parquet"
    rows = pq.read_table(path)
    place = rows.column_names.index(column)
    values = [value, *rows[column].to_pylist()[1:]]
    pq.write_table(rows.set_column(place, column, pa.array(values, rows.schema.field(column).type)), path)
    manifest = json.loads((result / "result.json").read_text())
    for one in manifest["resources"]:
        if one["name"] == table:
            one |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256_file(path)}"}
    write_json(result / "result.json", manifest)


def codes(result, made):
    return [(one.code, dict(one.params).get("table", "")) for one in verify(result, made / "snapshot")]


def test_an_honest_result_follows_from_its_snapshot(made):
    assert verify(made / "result", made / "snapshot", at="later") == []


def test_a_forged_figure_is_found(copy, made):
    forge(copy, "figures", "numerator", 10**6)
    assert codes(copy, made) == [("RESULT_DIFFERS", "figures")]


def test_a_forged_grade_is_found(copy, made):
    forge(copy, "grades", "grade", "good")
    assert codes(copy, made) == [("RESULT_DIFFERS", "grades")]


def test_a_forged_interval_is_found(copy, made):
    forge(copy, "intervals", "high", "0.123456")
    assert codes(copy, made) == [("RESULT_DIFFERS", "intervals")]


def test_a_forged_origin_is_found(copy, made):
    manifest = json.loads((copy / "result.json").read_text())
    write_json(copy / "result.json", manifest | {"code_version": "9.9"})
    assert codes(copy, made) == [("ORIGIN_DIFFERS", "")]


def test_an_altered_file_is_a_finding(copy, made):
    (copy / "flows.parquet").write_bytes(b"other")
    assert codes(copy, made) == [("RESULT_ALTERED", "")]


def test_another_snapshot_is_a_finding(copy, tmp_path):
    write_snapshot(tmp_path / "snapshot", register())
    assert codes(copy, tmp_path) == [("SNAPSHOT_NOT_OF_RESULT", "")]


def test_an_altered_snapshot_is_a_finding(copy, made, tmp_path):
    shutil.copytree(made / "snapshot", tmp_path / "snapshot")
    (tmp_path / "snapshot" / "funds.parquet").write_bytes(b"other")
    assert codes(copy, tmp_path) == [("SNAPSHOT_ALTERED", "")]


def test_folders_that_are_not_there_are_the_users_mistake(made, tmp_path):
    for result, snapshot in ((tmp_path / "none", made / "snapshot"), (made / "result", tmp_path / "none")):
        with pytest.raises(UserError):
            verify(result, snapshot)
    with pytest.raises(UserError):
        verify(made / "snapshot", made / "snapshot")


@pytest.mark.parametrize(
    ("low", "n", "same"), [("0.123456", 5, True), ("0.123457", 5, True), ("0.1235", 5, False), ("0.123456", 6, False)]
)
def test_only_the_last_digit_may_differ(low, n, same):
    one = pa.table({"unit_id": ["a"], "low": ["0.123456"], "n": [5]})
    other = pa.table({"unit_id": ["a"], "low": [low], "n": [n]})
    assert same_statistics(one, other, ("low",)) is same


def test_another_number_of_rows_is_another_table(made):
    rows = open_result(made / "result").table("intervals")
    assert not same_statistics(rows, rows.slice(1), ("low", "high"))
