"""The Gini coefficient in its population form, sum w_i w_j |y_i - y_j| / (2 W^2 mean), with its influence values.

No small-sample factor is applied. With A = sum w_i w_j |y_i - y_j|, W = sum w and T = sum w y, G = A / (2 W T), and the
derivative by the weight of row k is D_k / (W T) - G / W - G y_k / T with D_k = sum_j w_j |y_k - y_j| (Deville 1999;
Langel and Tillé 2013, Journal of the Royal Statistical Society A 176:521-540).
"""

from __future__ import annotations

import numpy as np

from pledgetree.survey.designs import Codes, Numbers
from pledgetree.survey.variances import Domains


def distances(y: Numbers, weight: Numbers, domains: Domains) -> Numbers:
    """D_k = sum over the domain of w_j |y_k - y_j|, (n,); 0 for rows of no domain.

    Sorted within the domain, D_k = y_k (2 C_k - W) + T - 2 S_k with running sums C of w and S of w y.
    """
    inside = np.flatnonzero(domains.code >= 0)
    order = inside[np.lexsort((y[inside], domains.code[inside]))]
    code, mass, value = domains.code[order], weight[order], y[order]
    whole, worth = (np.bincount(code, part, domains.count).astype(np.float64) for part in (mass, mass * value))
    running_mass = _running(mass, code, whole)
    running_worth = _running(mass * value, code, worth)
    result = np.zeros(len(y))
    result[order] = value * (2 * running_mass - whole[code]) + worth[code] - 2 * running_worth
    return result


def gini(y: Numbers, weight: Numbers, domains: Domains) -> tuple[Numbers, Numbers]:
    """The Gini coefficient of every domain (D,), and the influence values of rows without their weight (n,).

    NaN where the mean is not above 0.
    """
    apart = distances(y, weight, domains)
    code, inside = np.maximum(domains.code, 0), domains.code >= 0
    mass, worth, total = (
        np.bincount(code, np.where(inside, part, 0), domains.count) for part in (weight, weight * y, weight * apart)
    )
    worth = np.where(worth > 0, worth, np.nan)
    mass = np.where(mass > 0, mass, np.nan)
    value = total / (2 * mass * worth)
    influence = apart / (mass * worth)[code] - (value / mass)[code] - (value / worth)[code] * y
    return value, np.where(inside, influence, 0)


def _running(part: Numbers, code: Codes, whole: Numbers) -> Numbers:
    """Running sums within each domain; rows are sorted by domain."""
    before = np.cumsum(whole) - whole
    return np.cumsum(part) - before[code]
