import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.keys import KeyRange, duplicate_keys, key_range, keys_in_two_files, overlapping
from pledgetree.snapshot.rows import Rows
from pledgetree.snapshot.writing import write_parquet
from tests.unit.snapshot.folders import CODE_CHANGES, FUNDS, HOUSEHOLDS, refused


def test_a_key_that_stands_twice_is_named_once_with_its_count(tmp_path):
    row = HOUSEHOLDS.splitlines()[1] + "\n"
    (one,) = refused(tmp_path, households=HOUSEHOLDS + row + row)
    assert (one.code, one.where) == ("DUPLICATE_KEY", "households.csv: row 4")
    assert dict(one.params) == {"key": "520502000000001", "count": 3}


def test_a_key_of_several_columns(tmp_path):
    other = CODE_CHANGES + "522401000000,520502000000,2012-01-01\n522401000000,520500000000,2012-01-01\n"
    (one,) = refused(tmp_path, code_changes=other)
    assert dict(one.params) == {"key": "522401000000, 520502000000", "count": 2}


def test_keys_that_could_not_be_read_are_not_compared(tmp_path):
    text = "unit_id,year,name,value\n520000000000,soon,x,1\n520000000000,later,x,1\n"
    assert {one.code for one in refused(tmp_path, statistics=text)} == {"WRONG_TYPE"}


def test_empty_parts_of_a_key_are_equal(tmp_path):
    head = "officer_id,unit_id,office_id,role,title,held_from,held_until\n"
    row = "O1,520000000000,,party_head,,2015-01-01,\n"
    (one,) = refused(tmp_path, posts=head + row + row)
    assert dict(one.params)["key"] == "O1, 520000000000, (empty), party_head, 2015-01-01"


def rows_of(ids, table="funds"):
    declared = declared_tables()[table]
    return Rows(declared, pa.table({declared.key[0]: pa.array(ids, pa.string())}), f"{table}.csv")


@given(st.lists(st.sampled_from("abcd"), max_size=8))
def test_every_repeated_key_is_found(ids):
    found = {dict(one.params)["key"]: dict(one.params)["count"] for one in duplicate_keys(rows_of(ids))}
    assert found == {one: ids.count(one) for one in ids if ids.count(one) > 1}


def test_the_range_of_a_file(tmp_path):
    assert key_range(tmp_path, rows_of(["b", "a", "é"])) == KeyRange(tmp_path, "a", "é")
    assert key_range(tmp_path, rows_of([])) is None
    assert key_range(tmp_path, rows_of(["a"], "plans")) is None


RANGE = st.tuples(st.integers(0, 30), st.integers(0, 5)).map(lambda one: (f"{one[0]:02d}", f"{one[0] + one[1]:02d}"))


@given(st.lists(RANGE, max_size=8))
def test_exactly_the_files_that_touch_another_are_looked_into(bounds):
    ranges = [KeyRange(number, low, high) for number, (low, high) in enumerate(bounds)]
    touching = {
        one.path
        for one in ranges
        for other in ranges
        if one.path != other.path and one.lowest <= other.highest and other.lowest <= one.highest
    }
    assert {one.path for one in overlapping(ranges)} == touching


@pytest.fixture
def parts(tmp_path):
    ranges = []
    for name, ids in {"1": ["a", "c"], "2": ["b", "c", "c"], "3": ["x", "y"], "4": ["e", "e"]}.items():
        path = tmp_path / f"{name}.parquet"
        rows = rows_of(ids)
        write_parquet(path, rows.data)
        ranges.append(key_range(path, rows))
    return ranges


def test_a_key_in_two_files_is_found(parts, tmp_path):
    (one,) = keys_in_two_files("fund_id", parts, tmp_path)
    assert (one.code, dict(one.params)) == ("DUPLICATE_KEY", {"key": "c", "count": 3})
    assert one.where == str(tmp_path / "2.parquet")


def test_files_apart_are_not_read_again(parts, tmp_path, monkeypatch):
    monkeypatch.setattr(duckdb, "connect", None)
    assert list(keys_in_two_files("fund_id", parts[2:], tmp_path)) == []


def test_the_keys_of_funds_differ():
    assert list(duplicate_keys(rows_of([line.split(",")[0] for line in FUNDS.splitlines()[1:]]))) == []
