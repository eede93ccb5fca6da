"""The five kinds of rule against the published examples and a plain reading in fractions."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pledgetree.assessment.points import hundredths, points_for, score
from pledgetree.law.model import BandPart, Step
from tests.unit.assessment.builders import (
    DAY,
    PLAINLAND,
    WESTLAND,
    figures,
    indicator,
    place,
    rule,
    targets,
)

YUAN = 100
TRILLION_YUAN = 10**12 * YUAN


def points(one, value, direction="more"):
    value = Fraction(value)
    above, below = np.array([value.numerator]), np.array([value.denominator])
    return Fraction(int(points_for(one, direction, above, below)[0]), 100)


# --- examples anyone can check by hand ------------------------------------------------------------

LINEAR = rule("ratio", "linear", zero=Fraction(0), full=Fraction(1, 2))
SICHUAN = rule("people", "cliff", points=Fraction(15), steps=(Step(">=", Fraction(1), Fraction(15)),))
SPEED = rule(
    "speed",
    "step",
    steps=(
        Step("<=", Fraction(1), Fraction(10)),
        Step("<=", Fraction(3), Fraction(6)),
        Step("<=", Fraction(9), Fraction(1)),
    ),
)
SCHOOL = rule(
    "school", "deduction", points=Fraction(4), start=Fraction(1), per_unit=Fraction(1, 1000), per_points=Fraction(1)
)
VIOLATIONS = rule(
    "violations", "deduction", points=Fraction(0), per_unit=Fraction(1), per_points=Fraction(2), floor=Fraction(-10)
)
KENYA = rule(
    "band",
    "band",
    points=Fraction(5),
    bands=(
        BandPart(Fraction(0), Fraction(1, 2), Fraction(5), Fraction(4)),
        BandPart(Fraction(1, 2), Fraction(1), Fraction(3), Fraction(1)),
    ),
)


@pytest.mark.parametrize(
    ("value", "given_points"),
    [(Fraction(-1), 0), (Fraction(0), 0), (Fraction(1, 4), 5), (Fraction(1, 2), 10), (Fraction(9, 10), 10)],
)
def test_linear_is_proportional_between_its_ends(value, given_points):
    assert points(LINEAR, value) == given_points


def test_linear_may_fall():
    falling = rule("rate", "linear", zero=Fraction(20, 100), full=Fraction(2, 100))
    assert [points(falling, Fraction(value, 100)) for value in (1, 2, 11, 20, 30)] == [10, 10, 5, 0, 0]


def test_one_person_short_of_the_plan_is_nothing():
    """Sichuan, city level 2017: completion of 100 % gives 15 points, one person short gives 0."""
    assert points(SICHUAN, Fraction(10_000, 10_000)) == 15
    assert points(SICHUAN, Fraction(9_999, 10_000)) == 0


@pytest.mark.parametrize(("value", "given_points"), [(1, 10), (Fraction(101, 100), 6), (3, 6), (4, 1), (9, 1), (10, 0)])
def test_the_first_step_that_holds_counts(value, given_points):
    assert points(SPEED, value) == given_points


@pytest.mark.parametrize(
    ("value", "given_points"),
    [
        (Fraction(1), 4),
        (Fraction(9995, 10_000), 4),
        (Fraction(999, 1000), 3),
        (Fraction(998, 1000), 2),
        (Fraction(996, 1000), 0),
        (Fraction(900, 1000), 0),
    ],
)
def test_deduction_takes_away_for_whole_units(value, given_points):
    """Sichuan, city level 2017: education 4 points, minus 1 for every 0.1 percentage points."""
    assert points(SCHOOL, value) == given_points


@pytest.mark.parametrize(("value", "given_points"), [(0, 0), (1, -2), (5, -10), (6, -10)])
def test_a_pure_deduction_starts_from_nothing(value, given_points):
    assert points(VIOLATIONS, value, "less") == given_points


@pytest.mark.parametrize(
    ("value", "given_points"),
    [
        (Fraction(-1), 5),
        (Fraction(0), 5),
        (Fraction(1, 4), Fraction(9, 2)),
        (Fraction(1, 2), 3),
        (Fraction(1), 1),
        (Fraction(2), 1),
    ],
)
def test_band_is_linear_inside_and_starts_at_its_low_end(value, given_points):
    assert points(KENYA, value) == given_points


def test_points_are_rounded_half_to_even_hundredths():
    assert [points(rule("r", "linear", points=Fraction(1)), Fraction(value, 1000)) for value in (5, 15, 25)] == [
        0,
        Fraction("0.02"),
        Fraction("0.02"),
    ]


# --- against a plain reading, at any size ---------------------------------------------------------


def clamp(value, one, other):
    return min(max(value, min(one, other)), max(one, other))


def plain_linear(one, value):
    return clamp(one.points * (value - one.zero) / (one.full - one.zero), Fraction(0), one.points)


def plain_deduction(one, value, direction):
    worse = value - one.start if direction == "less" else one.start - value
    units = max(worse, Fraction(0)) // one.per_unit
    return max(max(one.points, Fraction(0)) - units * one.per_points, one.floor)


def plain_band(one, value):
    reached = [part for part in one.bands if value >= part.low] or [one.bands[0]]
    part = reached[-1]
    share = clamp((value - part.low) / (part.high - part.low), Fraction(0), Fraction(1))
    return part.points_low + share * (part.points_high - part.points_low)


RATIO = st.builds(Fraction, st.integers(-(2**62), 2**62), st.integers(1, 2**62))
SMALL = st.builds(Fraction, st.integers(-300, 300), st.integers(1, 200))
NUMBER = st.fractions(Fraction(-5), Fraction(5), max_denominator=1000)
WORTH = st.fractions(Fraction(0), Fraction(100), max_denominator=100)


@given(RATIO | SMALL, NUMBER, NUMBER, WORTH)
def test_linear_equals_its_plain_reading(value, zero, full, worth):
    assume(zero != full)
    one = rule("r", "linear", points=worth, zero=zero, full=full)
    assert hundredths(plain_linear(one, value)) == points(one, value) * 100


@given(
    SMALL,
    NUMBER,
    st.fractions(Fraction(1, 1000), Fraction(5), max_denominator=1000),
    WORTH,
    WORTH,
    st.sampled_from(["more", "less"]),
)
def test_deduction_equals_its_plain_reading(value, start, per_unit, per_points, worth, direction):
    one = rule(
        "r", "deduction", points=worth, start=start, per_unit=per_unit, per_points=per_points, floor=Fraction(-10)
    )
    assert hundredths(plain_deduction(one, value, direction)) == points(one, value, direction) * 100


@given(RATIO | SMALL, st.lists(NUMBER, min_size=2, max_size=5, unique=True), st.data())
def test_band_equals_its_plain_reading(value, edges, data):
    edges.sort()
    ends = [(data.draw(WORTH), data.draw(WORTH)) for _ in edges[1:]]
    parts = tuple(BandPart(low, high, *end) for low, high, end in zip(edges, edges[1:], ends, strict=False))
    one = rule("r", "band", bands=parts)
    assert hundredths(plain_band(one, value)) == points(one, value) * 100


def test_money_beyond_64_bits_stays_exact():
    """A trillion yuan in fen over a trillion and one, under a rule of awkward fractions, leaves 64 bits behind."""
    one = rule("money", "linear", points=Fraction(997, 7), zero=Fraction(1, 99_991), full=Fraction(100_003, 99_989))
    value = Fraction(TRILLION_YUAN * 10_000, TRILLION_YUAN * 10_000 + 1)
    assert points(one, value) * 100 == hundredths(plain_linear(one, value))


# --- whole units ----------------------------------------------------------------------------------

RATIO_RULE = rule("ratio", "linear")
VIOLATION_RULE = rule(
    "violations", "deduction", points=Fraction(0), per_unit=Fraction(1), per_points=Fraction(2), floor=Fraction(-10)
)
INDICATORS = {"ratio": indicator("ratio"), "violations": indicator("violations", direction="less")}


def test_points_add_up_and_a_pure_deduction_adds_nothing_to_the_full_points():
    of = figures({"ratio": {PLAINLAND: (3, 4)}, "violations": {PLAINLAND: (1, 1)}})
    scored = score(of, (RATIO_RULE, VIOLATION_RULE), INDICATORS, DAY)
    here = place(PLAINLAND)
    assert (scored.points[here], scored.full[here]) == (750 - 200, 1000)
    assert {one.rule: int(one.points[here]) for one in scored.per_rule} == {"ratio": 750, "violations": -200}


def test_a_rule_without_evidence_gives_nothing_of_its_full_points():
    of = figures({"ratio": {}, "share": {PLAINLAND: (1, 2)}})
    scored = score(of, (RATIO_RULE, rule("share", "linear")), INDICATORS | {"share": indicator("share")}, DAY)
    assert (scored.points[place(PLAINLAND)], scored.full[place(PLAINLAND)]) == (500, 2000)


def test_no_violation_found_where_nothing_was_reported_is_no_score():
    of = figures({"ratio": {}, "violations": {PLAINLAND: (0, 1)}})
    scored = score(of, (RATIO_RULE, VIOLATION_RULE), INDICATORS, DAY)
    assert (scored.points[place(PLAINLAND)], scored.full[place(PLAINLAND)]) == (0, 0)


def test_completion_of_the_plan_alone_is_no_score_where_figures_are_asked_for():
    indicators = INDICATORS | {"lifted": indicator("lifted", kind="additive", target="plan")}
    one = rule("lifted", "cliff", basis="completion", steps=(Step(">=", Fraction(1), Fraction(10)),))
    of = figures({"ratio": {WESTLAND: (3, 4)}, "lifted": {PLAINLAND: (1000, 1), WESTLAND: (1000, 1)}})
    plans = targets(of, {(unit, "lifted"): (1000, 1, "approved") for unit in (PLAINLAND, WESTLAND)})
    scored = score(of, (RATIO_RULE, one), indicators, DAY, plans)
    assert (scored.points[place(PLAINLAND)], scored.full[place(PLAINLAND)]) == (0, 0)
    assert (scored.points[place(WESTLAND)], scored.full[place(WESTLAND)]) == (1750, 2000)


def test_a_unit_without_any_evidence_has_no_score():
    scored = score(figures({"ratio": {PLAINLAND: (1, 1)}}), (RATIO_RULE,), INDICATORS, DAY)
    assert (scored.points[place(WESTLAND)], scored.full[place(WESTLAND)]) == (0, 0)


def test_a_rule_of_the_region_replaces_the_general_one():
    of = figures({"ratio": {PLAINLAND: (3, 10), WESTLAND: (3, 10)}})
    western = rule("ratio", "linear", region="west", full=Fraction(3, 10))
    scored = score(of, (RATIO_RULE, western), INDICATORS, DAY)
    assert [int(scored.points[place(unit)]) for unit in (PLAINLAND, WESTLAND)] == [300, 1000]
    assert [int(scored.full[place(unit)]) for unit in (PLAINLAND, WESTLAND)] == [1000, 1000]


def test_a_rule_on_completion_needs_an_approved_plan():
    indicators = {"lifted": indicator("lifted", kind="additive", target="plan")}
    one = rule("lifted", "cliff", basis="completion", steps=(Step(">=", Fraction(1), Fraction(10)),))
    of = figures({"lifted": {PLAINLAND: (1000, 1), WESTLAND: (1000, 1)}})
    plans = targets(of, {(PLAINLAND, "lifted"): (1000, 1, "approved"), (WESTLAND, "lifted"): (1000, 1, "unapproved")})
    scored = score(of, (one,), indicators, DAY, plans)
    assert scored.points[place(PLAINLAND)] == 1000
    assert scored.points[place(WESTLAND)] == 0


def test_no_rule_is_in_force_before_its_day():
    scored = score(figures({"ratio": {PLAINLAND: (1, 1)}}), (RATIO_RULE,), INDICATORS, date(2015, 12, 31))
    assert scored.per_rule == ()
    assert scored.full.tolist() == [0] * 6
