"""The screens of interviews, one county at a time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from scipy.stats import binom

from pledgetree.integrity.answers import interview_tests
from pledgetree.integrity.areas import areas_of
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.snapshot.folders import frozen


def draws(_name):
    return np.random.default_rng(1)


def interviews(rows):
    villages, groups, wrong, who, forms = zip(*rows, strict=True)
    return pa.table(
        {
            "unit_id": villages,
            "interviewed_on": [date(2016, 12, 5)] * len(rows),
            "group": groups,
            "persons_wrong": wrong,
            "interviewer_id": pa.array(who, pa.string()),
            "answers": pa.array(forms, pa.string()),
        }
    )


def found(tmp_path, rows):
    areas = areas_of(open_snapshot(frozen(tmp_path)))
    return {one.screen: one for one in interview_tests(interviews(rows), areas, draws)}


def test_households_wrongly_exited_are_held_against_two_in_a_hundred(tmp_path):
    rows = [("520502100201", "exited", 4 if number < 3 else 0, None, None) for number in range(50)]
    rows += [("520502100201", "registered", 4, None, None)] * 9
    one = found(tmp_path, rows)["sample_against_register"]
    assert (one.unit, one.cases, one.total) == ("520502000000", 3, 50)
    assert abs(one.p_value - (1 - sum(binom.pmf(k, 50, 0.02) for k in range(3)))) < 1e-12


def test_without_interviewers_and_answers_nothing_is_said_about_them(tmp_path):
    rows = [("520502100201", "exited", 0, None, None)] * 5
    assert set(found(tmp_path, rows)) == {"sample_against_register"}


def test_forms_of_unequal_length_are_not_compared(tmp_path):
    rows = [("520502100201", "exited", 0, None, "ab"), ("520502100201", "exited", 0, None, "abc")] * 3
    assert "copied_interviews" not in found(tmp_path, rows)


def test_equal_forms_are_told_with_how_alike_they_are(tmp_path):
    source = np.random.default_rng(3)
    forms = ["".join(source.choice(list("abcd"), 30)) for _ in range(8)]
    rows = [("520502100201", "exited", 0, None, form) for form in [*forms, forms[0]]]
    one = found(tmp_path, rows)["copied_interviews"]
    assert (one.statistic, one.cases, one.total) == (1.0, 2, 9)
    assert one.p_value == 1 / 2000


def test_interviews_outside_every_county_are_left_out(tmp_path):
    assert not found(tmp_path, [("520500000000", "exited", 1, None, None)])
