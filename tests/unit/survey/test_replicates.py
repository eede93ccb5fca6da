"""Replicate weights: the jackknife of totals is exact, the bootstrap is near, whole strata do not vary."""

import numpy as np
import pytest

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Question, estimate
from pledgetree.survey.replicates import bootstrap, jackknife, replicate_covariance
from pledgetree.survey.variances import covariances, everything
from tests.unit.survey.samples import random_sample

ROWS = StageColumns("", None, None)


@pytest.mark.parametrize("fpc", [False, True])
def test_the_jackknife_of_totals_is_the_formula(fpc):
    drawn = random_sample(1)
    design = drawn.design(fpc=fpc)
    both = np.array([drawn.y, drawn.case])
    values, covariance = replicate_covariance(design, jackknife(design), lambda weight: both @ weight)
    exact = covariances(design, everything(len(drawn.y)), both * design.weight)[0]
    assert values == pytest.approx(both @ drawn.weight)
    assert covariance == pytest.approx(exact)


def test_the_jackknife_by_hand():
    """Three rows of one stratum: leaving one out raises the others by 3/2."""
    found = jackknife(make_design(None, np.zeros(3, int), [ROWS]))
    assert found.change.tolist() == [[0, 1.5, 1.5], [1.5, 0, 1.5], [1.5, 1.5, 0]]
    assert found.factor == pytest.approx([2 / 3] * 3)


@pytest.mark.parametrize("fpc", [False, True])
def test_the_bootstrap_is_near_the_formula(fpc):
    drawn = random_sample(2)
    design = drawn.design(fpc=fpc)

    def mean(weight):
        return np.array([weight @ drawn.y / weight.sum()])

    _, covariance = replicate_covariance(design, bootstrap(design, 3000, 11), mean)
    (one,) = estimate(design, Question("mean", drawn.y))
    assert np.sqrt(covariance[0, 0]) == pytest.approx(one.se, rel=0.06)


def test_bootstrap_weights_keep_the_size_of_a_stratum_and_their_seed():
    design = random_sample(3).design(fpc=False)
    stage = design.stages[0]
    found = bootstrap(design, 20, 5)
    for stratum in range(len(stage.fraction)):
        own = found.change[:, stage.parent == stratum]
        assert own.mean(axis=1) == pytest.approx(np.ones(20))
    assert (found.change == bootstrap(design, 20, 5).change).all()
    assert (found.change != bootstrap(design, 20, 6).change).any()


def test_whole_and_lonely_strata_do_not_vary():
    whole = make_design(None, np.zeros(3, int), [StageColumns("N", None, np.full(3, 3.0))])
    assert not jackknife(whole).factor.any()
    assert bootstrap(whole, 2, 1).change == pytest.approx(np.ones((2, 3)))
    lonely = make_design(None, np.array([0, 0, 1]), [ROWS])
    assert jackknife(lonely).change[:, 2].tolist() == [1, 1]
    assert bootstrap(lonely, 4, 1).change[:, 2].tolist() == [1] * 4
