from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.ratios import decimal_text, holds, largest_remainder


@pytest.mark.parametrize(
    ("wrong", "sampled", "operator", "passes"),
    [(20, 1000, "<=", True), (20, 1000, "<", False), (21, 1000, "<=", False), (19, 1000, "<", True)],
)
def test_two_per_cent_is_exact_at_the_limit(wrong, sampled, operator, passes):
    assert holds(wrong, sampled, operator, Fraction(2, 100)) is passes


@given(st.integers(0, 10**15), st.integers(1, 10**15), st.fractions(0, 5, max_denominator=1000))
def test_cross_multiplication_agrees_with_fractions(numerator, denominator, limit):
    assert holds(numerator, denominator, "<=", limit) == (Fraction(numerator, denominator) <= limit)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1800), "1800"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(5, 10**7), "0"),
        (Fraction(15, 10**7), "0.000002"),
        (Fraction(5, 2), "2.5"),
        (Fraction(100), "100"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(-1, 10**7), "0"),
        # Just above and exactly at a half of the last place, of a number with more digits than a decimal keeps.
        (10**40 + Fraction(5, 10**7) + Fraction(1, 10**45), f"{10**40}.000001"),
        (10**40 + Fraction(5, 10**7), f"{10**40}"),
    ],
)
def test_six_decimals_half_even_without_trailing_zeros(value, text):
    assert decimal_text(value) == text


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_decimal_text_rounds_like_the_decimal_module(numerator, denominator):
    exact = Fraction(numerator, denominator)
    scaled = exact * 10**6
    floor = scaled.numerator // scaled.denominator
    rest = scaled - floor
    rounded = floor + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and floor % 2 == 1))
    assert Decimal(decimal_text(exact)) == Decimal(rounded).scaleb(-6).quantize(
        Decimal(1).scaleb(-6), rounding=ROUND_HALF_EVEN
    )


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_largest_remainder_sums_and_stays_within_one(total, weights):
    parts = largest_remainder(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    assert all(abs(Fraction(total * weight, whole) - part) < 1 for weight, part in zip(weights, parts, strict=True))


def test_the_published_regions_of_2016_share_a_small_total():
    # 490, 1594 and 2251 of 4335 (10,000 persons): 100 parts are 11.30, 36.77 and 51.93.
    assert largest_remainder(100, [490, 1594, 2251]) == [11, 37, 52]


def test_equal_remainders_go_to_the_earlier_place():
    assert largest_remainder(1, [1, 1]) == [1, 0]


@pytest.mark.parametrize("weights", [[-1, 2], [0, 0]])
def test_weights_that_cannot_share_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(1, weights)


def test_nothing_shared_among_nothing():
    assert largest_remainder(0, [0, 0]) == [0, 0]
