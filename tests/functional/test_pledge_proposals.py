"""``pledgetree pledge redistribute`` and ``pledge descendants``: seen before anyone signs."""

import json
from importlib.resources import files

import jsonschema
import pyarrow.parquet as pq
import pytest

from tests.functional.program import pledgetree
from tests.unit.pledges.programmes import promise, row_of, tables, tree


def schema(name):
    return json.loads(files("pledgetree.pledges").joinpath("schema", f"pledge-{name}.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A tree in which one village promises 90 of its 100; it has 95 poor people left to lift, its neighbour 300."""
    folder = tmp_path_factory.mktemp("proposal")
    rows = promise(tree(), "poor_lifted", 2016, 100)
    for code, target, poor in (("520502100201", 90, 95), ("520502100202", 100, 300)):
        one = row_of(rows, "commitments", pledge_id=f"P{code}")
        one |= {"target_numerator": target, "baseline_numerator": poor, "baseline_denominator": 1}
    (folder / "in").mkdir()
    for name, table in tables(rows).items():
        if table.num_rows:
            pq.write_table(table, folder / "in" / f"{name}.parquet")
    assert pledgetree("freeze", folder / "in", "--year", 2016, "--out", folder / "s").code == 0
    return folder / "s"


def test_a_shortfall_is_shown_divided_by_capacity(snapshot):
    words = ["--pledge", "P520502100", "--indicator", "poor_lifted", "--year", 2016, "--rule", "remaining_capacity"]
    done = pledgetree("pledge", "redistribute", snapshot, *words, "--json")
    assert (done.code, done.err) == (0, "")
    printed = json.loads(done.out)
    jsonschema.validate(printed, schema("redistribute"))
    # Capacities 5 and 200: of 10 they take 10 * 5 / 205 = 0.2 and 9.8.
    assert [one["after"] for one in printed["shares"]] == [90, 110]
    told = pledgetree("pledge", "redistribute", snapshot, *words, "--lang", "zh-hans")
    assert "520502100202" in told.out
    assert "110" in told.out


def test_those_who_must_sign_again_are_listed(snapshot):
    words = ["--pledge", "P5205", "--year", 2016]
    done = pledgetree("pledge", "descendants", snapshot, *words, "--json")
    assert (done.code, done.err) == (0, "")
    printed = json.loads(done.out)
    jsonschema.validate(printed, schema("descendants"))
    assert len(printed) == 7
    assert pledgetree("pledge", "descendants", snapshot, *words).out.splitlines()[:7] == printed


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["redistribute", "--pledge", "P520502100", "--indicator", "luck", "--year", 2016], "UNKNOWN_INDICATOR"),
        (["redistribute", "--pledge", "P9", "--indicator", "poor_lifted", "--year", 2016], "UNKNOWN_PLEDGE"),
        (["descendants", "--pledge", "P9", "--year", 2016], "UNKNOWN_PLEDGE"),
    ],
)
def test_what_is_not_there_is_refused(snapshot, words, code):
    done = pledgetree("pledge", words[0], snapshot, *words[1:])
    assert done.code == 2
    assert done.err.startswith(code)
