"""The states of a county's rates: what households prove, a census, nobody there; never against the law's verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.assessment.decide import decide
from pledgetree.assessment.decide_reading import read_counties
from pledgetree.assessment.decide_states import states_of
from tests.unit.assessment.builders import limits, rulebook
from tests.unit.assessment.decide_rows import HOUSEHOLDS, row

LAW = rulebook(parameters=limits())
WITHIN, UNDECIDED, ABOVE = "proved within", "not decided", "proved above"
CLEAN = HOUSEHOLDS | {
    "exited_households_sampled": 149,
    "wrong_exit_households": 0,
    "wrong_exit_persons": 0,
    "missed_households": 0,
    "missed_persons": 0,
}


def states(**changes):
    (county,) = read_counties([row(**changes)], LAW)
    return states_of(county)


def test_persons_alone_prove_nothing_and_households_always_answer():
    assert states() == {
        "wrong_exit_rate": UNDECIDED,
        "missed_rate": UNDECIDED,
        "recognition": WITHIN,  # 9 of 300; up to 21 prove at least 90 %
        "composite_incidence": UNDECIDED,
    }


def test_clean_households_prove_it():
    assert set(states(**CLEAN).values()) == {WITHIN}
    assert states(**(CLEAN | {"exited_households_sampled": 148}))["wrong_exit_rate"] == UNDECIDED


def test_recognition_turned_round_with_a_second_sample():
    """Of the first 200 households 190 recognise, of both 300 together 280: 10 and 20 who do not."""
    both = {
        "households_recognising": 280,
        "interviewed_second_sample": 100,
        "households_interviewed_first": 200,
        "households_recognising_first": 190,
    }
    assert states(**both)["recognition"] == WITHIN
    assert states(**(both | {"households_recognising_first": 180}))["recognition"] != ABOVE
    assert states(households_recognising=240)["recognition"] == ABOVE


def test_nobody_interviewed_is_not_decided_even_where_there_are_no_households():
    nobody = {"households_interviewed": 0, "households_recognising": 0}
    assert states(**nobody)["recognition"] == UNDECIDED
    assert states(**nobody, households=0)["recognition"] == UNDECIDED


@pytest.mark.parametrize(("wrong", "state"), [(20, WITHIN), (21, ABOVE)])
def test_everybody_examined_is_a_census(wrong, state):
    found = states(registered_population_exited=1000, exited_persons_sampled=1000, wrong_exit_persons=wrong)
    assert found["wrong_exit_rate"] == state


def test_two_censuses_know_the_composite():
    everybody = {
        "registered_population_exited": 1000,
        "exited_persons_sampled": 1000,
        "wrong_exit_persons": 20,
        "nonregistered_population": 99_000,
        "nonregistered_persons_sampled": 99_000,
        "missed_persons": 980,
        "rural_population": 100_000,
    }
    assert states(**everybody)["composite_incidence"] == WITHIN  # 1,000 + 20 + 980 = 2,000 of 100,000
    assert states(**(everybody | {"missed_persons": 981}))["composite_incidence"] == ABOVE


def test_nobody_there_is_within():
    nobody = {"registered_population_exited": 0, "exited_persons_sampled": 0, "wrong_exit_persons": 0}
    assert states(**nobody)["wrong_exit_rate"] == WITHIN


@st.composite
def samples(draw):
    def few(most):
        return draw(st.integers(0, most // draw(st.sampled_from([1, 30, 200]))))

    households = draw(st.integers(1, 400))
    wrong = few(households)
    examined = draw(st.integers(households, 4 * households))
    persons = draw(st.integers(wrong, max(wrong, min(examined, 6 * wrong)))) if wrong else 0
    interviewed = draw(st.integers(1, 600))
    return {
        "exited_persons_sampled": examined,
        "wrong_exit_persons": min(persons, examined),
        "exited_households_sampled": households,
        "wrong_exit_households": wrong,
        "nonregistered_households_sampled": 300,
        "missed_households": 1,
        "registered_poor": draw(st.integers(0, 12_000)),
        "households_interviewed": interviewed,
        "households_recognising": interviewed - few(interviewed),
        "exited_design_effect": draw(st.sampled_from(["", "1", "1.7"])),
        "exited_households": draw(st.sampled_from(["", households, 2_000])),
        "region": draw(st.sampled_from(["centre", "west"])),
    }


@given(samples())
def test_no_state_contradicts_the_verdict_of_the_law(changes):
    (one,) = decide([row(**changes)], LAW)
    for rate in ("wrong_exit_rate", "missed_rate", "recognition", "composite_incidence"):
        state = one[rate]["state"]
        assert state == UNDECIDED or (one[rate]["gate"] == "pass") == (state == WITHIN), rate
