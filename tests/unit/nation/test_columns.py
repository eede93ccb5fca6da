from datetime import date

import numpy as np

from pledgetree.nation.columns import days, digits, named


def test_digits_keep_leading_zeros():
    assert digits(np.array([0, 42, 110101001001]), 12).to_pylist() == ["000000000000", "000000000042", "110101001001"]
    assert digits(np.array([7]), 2).to_pylist() == ["07"]
    assert digits(np.array([110101000000000399]), 18).to_pylist() == ["110101000000000399"]


def test_day_zero_is_empty():
    assert days(np.array([0, 17_166])).to_pylist() == [None, date(2016, 12, 31)]


def test_codes_become_names():
    assert named(np.array([1, 0]), ("a", "b")).to_pylist() == ["b", "a"]
