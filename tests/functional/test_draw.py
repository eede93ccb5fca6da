"""``pledgetree draw`` as a user runs it: sort, commit, draw, check."""

import json
import subprocess
import sys
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.functional.program import pledgetree

CHECKER = Path(__file__).parents[2] / "tools" / "check_draw.py"
PROMISE = ("--method", "pareto", "--purpose", "inspect exits", "--beacon-source", "drand:quicknet:657413")
BEACON = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


def follows(schema, printed):
    text = files("pledgetree.survey").joinpath("schema", f"{schema}.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(printed, json.loads(text))


@pytest.fixture
def frame(tmp_path):
    rows = [f"{number:03}\t{'甲乙'[number % 2]}\t{1 + number * 7 % 40}\n" for number in range(50)]
    (tmp_path / "mixed.tsv").write_bytes("".join(reversed(rows)).encode())
    done = pledgetree("draw", "sort", "mixed.tsv", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    (tmp_path / "frame.tsv").write_bytes(done.out.encode())
    return tmp_path / "frame.tsv"


def test_from_a_frame_to_a_checked_draw(frame, tmp_path):
    assert pledgetree("draw", "mixed.tsv", "--n", 3, *PROMISE, "--beacon", BEACON, cwd=tmp_path).code == 2
    promised = pledgetree("draw", "commit", frame, "--n", 3, *PROMISE, "--out", tmp_path / "design.txt", "--json")
    assert (promised.code, promised.err) == (0, "")
    digests = json.loads(promised.out)
    follows("draw-commit", digests)
    assert digests == {
        "frame_hash": sha256(frame.read_bytes()).hexdigest(),
        "design_hash": sha256((tmp_path / "design.txt").read_bytes()).hexdigest(),
    }
    done = pledgetree("draw", frame, "--n", 3, *PROMISE, "--beacon", BEACON, "--json")
    assert (done.code, done.err) == (0, "")
    drawn = json.loads(done.out)
    follows("draw", drawn)
    assert list(drawn) == ["frame_hash", "design_hash", "key", "selected"]
    assert {stratum: len(units) for stratum, units in drawn["selected"].items()} == {"乙": 3, "甲": 3}
    assert digests.items() <= drawn.items()
    (tmp_path / "draw.json").write_text(done.out, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-I", CHECKER, frame, tmp_path / "design.txt", tmp_path / "draw.json", BEACON], check=False
    )
    assert checked.returncode == 0


def test_options_may_stand_before_the_frame(frame):
    words = ("--n", 2, *PROMISE, "--beacon", BEACON, "--json")
    assert pledgetree("draw", *words, frame).out == pledgetree("draw", frame, *words).out


def test_counts_by_stratum_and_replacements(frame, tmp_path):
    (tmp_path / "n.tsv").write_bytes("甲\t1\n乙\t0\n".encode())
    done = pledgetree(
        "draw", frame, "--n-by", tmp_path / "n.tsv", *PROMISE, "--beacon", "00", "--beacon", "ff", "--json",
        "--replacements", 2,
    )  # fmt: skip
    drawn = json.loads(done.out)
    follows("draw", drawn)
    assert {stratum: len(units) for stratum, units in drawn["selected"].items()} == {"乙": 0, "甲": 1}
    assert {stratum: len(units) for stratum, units in drawn["replacements"].items()} == {"乙": 2, "甲": 2}
    assert not set(drawn["selected"]["甲"]) & set(drawn["replacements"]["甲"])


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines(frame, lang):
    done = pledgetree("draw", frame, "--n", 1, *PROMISE, "--beacon", BEACON, "--replacements", 1, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 5
    committed = pledgetree("draw", "commit", frame, "--n", 1, *PROMISE, "--lang", lang)
    assert (committed.code, len(committed.out.splitlines())) == (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--n", 26, *PROMISE, "--beacon", BEACON), "COUNT_ABOVE_STRATUM"),
        (("--n", 1, *PROMISE, "--beacon", BEACON.upper()), "BEACON_NOT_HEX"),
        (("--n", 1, *PROMISE, "--beacon", BEACON, "--purpose", "two\nlines"), "DRAW_TEXT"),
        (("--n", 0, *PROMISE, "--beacon", BEACON), "--n"),
        ((*PROMISE, "--beacon", BEACON), "--n"),
        (("--n", 1, *PROMISE), "--beacon"),
        (("--n", 1, "--n-by", "x", *PROMISE, "--beacon", BEACON), "--n-by"),
        (("--n", 1, *PROMISE, "--beacon", BEACON, "--method", "dice"), "dice"),
    ],
)
def test_bad_input_is_refused(frame, words, said):
    done = pledgetree("draw", frame, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")


def test_a_sorted_frame_is_written_once(frame, tmp_path):
    for code in (0, 2):
        assert pledgetree("draw", "sort", frame, "--out", tmp_path / "new.tsv").code == code
    assert (tmp_path / "new.tsv").read_bytes() == frame.read_bytes()


def test_a_frame_may_be_called_like_a_subcommand(frame, tmp_path):
    frame.rename(tmp_path / "sort")
    done = pledgetree("draw", "./sort", "--n", 1, *PROMISE, "--beacon", BEACON, "--json", cwd=tmp_path)
    assert done.code == 0
