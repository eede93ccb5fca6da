from __future__ import annotations

from pledgetree.publish.pictures.tiles import tiles

GRADES = ("good", "fairly_good", "average", "poor")


def test_shades_deepen_with_the_grade_and_outsiders_stand_apart():
    units = [("a", True, "good"), ("b", True, "poor"), ("c", True, None), ("d", False, None), ("e", True, "other")]
    assert [one.shade for one in tiles(units, GRADES)] == [4, 1, 0, -1, 0]


def test_the_order_given_is_kept():
    assert [one.unit_id for one in tiles([("b", True, None), ("a", True, None)], GRADES)] == ["b", "a"]
