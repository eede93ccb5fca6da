"""Design effects from sums over villages: the same as the estimator's from the rows, and what few cases cannot tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from pledgetree.survey.clusters import ClusterSums, cluster_effect
from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Question, estimate


def sums(villages):
    """From pairs of households visited and wrong ones."""
    m, x = (np.array(part) for part in zip(*villages, strict=True))
    return ClusterSums(*(int(one) for one in (m.sum(), x.sum(), len(m), m @ m, x @ x, x @ m)))


def estimated(villages):
    """The design effect of the same households row by row, with degrees of freedom as Korn and Graubard take them."""
    codes = np.repeat(np.arange(len(villages)), [m for m, _ in villages])
    case = np.concatenate([np.arange(m) < x for m, x in villages]).astype(float)
    (one,) = estimate(
        make_design(None, np.zeros(len(codes), int), [StageColumns("v", codes, None)]), Question("proportion", case)
    )
    return one.deff / (t.ppf(0.95, one.n - 1) / t.ppf(0.95, one.df)) ** 2


@given(
    st.lists(st.integers(1, 12).flatmap(lambda m: st.tuples(st.just(m), st.integers(0, m))), min_size=3, max_size=30)
)
def test_the_effect_is_that_of_the_rows(villages):
    found = sums(villages)
    if min(found.wrong, found.households - found.wrong) < 5 or found.villages == found.households:
        return
    assert cluster_effect(found, 0.95) == pytest.approx(min(found.households, max(1, estimated(villages))))


def test_villages_of_equal_households_count_once():
    """Ten villages of six, five of them all wrong: as much as ten households, less for 9 degrees of freedom."""
    effect = cluster_effect(sums([(6, 6)] * 5 + [(6, 0)] * 5), 0.95)
    assert 60 / effect == pytest.approx(10 * 0.9 * (t.ppf(0.95, 59) / t.ppf(0.95, 9)) ** 2, rel=1e-9)


def test_few_cases_take_the_planned_effect():
    """One wrong of 300 in 30 villages: 1 + (10 - 1) x 0.1, and the degrees of freedom."""
    few = sums([(10, 1)] + [(10, 0)] * 29)
    assert cluster_effect(few, 0.95) == pytest.approx(1.9 / (t.ppf(0.95, 299) / t.ppf(0.95, 29)) ** 2)


def test_one_village_tells_what_was_planned_and_households_of_their_own_villages_are_independent():
    assert cluster_effect(sums([(20, 3)]), 0.95) == pytest.approx(1 + 19 * 0.1)
    assert cluster_effect(sums([(1, 0), (1, 1), (1, 0)]), 0.95) == 1
    assert cluster_effect(ClusterSums(0, 0, 0, 0, 0, 0), 0.95) == 1
