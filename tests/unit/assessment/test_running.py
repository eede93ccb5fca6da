"""``assess``: a whole result or nothing, the same digest every time, mistakes named before anything is written."""

import json
from pathlib import Path

import pytest

from pledgetree.assessment.governing import load_law
from pledgetree.assessment.running import assess, needed_tables, no_progress, open_for
from pledgetree.base.errors import UserError
from tests.reference.tables import YEAR, everything, leaver, plan, write_snapshot

LAW = "cn-central-2016"
AT = "2017-02-28T12:00:00+00:00"


def run(snapshot, out, **changes):
    return assess(snapshot.path, **{"rulebook": LAW, "year": YEAR, "out": out, "at": AT, **changes})


@pytest.fixture
def snapshot(tmp_path):
    return write_snapshot(tmp_path / "snapshot", everything(), in_parts=True)


def code_of(snapshot, out, **changes):
    with pytest.raises(UserError) as caught:
        run(snapshot, out, **changes)
    return caught.value.faults[0].code


def files(folder: Path):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def test_the_result_says_where_it_came_from(tmp_path, snapshot):
    result = run(snapshot, tmp_path / "out")
    assert result.extra["snapshot"] == result.extra["seed"] == snapshot.digest
    assert result.extra["inputs"]["funds"] == snapshot.manifest.resource("funds").content_hash
    assert result.made_up
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (record["engine"], record["at"], record["counties"]) == ("duckdb", AT, {"parts": 3, "reused": 0})


def test_the_same_input_gives_the_same_bytes(tmp_path, snapshot):
    first, second = run(snapshot, tmp_path / "a"), run(snapshot, tmp_path / "b")
    assert first.digest == second.digest
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_the_moment_is_outside_the_digest(tmp_path, snapshot):
    assert run(snapshot, tmp_path / "a").digest == run(snapshot, tmp_path / "b", at="2018").digest


def test_one_changed_county_gives_the_bytes_of_a_full_run(tmp_path, snapshot):
    run(snapshot, tmp_path / "before")
    tables = everything()
    tables["persons"].append(leaver("4101220000000002", 3, "none", opening=False))
    changed = write_snapshot(tmp_path / "changed", tables, in_parts=True)
    again = run(changed, tmp_path / "again", previous=tmp_path / "before")
    full = run(changed, tmp_path / "full")
    assert files(tmp_path / "again") == files(tmp_path / "full")
    assert again.digest == full.digest
    assert json.loads((tmp_path / "again" / "run.json").read_text())["counties"]["reused"] == 2


def test_a_previous_result_under_another_law_is_counted_anew(tmp_path):
    snapshot = write_snapshot(tmp_path / "snapshot", everything(), in_parts=True, rulebook=LAW)
    run(snapshot, tmp_path / "before", rulebook="cn-county-exit-2017+strict")
    run(snapshot, tmp_path / "again", previous=tmp_path / "before")
    assert json.loads((tmp_path / "again" / "run.json").read_text())["counties"]["reused"] == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"year": 2017}, "YEAR_DIFFERS"),
        ({"year": 2009}, "NO_EDITION"),
        ({"rulebook": "no-such-law"}, "RULEBOOK_UNKNOWN"),
        ({"engine": "abacus"}, "ENGINE_UNKNOWN"),
        ({"previous": Path("no-such-result")}, "FOLDER_MISSING"),
    ],
)
def test_mistakes_are_named_and_nothing_is_left(tmp_path, snapshot, changes, code):
    assert code_of(snapshot, tmp_path / "out", **changes) == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["snapshot"]


def test_a_folder_that_exists_is_left_alone(tmp_path, snapshot):
    (tmp_path / "out").mkdir()
    assert code_of(snapshot, tmp_path / "out") == "FOLDER_EXISTS"
    assert list((tmp_path / "out").iterdir()) == []


def test_an_altered_snapshot_is_refused(tmp_path, snapshot):
    (snapshot.path / "households" / "410121.parquet").write_bytes(b"other")
    assert code_of(snapshot, tmp_path / "out") == "SNAPSHOT_ALTERED"


def test_an_unknown_indicator_is_refused(tmp_path):
    tables = everything() | {"plans": [plan(1, "410000000000", "happiness", 5)]}
    assert code_of(write_snapshot(tmp_path / "s", tables), tmp_path / "out") == "RULE_INDICATOR"


def test_an_interrupted_run_leaves_nothing(tmp_path, snapshot):
    def interrupt(_done, _total, _what):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(snapshot, tmp_path / "out", progress=interrupt)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["snapshot"]


def test_progress_ends_with_everything_done(tmp_path, snapshot):
    steps = []
    run(snapshot, tmp_path / "out", progress=lambda *step: steps.append(step))
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert len({total for _, total, _ in steps}) == 1


def test_a_snapshot_is_opened_for_its_year(snapshot):
    law = load_law(LAW, YEAR)
    opened = open_for(snapshot.path, law)
    assert opened.year == YEAR
    assert set(needed_tables(law)) >= {"units", "households", "persons", "plans", "funds", "interviews"}
    assert no_progress(1, 1, "nothing") is None


def test_only_what_the_formulas_read_is_needed():
    """The rulebook of funds names no statistic and no interview: it assesses a folder without them."""
    needed = needed_tables(load_law("cn-funds-2017", YEAR))
    assert set(needed) >= {"units", "households", "persons", "funds", "projects"}
    assert not {"statistics", "interviews", "unit_exits"} & set(needed)


def test_a_table_nobody_handed_in_is_not_a_delivery_of_nothing(tmp_path):
    tables = everything()
    del tables["persons"]
    assert code_of(write_snapshot(tmp_path / "s", tables), tmp_path / "out") == "TABLE_MISSING"


@pytest.mark.java
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # PySpark leaves its sockets to the end of the process
def test_spark_gives_the_bytes_of_duckdb(tmp_path, snapshot):
    one, other = run(snapshot, tmp_path / "a"), run(snapshot, tmp_path / "b", engine="spark")
    assert one.digest == other.digest
    assert files(tmp_path / "a") == files(tmp_path / "b")
