"""What one county of twelve falsifies is flagged, screen by screen; honest counties are left alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pledgetree.base.errors import UserError
from pledgetree.integrity.screening import screen
from pledgetree.integrity.testing import SCREENS
from tests.unit.integrity.counties import COUNTIES, FALSE, snapshot


@pytest.fixture(scope="module")
def falsified(tmp_path_factory):
    return screen(snapshot(tmp_path_factory.mktemp("false"), honest=False))


PLANTED = {
    "income_bunching",
    "late_exits",
    "unmet_guarantees",
    "sample_against_register",
    "even_villages",
    "copied_interviews",
    "interviewer_effect",
}


def test_every_planted_falsehood_is_flagged_where_it_was_planted(falsified):
    found = {one.test.screen for one in falsified.flags if one.test.unit == FALSE}
    assert found == PLANTED


def test_flags_elsewhere_are_as_few_as_the_rate_says(falsified):
    elsewhere = [one for one in falsified.flags if one.test.unit != FALSE]
    assert len(elsewhere) <= 1  # 1 in 20 of seven


def test_every_screen_looks_at_every_county(falsified):
    tested = {name: {one.unit for one in falsified.tests if one.screen == name} for name in SCREENS}
    assert all(tested[name] == set(COUNTIES) for name in PLANTED - {"income_bunching", "even_villages"})
    assert len(tested["income_bunching"]) >= 10
    assert falsified.rate == Fraction(5, 100)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_honest_counties_are_left_alone(tmp_path, seed):
    assert len(screen(snapshot(tmp_path, honest=True, seed=seed)).flags) <= 1


def test_flags_come_most_certain_first_and_below_the_rate(falsified):
    values = [one.q_value for one in falsified.flags]
    assert values == sorted(values)
    assert max(values) <= 0.05


def test_the_same_snapshot_gives_the_same_flags(tmp_path, falsified):
    assert screen(snapshot(tmp_path, honest=False)).record() == falsified.record()


def test_a_snapshot_without_households_is_refused(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "code_changes.csv").write_text("old_code,new_code,changed_on\n")
    from pledgetree.snapshot.freezing import freeze

    freeze(folder, year=2016, out=tmp_path / "s", frozen_at="2017-01-01T00:00:00+00:00")
    with pytest.raises(UserError, match="TABLE_MISSING"):
        screen(tmp_path / "s")
