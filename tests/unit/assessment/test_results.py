"""A result folder: what its digest covers, what is checked when it is opened."""

import hashlib
import json
from dataclasses import replace

import pyarrow as pa
import pytest

from pledgetree.assessment.governing import load_law
from pledgetree.assessment.result_tables import RESULT_TABLES
from pledgetree.assessment.results import (
    PROFILE,
    content_hash,
    open_result,
    ordered_rows,
    require_intact,
    result_digest,
    revised,
    rows_outside,
    table_hash,
    taken_over,
    write_json,
    write_result,
    write_table,
)
from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import Manifest
from pledgetree.snapshot.canonical import content_digest

LAW = load_law("cn-central-2016", 2016)
FIGURES = pa.table(
    {
        "unit_id": ["41", "00"], "indicator": ["b", "a"], "numerator": [1, 2], "denominator": [1, 1], "rows": [3, 4],
    }
)  # fmt: skip


def written(folder, figures=FIGURES, intervals=None, **extra):
    folder.mkdir()
    tables = {name: table.schema.empty_table() for name, table in RESULT_TABLES.items()} | {"figures": figures}
    if intervals is not None:
        tables["intervals"] = intervals
    resources = tuple(write_table(folder, name, rows) for name, rows in tables.items())
    manifest = Manifest(
        name="small", profile=PROFILE, year=2016, frozen_at="2017-01-01", made_up=True, rulebook="cn-central-2016",
        resources=resources, extra={"snapshot": "ab", **LAW.origin(), **extra},
    )  # fmt: skip
    write_result(folder, manifest, LAW.record(), {"engine": "duckdb"})
    return open_result(folder)


def test_a_result_is_read_back(tmp_path):
    result = written(tmp_path / "r")
    assert (result.year, result.made_up, result.frozen_at) == (2016, True, "2017-01-01")
    assert result.extra["snapshot"] == "ab"
    assert result.table("figures")["unit_id"].to_pylist() == ["00", "41"]
    assert result.rulebook == LAW.rulebook
    assert dict(result.included) == dict(LAW.included)


def test_the_content_digest_is_the_canonical_one():
    ordered = ordered_rows("figures", FIGURES)
    assert content_hash(ordered) == content_digest(FIGURES, ("unit_id", "indicator"))


def test_the_order_of_rows_changes_nothing(tmp_path):
    assert written(tmp_path / "a").digest == written(tmp_path / "b", FIGURES.take([1, 0])).digest


def test_figures_and_origin_change_the_digest(tmp_path):
    other = FIGURES.set_column(2, "numerator", pa.array([1, 3]))
    digests = {
        written(tmp_path / "a").digest,
        written(tmp_path / "b", other).digest,
        written(tmp_path / "c", snapshot="cd").digest,
    }
    assert len(digests) == 3


def test_statistical_tables_and_the_moment_do_not(tmp_path):
    row = {"unit_id": "00", "indicator": "a", "low": "0", "high": "1", "level": "0.95", "method": "m", "n": 1}
    intervals = pa.Table.from_pylist([row], schema=RESULT_TABLES["intervals"].schema)
    first, second = written(tmp_path / "a"), written(tmp_path / "b", intervals=intervals)
    assert first.digest == second.digest
    assert result_digest(replace(first.manifest, frozen_at="later")) == first.digest


def code_of(action, *arguments):
    with pytest.raises(UserError) as caught:
        action(*arguments)
    return caught.value.faults[0].code


def test_an_altered_table_is_refused(tmp_path):
    written(tmp_path / "r")
    (tmp_path / "r" / "gates.parquet").write_bytes(b"other")
    assert code_of(open_result, tmp_path / "r") == "RESULT_ALTERED"
    assert code_of(open_result(tmp_path / "r", verify=False).table, "gates") == "RESULT_ALTERED"


def test_an_altered_rulebook_is_refused(tmp_path):
    result = written(tmp_path / "r")
    record = json.loads((tmp_path / "r" / "rulebook.json").read_text())
    record["rulebook"]["name"] = "other"
    write_json(tmp_path / "r" / "rulebook.json", record)
    assert code_of(lambda: result.rulebook) == "RESULT_ALTERED"
    (tmp_path / "r" / "rulebook.json").unlink()
    assert code_of(lambda: result.included) == "RESULT_ALTERED"


def test_what_is_no_result_is_refused(tmp_path):
    assert code_of(open_result, tmp_path / "none") == "FOLDER_MISSING"
    (tmp_path / "empty").mkdir()
    assert code_of(open_result, tmp_path / "empty") == "MANIFEST_MISSING"
    written(tmp_path / "r")
    manifest = json.loads((tmp_path / "r" / "result.json").read_text())
    write_json(tmp_path / "r" / "result.json", manifest | {"profile": "pledgetree-snapshot-v1"})
    assert code_of(open_result, tmp_path / "r") == "NOT_A_RESULT"


def test_a_large_table_stands_in_a_part_for_each_province(tmp_path):
    result = written(tmp_path / "r")
    resource = result.resource("figures")
    assert [(part.name, part.path, part.rows) for part in resource.parts] == [
        ("00", "figures/00.parquet", 1), ("41", "figures/41.parquet", 1),
    ]  # fmt: skip
    lines = [
        f"{one}\t{content_digest(FIGURES.slice(place, 1), FIGURES.column_names[:2])}\n"
        for one, place in (("00", 1), ("41", 0))
    ]
    assert resource.content_hash == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert resource.content_hash == table_hash("figures", ordered_rows("figures", FIGURES))
    assert (result.resource("classes").parts, result.resource("classes").paths) == ((), ("classes.parquet",))


def test_rows_of_some_provinces_are_replaced(tmp_path):
    earlier = written(tmp_path / "r")
    fresh = FIGURES.slice(0, 1).set_column(2, "numerator", pa.array([9]))
    (tmp_path / "new").mkdir()
    resource = revised(tmp_path / "new", earlier, "figures", fresh, {"41"})
    other = FIGURES.set_column(2, "numerator", pa.array([9, 2]))
    assert resource == written(tmp_path / "s", other).resource("figures")
    assert (tmp_path / "new" / "figures" / "00.parquet").samefile(tmp_path / "r" / "figures" / "00.parquet")
    assert rows_outside(FIGURES, {"41"})["unit_id"].to_pylist() == ["00"]


def test_a_table_that_loses_all_its_rows_is_one_empty_file(tmp_path):
    earlier = written(tmp_path / "r")
    (tmp_path / "new").mkdir()
    resource = revised(tmp_path / "new", earlier, "figures", FIGURES.slice(0, 0), {"00", "41"})
    assert (resource.parts, resource.paths, resource.rows) == ((), ("figures.parquet",), 0)
    again = revised(tmp_path / "new", earlier, "grades", RESULT_TABLES["grades"].schema.empty_table(), {"00"})
    assert again == earlier.resource("grades")


def test_a_table_is_taken_over_as_it_is(tmp_path):
    earlier = written(tmp_path / "r")
    for name in ("units", "figures"):
        assert taken_over(tmp_path / "new", earlier, name) == earlier.resource(name)
    assert (tmp_path / "new" / "units.parquet").samefile(tmp_path / "r" / "units.parquet")
    require_intact(earlier)


def test_rows_in_the_part_of_another_province_are_found(tmp_path):
    written(tmp_path / "r")
    one, other = (tmp_path / "r" / "figures" / f"{name}.parquet" for name in ("00", "41"))
    swapped = one.read_bytes(), other.read_bytes()
    other.write_bytes(swapped[0])
    one.write_bytes(swapped[1])
    assert code_of(open_result, tmp_path / "r") == "RESULT_ALTERED"


def test_an_unknown_table_is_a_mistake_of_ours(tmp_path):
    result = written(tmp_path / "r")
    for ask in (result.table, result.resource):
        with pytest.raises(KeyError):
            ask("secrets")
