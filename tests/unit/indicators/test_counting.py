"""Chunks of a snapshot, and what is refused while counting."""

import shutil
from dataclasses import replace

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import DATAPACKAGE, resource_of_parts, write_manifest
from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import (
    REGISTER_TABLES,
    count_register,
    count_tables,
    part_names,
    register_chunks,
    require_households,
)
from pledgetree.indicators.counts import Terms
from pledgetree.indicators.funds import RECEIVED
from pledgetree.indicators.register import CLOSING, MEMBERS
from pledgetree.snapshot.opening import open_snapshot
from tests.reference.tables import ALPHA, YEAR, fund, person, register, write_snapshot

TERMS = Terms(YEAR)


def test_a_register_in_parts_is_counted_province_by_province(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=True)
    assert part_names(snapshot) == ("410121", "410122", "520121")
    chunks = register_chunks(snapshot, part_names(snapshot))
    assert [chunk.name for chunk in chunks] == ["41", "52"]
    assert list(chunks[0].paths["persons"]) == ["410121", "410122"]


def test_a_register_in_single_files_is_one_chunk(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register())
    (chunk,) = register_chunks(snapshot, part_names(snapshot))
    assert part_names(snapshot) == ("",)
    assert chunk.parts == ()


@pytest.mark.parametrize("in_parts", [True, False])
def test_sums_are_kept_per_part_and_code_as_written(tmp_path, in_parts):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=in_parts)
    steps = []
    with engine_named("duckdb", tmp_path) as engine:
        chunks = register_chunks(snapshot, part_names(snapshot))
        found = count_register(engine, chunks, [CLOSING, MEMBERS], TERMS, steps.append)
    rows = {(row["part"], row["unit_id"]): row["register.closing"] for row in found["persons"].to_pylist()}
    assert rows["520121" if in_parts else "", "520199000000"] == 2  # the old code of the county
    assert steps == [chunk.name for chunk in chunks]


def test_nothing_to_count_gives_empty_tables(tmp_path):
    with engine_named("duckdb", tmp_path) as engine:
        found = count_register(engine, [], [MEMBERS], TERMS, lambda _name: None)
    assert found["persons"].column_names == ["part", "unit_id", "register.persons"]
    assert found["persons"].num_rows == 0


def test_a_person_without_household_in_the_same_part_is_refused(tmp_path):
    tables = register()
    tables["persons"].append(person("4101219999999999", 1))
    snapshot = write_snapshot(tmp_path / "s", tables)
    with engine_named("duckdb", tmp_path) as engine, pytest.raises(UserError) as caught:
        count_register(engine, register_chunks(snapshot, [""]), [MEMBERS], TERMS, lambda _name: None)
    assert caught.value.faults[0].code == "PERSON_WITHOUT_HOUSEHOLD"


def with_files_named_anew(snapshot, folder):
    """The same snapshot with its register's files under names that say nothing, some of them unfit for a name."""
    shutil.copytree(snapshot.path, folder)
    resources = []
    for one in snapshot.manifest.resources:
        parts = []
        for number, part in enumerate(one.parts if one.name in REGISTER_TABLES else ()):
            path = f"{one.name}/[{len(one.parts) - number}] it's.parquet"
            (folder / part.path).rename(folder / path)
            parts.append(replace(part, path=path))
        resources.append(resource_of_parts(one.name, tuple(parts), one.schema) if parts else one)
    write_manifest(folder / DATAPACKAGE, replace(snapshot.manifest, resources=tuple(resources)))
    return open_snapshot(folder)


def counted(snapshot, room):
    with engine_named("duckdb", room) as engine:
        chunks = register_chunks(snapshot, part_names(snapshot))
        found = count_register(engine, chunks, [CLOSING, MEMBERS], TERMS, lambda _name: None)
    keys = [("part", "ascending"), ("unit_id", "ascending")]
    return {name: rows.sort_by(keys).to_pylist() for name, rows in found.items()}


def test_a_part_is_named_by_the_manifest_and_not_by_its_file(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=True)
    other = with_files_named_anew(snapshot, tmp_path / "t")
    assert counted(other, tmp_path) == counted(snapshot, tmp_path)
    assert {row["part"] for row in counted(other, tmp_path)["persons"]} == {"410121", "410122", "520121"}


def without_households_of(folder, *counties):
    snapshot = write_snapshot(folder, register(), in_parts=True)
    kept = tuple(part for part in snapshot.parts("households") if part.name not in counties)
    households = snapshot.manifest.resource("households")
    others = [one for one in snapshot.manifest.resources if one.name != "households"]
    fewer = resource_of_parts("households", kept, households.schema)
    return replace(snapshot, manifest=replace(snapshot.manifest, resources=(*others, fewer)))


def test_persons_without_a_file_of_households_are_refused(tmp_path):
    with pytest.raises(UserError) as caught:
        require_households(without_households_of(tmp_path / "s", "410122", "520121"))
    assert [(one.code, one.where) for one in caught.value.faults] == [
        ("PERSON_WITHOUT_HOUSEHOLD", "persons 410122"), ("PERSON_WITHOUT_HOUSEHOLD", "persons 520121"),
    ]  # fmt: skip
    require_households(write_snapshot(tmp_path / "t", register(), in_parts=True))
    require_households(write_snapshot(tmp_path / "u", register()))


def test_relations_whose_tables_are_missing_are_left_out(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", {})
    with engine_named("duckdb", tmp_path) as engine:
        assert list(count_tables(engine, snapshot, [RECEIVED, MEMBERS], TERMS)) == []


def test_a_sum_that_does_not_fit_is_a_declared_error(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", {"funds": [fund(1, ALPHA, 2**62), fund(2, ALPHA, 2**62)]})
    with engine_named("duckdb", tmp_path) as engine, pytest.raises(UserError) as caught:
        list(count_tables(engine, snapshot, [RECEIVED], TERMS))
    assert caught.value.faults[0].code == "SUM_TOO_LARGE"
