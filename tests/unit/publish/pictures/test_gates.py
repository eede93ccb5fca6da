from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.pictures.gates import LEFT, RIGHT, GateFigure, gates_picture


def figure(rate="0.01", interval=None, between=None, limit="0.02", operator="<="):
    return GateFigure("g", Fraction(rate) if rate else None, interval, between, Fraction(limit), operator)


def test_a_bar_a_whisker_and_a_limit():
    (row,) = gates_picture([figure(interval=(Fraction("0.005"), Fraction("0.03")))]).rows
    assert LEFT < row.whisker[0] < row.bar < row.limit < row.whisker[1] < RIGHT
    assert row.allowed == (LEFT, row.limit)
    assert row.hatched is None


def test_the_allowed_side_of_a_minimum_is_the_right_one():
    (row,) = gates_picture([figure("0.93", limit="0.9", operator=">=")]).rows
    assert row.allowed == (row.limit, RIGHT)
    assert row.limit < row.bar


def test_a_rate_far_beyond_keeps_on_the_canvas():
    (row,) = gates_picture([figure("0.3")]).rows
    assert row.limit < row.bar <= RIGHT
    assert row.text > row.limit


def test_a_hidden_rate_is_a_hatched_range():
    (row,) = gates_picture([figure(rate=None, between=(Fraction(1, 500), Fraction(9, 500)))]).rows
    assert row.bar is None
    assert LEFT < row.hatched[0] < row.hatched[1] < row.limit


def test_rows_stand_below_each_other():
    picture = gates_picture([figure(), figure(), figure()])
    tops = [row.top for row in picture.rows]
    assert tops == sorted(set(tops))
    assert picture.height == 3 * tops[1]
