"""Writing: the same rows give the same bytes and digests, in whatever order and type they come."""

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.evidence.digests import digest_parts, sha256_file
from pledgetree.evidence.manifest import manifest_digest, read_manifest
from pledgetree.snapshot.canonical import content_digest, normalised
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.writing import SnapshotWriter, write_part, write_rows

DAY = date(2011, 12, 10)
CHANGES = pa.table(
    {
        "new_code": pa.array(["b", "a", "c"]).dictionary_encode(),
        "old_code": ["2", "1", "1"],
        "changed_on": [DAY, None, DAY],
    }
)


def writer(folder, **values):
    folder.mkdir(exist_ok=True)
    head = {"year": 2016, "frozen_at": "now", "made_up": False, "rulebook": None, "name": "n"}
    return SnapshotWriter(folder, **{**head, **values})


def test_a_table_is_written_in_order_in_its_declared_types(tmp_path):
    one = writer(tmp_path)
    one.add("code_changes", CHANGES)
    manifest = one.finish()
    written = pq.read_table(tmp_path / "code_changes.parquet")
    assert written.schema.equals(arrow_schema(declared_tables()["code_changes"]))
    assert [(row["old_code"], row["new_code"]) for row in written.to_pylist()] == [("1", "a"), ("1", "c"), ("2", "b")]
    (resource,) = manifest.resources
    assert resource.hash == sha256_file(tmp_path / "code_changes.parquet")
    assert (resource.rows, resource.bytes) == (3, (tmp_path / "code_changes.parquet").stat().st_size)
    assert resource.content_hash == content_digest(written, ["old_code", "new_code"])
    assert read_manifest(tmp_path / "datapackage.json") == manifest


def test_the_same_rows_give_the_same_bytes(tmp_path):
    shuffled = CHANGES.take([2, 0, 1]).cast(
        pa.schema([(name, CHANGES.schema.field(name).type) for name in CHANGES.column_names])
    )
    files = []
    for name, rows in {
        "a": CHANGES,
        "b": shuffled,
        "c": normalised(CHANGES, arrow_schema(declared_tables()["code_changes"])),
    }.items():
        one = writer(tmp_path / name, frozen_at=name)
        one.add("code_changes", rows)
        files.append(((tmp_path / name / "code_changes.parquet").read_bytes(), manifest_digest(one.finish())))
    assert len(set(files)) == 1


def household(number, county):
    return {
        "household_id": f"{county}{number:09d}",
        "unit_id": f"{county}100201",
        "identified_on": DAY,
        "state": "poor",
        "attribute": "general",
        "main_cause": "illness",
        "income_fen": number,
        **dict.fromkeys(("food", "clothing", "education", "medical", "housing", "water"), True),
    }


def county_part(folder, county):
    return write_part(folder, "households", county, pa.Table.from_pylist([household(n, county) for n in (3, 1, 2)]))


def test_parts_may_be_written_by_other_processes(tmp_path):
    counties = ["520502", "510100", "530100"]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        parts = list(pool.map(county_part, [tmp_path] * 3, counties))
    one = writer(tmp_path)
    one.add_parts("households", parts)
    (resource,) = one.finish().resources
    assert resource.paths == ("households/510100.parquet", "households/520502.parquet", "households/530100.parquet")
    assert resource.content_hash == digest_parts((part.name, part.content_hash) for part in parts)
    (tmp_path / "again").mkdir()
    assert [county_part(tmp_path / "again", county) for county in counties] == parts


def test_a_part_is_sorted_and_complete(tmp_path):
    part = county_part(tmp_path, "520502")
    written = pq.read_table(tmp_path / part.path)
    assert written.column("income_fen").to_pylist() == [1, 2, 3]
    assert written.column("exited_on").null_count == 3


def test_a_table_is_added_once(tmp_path):
    one = writer(tmp_path)
    one.add("code_changes", CHANGES)
    with pytest.raises(ValueError, match="before"):
        one.add("code_changes", CHANGES)


def test_a_table_in_parts_has_parts(tmp_path):
    with pytest.raises(ValueError, match="no parts"):
        writer(tmp_path).add_parts("households", [])


def test_an_undeclared_table_and_an_unfit_value_are_refused(tmp_path):
    with pytest.raises(KeyError):
        writer(tmp_path).add("nothing", CHANGES)
    with pytest.raises(pa.ArrowInvalid):
        writer(tmp_path).add("code_changes", pa.table({"changed_on": ["soon"]}))


def test_tables_of_another_schema_can_be_written(tmp_path):
    part = write_rows(
        tmp_path, "figures.parquet", pa.table({"unit_id": ["b", "a"], "n": [1, 2]}), name="figures", key=["unit_id"]
    )
    assert pq.read_table(tmp_path / "figures.parquet").to_pydict() == {"unit_id": ["a", "b"], "n": [2, 1]}
    assert (part.name, part.path, part.rows) == ("figures", "figures.parquet", 2)


def test_the_manifest_says_what_it_was_told(tmp_path):
    writer(tmp_path, made_up=True, rulebook="cn-central-2016", name="nation-2016").finish()
    record = json.loads((tmp_path / "datapackage.json").read_text())
    assert (record["made_up"], record["rulebook"], record["name"]) == (True, "cn-central-2016", "nation-2016")
