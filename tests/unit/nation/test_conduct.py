import numpy as np
import pytest

from pledgetree.nation.conduct import missing_provinces, plan_conduct, province_manner
from pledgetree.nation.targets import county_targets


@pytest.fixture(scope="module")
def real_size(divisions):
    targets = county_targets(divisions, 29_480_000, 3)
    return targets, plan_conduct(targets, 29_480_000, 3)


def test_the_audits_counties_and_persons_at_real_size(real_size):
    _, conduct = real_size
    assert conduct.audited.sum(axis=0).tolist() == [0, 0, 17_000, 17_000, 29_700, 14_000, 0]
    assert (conduct.audited > 0).sum(axis=0).tolist()[2:5] == [19, 19, 41]


def test_in_2016_four_provinces_are_weak_and_in_2018_all_met_their_plan():
    assert sorted(province_manner(3, 2016).values()).count(2) == 4
    assert len(province_manner(3, 2016)) == 22
    assert missing_provinces(3, 2018) == frozenset()
    assert {code for code, manner in province_manner(3, 2016).items() if manner == 2} >= missing_provinces(3, 2016)


def test_in_2018_wrong_exits_and_missed_stay_below_two_per_cent(real_size):
    _, conduct = real_size
    assert conduct.wrong[:, 4].max() < 20
    assert conduct.missed[:, 4].max() < 20
    assert conduct.recognition[:, 4].min() > 900


def test_counties_that_leave_the_list_are_visited_more(real_size):
    targets, conduct = real_size
    leaving = (targets.exit_year == 2018) & (targets.rural_population > 100_000)
    assert (conduct.interviews[leaving, 4] >= np.array([60, 30, 60])).all()


def test_conduct_of_some_counties_is_a_part_of_the_whole(real_size):
    _, conduct = real_size
    some = conduct.of(np.array([5, 9]))
    assert np.array_equal(some.wrong, conduct.wrong[[5, 9]])
