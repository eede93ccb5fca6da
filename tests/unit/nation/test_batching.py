import numpy as np

from pledgetree.nation.batching import make_batches


def test_batches_hold_every_household_and_village_once(plot):
    batches = make_batches(plot.divisions, plot.targets, plot.seed, at_once=50_000)
    assert len(batches) > 3
    assert sum(int(one.households.sum()) for one in batches) == 300_000
    assert sum(int(one.village_homes.sum()) for one in batches) == 300_000
    assert (
        sum(int(one.village_people.sum()) for one in batches)
        == plot.targets.rural_population[plot.targets.used_villages > 0].sum()
    )
    assert sum(int(one.village_listed.sum()) for one in batches) == plot.targets.poor_villages.sum()
    villages = np.concatenate([one.village for one in batches])
    assert len(np.unique(villages)) == len(villages)


def test_villages_lie_in_their_county_and_are_rural(plot):
    rural = set(plot.divisions.number[plot.divisions.rural].tolist())
    for one in make_batches(plot.divisions, plot.targets, plot.seed):
        county = np.repeat(one.code, np.diff(one.village_start))
        assert (one.village // 10**6 == county).all()
        assert set(one.village.tolist()) <= rural


def test_a_county_is_the_same_in_any_batch(plot):
    def villages(at_once):
        found = {}
        for one in make_batches(plot.divisions, plot.targets, plot.seed, at_once=at_once):
            for place, code in enumerate(one.code.tolist()):
                here = slice(one.village_start[place], one.village_start[place + 1])
                found[code] = (one.village[here].tolist(), one.village_homes[here].tolist())
        return found

    assert villages(10_000) == villages(100_000)
