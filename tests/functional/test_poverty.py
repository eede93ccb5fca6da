"""``pledgetree poverty`` and ``pledgetree deprivation`` as a user runs them."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.functional.program import pledgetree

INCOMES = "y,w,v,d,z\n100,1,a,p,125\n110,1,b,p,125\n150,1,c,q,125\n160,1,d,q,160.5\n"
FOUR = "income,health,school,water,d\n13.1,14,4,1,p\n15.2,7,5,0,p\n12.5,10,1,0,q\n20,11,3,1,q\n"
MEASURES = ("fgt0", "fgt1", "fgt2", "watts", "sen", "gini")
DIMENSIONS = (
    "--dimension",
    "income<13",
    "--dimension",
    "health<12",
    "--dimension",
    "school<3:1",
    "--dimension",
    "water<1",
)


@pytest.fixture
def incomes(tmp_path):
    path = tmp_path / "y.csv"
    path.write_text(INCOMES, encoding="utf-8")
    return path


@pytest.fixture
def four(tmp_path):
    path = tmp_path / "four.csv"
    path.write_text(FOUR, encoding="utf-8")
    return path


def printed(command, *words):
    done = pledgetree(command, *words, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    schema = files("pledgetree.survey").joinpath("schema", f"{command}.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def test_the_example_of_the_handbook(incomes):
    (found,) = printed("poverty", incomes, "--income", "y", "--line", 125, "--weight", "w")
    assert set(found) == {"domain", *MEASURES, *(f"{name}_se" for name in MEASURES)}
    assert found["domain"] is None
    assert [round(found[name], 6) for name in MEASURES[:5]] == [0.5, 0.08, 0.0136, 0.087744, 0.09]


def test_a_line_for_each_row_and_domains(incomes):
    first, second = printed("poverty", incomes, "--income", "y", "--line", "z", "--by", "d", "--cluster", "v")
    assert (first["domain"], second["domain"]) == ("p", "q")
    assert (first["fgt0"], second["fgt0"]) == (1, 0.5)


def test_a_poor_income_of_nothing_is_told(incomes):
    incomes.write_text(INCOMES.replace("100,", "0,"), encoding="utf-8")
    done = pledgetree("poverty", incomes, "--income", "y", "--line", 125, "--json")
    assert (done.code, done.err.split()[0], json.loads(done.out)[0]["watts"]) == (0, "WATTS_UNDEFINED", None)


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines(incomes, four, lang):
    done = pledgetree("poverty", incomes, "--income", "y", "--line", 125, "--by", "d", "--lang", lang)
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    done = pledgetree("deprivation", four, *DIMENSIONS, "--k", 2, "--lang", lang)
    assert (done.code, len(done.out.splitlines())) == (0, 1)


def test_the_example_of_alkire_and_foster(four):
    (found,) = printed("deprivation", four, *DIMENSIONS, "--k", 2)
    assert (found["headcount"], found["intensity"], found["m0"]) == (0.5, 0.75, 0.375)
    assert [one["censored_headcount"] for one in found["dimensions"]] == [0.25, 0.5, 0.25, 0.5]
    by_domain = printed("deprivation", four, *DIMENSIONS, "--k", 4, "--by", "d")
    assert by_domain[0]["intensity"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--income", "none", "--line", 1), "COLUMN_MISSING"),
        (("--income", "d", "--line", 1), "WRONG_TYPE"),
        (("--income", "y", "--line", 0), "LINE_NOT_POSITIVE"),
        (("--income", "y", "--line", "nan"), "LINE_NOT_POSITIVE"),
        (("--income", "y", "--line", "none"), "COLUMN_MISSING"),
        (("--income", "y"), "--line"),
    ],
)
def test_bad_input_is_refused(incomes, words, said):
    done = pledgetree("poverty", incomes, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dimension", "income", "--k", 1), "NOT_A_DIMENSION"),
        (("--dimension", "income<x", "--k", 1), "NOT_A_DIMENSION"),
        (("--dimension", "income<13:-1", "--k", 1), "NOT_A_DIMENSION"),
        (("--dimension", "income<0", "--k", 1), "CUTOFF_NOT_POSITIVE"),
        (("--dimension", "none<1", "--k", 1), "COLUMN_MISSING"),
        (("--dimension", "income<13", "--k", 2), "CUTOFF_OUT_OF_RANGE"),
    ],
)
def test_bad_dimensions_are_refused(four, words, said):
    done = pledgetree("deprivation", four, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")
