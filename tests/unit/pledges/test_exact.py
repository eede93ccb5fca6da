"""Comparisons stay exact where 64 bits and floats do not."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.pledges.exact import check_addable, far_better, product_above, worse

WHOLE = st.integers(-(2**62), 2**62)


def numbers(*values):
    return np.array(values, np.int64)


@given(WHOLE, WHOLE, WHOLE, WHOLE)
def test_products_are_compared_as_pythons_integers(left, by_left, right, by_right):
    expected = left * by_left > right * by_right
    assert product_above(numbers(left), numbers(by_left), numbers(right), numbers(by_right)).tolist() == [expected]
    assert product_above(numbers(left), by_left, numbers(right), by_right).tolist() == [expected]


@given(WHOLE, st.integers(1, 2**62), WHOLE, st.integers(1, 2**62), st.booleans())
def test_ratios_are_compared_as_fractions(one, under_one, other, under_other, less):
    first, second = Fraction(one, under_one), Fraction(other, under_other)
    expected = first > second if less else first < second
    found = worse((numbers(one), numbers(under_one)), (numbers(other), numbers(under_other)), less=less)
    assert found.tolist() == [expected]


@given(WHOLE, WHOLE, st.fractions(0, 2, max_denominator=10**6), st.booleans())
def test_better_by_more_than_a_part_of_the_target(value, target, margin, less):
    gain = target - value if less else value - target
    found = far_better(numbers(value), numbers(target), margin, less=less)
    assert found.tolist() == [gain > margin * abs(target)]


def test_empty_arrays_compare_to_nothing():
    nothing = numbers()
    assert product_above(nothing, 1, nothing, 1).tolist() == []
    assert far_better(nothing, nothing, Fraction(1, 10), less=False).tolist() == []


def test_sums_must_fit():
    check_addable(numbers(2**61, -(2**61) + 1), "poor_lifted", 2016)
    check_addable(numbers(*[2**40] * 3), "poor_lifted", 2016)
    with pytest.raises(UserError, match="poor_lifted"):
        check_addable(numbers(2**61, -(2**61)), "poor_lifted", 2016)
