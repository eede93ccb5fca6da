"""Populations roll up from the lowest units that have a row; income stands for the unit itself."""

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from pledgetree.indicators.statistics import RURAL_POPULATION
from tests.reference.tables import ALPHA, BETA, CENTRE, GAMMA, PLAIN, WEST, statistic
from tests.unit.indicators.counted import counted, figure_at

INCOME = "disposable_income_poor_areas"
GROWTH = FORMULAS["statistics.income_growth"]


def population(folder, rows, unit):
    tables = {"statistics": [statistic(where, "rural_population", value) for where, value in rows]}
    ids, sums = counted(folder, tables, [RURAL_POPULATION])
    return int(sums[RURAL_POPULATION][ids.index(unit)])


@pytest.mark.parametrize(
    ("rows", "unit", "expected"),
    [
        ([(ALPHA, 600), (BETA, 300)], PLAIN, 900),
        ([(PLAIN, 1_000), (ALPHA, 600), (BETA, 300)], PLAIN, 900),
        ([(PLAIN, 1_000), (WEST, 50)], CENTRE, 1_050),
        ([(CENTRE, 5_000), (PLAIN, 1_000), (GAMMA, 100)], CENTRE, 1_100),
        ([(CENTRE, 5_000)], PLAIN, 0),
        ([(PLAIN, 1_000)], ALPHA, 0),
    ],
)
def test_a_population_is_never_counted_twice(tmp_path, rows, unit, expected):
    assert population(tmp_path / "s", rows, unit) == expected


def test_other_years_do_not_count(tmp_path):
    tables = {"statistics": [statistic(ALPHA, "rural_population", 7, 2015)]}
    ids, sums = counted(tmp_path / "s", tables, [RURAL_POPULATION])
    assert sums[RURAL_POPULATION][ids.index(ALPHA)] == 0


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(846_000, 765_300, (80_700, 765_300, 2)), (100, 200, (-100, 200, 2)), (100, 0, (0, 0, 0)), (100, None, (0, 0, 0))],
)
def test_income_growth_is_the_increase_over_the_income_before(tmp_path, now, before, expected):
    rows = [statistic(PLAIN, INCOME, now)]
    rows += [] if before is None else [statistic(PLAIN, INCOME, before, 2015)]
    assert figure_at(tmp_path / "s", {"statistics": rows}, GROWTH, PLAIN) == expected


def test_income_is_not_rolled_up(tmp_path):
    rows = [statistic(PLAIN, INCOME, 110), statistic(PLAIN, INCOME, 100, 2015)]
    assert figure_at(tmp_path / "s", {"statistics": rows}, GROWTH, CENTRE) == (0, 0, 0)
