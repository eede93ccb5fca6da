"""Counting a snapshot once: only files that are read are checked, only changed counties are counted."""

from dataclasses import replace

import pyarrow as pa
import pytest

from pledgetree.assessment.governing import load_law
from pledgetree.assessment.partials import Kept, read_kept, stored, write_partials
from pledgetree.assessment.tallying import require_unaltered, tally
from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import resource_of_parts
from tests.reference.tables import YEAR, everything, leaver, register, write_snapshot

LAW = load_law("cn-central-2016", YEAR)


def counted(snapshot, kept=None, steps=None):
    def progress(done, total, what):
        if steps is not None:
            steps.append((done, total, what))

    return tally(snapshot, LAW, engine="duckdb", kept=kept, progress=progress)


def kept_of(folder, tallied) -> Kept:
    provinces = pa.table({"unit_id": pa.array([], pa.string())})
    write_partials(folder, stored(tallied.basis, tallied.parts, tallied.register, provinces, contained=True))
    return read_kept(folder)


def rows(tallied):
    return {name: table.to_pylist() for name, table in tallied.register.rows.items()}


def test_every_relation_is_counted_once(tmp_path):
    found = counted(write_snapshot(tmp_path / "s", everything(), in_parts=True))
    names = [one.relation for one in found.counted]
    assert sorted(names) == sorted(set(names))
    assert {"persons", "households", "funds", "interviews", "statistics", "exits", "findings"} <= set(names)


def test_progress_counts_provinces(tmp_path):
    steps = []
    counted(write_snapshot(tmp_path / "s", register(), in_parts=True), steps=steps)
    assert [(done, what) for done, _, what in steps] == [(1, "count 41"), (2, "count 52")]
    assert {total for _, total, _ in steps} == {4}


def test_unchanged_counties_are_taken_over(tmp_path):
    first = counted(write_snapshot(tmp_path / "s", register(), in_parts=True))
    changed = register()
    changed["persons"].append(leaver("4101220000000002", 3, "none", opening=False))
    snapshot = write_snapshot(tmp_path / "t", changed, in_parts=True)
    again = counted(snapshot, kept_of(tmp_path / "k", first))
    assert (first.reused, again.reused) == (0, 2)
    assert rows(again) == rows(counted(snapshot)) != rows(first)


def test_a_file_that_is_not_read_need_not_be_there(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=True)
    first = counted(snapshot)
    (snapshot.path / "persons" / "410121.parquet").write_bytes(b"gone")
    assert rows(counted(snapshot, kept_of(tmp_path / "k", first))) == rows(first)
    with pytest.raises(UserError) as caught:
        counted(snapshot)
    assert caught.value.faults[0].code == "SNAPSHOT_ALTERED"


def test_an_altered_small_table_is_refused(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", everything())
    (snapshot.path / "funds.parquet").write_bytes(b"other")
    with pytest.raises(UserError) as caught:
        require_unaltered(snapshot, [])
    assert caught.value.faults[0].code == "SNAPSHOT_ALTERED"


def test_persons_whose_county_has_no_file_of_households_are_not_passed_over(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=True)
    manifest = snapshot.manifest
    households = manifest.resource("households")
    kept = tuple(part for part in households.parts if part.name != "520121")  # the only county of its province
    others = [one for one in manifest.resources if one.name != "households"]
    fewer = resource_of_parts("households", kept, households.schema)
    with pytest.raises(UserError) as caught:
        counted(replace(snapshot, manifest=replace(manifest, resources=(*others, fewer))))
    assert [one.code for one in caught.value.faults] == ["PERSON_WITHOUT_HOUSEHOLD"]


def test_a_snapshot_without_register_counts_the_rest(tmp_path):
    tables = {name: rows for name, rows in everything().items() if name not in ("households", "persons")}
    found = counted(write_snapshot(tmp_path / "s", tables))
    assert found.parts == {}
    assert found.register.rows["persons"].num_rows == 0
    assert "funds" in [one.relation for one in found.counted]
