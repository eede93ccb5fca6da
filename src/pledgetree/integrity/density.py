"""Does a density jump at the poverty line? Incomes moved just above it leave a gap below and a heap above.

For continuous incomes: the local polynomial density test of Cattaneo, Jansson and Ma (2020, Journal of the American
Statistical Association 115:1449), with robust bias correction (the fit is one order above that of the bandwidth) and
the variance of the second-order U-statistic.

Real incomes are rounded, and every density test alarms at a heap: see ``bunching`` for those.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Reals = NDArray[np.float64]
_ORDER = 3
_LEAST = 20
"""Observations a side needs: fewer say nothing about a density."""


@dataclass(frozen=True)
class Side:
    """The density at the cut-off from one side, its standard error, and what it rests on."""

    density: float
    se: float
    bandwidth: float
    observations: int


@dataclass(frozen=True)
class DensityTest:
    """Both sides, T = (right - left) / se, and its two-sided p-value; T is None where a side has too little."""

    left: Side | None
    right: Side | None
    statistic: float | None
    p_value: float | None


def density_test(values: Reals, cutoff: float, bandwidths: tuple[float, float] | None = None) -> DensityTest:
    """Test for a jump of the density at a cut-off.

    Args:
        values: (n,) observations in any order; a value equal to the cut-off stands on the right.
        cutoff: where the density may jump.
        bandwidths: left and right; default: ``reference_bandwidth`` of all values for both.
    """
    ordered = np.sort(np.asarray(values, np.float64))
    if len(ordered) < 2 * _LEAST or ordered[0] == ordered[-1]:
        return DensityTest(None, None, None, None)
    widths = bandwidths or (reference_bandwidth(ordered),) * 2
    split = int(np.searchsorted(ordered, cutoff, side="left"))
    left = _side(ordered, cutoff, widths[0], (int(np.searchsorted(ordered, cutoff - widths[0], "left")), split))
    right = _side(ordered, cutoff, widths[1], (split, int(np.searchsorted(ordered, cutoff + widths[1], "right"))))
    if left is None or right is None or left.se + right.se == 0:
        return DensityTest(left, right, None, None)
    statistic = (right.density - left.density) / sqrt(left.se**2 + right.se**2)
    return DensityTest(left, right, statistic, float(2 * norm.sf(abs(statistic))))


def reference_bandwidth(ordered: Reals) -> float:
    """The bandwidth a normal density would want for a local quadratic fit of the distribution: C s n^(-1/5).

    s is the smaller of the standard deviation and the interquartile range over 1.349 (Silverman 1986, section 3.4.2);
    C = 3.0 is wide on purpose, because the test looks from one side only, at a point of the boundary.
    """
    quartiles = np.quantile(ordered, [0.25, 0.75])
    spread = float(quartiles[1] - quartiles[0]) / 1.349
    deviation = float(np.std(ordered))
    return 3.0 * (min(spread, deviation) or deviation) * float(np.power(float(len(ordered)), -0.2))


def _side(ordered: Reals, cutoff: float, width: float, within: tuple[int, int]) -> Side | None:
    """The one-sided estimate from the observations ``ordered[within]``."""
    first, last = within
    inside = ordered[first:last]
    if last - first < _LEAST or len(np.unique(inside)) <= _ORDER:
        return None
    near = (inside - cutoff) / width
    powers = near[:, None] ** np.arange(_ORDER + 1)
    weighted = (1 - np.abs(near))[:, None] * powers  # triangular kernel
    # Tied values share the height of the step: the share of all observations at or below each.
    heights = np.searchsorted(ordered, inside, side="right") / len(ordered)
    inverse = np.linalg.pinv(weighted.T @ powers)
    fitted = inverse @ (weighted.T @ heights)
    residual = heights - powers @ fitted
    influence = _influence(weighted, heights, residual, len(ordered)) @ inverse[:, 1]
    # Observations outside move the slope by its own size over n each: the distribution they shift is not theirs.
    outside = (len(ordered) - len(inside)) * (fitted[1] / len(ordered)) ** 2
    return Side(float(fitted[1]) / width, sqrt(float(influence @ influence) + outside) / width, width, last - first)


def _influence(weighted: Reals, heights: Reals, residual: Reals, count: int) -> Reals:
    """What each observation inside does to the normal equations, (m, order + 1).

    The equations sum K_i X_i (F(x_i) - X_i b) over those inside. An observation j enters by its own residual, and by
    the distribution function at everything at or above it: (1/n) sum of K_i X_i (1[x_j <= x_i] - F(x_i)).
    """
    above = np.cumsum(weighted[::-1], axis=0)[::-1]
    centre = (weighted * heights[:, None]).sum(axis=0)
    moved: Reals = weighted * residual[:, None] + (above - centre) / count
    return moved
