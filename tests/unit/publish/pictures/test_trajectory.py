from __future__ import annotations

from pledgetree.publish.pictures.trajectory import added_up, trajectory


def test_running_sums_begin_where_every_series_has_begun():
    series = {"pledged": [(2015, 5), (2016, 10), (2017, 20)], "delivered": [(2016, 8)], "planned": []}
    assert added_up(series) == {"pledged": [(2015, 0), (2016, 10), (2017, 30)], "delivered": [(2015, 0), (2016, 8)]}


def test_a_series_that_ended_before_is_left_out():
    series = {"planned": [(2015, 5)], "delivered": [(2016, 8)]}
    assert added_up(series) == {"delivered": [(2015, 0), (2016, 8)]}


def test_after_a_hidden_value_the_sum_is_unknown():
    assert added_up({"delivered": [(2016, 8), (2017, None), (2018, 3)]}) == {
        "delivered": [(2015, 0), (2016, 8), (2017, None), (2018, None)]
    }
    assert added_up({"delivered": [(2016, None)]}) == {}


def test_promises_are_steps_and_delivery_is_a_line():
    picture = trajectory({"pledged": [(2015, 0), (2016, 10)], "delivered": [(2015, 0), (2016, 8)]})
    paths = {line.name: line.path for line in picture.lines}
    assert "H" in paths["pledged"]
    assert "V" in paths["pledged"]
    assert "L" in paths["delivered"]
    assert [year for _, year in picture.years] == [2015, 2016]
    assert picture.lines[1].value(2016) == 8
    assert picture.lines[1].value(2020) is None


def test_more_stands_higher():
    picture = trajectory({"delivered": [(2015, 0), (2016, 8)]})
    (_, first), (_, last) = picture.lines[0].marks
    assert last < first == picture.floor


def test_a_line_is_broken_at_a_hidden_value():
    picture = trajectory({"delivered": [(2015, 1), (2016, None), (2017, 3)]})
    assert picture.lines[0].path.count("M") == 2
    assert len(picture.lines[0].marks) == 2


def test_nothing_to_draw():
    assert trajectory({"delivered": [(2016, None)]}) is None
    assert trajectory({}) is None
