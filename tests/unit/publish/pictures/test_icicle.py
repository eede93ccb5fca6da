from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.publish.pictures.icicle import GAP, HEIGHTS, WIDTH, Twig, icicle, name_length, shade_of


def twig(unit_id, parent, depth, promised, share=None, faults=0):
    return Twig(unit_id, parent, depth, promised, share, faults)


def test_widths_are_in_proportion_to_what_is_promised():
    picture = icicle([twig("c", None, 0, 100), twig("a", "c", 1, 75), twig("b", "c", 1, 25)])
    c, a, b = picture.boxes
    assert (c.x, c.width) == (0, WIDTH)
    assert (a.x, a.width, b.x, b.width) == (0, WIDTH * 3 / 4, WIDTH * 3 / 4, WIDTH / 4)
    assert (a.y, picture.height) == (HEIGHTS[0] + GAP, HEIGHTS[0] + GAP + HEIGHTS[1])


def test_a_unit_without_leaders_leaves_a_gap_above_its_counties():
    picture = icicle([twig("c", None, 0, 10), twig("a", "c", 1, 5), twig("x", "c", 2, 5), twig("y", "a", 2, 5)])
    place = {box.twig.unit_id: box for box in picture.boxes}
    assert (place["x"].x, place["x"].width) == (WIDTH / 2, WIDTH / 2)
    assert place["y"].x == 0
    assert place["x"].y == place["y"].y > place["a"].y


@pytest.mark.parametrize("twigs", [[], [twig("c", None, 0, 0), twig("a", "c", 1, 0)]])
def test_without_promises_there_is_no_picture(twigs):
    assert icicle(twigs) is None


def test_whoever_promises_nothing_has_no_box():
    picture = icicle([twig("c", None, 0, 3), twig("a", "c", 1, 0), twig("b", "c", 1, 3), twig("d", "a", 2, 0)])
    assert [box.twig.unit_id for box in picture.boxes] == ["c", "b"]


@pytest.mark.parametrize(
    ("share", "shade"), [(None, 0), (0, 1), ("899/1000", 1), ("9/10", 2), ("999/1000", 2), (1, 3), ("11/10", 4)]
)
def test_shades(share, shade):
    assert shade_of(None if share is None else Fraction(share)) == shade


def test_numbers_of_faults_stay_inside_their_box():
    picture = icicle([twig("c", None, 0, 640), twig("a", "c", 1, 600), twig("b", "c", 1, 40)])
    assert [(box.number_fits("8"), box.number_fits("1,234")) for box in picture.boxes[1:]] == [
        (True, True),
        (True, False),
    ]


def test_names_lie_stand_or_stay_out():
    picture = icicle(
        [twig("c", None, 0, 640), twig("a", "c", 1, 600, faults=1), twig("b", "c", 1, 30), twig("d", "c", 1, 10)]
    )
    _, a, b, d = picture.boxes
    assert (a.name_stands("Guizhou"), b.name_stands("Guizhou"), d.name_stands("Guizhou")) == ("lying", "standing", "")
    assert b.name_stands("黔西南布依族苗族自治州") == ""
    assert name_length("贵州") < name_length("Guizhou") < name_length("黔西南布依族苗族自治州")


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
def test_children_fill_their_parent_and_never_overlap(promised):
    whole = sum(promised)
    picture = icicle([twig("c", None, 0, whole)] + [twig(str(at), "c", 1, one) for at, one in enumerate(promised)])
    below = picture.boxes[1:]
    assert all(one.x + one.width <= other.x + 0.2 for one, other in pairwise(below))
    assert below[-1].x + below[-1].width == pytest.approx(WIDTH, abs=0.2)
    assert all(box.mark.startswith("M") for box in below)
