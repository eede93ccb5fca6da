"""Clopper and Pearson 1934: published values, the binomial identity that defines them, and Bonferroni's composite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from pledgetree.assessment.intervals import (
    CompositeParts,
    HouseholdSample,
    SampleCounts,
    composite_interval,
    interval_for,
    interval_rows,
    six_digits,
)


@pytest.mark.parametrize(
    ("households", "wrong", "low", "high"),
    [
        (300, 6, 0.007, 0.043),  # about 300 households of which 2 % were wrongly exited: 0.7 to 4.3 %
        (10, 0, 0.0, 0.3085),  # rule-of-three table: 1 - 0.025 ** (1 / 10)
        (10, 10, 0.6915, 1.0),
        (20, 10, 0.2720, 0.7280),
    ],
)
def test_published_intervals(households, wrong, low, high):
    one = interval_for(HouseholdSample(households, wrong))
    assert one.low == pytest.approx(low, abs=5e-4)
    assert one.high == pytest.approx(high, abs=5e-4)


@given(st.integers(1, 400), st.data())
def test_each_tail_has_half_of_what_the_level_leaves(households, data):
    wrong = data.draw(st.integers(0, households))
    one = interval_for(HouseholdSample(households, wrong), 0.9)
    if wrong > 0:
        assert binom.sf(wrong - 1, households, one.low) == pytest.approx(0.05, rel=1e-6)
    if wrong < households:
        assert binom.cdf(wrong, households, one.high) == pytest.approx(0.05, rel=1e-6)
    assert one.low <= wrong / households <= one.high


def test_no_household_proves_nothing():
    one = interval_for(HouseholdSample(0, 0))
    assert (one.low, one.high, one.n) == (0.0, 1.0, 0)


@pytest.mark.parametrize(("households", "wrong"), [(3, 4), (3, -1), (-1, -1)])
def test_impossible_samples_are_refused(households, wrong):
    with pytest.raises(ValueError, match="wrong households"):
        interval_for(HouseholdSample(households, wrong))


def test_the_composite_takes_each_part_at_half_the_error():
    wrong, missed = HouseholdSample(300, 6), HouseholdSample(500, 1)
    one = composite_interval(1000, [(wrong, 20_000), (missed, 300_000)], 400_000, 0.95)
    first, second = interval_for(wrong, 0.975), interval_for(missed, 0.975)
    assert one.low == pytest.approx((1000 + first.low * 20_000 + second.low * 300_000) / 400_000)
    assert one.high == pytest.approx((1000 + first.high * 20_000 + second.high * 300_000) / 400_000)
    assert one.n == 800


def test_a_part_without_people_costs_no_certainty():
    wrong = HouseholdSample(300, 6)
    alone = composite_interval(0, [(wrong, 1000), (HouseholdSample(0, 0), 0)], 1000)
    assert (alone.low, alone.high) == pytest.approx((interval_for(wrong).low, interval_for(wrong).high))


def test_a_composite_needs_people():
    with pytest.raises(ValueError, match="rural population"):
        composite_interval(0, [], 0)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.00737416200, "0.00737416"), (0.0, "0"), (1.0, "1"), (0.000012345678, "0.0000123457")]
)
def test_six_significant_digits(value, shown):
    assert six_digits(value) == shown


def counts(*rows):
    units, names, households, wrong = zip(*rows, strict=True)
    return SampleCounts(np.array(units), names, np.array(households), np.array(wrong))


def parts(*rows):
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)] if rows else []
    return CompositeParts(*(columns or [np.empty(0, dtype=np.int64)] * 5))


DIRECTIONS = {"wrong_exit_rate": "less", "missed_rate": "less", "recognition": "more"}


def test_rows_of_a_result():
    rows = interval_rows(counts((7, "wrong_exit_rate", 300, 6), (7, "recognition", 0, 0)), parts(), DIRECTIONS)
    assert rows == [(7, "wrong_exit_rate", "0.00737416", "0.0430211", "0.95", "clopper-pearson, households", 300)]


def test_where_more_is_better_the_interval_is_turned_round():
    (row,) = interval_rows(counts((7, "recognition", 300, 6)), parts(), DIRECTIONS)
    assert row[2:4] == ("0.956979", "0.992626")


def test_the_composite_has_a_row_where_every_needed_sample_is_there():
    samples = counts((1, "wrong_exit_rate", 300, 6), (1, "missed_rate", 500, 1), (2, "missed_rate", 500, 1))
    composites = parts((1, 1000, 20_000, 300_000, 400_000), (2, 1000, 20_000, 300_000, 400_000), (2, 9, 0, 9, 0))
    rows = [row for row in interval_rows(samples, composites, DIRECTIONS) if row[1] == "composite_incidence"]
    expected = composite_interval(
        1000, [(HouseholdSample(300, 6), 20_000), (HouseholdSample(500, 1), 300_000)], 400_000
    )
    assert [(row[0], row[2], row[3], row[6]) for row in rows] == [
        (1, six_digits(expected.low), six_digits(expected.high), 800)
    ]
