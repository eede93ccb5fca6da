"""Small-area estimates: the model of Fay and Herriot, for maps and triage, never as ground for a sanction.

A direct estimate is the area's truth plus sampling error of known variance D; the truth is x'beta plus a deviation of
variance A. A is fitted by restricted maximum likelihood (Fisher scoring); the estimate shrinks the direct one towards
x'beta, leaving it the share gamma = A / (A + D). The mean squared error is g1 + g2 + 2 g3 (Prasad and Rao 1990; Datta
and Lahiri 2000; Rao and Molina 2015, chapter 6). Most of such an estimate may be the model: gamma is shown, and a
county without a sample of its own is never judged by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pledgetree.base.errors import fault, raise_faults, user_error
from pledgetree.survey.designs import Numbers
from pledgetree.survey.estimating import Estimate

MOST_STEPS = 200


@dataclass(frozen=True)
class AreaModel:
    """The fitted model: variance between areas, coefficients (p,) with errors; per area (m,) the estimate and so on."""

    variance: float
    coefficients: Numbers
    coefficient_errors: Numbers
    estimates: Numbers
    mean_squared_errors: Numbers
    own_share: Numbers


def fit_areas(direct: Numbers, variances: Numbers, covariates: Numbers) -> AreaModel:
    """Fit the model and estimate every area.

    Args:
        direct: direct estimates, (m,).
        variances: their sampling variances, above 0, smoothed where a sample shows no case, (m,).
        covariates: (m, p), the first column usually ones.

    Raises:
        UserError: VARIANCE_NOT_POSITIVE, AREAS_TOO_FEW.
    """
    raise_faults(
        fault("VARIANCE_NOT_POSITIVE", f"area {place + 1}") for place in np.flatnonzero(variances <= 0).tolist()
    )
    areas, columns = covariates.shape
    if areas <= columns or np.linalg.matrix_rank(covariates) < columns:
        raise user_error("AREAS_TOO_FEW", areas=areas, columns=columns)
    between = _restricted_likelihood(direct, variances, covariates)
    weight = 1 / (between + variances)
    spread = np.linalg.inv(covariates.T @ (weight[:, np.newaxis] * covariates))
    beta = spread @ (covariates.T @ (weight * direct))
    gamma = between * weight
    fitted = covariates @ beta
    uncertain_beta = (1 - gamma) ** 2 * np.einsum("ij,jk,ik->i", covariates, spread, covariates)
    uncertain_variance = variances**2 * weight**3 * 2 / float(weight @ weight)
    return AreaModel(
        variance=between,
        coefficients=beta,
        coefficient_errors=np.sqrt(np.diag(spread)),
        estimates=gamma * direct + (1 - gamma) * fitted,
        mean_squared_errors=gamma * variances + uncertain_beta + 2 * uncertain_variance,
        own_share=gamma,
    )


def smoothed_variances(share: float, effective: Numbers) -> Numbers:
    """Sampling variances p (1 - p) / n_eff with the pooled share, for areas whose own sample shows no case."""
    return share * (1 - share) / effective


def benchmarked(estimates: Numbers, sizes: Numbers, total: float) -> Numbers:
    """The estimates times one factor, so that their sizes' mean is the total estimated for the whole directly."""
    return np.asarray(estimates * (total / (estimates @ sizes / sizes.sum())))


def check_ground(figure: AreaModel | Estimate) -> None:
    """Refuse a model-based figure where a sanction is to rest on it; a direct estimate passes.

    Raises:
        UserError: MODEL_BASED_GROUND.
    """
    if isinstance(figure, AreaModel):
        raise user_error("MODEL_BASED_GROUND", share=f"{float(figure.own_share.min()):.2f}")


def _restricted_likelihood(direct: Numbers, variances: Numbers, covariates: Numbers) -> float:
    """The variance between areas, at least 0: Fisher scoring from the median sampling variance."""
    between = float(np.median(variances))
    for _ in range(MOST_STEPS):
        weight = 1 / (between + variances)
        weighted = weight[:, np.newaxis] * covariates
        projection = np.diag(weight) - weighted @ np.linalg.solve(covariates.T @ weighted, weighted.T)
        left = projection @ direct
        score = float(left @ left - np.trace(projection)) / 2
        step = score / (float((projection * projection).sum()) / 2)
        moved = max(0.0, between + step)
        if abs(moved - between) <= 1e-12 * (1 + between):
            return moved
        between = moved
    return between
