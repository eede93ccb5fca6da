"""Array arithmetic equals Python's own integers and fractions, whatever the size."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.assessment.exact import (
    SAFE,
    affine,
    half_even,
    holds_for,
    peak,
    product,
    to_int64,
    weighted_sum,
    whole_parts,
)
from pledgetree.base.ratios import OPERATORS

INT64 = st.integers(-(2**63), 2**63 - 1)
POSITIVE = st.integers(1, 2**63 - 1)
FACTOR = st.fractions(max_denominator=10_000)


def whole(*values):
    return np.array(values, dtype=np.int64)


def test_peak_of_nothing_is_zero():
    assert peak(whole()) == 0


def test_peak_of_the_smallest_integer_does_not_wrap():
    assert peak(whole(-(2**63))) == 2**63


@given(INT64, INT64, st.integers(-(10**30), 10**30), st.integers(-100, 100))
def test_weighted_sum_is_exact(left, right, factor, other):
    assert int(weighted_sum((whole(left), factor), (whole(right), other))[0]) == left * factor + right * other


@given(INT64, INT64)
def test_product_is_exact(left, right):
    assert int(product(whole(left), whole(right))[0]) == left * right


def test_small_numbers_stay_in_64_bits_and_large_ones_do_not():
    assert product(whole(3), whole(4)).dtype == np.int64
    assert product(whole(SAFE), whole(1)).dtype == object


@given(INT64, POSITIVE, st.sampled_from(sorted(OPERATORS)), FACTOR)
def test_a_limit_is_compared_as_fractions_compare(above, below, operator, limit):
    assert holds_for(whole(above), whole(below), operator, limit)[0] == OPERATORS[operator](
        Fraction(above, below), limit
    )


@given(INT64, POSITIVE, FACTOR, FACTOR)
def test_affine_is_exact(above, below, slope, base):
    top, bottom = affine(whole(above), whole(below), slope, base)
    assert Fraction(int(top[0]), int(bottom[0])) == slope * Fraction(above, below) + base


@given(INT64, POSITIVE)
def test_half_even_rounds_as_fractions_round(above, below):
    assert int(half_even(*affine(whole(above), whole(below), Fraction(1), Fraction(0)))[0]) == round(
        Fraction(above, below)
    )


@pytest.mark.parametrize(("above", "rounded"), [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)])
def test_halves_go_to_the_even_number(above, rounded):
    assert half_even(whole(above), whole(2)).tolist() == [rounded]


def test_whole_parts_count_complete_units_only():
    assert whole_parts(whole(-7, 0, 6, 7, 13, 14), whole(7, 7, 7, 7, 7, 7)).tolist() == [0, 0, 0, 1, 1, 2]


def test_what_does_not_fit_is_refused():
    with pytest.raises(OverflowError):
        to_int64(np.array([2**63], dtype=object))
