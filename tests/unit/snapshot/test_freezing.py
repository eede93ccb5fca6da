"""Freezing: the snapshot depends on the rows alone; whatever goes wrong, nothing is left behind."""

import errno
import os
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import manifest_digest
from pledgetree.snapshot import writing
from pledgetree.snapshot.freezing import freeze
from pledgetree.snapshot.opening import open_snapshot
from pledgetree.snapshot.reading import read_folder
from tests.unit.snapshot.folders import FUNDS, SOUND, UNITS, codes, refused, write_folder

NOW = "2017-01-01T00:00:00+00:00"


def freeze_into(folder, out, **options):
    return freeze(folder, **{"year": 2016, "out": out, "frozen_at": NOW, **options})


def test_a_folder_becomes_a_snapshot(tmp_path):
    manifest = freeze_into(write_folder(tmp_path / "in"), tmp_path / "s", rulebook="cn-central-2016")
    found = open_snapshot(tmp_path / "s")
    assert found.manifest == manifest
    assert (found.year, found.made_up, found.rulebook, manifest.frozen_at) == (2016, False, "cn-central-2016", NOW)
    assert {one.name: one.rows for one in manifest.resources} == {
        "code_changes": 1,
        "funds": 2,
        "households": 2,
        "persons": 4,
        "units": 7,
    }


def test_any_subset_of_the_tables_is_enough(tmp_path):
    manifest = freeze_into(write_folder(tmp_path / "in", **dict.fromkeys(set(SOUND) - {"funds"})), tmp_path / "s")
    assert [one.name for one in manifest.resources] == ["funds"]


def test_the_moment_and_the_place_do_not_matter_but_year_and_rulebook_do(tmp_path):
    folder = write_folder(tmp_path / "in")
    one, other, later, ruled = (
        manifest_digest(freeze_into(folder, tmp_path / name, **options))
        for name, options in {
            "a": {},
            "b": {"frozen_at": "later"},
            "c": {"year": 2017},
            "d": {"rulebook": "x"},
        }.items()
    )
    assert one == other
    assert len({one, later, ruled}) == 3


def rewrite(folder, tables, seed, kinds):
    """Write the tables again in another order of rows and columns, some as Parquet in other types."""
    chance = random.Random(seed)
    folder.mkdir()
    for (name, table), kind in zip(tables.items(), kinds, strict=True):
        order = chance.sample(range(table.num_rows), table.num_rows)
        columns = chance.sample(table.column_names, table.num_columns)
        shuffled = table.take(order).select(columns)
        if kind == "parquet":
            wide = [(one.name, pa.large_string() if one.type == pa.string() else one.type) for one in shuffled.schema]
            pq.write_table(shuffled.cast(pa.schema(wide)), folder / f"{name}.parquet")
        else:
            texts = shuffled.cast(pa.schema([(one, pa.string()) for one in columns])).to_pylist()
            lines = [",".join(columns), *(",".join(row[one] or "" for one in columns) for row in texts)]
            (folder / f"{name}.csv").write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    return folder


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.sampled_from(["csv", "parquet"]), min_size=5, max_size=5))
def test_order_and_kind_of_file_do_not_matter(tmp_path_factory, seed, kinds):
    room = tmp_path_factory.mktemp("orders")
    folder = write_folder(room / "in")
    tables = {name: rows.data for name, rows in read_folder(folder, lambda *_step: None).tables.items()}
    one = freeze_into(folder, room / "a")
    other = freeze_into(rewrite(room / "other", tables, seed, kinds), room / "b")
    assert manifest_digest(one) == manifest_digest(other)


def test_all_faults_of_all_tables_are_said_at_once(tmp_path):
    faults = refused(
        tmp_path,
        funds=FUNDS.replace("100000000", "-1").replace(",centre,", ",moon,").replace("2016-04-01", "soon"),
        units=UNITS + UNITS.splitlines()[-1] + "\n",
        households="household_id\n1\n",
        code_changes=None,
    )
    assert {"NEGATIVE_MONEY", "NOT_ALLOWED", "WRONG_TYPE", "DUPLICATE_KEY", "COLUMN_MISSING"} == set(codes(faults))


def test_warnings_are_told_and_do_not_stop(tmp_path):
    folder = write_folder(tmp_path / "in")
    (folder / "notes.csv").write_text("x")
    told = []
    freeze_into(folder, tmp_path / "s", warn=told.append)
    assert codes(told) == ["UNKNOWN_TABLE"]


def test_warnings_are_told_with_faults_too(tmp_path):
    folder = write_folder(tmp_path / "in", funds="x," + FUNDS.replace("\nF", "\n,F").replace("100000000", "-1"))
    told = []
    with pytest.raises(UserError, match="NEGATIVE_MONEY"):
        freeze_into(folder, tmp_path / "s", warn=told.append)
    assert codes(told) == ["UNKNOWN_COLUMN"]


def test_invented_tables_stay_invented_when_frozen_again(tmp_path):
    folder = write_folder(tmp_path / "in")
    writer = writing.SnapshotWriter(folder, year=2016, frozen_at=NOW, made_up=True, rulebook=None, name="n")
    writer.finish()
    assert freeze_into(folder, tmp_path / "s").made_up
    (folder / "datapackage.json").write_text("broken")
    assert not freeze_into(folder, tmp_path / "t").made_up


def test_progress_is_told(tmp_path):
    steps = []
    freeze_into(write_folder(tmp_path / "in"), tmp_path / "s", progress=lambda *step: steps.append(step))
    assert all(0 <= done < total == 5 for done, total, _ in steps)


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_stands_there_is_kept(tmp_path, kind):
    out = tmp_path / "s"
    {"folder": out.mkdir, "file": out.touch, "link": lambda: out.symlink_to(tmp_path / "nowhere")}[kind]()
    with pytest.raises(UserError, match="FOLDER_EXISTS"):
        freeze_into(write_folder(tmp_path / "in"), out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "s"]


def failing_after(count, error):
    """A Parquet writer that gives up in the middle."""
    calls = []
    write = writing.write_parquet

    def give_up(path, table, **options):
        write(path, table, **options)
        calls.append(path)
        if len(calls) > count:
            raise error

    return give_up


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), UserError),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), UserError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (MemoryError(), MemoryError),
    ],
)
def test_a_failure_in_the_middle_leaves_nothing(tmp_path, monkeypatch, count, error, raised):
    folder = write_folder(tmp_path / "in")
    monkeypatch.setattr(writing, "write_parquet", failing_after(count, error))
    with pytest.raises(raised) as caught:
        freeze_into(folder, tmp_path / "s")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    if raised is UserError:
        assert codes(caught.value.faults) == ["DISK_FULL"]


def test_a_disk_that_is_really_full_is_named(tmp_path, monkeypatch):
    def full_device(path, table, **_options):
        # Given as an open file, because Arrow removes a named one when it cannot be written.
        with pa.OSFile("/dev/full", "wb") as device:
            pq.write_table(table, device)

    monkeypatch.setattr(writing, "write_parquet", full_device)
    with pytest.raises(UserError, match="DISK_FULL"):
        freeze_into(write_folder(tmp_path / "in"), tmp_path / "s")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
