"""The optional columns that say how a sample came about, and every fault found in them."""

from fractions import Fraction

import pytest

from pledgetree.assessment.decide_evidence import EVIDENCE, SampleDesign
from pledgetree.assessment.decide_reading import read_counties
from pledgetree.base.errors import UserError
from pledgetree.survey.proving import SecondSample
from tests.unit.assessment.builders import limits, rulebook
from tests.unit.assessment.decide_rows import HOUSEHOLDS, row

LAW = rulebook(parameters=limits())
# 160 exited households with 2 wrong, 300 others with 1 missed, 300 interviewed of whom 291 recognise.
BOTH = {"exited_second_sample": 60, "exited_households_first": 100, "wrong_exit_households_first": 1}


def designs(**changes):
    (county,) = read_counties([row(**HOUSEHOLDS, **changes)], LAW)
    return county.designs


def faults(**changes):
    with pytest.raises(UserError) as caught:
        read_counties([row(**(HOUSEHOLDS | changes))], LAW)
    return [(one.code, one.where) for one in caught.value.faults]


def test_without_the_columns_every_sample_is_a_simple_one_of_an_unknown_population():
    assert designs() == dict.fromkeys(EVIDENCE, SampleDesign())
    assert designs(exited_households="", exited_design_effect=" ") == dict.fromkeys(EVIDENCE, SampleDesign())


def test_all_columns_of_a_rate():
    found = designs(**BOTH, exited_households=5000, exited_design_effect="1.50")
    assert found["wrong_exit_rate"] == SampleDesign(5000, Fraction(3, 2), SecondSample(60, 100, 1))
    assert found["missed_rate"] == SampleDesign()


def test_an_announced_second_sample_that_is_not_drawn_yet():
    assert designs(nonregistered_second_sample=200)["missed_rate"].second == SecondSample(200)
    assert designs(nonregistered_second_sample=0)["missed_rate"].second is None


def test_recognition_has_columns_of_its_own():
    changes = {
        "households": 900,
        "interviewed_second_sample": 100,
        "households_interviewed_first": 200,
        "households_recognising_first": 195,
    }
    assert designs(**changes)["recognition"] == SampleDesign(900, Fraction(1), SecondSample(100, 200, 195))


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"exited_households": 159}, "COUNTS_CONTRADICT", "exited_households_sampled"),
        ({"exited_households": 20_001}, "COUNTS_CONTRADICT", "exited_households"),
        ({"exited_households": "many"}, "WRONG_TYPE", "exited_households"),
        ({"exited_design_effect": "0.9"}, "WRONG_TYPE", "exited_design_effect"),
        ({"exited_design_effect": "2e3"}, "WRONG_TYPE", "exited_design_effect"),
        ({"exited_design_effect": "-1"}, "WRONG_TYPE", "exited_design_effect"),
        ({"exited_households": 200, "exited_second_sample": 41}, "COUNTS_CONTRADICT", "exited_second_sample"),
        (BOTH | {"exited_second_sample": 59}, "SECOND_SAMPLE_DIFFERS", "exited_households_sampled"),
        (BOTH | {"exited_second_sample": 61}, "SECOND_SAMPLE_DIFFERS", "exited_households_sampled"),
        (BOTH | {"exited_second_sample": ""}, "SECOND_SAMPLE_UNANNOUNCED", "exited_second_sample"),
        (BOTH | {"exited_second_sample": 0}, "SECOND_SAMPLE_UNANNOUNCED", "exited_second_sample"),
        (BOTH | {"wrong_exit_households_first": None}, "COLUMN_PAIR", "wrong_exit_households_first"),
        (BOTH | {"exited_households_first": None}, "COLUMN_PAIR", "exited_households_first"),
        (BOTH | {"wrong_exit_households_first": 3}, "COUNTS_CONTRADICT", "wrong_exit_households_first"),
        (BOTH | {"wrong_exit_households_first": 101}, "COUNTS_CONTRADICT", "wrong_exit_households_first"),
        (BOTH | {"exited_households_first": 161}, "COUNTS_CONTRADICT", "exited_households_first"),
    ],
)
def test_what_contradicts_is_refused(changes, code, column):
    assert (code, f"row 2, column {column}") in faults(**changes)


def test_more_wrong_in_the_second_sample_than_it_has_households():
    changes = {"exited_second_sample": 1, "exited_households_first": 159, "wrong_exit_households_first": 0}
    assert faults(**changes) == [
        ("COUNTS_CONTRADICT", "row 2, column wrong_exit_households - wrong_exit_households_first")
    ]


@pytest.mark.parametrize("column", ["exited_households", "exited_design_effect", "exited_second_sample"])
def test_a_design_without_households_is_refused(column):
    nothing = {"exited_households_sampled": None, "wrong_exit_households": None}
    assert faults(**nothing, **{column: 2}) == [("COLUMN_PAIR", "row 2, column exited_households_sampled")]
