"""Terms, figures that add up, rates."""

from datetime import date

import numpy as np
import pytest

from pledgetree.indicators.catalogue import FORMULAS
from pledgetree.indicators.counts import Sums, Terms, rate, whole_number
from pledgetree.indicators.statistics import RURAL_POPULATION


def whole(*values):
    return np.array(values, np.int64)


def lists(ratio):
    return [column.tolist() for column in ratio]


def test_a_year_has_its_days():
    terms = Terms(2016)
    assert (terms.first_day, terms.last_day) == (date(2016, 1, 1), date(2016, 12, 31))


def test_a_whole_number_stands_wherever_rows_were_looked_at():
    assert lists(whole_number(whole(3, 0, 9), whole(5, 2, 0))) == [[3, 0, 0], [1, 1, 0], [5, 2, 0]]


@pytest.mark.parametrize(("denominator", "rows"), [(0, 4), (7, 0), (-1, 4)])
def test_a_rate_without_denominator_or_rows_is_no_evidence(denominator, rows):
    assert lists(rate(whole(3), whole(denominator), whole(rows))) == [[0], [0], [0]]


def test_a_rate_keeps_its_counts_unreduced():
    assert lists(rate(whole(2), whole(4), whole(9))) == [[2], [4], [9]]


def test_sums_are_found_by_their_count():
    sums = Sums({RURAL_POPULATION.name: whole(5)}, {RURAL_POPULATION.name: np.array([True])})
    assert sums[RURAL_POPULATION].tolist() == [5]
    assert sums.has(RURAL_POPULATION).tolist() == [True]


def test_a_formula_names_its_relations():
    assert FORMULAS["register.incidence"].relations == ("persons", "statistics")
