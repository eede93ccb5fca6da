"""``pledgetree estimate`` as a user runs it."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.functional.program import pledgetree

EIGHT = """x,s,w,N,q,d
2.8,1,3,15,no,a
4.1,1,3,15,yes,b
6.8,1,3,15,no,a
6.8,1,3,15,no,b
9.2,1,3,15,no,a
3.7,2,4,12,no,b
6.6,2,4,12,yes,a
4.2,2,4,12,no,b
"""
KEYS = ["domain", "estimate", "se", "ci_low", "ci_high", "n", "psus", "strata", "df", "deff", "n_eff", "method"]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "eight.csv"
    path.write_text(EIGHT, encoding="utf-8")
    return path


def estimated(*words):
    done = pledgetree("estimate", *words, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    schema = files("pledgetree.survey").joinpath("schema", "estimate.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    assert all(list(one) == KEYS for one in found)
    return found


@pytest.mark.parametrize(("words", "error"), [(("--fpc", "N"), 0.616), ((), 0.7413)])
def test_the_textbook_mean(data, words, error):
    (found,) = estimated(data, "--weight", "w", "--strata", "s", "--mean", "x", *words)
    assert found["domain"] is None
    assert (round(found["estimate"], 4), found["method"]) == (5.4481, "t")
    assert found["se"] == pytest.approx(error, abs=5e-5)


def test_weights_from_counts_give_the_same(data):
    given = estimated(data, "--weight", "w", "--strata", "s", "--fpc", "N", "--total", "x")
    assert estimated(data, "--strata", "s", "--fpc", "N", "--total", "x") == given


def test_domains_and_kinds_of_interval(data):
    words = (data, "--weight", "w", "--strata", "s", "--by", "d", "--proportion", "q==yes")
    default = estimated(*words)
    assert [one["domain"] for one in default] == ["a", "b"]
    assert {one["method"] for one in default} == {"korn-graubard"}
    for method in ("wilson", "logit", "t"):
        assert {one["method"] for one in estimated(*words, "--ci", method)} == {method}
    narrow = estimated(*words, "--level", 0.5)
    assert all(a["ci_high"] < b["ci_high"] for a, b in zip(narrow, default, strict=True))


def test_a_ratio_by_domain_in_clusters(data):
    found = estimated(data, "--cluster", "s", "--ratio", "x/w", "--by", "d")
    assert [(one["psus"], one["df"]) for one in found] == [(2, 1), (2, 1)]


def test_no_case_has_an_upper_end(data):
    (found,) = estimated(data, "--proportion", "q==perhaps", "--planned-effect", 2)
    assert (found["estimate"], found["ci_low"]) == (0, 0)
    assert found["ci_high"] == pytest.approx(1 - 0.025 ** (2 / 8))


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_lines(data, lang):
    done = pledgetree("estimate", data, "--strata", "s", "--mean", "x", "--by", "d", "--lang", lang)
    assert (done.code, len(done.out.splitlines())) == (0, 4)


def test_what_is_too_weak_is_not_shown_to_people(data):
    done = pledgetree("estimate", data, "--strata", "s", "--proportion", "q==yes")
    assert (done.code, "0.2" in done.out, "too weak" in done.out) == (0, False, True)


def test_a_lonely_unit_is_told_and_may_be_refused(data):
    data.write_text(EIGHT + "5.5,3,1,9,no,a\n", encoding="utf-8")
    done = pledgetree("estimate", data, "--strata", "s", "--mean", "x", "--json")
    assert (done.code, done.err.split()[0]) == (0, "LONELY_UNIT_CENTRED")
    assert json.loads(done.out)[0]["se"] > 0
    refused = pledgetree("estimate", data, "--strata", "s", "--mean", "x", "--lonely-unit", "refuse")
    assert (refused.code, refused.err.split()[0]) == (2, "LONELY_UNIT")


def test_a_domain_in_one_unit_is_told(data):
    data.write_text(EIGHT.replace("4.2,2,4,12,no,b", "4.2,2,4,12,no,c"), encoding="utf-8")
    done = pledgetree("estimate", data, "--mean", "x", "--by", "d", "--json")
    assert (done.code, done.err.split()[0]) == (0, "DOMAIN_TOO_SMALL")
    assert json.loads(done.out)[2]["se"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mean", "none"), "COLUMN_MISSING"),
        (("--mean", "q"), "WRONG_TYPE"),
        (("--mean", "x", "--weight", "x", "--fpc", "x"), "POPULATION_VARIES"),
        (("--mean", "x", "--fpc", "N", "--cluster", "d"), "POPULATION_VARIES"),
        (("--mean", "x", "--cluster", "w", "--strata", "s"), "NO_DEGREES_OF_FREEDOM"),
        (("--mean", "x", "--ci", "wilson"), "INTERVAL_NOT_FOR"),
        (("--proportion", "q=yes"), "NOT_A_QUESTION"),
        (("--mean", "x", "--total", "x"), "--mean"),
        ((), "--mean"),
        (("--mean", "x", "--level", "1"), "--level"),
    ],
)
def test_bad_input_is_refused(data, words, said):
    done = pledgetree("estimate", data, *words)
    assert (done.code, said in done.err, "Traceback" in done.err, done.out) == (2, True, False, "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2.8,1,3,15", "2.8,1,-3,15", "WEIGHT_NEGATIVE"),
        ("2.8,1,3,15", "2.8,1,,15", "EMPTY_VALUE"),
        ("2.8,1,3,15,no,a", "2.8,1,3,15,no", "RAGGED_ROW"),
        (",15,", ",4,", "POPULATION_BELOW_SAMPLE"),
        (EIGHT[EIGHT.index("2.8") :], "", "NO_ROWS"),
    ],
)
def test_a_bad_table_is_refused(data, old, new, said):
    data.write_text(EIGHT.replace(old, new), encoding="utf-8")
    done = pledgetree("estimate", data, "--weight", "w", "--strata", "s", "--fpc", "N", "--mean", "x")
    assert (done.code, said in done.err, "Traceback" in done.err) == (2, True, False)
