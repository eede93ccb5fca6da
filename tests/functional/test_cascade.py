"""``pledgetree cascade`` as a user runs it: from tables to a frozen snapshot to its faults."""

import json
from importlib.resources import files

import jsonschema
import pyarrow.parquet as pq
import pytest

from tests.functional.program import pledgetree
from tests.unit.pledges.programmes import promise, row_of, tables, tree, unit_id


@pytest.fixture
def frozen(tmp_path):
    """Freezes rows into a snapshot."""

    def freeze(rows, *options):
        folder = tmp_path / "in"
        folder.mkdir()
        for name, table in tables(rows).items():
            if table.num_rows:
                pq.write_table(table, folder / f"{name}.parquet")
        done = pledgetree("freeze", folder, "--year", 2016, "--out", tmp_path / "s", *options)
        assert (done.code, done.err) == (0, "")
        return tmp_path / "s"

    return freeze


def short():
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "commitments", pledge_id="P520502100201")["target_numerator"] = 99
    return rows


def test_a_sound_tree_ends_with_0(frozen):
    done = pledgetree("cascade", frozen(promise(tree(), "poor_lifted", 2016, 100)), "--year", 2016, "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == {"units": 10, "pledges": 10, "faults": []}


def test_a_fault_ends_with_1_and_is_said_exactly(frozen):
    done = pledgetree("cascade", frozen(short()), "--year", 2016, "--json")
    assert (done.code, done.err) == (1, "")
    said = json.loads(done.out)
    schema = files("pledgetree.pledges").joinpath("schema", "cascade.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(said, json.loads(schema))
    (one,) = said["faults"]
    assert one.pop("detail")
    assert one == {
        "code": "SHORTFALL",
        "severity": "fault",
        "pledge_id": "P520502100",
        "unit": unit_id("520502100"),
        "indicator": "poor_lifted",
        "year": 2016,
        "expected": "200",
        "found": "199",
    }


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines(frozen, lang):
    done = pledgetree("cascade", frozen(short()), "--year", 2016, "--lang", lang)
    assert done.code == 1
    assert done.err.startswith("SHORTFALL P520502100 520502100000 poor_lifted 2016")
    assert len(done.err.splitlines()) == 1
    assert done.out


def test_only_warnings_end_with_0(frozen):
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "pledges", pledge_id="P520521")["signed_on"] = row_of(rows, "pledges", pledge_id="P52")[
        "signed_on"
    ].replace(day=27)
    done = pledgetree("cascade", frozen(rows), "--year", 2016, "--json")
    assert [(one["code"], one["severity"]) for one in json.loads(done.out)["faults"]] == [
        ("SIGNED_BEFORE_PARENT", "warning")
    ]
    assert done.code == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--indicator", "happiness"), "UNKNOWN_INDICATOR"),
        (("--rulebook", "atlantis"), "RULEBOOK_UNKNOWN"),
        (("--rulebook", "cn-county-exit-2017"), "UNKNOWN_PARAMETER"),
    ],
)
def test_what_is_not_known_is_refused(frozen, options, code):
    done = pledgetree("cascade", frozen(short()), "--year", 2016, *options)
    assert (done.code, code in done.err, "Traceback" in done.err) == (2, True, False)


def test_a_missing_table_is_refused(frozen):
    done = pledgetree("cascade", frozen(tree() | {"posts": []}), "--year", 2016)
    assert (done.code, "TABLE_MISSING" in done.err, "posts" in done.err) == (2, True, True)


def test_an_altered_snapshot_is_refused(frozen):
    snapshot = frozen(short())
    path = snapshot / "pledges.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    done = pledgetree("cascade", snapshot, "--year", 2016)
    assert (done.code, "SNAPSHOT_ALTERED" in done.err) == (2, True)
