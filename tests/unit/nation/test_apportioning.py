from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.nation.apportioning import apportion


def webster(weights, total):
    """Part by part to whoever's next falls due first: (k - 1/2) / weight; earlier members first."""
    parts = [0] * len(weights)
    for _ in range(total if any(weights) else 0):
        due = [
            (Fraction(2 * part + 1, 2 * weight), at)
            for at, (part, weight) in enumerate(zip(parts, weights, strict=True))
            if weight
        ]
        parts[min(due)[1]] += 1
    return parts


groups = st.lists(
    st.tuples(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 60)), min_size=1, max_size=5
)


@given(groups)
def test_every_group_is_divided_by_websters_method(given_groups):
    weights = np.concatenate([np.array(one, np.int64) for one, _ in given_groups])
    start = np.cumsum([0] + [len(one) for one, _ in given_groups])[:-1]
    totals = np.array([total for _, total in given_groups], np.int64)
    expected = [part for one, total in given_groups for part in webster(one, total)]
    assert apportion(weights, start, totals).tolist() == expected


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_larger_total_takes_from_nobody(weights, one, other):
    at = np.array([0])
    less, more = (apportion(np.array(weights), at, np.array([total])) for total in sorted((one, other)))
    assert (less <= more).all()
    assert more.sum() == (max(one, other) if any(weights) else 0)


def test_those_who_divide_what_they_are_get_themselves():
    weights = np.array([3, 0, 7, 1_000_000, 5], np.int64)
    assert apportion(weights, np.array([0, 3]), np.array([10, 1_000_005])).tolist() == weights.tolist()
