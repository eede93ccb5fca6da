"""Chunks of a snapshot, and what is refused while counting."""

import pytest

from pledgetree.base.errors import UserError
from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import count_register, count_tables, part_names, register_chunks
from pledgetree.indicators.counts import Terms
from pledgetree.indicators.funds import RECEIVED
from pledgetree.indicators.register import CLOSING, MEMBERS
from tests.reference.tables import ALPHA, YEAR, fund, person, register, write_snapshot

TERMS = Terms(YEAR)


def test_a_register_in_parts_is_counted_province_by_province(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register(), in_parts=True)
    assert part_names(snapshot) == ("410121", "410122", "520121")
    chunks = register_chunks(snapshot, part_names(snapshot))
    assert [chunk.name for chunk in chunks] == ["41", "52"]
    assert [path.stem for path in chunks[0].files["persons"].paths] == ["410121", "410122"]


def test_a_register_in_single_files_is_one_chunk(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", register())
    (chunk,) = register_chunks(snapshot, part_names(snapshot))
    assert part_names(snapshot) == ("",)
    assert not chunk.files["persons"].in_parts


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


def test_relations_whose_tables_are_missing_are_left_out(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", {})
    with engine_named("duckdb", tmp_path) as engine:
        assert list(count_tables(engine, snapshot, [RECEIVED, MEMBERS], TERMS)) == []


def test_a_sum_that_does_not_fit_is_a_declared_error(tmp_path):
    snapshot = write_snapshot(tmp_path / "s", {"funds": [fund(1, ALPHA, 2**62), fund(2, ALPHA, 2**62)]})
    with engine_named("duckdb", tmp_path) as engine, pytest.raises(UserError) as caught:
        list(count_tables(engine, snapshot, [RECEIVED], TERMS))
    assert caught.value.faults[0].code == "SUM_TOO_LARGE"
