"""Checking a snapshot: a sound one has no faults; whatever was done to one is said."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.digests import sha256_file
from pledgetree.snapshot import checking
from pledgetree.snapshot.checking import check_snapshot, examine_snapshot
from pledgetree.snapshot.opening import open_snapshot
from pledgetree.snapshot.reading import read_folder
from pledgetree.snapshot.writing import SnapshotWriter, write_part
from tests.unit.snapshot.folders import FUNDS, codes, frozen, write_folder


def write_unchecked(folder, tables, parts=None):
    """Write a snapshot without checking its rows, as a careless producer would."""
    folder.mkdir()
    writer = SnapshotWriter(folder, year=2016, frozen_at="now", made_up=True, rulebook=None, name="n")
    for name, rows in tables.items():
        if name in (parts or {}):
            writer.add_parts(
                name, [write_part(folder, name, part, rows.take(take)) for part, take in parts[name].items()]
            )
        else:
            writer.add(name, rows)
    writer.finish()
    return open_snapshot(folder)


@pytest.fixture
def tables(tmp_path):
    found = read_folder(write_folder(tmp_path / "sound"), lambda *_step: None)
    return {name: rows.data for name, rows in found.tables.items()}


def with_column(table, name, values):
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), pa.chunked_array([values]))


def reseal(snapshot, name):
    """Make a file's bytes agree with the manifest again, its content digest left as it was."""
    manifest = snapshot / "datapackage.json"
    record = json.loads(manifest.read_text())
    one = next(resource for resource in record["resources"] if resource["name"] == name)
    path = snapshot / one["path"]
    one.update(bytes=path.stat().st_size, hash=f"sha256:{sha256_file(path)}")
    manifest.write_text(json.dumps(record))


def test_a_sound_snapshot_has_no_faults(tmp_path):
    path = frozen(tmp_path)
    assert examine_snapshot(path) == (open_snapshot(path).digest, [])


def test_progress_counts_files(tmp_path):
    steps = []
    check_snapshot(open_snapshot(frozen(tmp_path)), lambda *step: steps.append(step))
    assert [done for done, _, _ in steps] == [1, 2, 3, 4, 5]
    assert {total for _, total, _ in steps} == {5}


def test_an_altered_file_is_named_and_the_others_are_still_checked(tmp_path, tables):
    funds = with_column(tables["funds"], "amount_fen", pa.array([-1, 0]))
    path = write_unchecked(tmp_path / "s", {**tables, "funds": funds}).path
    data = bytearray((path / "persons.parquet").read_bytes())
    data[len(data) // 2] ^= 1
    (path / "persons.parquet").write_bytes(data)
    digest, faults = examine_snapshot(path)
    assert digest
    assert [(one.code, one.where.rsplit("/")[-1]) for one in faults] == [
        ("SNAPSHOT_ALTERED", "persons.parquet"),
        ("NEGATIVE_MONEY", "funds.parquet: row 1, column amount_fen"),
    ]


def test_rows_that_are_not_those_of_the_content_digest_are_found(tmp_path):
    path = frozen(tmp_path)
    funds = pq.read_table(path / "funds.parquet")
    pq.write_table(with_column(funds, "amount_fen", pa.array([1, 1])), path / "funds.parquet")
    reseal(path, "funds")
    assert codes(examine_snapshot(path)[1]) == ["CONTENT_DIFFERS"]


def test_the_same_rows_in_another_file_are_the_same_content(tmp_path):
    path = frozen(tmp_path)
    funds = pq.read_table(path / "funds.parquet")
    pq.write_table(funds.take([1, 0]), path / "funds.parquet", compression="none")
    reseal(path, "funds")
    assert examine_snapshot(path)[1] == []


def test_a_file_of_other_types_is_named(tmp_path):
    path = frozen(tmp_path)
    pq.write_table(pa.table({"fund_id": [["x"]]}), path / "funds.parquet")
    reseal(path, "funds")
    assert "TABLE_BROKEN" in codes(examine_snapshot(path)[1])


def test_every_kind_of_fault_is_found_in_a_snapshot(tmp_path, tables):
    funds, units, persons = tables["funds"], tables["units"], tables["persons"]
    spoilt = {
        "units": units.filter(pc.not_equal(units["tier"], "county")),
        "funds": pa.concat_tables([with_column(funds, "source_tier", pa.array(["moon", None])), funds.slice(0, 1)]),
        "persons": with_column(persons, "inflow", pa.array(["none"] * 4)),
        "households": tables["households"].slice(0, 1),
    }
    found = check_snapshot(write_unchecked(tmp_path / "s", spoilt))
    assert set(codes(found)) == {
        "PARENT_MISSING",
        "VILLAGE_WITHOUT_COUNTY",
        "NOT_ALLOWED",
        "EMPTY_VALUE",
        "DUPLICATE_KEY",
        "UNKNOWN_UNIT",
        "FLOW_NOT_CLOSED",
        "FOREIGN_KEY",
    }


def test_a_key_in_two_parts_is_found(tmp_path, tables):
    parts = {"households": {"520502": [0, 1], "530000": [1]}}
    (one,) = check_snapshot(write_unchecked(tmp_path / "s", tables, parts))
    assert (one.code, one.where) == ("DUPLICATE_KEY", str(tmp_path / "s" / "households" / "530000.parquet"))
    assert dict(one.params) == {"key": "520502000000002", "count": 2}


def test_sound_parts_have_no_faults(tmp_path, tables):
    parts = {"households": {"1": [0], "2": [1]}, "persons": {"1": [0, 1, 2], "2": [3]}}
    assert check_snapshot(write_unchecked(tmp_path / "s", tables, parts)) == []


def test_faults_of_a_table_are_capped(tmp_path, tables):
    row = tables["funds"].slice(0, 1)
    many = with_column(
        pa.concat_tables([row] * 1200), "fund_id", pa.array([f"F{number:04d}" for number in range(1200)])
    )
    many = with_column(many, "amount_fen", pa.array([-1] * 1200))
    found = codes(check_snapshot(write_unchecked(tmp_path / "s", {"funds": many})))
    assert (found.count("NEGATIVE_MONEY"), found[-1]) == (1000, "TOO_MANY_FAULTS")


def test_a_table_from_a_later_version_is_a_warning(tmp_path):
    path = frozen(tmp_path)
    manifest = path / "datapackage.json"
    manifest.write_text(manifest.read_text().replace('"funds"', '"moons"'))
    (one,) = check_snapshot(open_snapshot(path))
    assert (one.code, one.severity) == ("UNKNOWN_TABLE", "warning")


def test_a_broken_manifest_is_a_finding_and_no_manifest_is_a_mistake(tmp_path):
    path = frozen(tmp_path)
    (path / "datapackage.json").write_text("{")
    digest, faults = examine_snapshot(path)
    assert (digest, codes(faults)) == (None, ["MANIFEST_BROKEN"])
    for wrong in (tmp_path / "none", tmp_path):
        with pytest.raises(UserError):
            examine_snapshot(wrong)


def test_the_year_of_a_snapshot_dates_households(tmp_path):
    changes = "old_code,new_code,changed_on\n520502100202,520502100201,2016-06-01\n"
    kept = "\n".join(
        line
        for line in write_folder(tmp_path / "u").joinpath("units.csv").read_text("utf-8").splitlines()
        if "二村" not in line
    )
    path = tmp_path / "early"
    tables = read_folder(write_folder(tmp_path / "x", units=kept + "\n", code_changes=changes), lambda *_s: None).tables
    for year, expected in ((2015, []), (2016, ["UNKNOWN_UNIT"])):
        assert codes(checking.check_tables(tables, year)) == expected
    assert not path.exists()


def test_freeze_and_check_find_the_same_faults(tmp_path, tables):
    funds = with_column(tables["funds"], "amount_fen", pa.array([-1, -2]))
    text = FUNDS.replace("100000000", "-1").replace(",0,", ",-2,")
    read = read_folder(write_folder(tmp_path / "in", funds=text), lambda *_step: None)
    one = codes(checking.check_tables(read.tables, 2016))
    assert one == codes(check_snapshot(write_unchecked(tmp_path / "s", {**tables, "funds": funds})))


def test_a_sparse_column_stands_in_the_parts_that_have_a_value(tmp_path, tables):
    health = pa.array(["healthy", None, None, None], pa.string())
    persons = tables["persons"].append_column("health", health)
    parts = {"persons": {"520502": [0, 1], "520503": [2, 3]}}
    tables["persons"] = persons
    snapshot = write_unchecked(tmp_path / "s", tables, parts)
    held = [pq.read_schema(path).names for path in snapshot.paths("persons")]
    assert ["health" in names for names in held] == [True, False]
    assert check_snapshot(snapshot) == []
    assert snapshot.read("persons", ["person_id", "health"])["health"].to_pylist() == ["healthy", None, None, None]
    assert "health" not in snapshot.read("persons").column_names


def test_a_value_of_a_sparse_column_is_checked(tmp_path, tables):
    health = pa.array(["healthy", "merry", None, None], pa.string())
    tables["persons"] = tables["persons"].append_column("health", health)
    assert codes(check_snapshot(write_unchecked(tmp_path / "s", tables))) == ["NOT_ALLOWED"]


def test_a_sparse_column_without_values_changes_no_digest(tmp_path, tables):
    first = write_unchecked(tmp_path / "a", tables)
    tables["persons"] = tables["persons"].append_column("health", pa.nulls(4, pa.string()))
    assert write_unchecked(tmp_path / "b", tables).digest == first.digest
