"""``pledgetree ranks`` as a user runs it."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.functional.program import pledgetree

TABLE = "id,rate,se\n甲,0.010,0.001\n乙,0.030,0.001\n丙,0.011,0.002\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def ranked(*words):
    done = pledgetree("ranks", *words, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    schema = files("pledgetree.survey").joinpath("schema", "ranks.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def test_the_largest_is_first_unless_ascending(table):
    found = ranked(table, "--estimate", "rate", "--se", "se")
    assert found == [
        {"id": "甲", "rank": 3, "marginal": [2, 3], "simultaneous": [2, 3]},
        {"id": "乙", "rank": 1, "marginal": [1, 1], "simultaneous": [1, 1]},
        {"id": "丙", "rank": 2, "marginal": [2, 3], "simultaneous": [2, 3]},
    ]
    turned = ranked(table, "--estimate", "rate", "--se", "se", "--ascending", "--seed", 7, "--draws", 1000)
    assert [one["rank"] for one in turned] == [1, 3, 2]
    assert turned[1]["simultaneous"] == [3, 3]


def test_a_lower_level_tells_more(table):
    found = ranked(table, "--estimate", "rate", "--se", "se", "--level", 0.2)
    assert found[0]["marginal"] == [3, 3]


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines_in_the_order_of_ranks(table, lang):
    done = pledgetree("ranks", table, "--estimate", "rate", "--se", "se", "--lang", lang)
    assert (done.code, [line.split()[0] for line in done.out.splitlines()]) == (0, ["1", "2", "3"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--estimate", "none", "--se", "se"), "COLUMN_MISSING"),
        (("--estimate", "id", "--se", "se"), "WRONG_TYPE"),
        (("--estimate", "rate", "--se", "se", "--id", "none"), "COLUMN_MISSING"),
        (("--estimate", "rate"), "--se"),
        (("--estimate", "rate", "--se", "se", "--draws", 1), "--draws"),
        (("--estimate", "rate", "--se", "se", "--seed", -1), "--seed"),
    ],
)
def test_bad_input_is_refused(table, words, said):
    done = pledgetree("ranks", table, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")


def test_a_negative_error_is_refused(table):
    table.write_text(TABLE.replace("0.002", "-0.002"), encoding="utf-8")
    done = pledgetree("ranks", table, "--estimate", "rate", "--se", "se")
    assert (done.code, done.err.split()[0]) == (2, "ERROR_NEGATIVE")
