"""``pledgetree decide``: the county-exit gates on a plain table, as the published rule words them."""

import csv
import json

import jsonschema
import pytest

from tests.functional.program import pledgetree

COUNTY = {
    "county": "甲县",
    "region": "centre",
    "rural_population": "400000",
    "registered_poor": "1000",
    "registered_population_exited": "20000",
    "nonregistered_population": "300000",
    "exited_persons_sampled": "500",
    "wrong_exit_persons": "5",
    "nonregistered_persons_sampled": "1000",
    "missed_persons": "2",
    "households_interviewed": "600",
    "households_recognising": "570",
    "on_date": "2018-06-30",
}


def decide(tmp_path, *counties, rulebook="cn-county-exit-2017"):
    path = tmp_path / "counties.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, sorted({name for one in counties for name in one}))
        writer.writeheader()
        writer.writerows(counties)
    return pledgetree("decide", "--rulebook", rulebook, "--input", path, "--json")


def decided(tmp_path, *counties, rulebook="cn-county-exit-2017"):
    done = decide(tmp_path, *counties, rulebook=rulebook)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_the_worked_example(tmp_path):
    [one] = decided(tmp_path, COUNTY)
    assert one["county"] == "甲县"
    composite = one["composite_incidence"]
    assert (composite["numerator"], composite["denominator"], composite["value"]) == (9, 2000, 0.0045)
    assert composite["gate"] == "pass"
    assert one["estimated_poor"] == "1800"
    wrong_exit = one["wrong_exit_rate"]
    assert (wrong_exit["numerator"], wrong_exit["denominator"], wrong_exit["value"]) == (5, 500, 0.01)
    assert wrong_exit["interval"] == "not available (persons only)"
    assert one["warnings"] == ["PARTS_DIFFER"]
    assert (one["may_exit"], one["failed"]) == (True, [])


@pytest.mark.parametrize(
    ("rulebook", "may_exit", "failed"),
    [("cn-county-exit-2017", True, []), ("cn-county-exit-2017+strict", False, ["missed_rate"])],
)
def test_exactly_two_per_cent_passes_the_law_and_fails_the_strict_reading(tmp_path, rulebook, may_exit, failed):
    county = COUNTY | {"missed_persons": "20", "rural_population": "1000000"}
    [one] = decided(tmp_path, county, rulebook=rulebook)
    assert (one["may_exit"], one["failed"]) == (may_exit, failed)


@pytest.mark.parametrize(("region", "may_exit"), [("west", True), ("centre", False), ("east", False)])
def test_the_west_has_three_per_cent(tmp_path, region, may_exit):
    county = COUNTY | {"region": region, "registered_poor": "9200"}  # 10,000 of 400,000 = 2.5 %
    [one] = decided(tmp_path, county)
    assert one["composite_incidence"]["value"] == 0.025
    assert one["may_exit"] is may_exit


def test_no_sample_is_no_evidence(tmp_path):
    county = COUNTY | {"exited_persons_sampled": "0", "wrong_exit_persons": "0"}
    [one] = decided(tmp_path, county)
    assert one["wrong_exit_rate"] | {"interval": None} == {
        "numerator": 0,
        "denominator": 0,
        "value": None,
        "gate": "fail",
        "reason": "no_evidence",
        "interval": None,
        "state": "not decided",
    }
    assert "wrong_exit_rate" in one["failed"]


def test_nobody_exited_and_nobody_sampled_passes(tmp_path):
    county = COUNTY | {
        "exited_persons_sampled": "0",
        "wrong_exit_persons": "0",
        "registered_population_exited": "0",
    }
    [one] = decided(tmp_path, county)
    assert one["wrong_exit_rate"]["gate"] == "pass"
    assert one["composite_incidence"]["numerator"] * 400_000 == 1_600 * one["composite_incidence"]["denominator"]


def test_households_give_an_interval(tmp_path):
    # 6 of 300 households: 0.7-4.3 %, the exact interval of Clopper and Pearson.
    county = COUNTY | {
        "exited_persons_sampled": "1000",
        "wrong_exit_persons": "20",
        "exited_households_sampled": "300",
        "wrong_exit_households": "6",
        "nonregistered_households_sampled": "300",
        "missed_households": "1",
    }
    [one] = decided(tmp_path, county)
    low, high = one["wrong_exit_rate"]["interval"]
    assert (round(low, 3), round(high, 3)) == (0.007, 0.043)


def test_counties_keep_their_order(tmp_path):
    names = ["丙", "甲", "乙"]
    assert [one["county"] for one in decided(tmp_path, *(COUNTY | {"county": name} for name in names))] == names


@pytest.mark.parametrize(
    "wrong",
    [
        {"wrong_exit_persons": "501"},
        {"exited_persons_sampled": "20001"},
        {"missed_persons": "-1"},
        {"households_recognising": "601"},
        {"region": "north"},
        {"on_date": "30.6.2018"},
        {"on_date": "1999-01-01"},
        {"rural_population": "many"},
    ],
)
def test_counts_that_contradict_are_refused(tmp_path, wrong):
    done = decide(tmp_path, COUNTY, COUNTY | wrong)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_the_output_follows_its_schema(tmp_path):
    from importlib.resources import files

    schema = json.loads(files("pledgetree.assessment").joinpath("schema/decide.schema.json").read_text("utf-8"))
    jsonschema.validate(
        decided(tmp_path, COUNTY, COUNTY | {"exited_persons_sampled": "0", "wrong_exit_persons": "0"}), schema
    )


PROVED = COUNTY | {
    "wrong_exit_persons": "0",
    "missed_persons": "0",
    "exited_households_sampled": "149",
    "wrong_exit_households": "0",
    "nonregistered_households_sampled": "236",
    "missed_households": "0",
}
OPEN = PROVED | {"county": "乙县", "exited_households_sampled": "148"}


def test_effects_wait_for_proof_under_the_difference_rulebook(tmp_path):
    first, second = decided(tmp_path, PROVED, OPEN, rulebook="cn-county-exit-2017+proof")
    assert (first["may_exit"], second["may_exit"]) == (True, True)
    assert first["effects"] == {"support": "may_end", "sanction": "barred"}
    assert second["effects"] == {"support": "continues", "sanction": "barred"}
    assert second["wrong_exit_rate"]["state"] == "not decided"


def test_under_the_law_itself_states_stand_beside_the_verdict_and_have_no_effect(tmp_path):
    under_law, under_proof = (
        decided(tmp_path, PROVED, OPEN, rulebook=name) for name in ("cn-county-exit-2017", "cn-county-exit-2017+proof")
    )
    assert under_law == [{name: one[name] for name in one if name != "effects"} for one in under_proof]


def test_a_second_sample_of_another_size_than_announced_is_refused(tmp_path):
    first = {"exited_second_sample": "50", "exited_households_first": "100", "wrong_exit_households_first": "0"}
    done = decide(tmp_path, PROVED | first)
    assert (done.code, done.out) == (2, "")
    assert "SECOND_SAMPLE_DIFFERS" in done.err


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "support to its households continues"), ("zh-hans", "继续"), ("fr", "le soutien à ses ménages continue")],
)
def test_the_lines_say_what_waits_for_proof(tmp_path, lang, words):
    decide(tmp_path, OPEN)
    path = tmp_path / "counties.csv"
    done = pledgetree("decide", "--rulebook", "cn-county-exit-2017+proof", "--input", path, "--lang", lang)
    assert done.code == 0
    assert words in done.out
