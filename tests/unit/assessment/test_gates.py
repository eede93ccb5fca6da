from datetime import date
from fractions import Fraction

import pytest

from pledgetree.assessment.gates import GateLimit, judge_gates, limit_on, verdict_for
from pledgetree.base.errors import UserError
from tests.unit.assessment.builders import (
    DAY,
    EASTLAND,
    PLAIN_COUNTY,
    PLAINLAND,
    WESTLAND,
    figures,
    gate,
    limits,
    parameter,
    place,
    rulebook,
    scheme,
)

LAW = rulebook(parameters=limits(), scheme=scheme(gates=(gate("composite_incidence", "composite"),)))
TWO = Fraction(2, 100)


@pytest.mark.parametrize(
    ("counts", "operator", "verdict", "reason"),
    [
        ((20, 1000), "<=", "pass", "within_limit"),
        ((21, 1000), "<=", "fail", "above_limit"),
        ((20, 1000), "<", "fail", "at_limit"),
        ((19, 1000), "<", "pass", "within_limit"),
        ((21, 1000), "<", "fail", "above_limit"),
        ((20, 1000), ">=", "pass", "within_limit"),
        ((19, 1000), ">=", "fail", "below_limit"),
        ((20, 1000), ">", "fail", "at_limit"),
        ((21, 1000), ">", "pass", "within_limit"),
        ((20, 1000), "==", "pass", "within_limit"),
        ((0, 0), "<=", "no_evidence", "no_evidence"),
    ],
)
def test_the_boundary_of_each_operator(counts, operator, verdict, reason):
    assert verdict_for(*counts, GateLimit(TWO, operator)) == (verdict, reason)


def test_the_limit_is_the_regions_own_where_it_has_one():
    assert [limit_on(LAW, "limits/composite_incidence", DAY, region).value for region in ("west", "centre", "")] == [
        Fraction(3, 100),
        TWO,
        TWO,
    ]


def test_a_day_without_a_value_is_the_users_fault():
    with pytest.raises(UserError, match="NO_VALUE_ON_DATE"):
        limit_on(LAW, "limits/composite_incidence", date(2015, 12, 31), "west")


@pytest.mark.parametrize("broken", [parameter("limits/x", TWO), parameter("limits/x", "two", "<=")])
def test_a_value_that_is_no_limit_is_refused(broken):
    with pytest.raises(UserError, match="GATE_WITHOUT_LIMIT"):
        limit_on(rulebook(parameters={"limits/x": broken}), "limits/x", DAY, "")


def test_every_unit_is_held_against_the_limit_of_its_region():
    of = figures({"composite": {PLAINLAND: (25, 1000), WESTLAND: (25, 1000), EASTLAND: (20, 1000)}})
    (one,) = judge_gates(of, LAW, DAY)
    assert [bool(one.failed[place(unit)]) for unit in (PLAINLAND, WESTLAND, EASTLAND)] == [True, False, False]
    assert (place(PLAINLAND), "composite_incidence", 25, 1000, 1, 50, "<=", "fail", "above_limit") in one.rows
    assert (place(WESTLAND), "composite_incidence", 25, 1000, 3, 100, "<=", "pass", "within_limit") in one.rows


def test_units_of_the_programme_without_evidence_have_a_row_and_neither_pass_nor_fail():
    (one,) = judge_gates(figures({"composite": {}}), LAW, DAY)
    verdicts = {row[0]: row[7] for row in one.rows}
    assert verdicts[place(PLAIN_COUNTY)] == "no_evidence"
    assert place(EASTLAND) not in verdicts
    assert not one.failed.any()


def test_figures_beyond_64_bits_are_compared_exactly():
    large = 2**62
    of = figures({"composite": {PLAINLAND: (large // 50, large), WESTLAND: (large // 50 + 1, large)}})
    (one,) = judge_gates(of, rulebook(parameters=limits(), scheme=LAW.scheme), DAY)
    assert not one.failed.any()
