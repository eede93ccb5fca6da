"""``pledgetree sample`` as a user runs it."""

import json
import xml.etree.ElementTree as ET
from importlib.resources import files

import jsonschema
import pytest

from tests.functional.program import pledgetree


def planned(command, *words):
    done = pledgetree("sample", command, *words, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    schema = files("pledgetree.survey").joinpath("schema", f"sample-{command}.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


@pytest.fixture
def frame(tmp_path):
    rows = sorted(f"{number:03}\t{'甲乙'[number % 3 == 0]}\t{1 + number % 9}\n" for number in range(90))
    path = tmp_path / "frame.tsv"
    path.write_bytes("".join(rows).encode())
    return path


def test_cases_that_prove_two_percent(tmp_path):
    found = planned("size", "--limit", "0.02", "--households", 10, "--alike", 0.1)
    assert [one["n"] for one in found["plans"]] == [149, 236, 313, 386, 456, 523]
    assert found["plans"][0]["visits"] == 284
    assert (found["chosen"], found["two_phases"]) == (None, None)


def test_a_plan_for_a_truth_with_two_phases_and_a_picture(tmp_path):
    picture = tmp_path / "curve.svg"
    found = planned("size", "--limit", "2/100", "--truth", 0.005, "--second", 300, "--picture", picture)
    assert (found["chosen"]["n"], found["chosen"]["allowed"]) == (386, 3)
    assert found["two_phases"]["first"] == 386
    assert ET.parse(picture).getroot().get("role") == "img"
    above = planned("size", "--limit", "0.02", "--truth", 0.04, "--above")
    assert above["chosen"]["n"] == 424


def test_a_small_population_needs_fewer():
    assert planned("size", "--limit", "0.02", "--population", 800)["plans"][0]["n"] == 128


def test_a_design_feeds_a_draw(frame, tmp_path):
    (tmp_path / "e.csv").write_text("stratum,rate,factor\n甲,0.02,1\n乙,0.1,2\n", encoding="utf-8")
    counts = tmp_path / "n.tsv"
    found = planned(
        "design", frame, "--limit", 0.02, "--total", 30, "--households", 20, "--alike", 0.05, "--minimum", 5,
        "--expected", tmp_path / "e.csv", "--out", counts,
    )  # fmt: skip
    assert (found["visits"], found["effective"]) == (600, 307)  # 600 / 1.95
    assert sum(one["n"] for one in found["strata"]) == 30
    promise = ("--method", "pareto", "--purpose", "p", "--beacon-source", "s", "--beacon", "00")
    done = pledgetree("draw", frame, "--n-by", counts, *promise, "--json")
    drawn = json.loads(done.out)["selected"]
    assert {name: len(units) for name, units in drawn.items()} == {one["stratum"]: one["n"] for one in found["strata"]}


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines(frame, tmp_path, lang):
    size = ("--limit", "0.02", "--truth", 0.01, "--second", 500, "--picture", tmp_path / "c.svg", "--lang", lang)
    done = pledgetree("sample", "size", *size)
    assert (done.code, len(done.out.splitlines())) == (0, 11)
    above = pledgetree("sample", "size", "--limit", "0.02", "--truth", 0.04, "--above", "--lang", lang)
    assert (above.code, "424" in above.out) == (0, True)
    done = pledgetree("sample", "design", frame, "--limit", 0.02, "--total", 20, "--households", 20, "--lang", lang)
    assert (done.code, len(done.out.splitlines())) == (0, 11)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--limit", "2"), "share between 0 and 1"),
        (("--limit", "x"), "share between 0 and 1"),
        (("--limit", "0.02", "--truth", 0.03), "TRUTH_ON_WRONG_SIDE"),
        (("--limit", "0.02", "--truth", 0.01, "--above"), "TRUTH_ON_WRONG_SIDE"),
        (("--limit", "0.02", "--above"), "--truth"),
        (("--limit", "0.02", "--households", 0), "--households"),
    ],
)
def test_bad_sizes_are_refused(words, said):
    done = pledgetree("sample", "size", *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--total", 91, "--households", 20), "TOTAL_TOO_LARGE"),
        (("--total", 3, "--minimum", 2, "--households", 99), "TOTAL_TOO_SMALL"),
        (("--total", 10, "--households", 2), "NOT_PROVABLE"),
        (("--total", 10, "--allocation", "neyman", "--households", 20), "RATE_MISSING"),
        (("--total", 10, "--expected", "none.csv"), "FILE_MISSING"),
    ],
)
def test_bad_designs_are_refused(frame, words, said):
    done = pledgetree("sample", "design", frame, "--limit", 0.02, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")
