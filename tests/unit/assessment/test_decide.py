"""The county-exit gates: the documented example, every boundary, and a plain reimplementation in fractions."""

import json
from fractions import Fraction
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.assessment.decide import NOT_AVAILABLE, decide, decide_file
from pledgetree.assessment.decide_reading import REQUIRED
from pledgetree.assessment.intervals import HouseholdSample, composite_interval, interval_for
from tests.unit.assessment.builders import limits, parameter, rulebook
from tests.unit.assessment.decide_rows import HOUSEHOLDS, row

LAW = rulebook(parameters=limits())
STRICT = rulebook(parameters=limits(strict=True))
SURVEYED = rulebook(parameters=limits() | {"missed/denominator": parameter("missed/denominator", "surveyed")})
SCHEMA = json.loads(files("pledgetree.assessment").joinpath("schema", "decide.schema.json").read_text("utf-8"))


def decided(law=LAW, **changes):
    (one,) = decide([row(**changes)], law)
    return one


def test_the_documented_example():
    """1,000 + 2/1,000 x 300,000 + 5/500 x 20,000 = 1,800 of 400,000."""
    one = decided()
    assert one == {
        "county": "Example",
        "wrong_exit_rate": {
            "numerator": 5,
            "denominator": 500,
            "value": 0.01,
            "gate": "pass",
            "reason": "within_limit",
            "interval": NOT_AVAILABLE,
            "state": "not decided",
        },
        "missed_rate": {
            "numerator": 2,
            "denominator": 1000,
            "value": 0.002,
            "gate": "pass",
            "reason": "within_limit",
            "interval": NOT_AVAILABLE,
            "state": "not decided",
        },
        "recognition": one["recognition"],
        "composite_incidence": {
            "numerator": 9,
            "denominator": 2000,
            "value": 0.0045,
            "gate": "pass",
            "reason": "within_limit",
            "interval": NOT_AVAILABLE,
            "state": "not decided",
        },
        "estimated_poor": "1800",
        "may_exit": True,
        "failed": [],
        "warnings": ["PARTS_DIFFER"],
    }
    assert (one["recognition"]["numerator"], one["recognition"]["denominator"]) == (291, 300)


def test_twenty_of_a_thousand_pass_and_twenty_one_do_not():
    at, above = ({"exited_persons_sampled": 1000, "wrong_exit_persons": wrong} for wrong in (20, 21))
    assert decided(**at)["wrong_exit_rate"]["gate"] == "pass"
    assert decided(**above)["failed"] == ["wrong_exit_rate"]
    assert decided(STRICT, **at)["wrong_exit_rate"]["reason"] == "at_limit"


@pytest.mark.parametrize(("recognising", "gate"), [(270, "pass"), (269, "fail")])
@pytest.mark.parametrize("law", [LAW, STRICT])
def test_recognition_is_at_least_ninety_percent_in_both_readings(law, recognising, gate):
    assert decided(law, households_recognising=recognising)["recognition"]["gate"] == gate


AT_THE_LINE = {
    "rural_population": 100_000,
    "registered_population_exited": 0,
    "exited_persons_sampled": 0,
    "wrong_exit_persons": 0,
    "nonregistered_population": 0,
    "nonregistered_persons_sampled": 0,
    "missed_persons": 0,
}


@pytest.mark.parametrize(
    ("region", "poor", "gate", "strict"),
    [
        ("centre", 2000, "pass", "fail"),
        ("east", 2000, "pass", "fail"),
        ("east", 2001, "fail", "fail"),
        ("centre", 2001, "fail", "fail"),
        ("west", 2999, "pass", "pass"),
        ("west", 3000, "pass", "fail"),
        ("west", 3001, "fail", "fail"),
    ],
)
def test_the_composite_limit_of_each_region(region, poor, gate, strict):
    values = AT_THE_LINE | {"registered_poor": poor, "region": region}
    assert decided(**values)["composite_incidence"]["gate"] == gate
    assert decided(STRICT, **values)["composite_incidence"]["gate"] == strict


def test_one_failure_vetoes_and_all_failures_are_named():
    one = decided(wrong_exit_persons=500, missed_persons=1000, households_recognising=0)
    assert one["may_exit"] is False
    assert one["failed"] == ["wrong_exit_rate", "missed_rate", "recognition", "composite_incidence"]
    assert decided(households_recognising=0)["failed"] == ["recognition"]


# --- missing evidence ------------------------------------------------------------------------------------------------


def test_no_sample_of_people_who_are_there_is_no_evidence():
    one = decided(exited_persons_sampled=0, wrong_exit_persons=0)
    for name in ("wrong_exit_rate", "composite_incidence"):
        rate = one[name]
        assert (rate["numerator"], rate["denominator"], rate["value"]) == (0, 0, None)
        assert (rate["gate"], rate["reason"]) == ("fail", "no_evidence")
    assert one["estimated_poor"] is None
    assert one["failed"] == ["wrong_exit_rate", "composite_incidence"]


def test_nobody_there_and_nobody_sampled_passes_with_a_term_of_nothing():
    one = decided(registered_population_exited=0, exited_persons_sampled=0, wrong_exit_persons=0)
    rate = one["wrong_exit_rate"]
    assert (rate["value"], rate["gate"], rate["reason"]) == (None, "pass", "nothing_to_sample")
    assert one["estimated_poor"] == "1600"
    assert one["composite_incidence"]["numerator"] == 1
    assert one["composite_incidence"]["denominator"] == 250


def test_nobody_interviewed_is_no_evidence():
    rate = decided(households_interviewed=0, households_recognising=0)["recognition"]
    assert (rate["value"], rate["gate"], rate["reason"], rate["interval"]) == (None, "fail", "no_evidence", [0.0, 1.0])


def test_a_county_without_people_may_not_exit():
    one = decided(rural_population=0)
    assert one["composite_incidence"]["value"] is None
    assert one["failed"] == ["composite_incidence"]
    assert one["estimated_poor"] == "1800"


# --- shown numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sampled", "population", "shown"),
    [(1, 3, 100, "33.333333"), (2, 3, 100, "66.666667"), (1, 8, 1000, "125"), (1, 2**7, 2**7 * 3 + 1, "3.007812")],
)
def test_estimated_poor_has_six_decimals_half_even_without_trailing_zeros(wrong, sampled, population, shown):
    values = AT_THE_LINE | {
        "registered_poor": 0,
        "registered_population_exited": population,
        "exited_persons_sampled": sampled,
        "wrong_exit_persons": wrong,
    }
    assert decided(**values)["estimated_poor"] == shown


def test_simple_rates_keep_the_counts_as_given():
    rate = decided(exited_persons_sampled=1000, wrong_exit_persons=10)["wrong_exit_rate"]
    assert (rate["numerator"], rate["denominator"]) == (10, 1000)


@pytest.mark.parametrize(
    ("nonregistered", "rural", "warned"),
    [(379_000, 400_000, False), (371_000, 400_000, False), (370_999, 400_000, True), (387_001, 400_000, True)],
)
def test_parts_may_differ_by_two_percent_and_no_more(nonregistered, rural, warned):
    one = decided(nonregistered_population=nonregistered, rural_population=rural)
    assert one["warnings"] == (["PARTS_DIFFER"] if warned else [])


def test_the_surveyed_reading_uses_its_own_denominator_in_rate_and_composite():
    one = decided(SURVEYED, nonregistered_persons_surveyed=200)
    assert (one["missed_rate"]["numerator"], one["missed_rate"]["denominator"]) == (2, 200)
    assert one["estimated_poor"] == "4200"


# --- intervals -------------------------------------------------------------------------------------------------------


def test_intervals_take_the_household_as_the_unit():
    """1,000 exited persons in 300 households, 20 persons in 6 households wrong: 0.7 to 4.3 %."""
    one = decided(
        exited_persons_sampled=1000, wrong_exit_persons=20, exited_households_sampled=300, wrong_exit_households=6
    )
    assert one["wrong_exit_rate"]["interval"] == [0.00737416, 0.0430211]
    assert one["missed_rate"]["interval"] == NOT_AVAILABLE
    assert one["composite_incidence"]["interval"] == NOT_AVAILABLE


def test_recognition_always_has_an_interval_because_households_answer():
    opposed = interval_for(HouseholdSample(300, 9))
    assert decided()["recognition"]["interval"] == pytest.approx([1 - opposed.high, 1 - opposed.low], abs=1e-6)


def test_the_composite_has_an_interval_when_both_samples_count_households():
    expected = composite_interval(
        1000, [(HouseholdSample(160, 2), 20_000), (HouseholdSample(300, 1), 300_000)], 400_000
    )
    assert decided(**HOUSEHOLDS)["composite_incidence"]["interval"] == pytest.approx(
        [expected.low, expected.high], rel=1e-5
    )


def test_the_composite_needs_only_the_samples_of_people_who_are_there():
    nobody = {"nonregistered_population": 0, "nonregistered_persons_sampled": 0, "missed_persons": 0}
    exited = {"exited_households_sampled": 160, "wrong_exit_households": 2}
    assert decided(**nobody, **exited)["composite_incidence"]["interval"] != NOT_AVAILABLE


def test_without_people_the_composite_is_bounded_by_nothing():
    assert decided(rural_population=0, **HOUSEHOLDS)["composite_incidence"]["interval"] == [0.0, 1.0]


# --- order, form, plain reading --------------------------------------------------------------------------------------


def test_decisions_keep_the_order_of_the_rows():
    rows = [row(county=name) for name in ("C", "A", "B", "A")]
    assert [one["county"] for one in decide(rows, LAW)] == ["C", "A", "B", "A"]


def test_a_file_is_decided_like_its_rows(tmp_path):
    cells = row()
    path = tmp_path / "counties.csv"
    path.write_text(f"{','.join(REQUIRED)}\n{','.join(cells[name] for name in REQUIRED)}\n", encoding="utf-8")
    assert decide_file(path, LAW) == decide([cells], LAW)


@st.composite
def counties(draw):
    def part(whole):
        return draw(st.integers(0, whole))

    exited, others = draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))
    sampled, asked, interviewed = part(min(exited, 2000)), part(min(others, 2000)), draw(st.integers(0, 2000))
    return {
        "region": draw(st.sampled_from(["centre", "west", "east"])),
        "rural_population": draw(st.integers(0, 10**6)),
        "registered_poor": draw(st.integers(0, 10**5)),
        "registered_population_exited": exited,
        "nonregistered_population": others,
        "exited_persons_sampled": sampled,
        "wrong_exit_persons": part(sampled // draw(st.sampled_from([1, 40]))),
        "nonregistered_persons_sampled": asked,
        "missed_persons": part(asked // draw(st.sampled_from([1, 40]))),
        "households_interviewed": interviewed,
        "households_recognising": part(interviewed),
    }


def plain(cells):
    """The same decision, written down directly: value of each rate (None without one) and whether it passes."""
    limit = Fraction(3 if cells["region"] == "west" else 2, 100)

    def rate(wrong, sampled, population):
        if sampled == 0:
            return None, population == 0, (Fraction(0) if population == 0 else None)
        share = Fraction(wrong, sampled)
        return share, share <= Fraction(2, 100), share * population

    exit_rate, exit_passes, wrong = rate(
        cells["wrong_exit_persons"], cells["exited_persons_sampled"], cells["registered_population_exited"]
    )
    missed_rate, missed_passes, missed = rate(
        cells["missed_persons"], cells["nonregistered_persons_sampled"], cells["nonregistered_population"]
    )
    interviewed = cells["households_interviewed"]
    recognition = Fraction(cells["households_recognising"], interviewed) if interviewed else None
    known = wrong is not None and missed is not None and cells["rural_population"] > 0
    composite = (cells["registered_poor"] + wrong + missed) / cells["rural_population"] if known else None
    return {
        "wrong_exit_rate": (exit_rate, exit_passes),
        "missed_rate": (missed_rate, missed_passes),
        "recognition": (recognition, recognition is not None and recognition >= Fraction(9, 10)),
        "composite_incidence": (composite, composite is not None and composite <= limit),
    }


@given(counties())
def test_the_decision_equals_its_plain_reading(cells):
    one = decided(**cells)
    expected = plain(cells)
    for name, (value, passes) in expected.items():
        rate = one[name]
        assert (Fraction(rate["numerator"], rate["denominator"]) if rate["denominator"] else None) == value
        assert rate["value"] == (None if value is None else float(value))
        assert (rate["gate"] == "pass") is passes
    assert one["failed"] == [name for name, (_, passes) in expected.items() if not passes]
    assert one["may_exit"] is all(passes for _, passes in expected.values())
    jsonschema.validate([one], SCHEMA)


def test_the_schema_refuses_what_decide_never_prints():
    broken = decided() | {"may_exit": "yes"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([broken], SCHEMA)
