"""LATE_DEADLINE and EARLY_RACE, of pledges and of commitments."""

from datetime import date

import numpy as np
import pytest

from pledgetree.pledges.deadlines import months_before
from pledgetree.pledges.reading import day_number
from tests.unit.pledges.programmes import codes_found, found, promise, row_of, tree, unit_id

VILLAGE, UNIT = "P520502100201", unit_id("520502100201")


def ending(day, **changes):
    rows = tree()
    row_of(rows, "pledges", pledge_id=VILLAGE).update({"deadline": day, **changes})
    return rows


def test_the_same_day_is_in_time():
    assert found(ending(date(2020, 12, 31))) == []


def test_one_day_after_the_pledge_above_is_late():
    assert found(ending(date(2021, 1, 1))) == [("LATE_DEADLINE", VILLAGE, UNIT, None, None, "2020-12-31", "2021-01-01")]


def test_six_months_before_is_no_race():
    assert found(ending(date(2020, 6, 30))) == []


def test_a_day_more_than_six_months_before_is_one():
    assert found(ending(date(2020, 6, 29))) == [("EARLY_RACE", VILLAGE, UNIT, None, None, "2020-12-31", "2020-06-29")]


@pytest.mark.parametrize(("reason", "codes"), [("the road is built", []), (" ", ["EARLY_RACE"])])
def test_a_reason_excuses_an_early_day(reason, codes):
    assert codes_found(ending(date(2018, 12, 31), reason=reason)) == codes


def test_without_a_deadline_nothing_is_compared():
    assert found(ending(None)) == []


def due(day, village=VILLAGE):
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "commitments", pledge_id=village)["due_on"] = day
    return rows


def test_a_commitment_due_after_the_one_above_is_late():
    assert found(due(date(2017, 1, 1))) == [
        ("LATE_DEADLINE", VILLAGE, UNIT, "poor_lifted", 2016, "2016-12-31", "2017-01-01")
    ]


@pytest.mark.parametrize(("day", "codes"), [(date(2016, 6, 30), []), (date(2016, 6, 29), ["EARLY_RACE"]), (None, [])])
def test_a_commitment_due_before_the_one_above(day, codes):
    assert codes_found(due(day)) == codes


def test_the_edition_in_force_above_counts():
    rows = ending(date(2021, 1, 1))
    old = row_of(rows, "pledges", pledge_id="P520502100")
    new = dict(old, pledge_id="P520502100+", deadline=date(2021, 6, 30), signed_on=date(2016, 3, 1))
    old["superseded_by"] = "P520502100+"
    rows["pledges"].append(new)
    assert "LATE_DEADLINE" not in [one[0] for one in found(rows) if one[1] == VILLAGE]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2020, 12, 31), 6, date(2020, 6, 30)),
        (date(2020, 8, 31), 6, date(2020, 2, 29)),
        (date(2019, 8, 31), 6, date(2019, 2, 28)),
        (date(2020, 1, 15), 1, date(2019, 12, 15)),
        (date(1969, 3, 1), 12, date(1968, 3, 1)),
        (date(2020, 5, 5), 0, date(2020, 5, 5)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(np.array([day_number(day)], np.int32), months).tolist() == [day_number(before)]
