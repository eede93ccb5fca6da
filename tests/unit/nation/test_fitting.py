import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.nation.fitting import first_fit, place_within, running, starts_of

HOMES = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 6)), min_size=1, max_size=60)


def _keys(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.uint64) << np.uint64(24)


def _by_hand(homes, wanted):
    taken, left = [], list(wanted)
    for group, size in homes:
        fits = size <= left[group]
        taken.append(fits)
        left[group] -= size if fits else 0
    return taken, left


@given(HOMES, st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_households_are_taken_in_order_while_they_fit(homes, wanted):
    group, size = np.array(homes).T
    taken, lacking = first_fit(group, _keys(len(homes)), size, np.array(wanted))
    assert (taken.tolist(), lacking.tolist()) == _by_hand(homes, wanted)


def test_running_sums_and_places_begin_anew_in_each_group():
    groups = np.array([0, 0, 2, 2, 2])
    starts = starts_of(groups, 3)
    assert starts.tolist() == [0, 2, 2, 5]
    assert running(np.array([1, 2, 3, 4, 5]), groups, starts).tolist() == [1, 3, 3, 7, 12]
    assert place_within(groups, starts).tolist() == [0, 1, 0, 1, 2]
