from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.pictures.bars import completion_bars


def test_bars_share_a_scale_and_say_who_is_behind():
    shares = [("a", Fraction(9, 10)), ("b", Fraction(1)), ("c", Fraction(13, 10)), ("d", None)]
    picture = completion_bars(shares, {"d": "unapproved"})
    a, b, c, d = picture.bars
    assert picture.start < a.end < b.end == picture.plan < c.end < picture.width
    assert [one.behind for one in picture.bars] == [True, False, False, False]
    assert d.end is None
    assert [one.plan_state for one in picture.bars] == ["", "", "", "unapproved"]
    assert c.top < d.top < picture.height


def test_no_bars():
    assert completion_bars([], {}).bars == ()
