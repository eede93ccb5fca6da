"""Spark opens lists of files as DuckDB does and refuses sums beyond 64 bits; without Java it says what to install."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.indicators.engines import Files, SumTooLargeError
from pledgetree.indicators.spark import SparkEngine

pytest.importorskip("pyspark")


def test_without_java_the_engine_is_missing(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UserError) as caught:
        SparkEngine()
    assert caught.value.faults[0].code == "ENGINE_MISSING"
    assert "Java" in caught.value.faults[0].remedy


@pytest.mark.java
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # PySpark leaves its sockets to the end of the process
def test_files_are_opened_as_a_list_and_sums_are_checked(tmp_path):
    (tmp_path / "a").mkdir()
    paths = (tmp_path / "a" / "one.parquet", tmp_path / "a" / "two.parquet")
    for path, values in zip(paths, ([1, 2], [2**62, 2**62]), strict=True):
        pq.write_table(pa.table({"value": values}), path)
    engine = SparkEngine()
    rows = engine.open("numbers", Files(paths, in_parts=True))
    counted = engine.fetch(rows.group_by("part").aggregate(n=rows.count())).to_pylist()
    assert sorted((row["part"], row["n"]) for row in counted) == [("one", 2), ("two", 2)]
    alone = engine.open("numbers", Files(paths[:1], in_parts=False))
    assert engine.fetch(alone.aggregate(total=alone.value.sum().cast("int64")))["total"].to_pylist() == [3]
    large = engine.open("large", Files(paths, in_parts=False))
    with pytest.raises(SumTooLargeError):
        engine.fetch(large.aggregate(total=large.value.sum().cast("int64")))
    engine.close()
