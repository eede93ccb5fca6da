from dataclasses import replace

import numpy as np
import pytest

from pledgetree.nation.batching import make_batches
from pledgetree.nation.register import SERIALS, enter_2014, identify


@pytest.fixture(scope="module")
def batch(plot):
    return make_batches(plot.divisions, plot.targets, plot.seed, at_once=20_000)[3]


def test_each_county_enters_exactly_its_households_and_persons(batch):
    register = enter_2014(batch)
    homes, people = register.homes, register.people
    assert np.array_equal(np.bincount(homes.county, minlength=batch.counties), batch.households)
    persons = np.bincount(homes.county[people.home], minlength=batch.counties)
    assert np.array_equal(persons, batch.closing[:, 0])
    assert np.array_equal(np.bincount(people.home), homes.size)
    assert (homes.number // SERIALS == batch.code[homes.county]).all()
    assert people.counted.all()
    assert not people.opening.any()


def test_the_recheck_marks_exactly_the_persons_to_be_removed(batch):
    homes = enter_2014(batch).homes
    marked = np.bincount(homes.county, weights=homes.strike, minlength=batch.counties)
    assert np.array_equal(marked, batch.removed[:, 1])


@pytest.mark.parametrize("households", [1, 2, 40])
def test_sizes_fit_even_odd_targets(batch, households):
    one = replace(
        batch,
        households=np.full(batch.counties, households),
        closing=np.full_like(batch.closing, 7 * households),
        removed=np.zeros_like(batch.removed),
        village_homes=np.zeros_like(batch.village_homes),
    )
    one.village_homes[batch.village_start[:-1]] = households
    register = enter_2014(one)
    assert (np.bincount(register.homes.county[register.people.home]) == 7 * households).all()


def test_identified_households_hold_exactly_the_persons_wanted(batch):
    register = enter_2014(batch)
    before = len(register.people.home)
    wanted = np.arange(batch.counties) % 60
    identify(register, batch, wanted, 2017)
    homes, people = register.homes, register.people
    fresh = np.bincount(homes.county[people.home[before:]], minlength=batch.counties)
    assert np.array_equal(fresh, wanted)
    assert len(np.unique(homes.number)) == len(homes.number)
    assert (batch.village[homes.village] // 10**6 == batch.code[homes.county]).all()
