"""Counts per code become sums per unit; every unknown code is named."""

import numpy as np
import pyarrow as pa
import pytest

from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.summing import Counted, Given, sums_of
from pledgetree.base.errors import UserError
from pledgetree.indicators.counts import Sums
from pledgetree.indicators.funds import RECEIVED
from pledgetree.indicators.register import CLOSING
from pledgetree.indicators.statistics import INCOME, RURAL_POPULATION
from tests.reference.tables import ALPHA, BETA, CENTRE, OLD_GAMMA, PLAIN, WEST, YEAR, unit, write_snapshot

EVERYTHING = (CLOSING, RURAL_POPULATION, INCOME, RECEIVED)


def closing(*rows):
    parts, codes, values = zip(*rows, strict=True)
    return Counted("persons", [CLOSING], pa.table({"part": parts, "unit_id": codes, CLOSING.name: values}))


def statistics(*rows):
    codes, years, people, incomes = zip(*rows, strict=True)
    columns = {"part": [""] * len(rows), "unit_id": codes, "year": years}
    numbers = {RURAL_POPULATION.name: pa.array(people, pa.int64()), INCOME.name: pa.array(incomes, pa.int64())}
    return Counted("statistics", [RURAL_POPULATION, INCOME], pa.table(columns | numbers))


def summed(tmp_path, *passes):
    ground = ground_of(write_snapshot(tmp_path / "s", {}))
    own, climbed = sums_of(passes, EVERYTHING, ground.tree, ground.places, YEAR)
    at = {unit: place for place, unit in enumerate(ground.tree.ids.tolist())}
    return own, climbed, at


def test_rows_of_several_parts_and_codes_meet_at_their_unit(tmp_path):
    own, climbed, at = summed(tmp_path, closing(("a", ALPHA, 2), ("b", ALPHA, 3), ("c", OLD_GAMMA, 4)))
    assert own[CLOSING][at[ALPHA]] == 5
    assert own[CLOSING][at[CENTRE]] == 0
    assert [climbed[CLOSING][at[unit]] for unit in (PLAIN, WEST, CENTRE)] == [5, 4, 9]


def test_what_no_pass_counted_is_zero_and_unknown(tmp_path):
    own, climbed, at = summed(tmp_path)
    assert own[RECEIVED].sum() == climbed[RECEIVED].sum() == 0
    assert not climbed.has(RURAL_POPULATION)[at[CENTRE]]


def test_statistics_are_known_only_where_they_have_a_value(tmp_path):
    rows = statistics((PLAIN, YEAR, None, 7), (ALPHA, YEAR, 0, None), (BETA, YEAR, 0, None))
    _, climbed, at = summed(tmp_path, rows)
    assert climbed.has(RURAL_POPULATION)[at[PLAIN]]  # its counties' rows: nobody
    assert climbed[RURAL_POPULATION][at[PLAIN]] == 0
    assert climbed.has(INCOME)[at[PLAIN]]
    assert not climbed.has(INCOME)[at[CENTRE]]


def given(tmp_path, value):
    """Everything of one province is known already, whatever its rows say."""
    ground = ground_of(
        write_snapshot(tmp_path / "s", {"units": [unit(CENTRE, None, "centre"), unit(WEST, CENTRE, "province")]})
    )
    at = ground.tree.index([WEST])
    numbers, flags = np.array([value]), np.array([True])
    sums = Sums({one.name: numbers for one in EVERYTHING}, {one.name: flags for one in EVERYTHING if one.roll != "sum"})
    passes = [closing(("a", CENTRE, 1), ("b", WEST, 5)), statistics((WEST, YEAR, 3, 3))]
    return sums_of(passes, EVERYTHING, ground.tree, ground.places, YEAR, Given(at, sums))


def test_given_sums_take_the_place_of_rows(tmp_path):
    _, climbed = given(tmp_path, 7)
    assert climbed[CLOSING].tolist() == [8, 7]
    assert climbed[RURAL_POPULATION].tolist() == [7, 7]
    assert climbed[INCOME].tolist() == [0, 7]
    assert climbed[RECEIVED].sum() == 0  # no pass counted it


def test_given_sums_that_are_too_large_with_the_rest_are_refused(tmp_path):
    with pytest.raises(UserError, match="SUM_TOO_LARGE"):
        given(tmp_path, 2**62)


def test_every_unknown_code_is_named(tmp_path):
    with pytest.raises(UserError) as caught:
        summed(tmp_path, closing(("a", "999999999999", 1)), statistics(("888888888888", YEAR, 1, None)))
    assert [one.where for one in caught.value.faults] == ["households", "statistics"]
    assert {one.code for one in caught.value.faults} == {"UNKNOWN_UNIT"}


def test_sums_that_are_too_large_are_refused(tmp_path):
    with pytest.raises(UserError) as caught:
        summed(tmp_path, closing(("a", ALPHA, 2**62), ("b", BETA, 2**62)))
    assert caught.value.faults[0].code == "SUM_TOO_LARGE"
