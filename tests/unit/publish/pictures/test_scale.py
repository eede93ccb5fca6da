from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.publish.pictures.scale import Scale, nice_step, scale_over


@pytest.mark.parametrize(
    ("top", "step"),
    [(4, 1), (5, 2), (11, 5), (40, 10), (41, 20), (690_000, 200_000), (0, 1), (Fraction(3, 10), Fraction(1, 10))],
)
def test_steps_are_round(top, step):
    assert nice_step(Fraction(top)) == step


def test_a_scale_maps_both_ends_and_keeps_to_the_canvas():
    scale = Scale(Fraction(100), 10, 60)
    assert [scale.place(Fraction(value)) for value in (0, 50, 100, 150, -5)] == [10, 35, 60, 60, 10]
    assert scale.ticks(Fraction(50)) == [0, 50, 100]
    assert Scale(Fraction(0), 10, 60).place(Fraction(3)) == 10


@given(st.lists(st.fractions(0, 10**9), min_size=1, max_size=5))
def test_every_value_has_room_and_ticks_are_few(values):
    scale, step = scale_over(values, 0, 100)
    assert scale.top >= max(values)
    assert 2 <= len(scale.ticks(step)) <= 6
