"""Weights for non-response and raking: worked cases, margins that hold, variances of residuals."""

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.calibrating import Margin, rake, residuals, response_weights
from pledgetree.survey.replicates import jackknife, replicate_covariance
from pledgetree.survey.variances import covariances, everything
from tests.unit.survey.samples import random_sample


def margin(name, code, *totals):
    return Margin(
        name, np.array(code), [f"{name}{place}" for place in range(len(totals))], np.array(totals, dtype=float)
    )


def test_those_who_answered_carry_their_class():
    weight = np.array([2.0, 3, 5, 1, 1])
    found = response_weights(weight, np.array([0, 0, 0, 1, 1]), np.array([True, True, False, True, True]), ["a", "b"])
    assert found.tolist() == [4, 6, 0, 1, 1]  # class a: 10 on 5


def test_a_class_that_is_silent_is_refused():
    with pytest.raises(UserError, match=r"NOBODY_ANSWERED.*'b'"):
        response_weights(np.ones(2), np.array([0, 1]), np.array([True, False]), ["a", "b"])


def test_one_margin_is_poststratification():
    found = rake(np.array([1.0, 3, 2]), [margin("m", [0, 0, 1], 8, 5)])
    assert found.tolist() == [2, 6, 5]


def test_a_two_way_table_keeps_its_odds_ratio_and_meets_its_margins():
    weight = np.array([10.0, 20, 30, 10])
    rows, columns = margin("r", [0, 0, 1, 1], 60, 40), margin("c", [0, 1, 0, 1], 45, 55)
    a, b, c, d = rake(weight, [rows, columns])
    assert (a + b, c + d, a + c, b + d) == pytest.approx((60, 40, 45, 55))
    assert a * d / (b * c) == pytest.approx(10 * 10 / (20 * 30))


@pytest.mark.parametrize(
    ("margins", "code"),
    [
        ([margin("r", [0, 0], 5, 5)], "MARGIN_WITHOUT_ROWS"),
        ([margin("r", [0, 1], 5, 5), margin("c", [0, 1], 5, 6)], "MARGINS_DIFFER"),
        ([margin("r", [0, 1], 6, 4), margin("c", [0, 1], 5, 5)], "RAKING_FAILED"),
    ],
)
def test_margins_that_cannot_hold_are_refused(margins, code):
    with pytest.raises(UserError, match=code):
        rake(np.ones(2), margins)


def test_residuals_of_one_margin_are_distances_from_class_means():
    values, weight = np.array([[1.0, 5, 7]]), np.array([1.0, 3, 2])
    found = residuals(values, weight, [margin("m", [0, 0, 1], 4, 2)])
    assert found.tolist() == [pytest.approx([-3, 1, 0])]


def test_what_the_margins_hold_does_not_vary():
    drawn = random_sample(1)
    one, two = margin("d", drawn.domain, 30, 40, 50), margin("s", drawn.stratum, 30, 30, 30, 30)
    values = np.array([(drawn.domain == 1).astype(float), (drawn.stratum < 2).astype(float)])
    assert residuals(values, drawn.weight, [one, two]) == pytest.approx(np.zeros_like(values), abs=1e-9)


def test_raked_totals_vary_like_their_residuals():
    """The jackknife rakes anew in every replicate; the linearised variance does not need to."""
    drawn = random_sample(3, strata=3, clusters=25)
    design = drawn.design(fpc=False)
    margins = [margin("d", drawn.domain, 300, 400, 500), margin("k", (drawn.x > 3).astype(int), 700, 500)]
    _, covariance = replicate_covariance(
        design, jackknife(design), lambda weight: np.array([rake(weight, margins) @ drawn.y])
    )
    raked = rake(drawn.weight, margins)
    left = residuals(drawn.y[np.newaxis], drawn.weight, margins)
    linear = covariances(design, everything(len(drawn.y)), raked * left)[0, 0, 0]
    assert np.sqrt(linear) == pytest.approx(np.sqrt(covariance[0, 0]), rel=0.05)
