"""``verify`` computes anew: an honest result passes, every kind of change is found."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.assessment.results import content_hash, open_result, write_json
from pledgetree.assessment.running import assess
from pledgetree.assessment.verifying import same_statistics, verify
from pledgetree.base.errors import UserError
from pledgetree.evidence.digests import digest_parts, sha256_file
from pledgetree.law.loading import bundled_folder
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


def file_of(result, table):
    """The first file of a table."""
    return next(iter([*sorted((result / table).glob("*.parquet")), result / f"{table}.parquet"]))


def forge(result, table, column, value, *, whole=True):
    """Change a value and make the manifest vouch for the new file, and for its content unless not ``whole``."""
    path = file_of(result, table)
    rows = pq.read_table(path)
    place = rows.column_names.index(column)
    values = [value, *rows[column].to_pylist()[1:]]
    pq.write_table(rows.set_column(place, column, pa.array(values, rows.schema.field(column).type)), path)
    manifest = json.loads((result / "result.json").read_text())
    for one in manifest["resources"]:
        if one["name"] == table:
            part = one["parts"][0] if "parts" in one else one
            part |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256_file(path)}"}
            if whole:
                part["content_hash"] = f"sha256:{content_hash(pq.read_table(path))}"
            total_up(one)
    write_json(result / "result.json", manifest)


def total_up(one):
    """Make the manifest's entry of a table agree with its parts."""
    if "parts" in one:
        one["bytes"] = sum(part["bytes"] for part in one["parts"])
        for key in ("hash", "content_hash"):
            digest = digest_parts((part["name"], part[key].removeprefix("sha256:")) for part in one["parts"])
            one[key] = f"sha256:{digest}"


def codes(result, made):
    return [(one.code, dict(one.params).get("table", "")) for one in verify(result, made / "snapshot")]


def test_an_honest_result_follows_from_its_snapshot(made):
    assert verify(made / "result", made / "snapshot") == []


def test_a_forged_figure_is_found(copy, made):
    forge(copy, "figures", "numerator", 10**6)
    assert codes(copy, made) == [("RESULT_DIFFERS", "figures")]


def test_a_forged_file_is_found_without_the_snapshot(copy):
    forge(copy, "grades", "grade", "good", whole=False)
    with pytest.raises(UserError, match="RESULT_ALTERED"):
        open_result(copy)


@pytest.mark.parametrize(
    ("key", "value"), [("made_up", False), ("rulebook", "cn-county-exit-2017"), ("name", "other"), ("praise", "great")]
)
def test_a_forged_head_is_found(copy, made, key, value):
    manifest = json.loads((copy / "result.json").read_text())
    write_json(copy / "result.json", manifest | {key: value})
    assert [(one.code, dict(one.params)["key"]) for one in verify(copy, made / "snapshot")] == [("ORIGIN_DIFFERS", key)]


def test_a_softened_copy_of_the_law_under_its_name_is_found(made, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(bundled_folder() / "cn-central-2016", book)
    grades = book / "grades.yaml"
    text = grades.read_text(encoding="utf-8")
    softer = text.replace(
        "{label: good, operator: '>=', value: 100/100}", "{label: good, operator: '>=', value: 99/100}"
    )
    assert softer != text
    grades.write_text(softer, encoding="utf-8")
    assess(made / "snapshot", rulebook=str(book), year=YEAR, out=tmp_path / "r", at="2017")
    assert "NOT_THE_BUNDLED_EDITION" in [one.code for one in verify(tmp_path / "r", made / "snapshot")]


def test_poisoned_sums_are_not_taken_over(copy, made, tmp_path):
    index = copy / "partials" / "partials.json"
    record = json.loads(index.read_text())
    file = next(name for name in record["files"] if name.startswith("persons/"))
    path = copy / "partials" / file
    rows = pq.read_table(path)
    place = rows.column_names.index("register.approved")
    doubled = pa.array([value * 2 + 1 for value in rows["register.approved"].to_pylist()], pa.int64())
    pq.write_table(rows.set_column(place, "register.approved", doubled), path)
    record["files"][file] = sha256_file(path)
    write_json(index, record)
    with pytest.raises(UserError, match="RESULT_ALTERED"):
        assess(made / "snapshot", rulebook="cn-central-2016", year=YEAR, out=tmp_path / "r", at="2017", previous=copy)


def test_sums_of_other_rows_are_not_taken_over(copy, made, tmp_path):
    index = copy / "partials" / "partials.json"
    record = json.loads(index.read_text())
    write_json(index, record | {"parts": dict.fromkeys(record["parts"], "00")})
    with pytest.raises(UserError, match="RESULT_ALTERED"):
        assess(made / "snapshot", rulebook="cn-central-2016", year=YEAR, out=tmp_path / "r", at="2017", previous=copy)


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
    file_of(copy, "flows").write_bytes(b"other")
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
