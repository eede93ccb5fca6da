import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import manifest_digest, read_manifest
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.snapshot.folders import codes, frozen


@pytest.fixture
def snapshot(tmp_path):
    return frozen(tmp_path)


def refusal(path, **options):
    with pytest.raises(UserError) as caught:
        open_snapshot(path, **options)
    return caught.value.faults


def test_a_snapshot_says_what_it_is(snapshot):
    found = open_snapshot(snapshot)
    assert (found.year, found.made_up, found.rulebook, found.path) == (2016, False, None, snapshot)
    assert found.digest == manifest_digest(read_manifest(snapshot / "datapackage.json"))
    assert found.has("units")
    assert not found.has("plans")


def test_tables_are_read_in_their_declared_types(snapshot):
    found = open_snapshot(snapshot)
    assert found.read("funds").schema.equals(arrow_schema(declared_tables()["funds"]))
    assert found.read("funds", ["amount_fen", "fund_id"]).to_pydict() == {
        "amount_fen": [100000000, 0],
        "fund_id": ["F1", "F2"],
    }
    assert found.paths("funds") == [snapshot / "funds.parquet"]
    assert [part.name for part in found.parts("funds")] == ["funds"]


def test_a_missing_table_is_named(snapshot):
    found = open_snapshot(snapshot)
    found.require("units", "funds")
    with pytest.raises(UserError) as caught:
        found.require("units", "plans", "pledges")
    assert codes(caught.value.faults) == ["TABLE_MISSING"] * 2
    for ask in (found.read, found.paths, found.parts):
        with pytest.raises(UserError, match="TABLE_MISSING"):
            ask("plans")


def test_a_snapshot_may_be_moved_and_copied(snapshot, tmp_path):
    digest = open_snapshot(snapshot).digest
    shutil.copytree(snapshot, tmp_path / "copy")
    snapshot.rename(tmp_path / "moved")
    assert open_snapshot(tmp_path / "copy").digest == open_snapshot(tmp_path / "moved").digest == digest
    assert open_snapshot(str(tmp_path / "copy")).read("units").num_rows == 7


def test_every_altered_file_is_named(snapshot):
    for name in ("funds", "units"):
        path = snapshot / f"{name}.parquet"
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    (snapshot / "persons.parquet").unlink()
    with (snapshot / "households.parquet").open("ab") as handle:
        handle.write(b"x")
    faults = refusal(snapshot)
    assert codes(faults) == ["SNAPSHOT_ALTERED"] * 4
    assert {one.where.rsplit("/")[-1] for one in faults} == {
        f"{name}.parquet" for name in ("funds", "units", "persons", "households")
    }


def test_without_verification_files_are_not_read(snapshot):
    (snapshot / "persons.parquet").write_bytes(b"PAR1")
    found = open_snapshot(snapshot, verify=False)
    with pytest.raises(UserError, match="SNAPSHOT_ALTERED"):
        found.read("persons")


def test_files_of_other_types_are_refused_when_read(snapshot):
    pq.write_table(pa.table({"fund_id": [["x"]]}), snapshot / "funds.parquet")
    with pytest.raises(UserError, match="TABLE_BROKEN"):
        open_snapshot(snapshot, verify=False).read("funds")


def test_a_column_declared_later_is_empty(snapshot):
    table = pq.read_table(snapshot / "units.parquet").drop(["valid_from"])
    pq.write_table(table, snapshot / "units.parquet")
    found = open_snapshot(snapshot, verify=False)
    assert found.read("units", ["valid_from"]).to_pydict() == {"valid_from": [None] * 7}


def test_what_is_no_snapshot_is_refused(snapshot, tmp_path):
    assert codes(refusal(tmp_path / "none")) == ["FOLDER_MISSING"]
    assert codes(refusal(tmp_path)) == ["MANIFEST_MISSING"]
    path = snapshot / "datapackage.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "profile": "pledgetree-result-v1"}))
    assert codes(refusal(snapshot)) == ["MANIFEST_FIELD"]


def test_a_manifest_that_leads_elsewhere_is_refused(snapshot):
    path = snapshot / "datapackage.json"
    path.write_text(path.read_text().replace('"funds.parquet"', '"../funds.parquet"'))
    assert codes(refusal(snapshot)) == ["PATH_ESCAPES"]
