"""The Fay-Herriot model: a closed form, the likelihood maximised another way, errors against simulated truth."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from pledgetree.base.errors import UserError
from pledgetree.survey.estimating import Question, estimate
from pledgetree.survey.small_area import benchmarked, check_ground, fit_areas, smoothed_variances
from tests.unit.survey.samples import EIGHT_X, eight


def made_up(seed, areas=40, between=0.5):
    chance = np.random.default_rng(seed)
    covariates = np.column_stack([np.ones(areas), chance.normal(size=areas)])
    variances = chance.uniform(0.2, 1.5, areas)
    truth = covariates @ [2.0, -1.0] + chance.normal(0, np.sqrt(between), areas)
    return truth, truth + chance.normal(0, np.sqrt(variances)), variances, covariates


def test_equal_variances_have_a_closed_form():
    """Without covariates and with equal D: A is the sample variance less D, and shrinkage is to the mean."""
    direct = np.array([1.0, 4, 2, 8, 5])
    model = fit_areas(direct, np.full(5, 1.5), np.ones((5, 1)))
    assert model.variance == pytest.approx(direct.var(ddof=1) - 1.5)
    share = model.variance / (model.variance + 1.5)
    assert model.estimates == pytest.approx(4 + share * (direct - 4))
    assert model.own_share == pytest.approx(np.full(5, share))
    g1, g2 = share * 1.5, (1 - share) ** 2 * (model.variance + 1.5) / 5
    g3 = 1.5**2 / (model.variance + 1.5) * 2 / 5
    assert model.mean_squared_errors == pytest.approx(np.full(5, g1 + g2 + 2 * g3))


@pytest.mark.parametrize("seed", range(4))
def test_the_variance_maximises_the_restricted_likelihood(seed):
    _, direct, variances, covariates = made_up(seed)

    def minus(between):
        total = np.diag(between + variances)
        inverse = np.linalg.inv(total)
        information = covariates.T @ inverse @ covariates
        beta = np.linalg.solve(information, covariates.T @ inverse @ direct)
        left = direct - covariates @ beta
        logs = [np.linalg.slogdet(one)[1] for one in (total, information)]
        return (sum(logs) + left @ inverse @ left) / 2

    best = minimize_scalar(minus, bounds=(0, 10), method="bounded", options={"xatol": 1e-10})
    model = fit_areas(direct, variances, covariates)
    assert model.variance == pytest.approx(best.x, abs=1e-6)
    inverse = np.diag(1 / (model.variance + variances))
    information = covariates.T @ inverse @ covariates
    assert model.coefficients == pytest.approx(np.linalg.solve(information, covariates.T @ inverse @ direct))
    assert model.coefficient_errors == pytest.approx(np.sqrt(np.diag(np.linalg.inv(information))))


def test_errors_are_those_seen_over_many_made_up_countries():
    seen, told, plain = [], [], []
    for seed in range(300):
        truth, direct, variances, covariates = made_up(seed)
        model = fit_areas(direct, variances, covariates)
        seen.append((model.estimates - truth) ** 2)
        told.append(model.mean_squared_errors)
        plain.append((direct - truth) ** 2)
    assert np.mean(told) == pytest.approx(np.mean(seen), rel=0.05)
    assert np.mean(seen) < 0.6 * np.mean(plain)


def test_areas_that_do_not_differ_are_all_model():
    model = fit_areas(np.array([1.0, 1.1, 0.9, 1.0]), np.full(4, 1.0), np.ones((4, 1)))
    assert model.variance == 0
    assert model.estimates == pytest.approx(np.ones(4))
    assert not model.own_share.any()
    assert (model.mean_squared_errors > 0).all()


def test_a_model_is_never_ground_for_a_sanction_and_a_direct_estimate_may_be():
    model = fit_areas(np.array([1.0, 4, 2]), np.full(3, 1.0), np.ones((3, 1)))
    with pytest.raises(UserError, match="MODEL_BASED_GROUND"):
        check_ground(model)
    (direct,) = estimate(eight(), Question("mean", EIGHT_X))
    check_ground(direct)


def test_a_sample_without_a_case_gets_the_pooled_variance():
    assert smoothed_variances(0.02, np.array([100.0, 400])) == pytest.approx([0.000196, 0.000049])


def test_estimates_are_brought_to_the_total_of_the_whole():
    found = benchmarked(np.array([1.0, 2, 3]), np.array([1.0, 1, 2]), 4.5)
    assert found == pytest.approx([2, 4, 6])


@pytest.mark.parametrize(
    ("variances", "columns", "code"),
    [
        (np.array([1.0, 0, 1]), np.ones((3, 1)), "VARIANCE_NOT_POSITIVE area 2"),
        (np.ones(3), np.ones((3, 3)), "AREAS_TOO_FEW"),
        (np.ones(3), np.ones((3, 2)), "AREAS_TOO_FEW"),
    ],
)
def test_what_cannot_be_fitted_is_refused(variances, columns, code):
    with pytest.raises(UserError, match=code):
        fit_areas(np.array([1.0, 2, 3]), variances, columns)
