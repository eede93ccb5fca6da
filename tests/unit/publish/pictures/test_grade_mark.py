from __future__ import annotations

from pledgetree.publish.pictures.grade_mark import filled_disc


def test_nothing_is_filled_for_the_worst():
    assert filled_disc(0, 3) == ""


def test_all_is_filled_for_the_best():
    assert filled_disc(3, 3).startswith("M8 2.0A")


def test_half_a_disc_ends_at_the_bottom():
    assert filled_disc(1, 2).endswith("8.0 14.0Z")


def test_more_than_half_takes_the_long_way():
    assert " 1 1 " in filled_disc(2, 3)
    assert " 0 1 " in filled_disc(1, 3)
