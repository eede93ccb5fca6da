"""Plans of people: power curves, strata of a frame, expectations from a table."""

from fractions import Fraction

import pytest
from scipy.stats import binom

from pledgetree.base.errors import UserError
from pledgetree.survey.frames import Frame, Unit
from pledgetree.survey.planning import (
    Allocation,
    Expectation,
    counts_text,
    effective_cases,
    first_plans,
    most_allowed,
    plan_record,
    plan_strata,
    power_curve,
    read_expectations,
)
from pledgetree.survey.sizes import Goal, Plan

LIMIT = Fraction(2, 100)
UNITS = [Unit(b"a%d" % number, "甲".encode(), 4) for number in range(9)]
UNITS += [Unit(b"b%d" % number, "乙".encode(), 1) for number in range(16)]
FRAME = Frame("0" * 64, tuple(UNITS))  # sizes in all: 36 and 16


def drawn(total, allocation, expected=None):
    return {one.stratum: one.n for one in plan_strata(FRAME, total, allocation, expected or {})}


def test_a_curve_holds_chances_at_rates_around_the_limit():
    curve = power_curve(Goal(LIMIT), Plan(149, 0), above=False)
    assert (curve[0].truth, curve[0].proved, curve[-1].truth) == (0, 1, pytest.approx(0.06))
    at_limit = next(one for one in curve if one.truth == pytest.approx(0.02))
    assert at_limit.proved == pytest.approx(0.98**149)
    assert at_limit.point_verdict == pytest.approx(binom.cdf(2, 149, 0.02))
    above = power_curve(Goal(LIMIT), Plan(149, 0), above=True)
    assert above[4].proved == pytest.approx(1 - curve[4].proved)


def test_allocations_of_a_frame():
    assert drawn(13, Allocation("proportional")) == {"乙": 4, "甲": 9}
    assert drawn(10, Allocation("power", 0.5)) == {"乙": 4, "甲": 6}  # 4 to 6
    assert drawn(10, Allocation("power", 0.0)) == {"乙": 5, "甲": 5}
    expected = {"乙": Expectation(0.5), "甲": Expectation(0.1)}
    # Neyman: 16 x 0.5 to 36 x 0.3, that is 8 to 10.8.
    assert drawn(18, Allocation("neyman"), expected) == {"乙": 9, "甲": 9}
    assert drawn(10, Allocation("power", 0.5), {"乙": Expectation(factor=6.0)}) == {"乙": 8, "甲": 2}


def test_probabilities_are_known():
    (first, second) = plan_strata(FRAME, 10, Allocation("power"), {})
    assert (first.units, first.size, first.probability) == (16, 16, 4 / 16)
    assert second.probability == pytest.approx(6 / 9)
    assert counts_text([first, second]) == "乙\t4\n甲\t6\n".encode()


def test_neyman_needs_every_rate():
    with pytest.raises(UserError, match="RATE_MISSING"):
        drawn(10, Allocation("neyman"), {"乙": Expectation(0.5)})


def test_expectations_from_a_table(tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("stratum,rate,factor\n甲,0.02,1\n乙,0.1,2\n", encoding="utf-8")
    assert read_expectations(path) == {"甲": Expectation(0.02, 1.0), "乙": Expectation(0.1, 2.0)}
    path.write_text("stratum,factor\n甲,3\n", encoding="utf-8")
    assert read_expectations(path) == {"甲": Expectation(None, 3.0)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("stratum,rate\na,0\n", "RATE_OUT_OF_RANGE"),
        ("stratum,rate\na,1\n", "RATE_OUT_OF_RANGE"),
        ("stratum,factor\na,0\n", "FACTOR_NOT_POSITIVE"),
        ("stratum,rate\na,0.1\na,0.2\n", "STRATUM_TWICE"),
        ("stratum\na\n", "COLUMN_MISSING"),
    ],
)
def test_wrong_expectations_are_refused(tmp_path, text, code):
    path = tmp_path / "e.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=code):
        read_expectations(path)


def test_what_a_number_of_cases_proves():
    assert most_allowed(Goal(LIMIT), 148) is None
    assert most_allowed(Goal(LIMIT), 149) == Plan(149, 0)
    assert most_allowed(Goal(LIMIT), 385) == Plan(385, 2)


def test_lists_of_plans_end_where_nothing_can_be_proved():
    assert [one.n for one in first_plans(LIMIT, 0.95, None, 2)] == [149, 236, 313]
    # 20 cases at 10 %: three wrong are above the limit, so that at most two can be allowed.
    assert [one.allowed for one in first_plans(Fraction(1, 10), 0.95, 20, 5)] == [0, 1, 2]


def test_visits_of_clusters():
    assert effective_cases(30, 10, 0.1) == 157  # 300 / 1.9
    assert plan_record(Plan(149, 0), 1.9) == {"allowed": 0, "n": 149, "visits": 284}
