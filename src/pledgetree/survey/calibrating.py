"""Weights made right: for those who did not answer, and for totals that are known from elsewhere.

Non-response: within a class every household is taken to answer with the same chance, so that those who did carry the
weight of all (Särndal and Lundström 2005, chapter 6). Raking fits the weights to several known margins, one after the
other, until all hold (Deming and Stephan 1940); figures of calibrated weights vary like their residuals from a
regression on the margins (Deville and Särndal 1992, Journal of the American Statistical Association 87:376-382).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.errors import fault, raise_faults, user_error
from pledgetree.survey.designs import Codes, Numbers

TOLERANCE = 1e-10
MOST_ROUNDS = 1000


@dataclass(frozen=True)
class Margin:
    """A known margin: the class of every row (n,), the classes' names and their totals in the population."""

    name: str
    code: Codes
    names: Sequence[str]
    totals: Numbers


def response_weights(weight: Numbers, group: Codes, answered: NDArray[np.bool_], names: Sequence[str]) -> Numbers:
    """Weights of those who answered, raised to carry all of their class; 0 for the others.

    Raises:
        UserError: NOBODY_ANSWERED, for every class of which nobody did.
    """
    whole = np.bincount(group, weight, len(names))
    there = np.bincount(group, np.where(answered, weight, 0), len(names))
    silent = np.flatnonzero((whole > 0) & (there == 0)).tolist()
    raise_faults(fault("NOBODY_ANSWERED", group=names[place]) for place in silent)
    factor = np.divide(whole, there, out=np.zeros(len(names)), where=there > 0)
    return np.where(answered, weight * factor[group], 0)


def rake(weight: Numbers, margins: Sequence[Margin]) -> Numbers:
    """Weights that add up to every margin, as near to the given ones as raking leaves them.

    Raises:
        UserError: MARGIN_WITHOUT_ROWS, MARGINS_DIFFER (their totals are not the same), RAKING_FAILED.
    """
    raise_faults(
        fault("MARGIN_WITHOUT_ROWS", margin.name, group=margin.names[place])
        for margin in margins
        for place in np.flatnonzero((margin.totals > 0) & (_sums(margin, weight) == 0)).tolist()
    )
    totals = [float(margin.totals.sum()) for margin in margins]
    if max(totals) - min(totals) > 1e-9 * max(totals):
        raise user_error("MARGINS_DIFFER", least=f"{min(totals):.12g}", most=f"{max(totals):.12g}")
    fitted = weight
    for _ in range(MOST_ROUNDS):
        for margin in margins:
            now = _sums(margin, fitted)
            fitted = fitted * np.divide(margin.totals, now, out=np.zeros(len(now)), where=now > 0)[margin.code]
        if all(_holds(margin, fitted) for margin in margins):
            return fitted
    raise user_error("RAKING_FAILED", rounds=MOST_ROUNDS)


def residuals(values: Numbers, weight: Numbers, margins: Sequence[Margin]) -> Numbers:
    """What is left of figures (figures, n) after a weighted regression on the margins.

    Figures of raked weights are estimated as they are; their variance is that of the total of these residuals.
    """
    classes = [np.equal.outer(np.arange(len(margin.names)), margin.code).astype(np.float64) for margin in margins]
    table = np.concatenate(classes).T
    root = np.sqrt(weight)[:, np.newaxis]
    slopes, *_ = np.linalg.lstsq(table * root, values.T * root, rcond=None)
    return np.asarray(values - (table @ slopes).T)


def _sums(margin: Margin, weight: Numbers) -> Numbers:
    return np.bincount(margin.code, weight, len(margin.names)).astype(np.float64)


def _holds(margin: Margin, weight: Numbers) -> bool:
    return bool(np.allclose(_sums(margin, weight), margin.totals, rtol=TOLERANCE, atol=0))
