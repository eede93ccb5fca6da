"""The composite incidence: the published example, missing samples, and numbers that do not fit into 64 bits."""

from fractions import Fraction

import numpy as np
import pytest

from pledgetree.indicators.composite import BILLION, COUNTS, FORMULAS, fitted, nonregistered_population, term
from pledgetree.indicators.counts import Sums

(COMPOSITE,) = FORMULAS
# 1,000 registered poor; 20,000 exited (500 sampled, 5 wrong); 400,000 - 21,000 not registered (1,000 sampled, 2 missed)
COUNTY = {
    "register.persons": 21_000,
    "register.closing": 1_000,
    "register.exited_population": 20_000,
    "statistics.rural_population": 400_000,
    "interviews.households.exited": 150,
    "interviews.persons.exited": 500,
    "interviews.wrong.exited": 5,
    "interviews.households.nonregistered": 300,
    "interviews.persons.nonregistered": 1_000,
    "interviews.wrong.nonregistered": 2,
}


def composite(**changes):
    values = {one.name: 0 for one in COUNTS} | COUNTY | {key.replace("__", "."): one for key, one in changes.items()}
    sums = Sums({name: np.array([value], np.int64) for name, value in values.items()}, {})
    return tuple(int(one[0]) for one in COMPOSITE.figure(sums))


def test_the_parts_are_carried_over_to_their_populations():
    # 1,000 + 2 / 1,000 x 379,000 + 5 / 500 x 20,000 = 1,958 of 400,000
    assert composite() == (979, 200_000, 450)


def test_nobody_exited_needs_no_sample_of_them():
    changes = {"register__exited_population": 0, "interviews__persons.exited": 0, "interviews__wrong.exited": 0}
    assert composite(**changes)[:2] == Fraction(1_000 + Fraction(2 * 399_000, 1_000), 400_000).as_integer_ratio()


@pytest.mark.parametrize(
    "changes",
    [
        {"interviews__persons.exited": 0},
        {"interviews__persons.nonregistered": 0},
        {"statistics__rural_population": 0},
        {"interviews__households.exited": 0, "interviews__households.nonregistered": 0},
    ],
)
def test_a_missing_sample_is_no_evidence(changes):
    assert composite(**changes) == (0, 0, 0)


def test_a_population_smaller_than_the_register_leaves_nobody_unregistered():
    values = {"register.closing": 9, "register.exited_population": 5, "statistics.rural_population": 10}
    sums = Sums({name: np.array([value], np.int64) for name, value in values.items()}, {})
    assert nonregistered_population(sums).tolist() == [0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((2, 1_000, 300_000), Fraction(600)), ((0, 0, 0), Fraction(0)), ((0, 0, 5), None), ((1, 3, 10), Fraction(10, 3))],
)
def test_a_term_needs_a_sample_where_there_are_people(arguments, expected):
    assert term(*arguments) == expected


def test_what_fits_stays_in_lowest_terms():
    assert fitted(Fraction(1_800, 400_000)) == (9, 2_000)


@pytest.mark.parametrize(("odd", "expected"), [(1, BILLION // 2), (3, BILLION // 2)])
def test_what_does_not_fit_is_rounded_to_parts_of_a_billion(odd, expected):
    huge = Fraction(2**80 + odd, 2**81)
    assert fitted(huge) == (expected, BILLION)
