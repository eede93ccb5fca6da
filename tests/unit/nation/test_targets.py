import numpy as np
import pytest

from pledgetree.nation.calibration import closing_stock, rural_population
from pledgetree.nation.sources import REGIONS, YEARS
from pledgetree.nation.targets import LIMIT_PER_MILLE, county_targets


@pytest.mark.parametrize("households", [1, 2, 3, 11, 101, 2_999, 30_000, 29_480_000])
def test_counties_sum_to_each_regions_figure(divisions, households):
    targets = county_targets(divisions, households, 3)
    region = np.array(targets.region)
    assert targets.households.sum() == households
    for step, year in enumerate(YEARS):
        sums = {one: int(targets.closing[region == one, step].sum()) for one in REGIONS}
        assert sums == closing_stock(year, households).regions
    people = {one: int(targets.rural_population[region == one].sum()) for one in REGIONS}
    assert people == rural_population(households)


@pytest.mark.parametrize("households", [30_000, 29_480_000])
def test_a_county_that_left_is_below_the_limit_from_then_on(divisions, households):
    targets = county_targets(divisions, households, 3)
    limit = np.array([LIMIT_PER_MILLE[one] for one in targets.region])
    for step, year in enumerate(YEARS):
        left = (targets.exit_year > 0) & (targets.exit_year <= year)
        assert (targets.closing[left, step] * 1000 <= limit[left] * targets.rural_population[left]).all()


def test_most_counties_are_above_the_limit_before_they_leave(plot):
    targets = plot.targets
    limit = np.array([LIMIT_PER_MILLE[one] for one in targets.region])
    for year in range(2017, 2020):
        later = targets.exit_year > year
        above = targets.closing[:, year - 2014] * 1000 > limit * targets.rural_population
        assert above[later].mean() > 0.9


def test_no_county_rises_and_poor_people_live_outside_the_list_too(plot):
    targets = plot.targets
    assert (np.diff(targets.closing, axis=1) <= 0).all()
    outside = targets.closing[targets.exit_year == 0].sum(axis=0) / np.maximum(targets.closing.sum(axis=0), 1)
    assert (outside[:6] > 0.15).all()


def test_the_recheck_is_divided_without_loss(divisions):
    targets = county_targets(divisions, 29_480_000, 3)
    assert targets.removed[:, 1].sum() == 9_290_000
    assert targets.identified[:, 1].sum() == 8_070_000
    assert targets.poor_villages.sum() == 128_000
