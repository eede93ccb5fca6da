"""What every engine does: open tables with their part, give whole numbers, refuse a sum that does not fit."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.engines import Files, SumTooLargeError


def written(folder, values):
    path = folder / "520121.parquet"
    pq.write_table(pa.table({"value": pa.array(values, pa.int64())}), path)
    return path


@pytest.mark.parametrize(("in_parts", "part"), [(True, "520121"), (False, "")])
def test_an_opened_table_says_which_part_a_row_stands_in(tmp_path, in_parts, part):
    files = Files((written(tmp_path, [1, 2]),), in_parts=in_parts)
    with engine_named("duckdb", tmp_path) as engine:
        rows = engine.open("numbers", files)
        found = engine.fetch(rows.group_by("part").aggregate(total=rows.value.sum().cast("int64")))
    assert found.to_pylist() == [{"part": part, "total": 3}]


def test_a_sum_that_does_not_fit_is_an_error_of_its_own(tmp_path):
    files = Files((written(tmp_path, [2**62, 2**62, 2**62]),), in_parts=False)
    with engine_named("duckdb", tmp_path) as engine:
        rows = engine.open("numbers", files)
        with pytest.raises(SumTooLargeError):
            engine.fetch(rows.aggregate(total=rows.value.sum().cast("int64")))
