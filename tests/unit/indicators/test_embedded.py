"""DuckDB opens lists of files, names their parts, and refuses what does not fit into 64 bits."""

import warnings

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.embedded import DuckDBEngine
from pledgetree.indicators.engines import Files, SumTooLargeError


@pytest.fixture
def files(tmp_path):
    paths = []
    for name, values in (("it's a part", [1, 2]), ("other", [3])):
        paths.append(tmp_path / f"{name}.parquet")
        pq.write_table(pa.table({"value": values}), paths[-1])
    return tuple(paths)


def fetched(tmp_path, files, *, in_parts):
    with engine_named("duckdb", tmp_path) as engine:
        return engine.fetch(engine.open("numbers", Files(files, in_parts=in_parts))).to_pylist()


def test_each_row_knows_its_part(tmp_path, files):
    rows = fetched(tmp_path, files, in_parts=True)
    assert sorted((row["part"], row["value"]) for row in rows) == [("it's a part", 1), ("it's a part", 2), ("other", 3)]


def test_a_table_in_one_file_has_the_empty_part(tmp_path, files):
    rows = fetched(tmp_path, files[1:], in_parts=False)
    assert rows == [{"value": 3, "part": ""}]


def test_opening_a_name_again_replaces_it(tmp_path, files):
    with engine_named("duckdb", tmp_path) as engine:
        engine.open("numbers", Files(files, in_parts=True))
        again = engine.open("numbers", Files(files[1:], in_parts=True))
        assert engine.fetch(again.count().as_table()).column(0).to_pylist() == [1]


def test_a_sum_beyond_64_bits_is_an_error(tmp_path):
    path = tmp_path / "large.parquet"
    pq.write_table(pa.table({"value": [2**62, 2**62]}), path)
    with engine_named("duckdb", tmp_path) as engine:
        rows = engine.open("large", Files((path,), in_parts=False))
        with pytest.raises(SumTooLargeError):
            engine.fetch(rows.aggregate(total=rows.value.sum().cast("int64")))


def test_only_the_one_deprecation_is_silenced(tmp_path, files):
    with engine_named("duckdb", tmp_path) as engine, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert engine.fetch(engine.open("numbers", Files(files, in_parts=True))).num_rows == 3


def test_memory_is_bounded(tmp_path):
    engine = DuckDBEngine(tmp_path)
    (limit,) = engine.setting("memory_limit")
    engine.close()
    assert limit in {"2.3 GiB", "2.4 GiB"}
