"""The method of the forecast: a damped trend, errors learnt from past forecasts, and how they grow with time.

Let ``S_t`` be a stock at the end of year t and ``D_t = S_(t-1) - S_t`` its fall, the pace. The level of a register is
counted, not estimated, so it is taken as it is; the pace is smoothed (Holt's method with a damped trend and a level
weight of 1: Gardner & McKenzie 1985, Management Science 31:1237-1246):

    b_t = beta D_t + (1 - beta) phi b_(t-1)          forecast of S_(t+h) = S_t - (phi + phi^2 + ... + phi^h) b_t

Errors of one year are taken relative to the stock at their origin and pooled over units of like size; their quantiles
with the ranks of split conformal prediction give the interval of one year. In h years it is wider by
``k_h = sqrt(1 + sum of (1 + beta phi_j)^2 for j < h)``, ``phi_j = phi + ... + phi^j``: the model's own variance
(Hyndman & Athanasopoulos, Forecasting: Principles and Practice, section on prediction intervals of ETS models).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from pledgetree.pledges.arrays import Whole
from pledgetree.pledges.forecast_terms import ForecastTerms

Real = NDArray[np.float64]
SIZE_CLASSES = 12
"""Powers of ten of a stock; the last class has no upper end."""


def carried(damping: float, years: int) -> float:
    """``phi + phi^2 + ... + phi^years``: how many years' worth of the present pace the years to come will bring."""
    return sum(damping**year for year in range(1, years + 1))


def smoothed_paces(paces: Real, terms: ForecastTerms) -> Real:
    """The smoothed pace after each year; both (n, T), NaN where nothing is known yet.

    A year without a known pace carries the damped one on.
    """
    beta, phi = float(terms.smoothing), float(terms.damping)
    found = np.full(paces.shape, np.nan)
    before = np.full(len(paces), np.nan)
    for year in range(paces.shape[1]):
        now = paces[:, year]
        first, missing = np.isnan(before), np.isnan(now)
        mixed = beta * now + (1 - beta) * phi * before
        before = np.where(missing, phi * before, np.where(first, now, mixed))
        found[:, year] = before
    return found


def growth(terms: ForecastTerms, years: int) -> float:
    """``k_h``: by how much wider the interval is in so many years than in one; 0 in 0 years."""
    if years == 0:
        return 0.0
    beta, phi = float(terms.smoothing), float(terms.damping)
    return sqrt(1 + sum((1 + beta * carried(phi, step)) ** 2 for step in range(1, years)))


@dataclass(frozen=True)
class Errors:
    """Relative errors of past one-year forecasts and the stocks at their origins, (n,) each.

    An error is (what came - what was forecast) / stock at the origin: above 0 more people were left than forecast.
    """

    relative: Real
    size: Real


def past_errors(stock: Real, smoothed: Real, terms: ForecastTerms) -> Errors:
    """The errors of the forecasts that could have been made at every earlier year's end.

    Args:
        stock: (n, T) stocks at the ends of the years, NaN = not known.
        smoothed: (n, T) what ``smoothed_paces`` knew at the end of each year.
        terms: the method's values.
    """
    origin, came = stock[:, :-1], stock[:, 1:]
    forecast = np.maximum(origin - float(terms.damping) * smoothed[:, :-1], 0)
    known = ~np.isnan(forecast) & ~np.isnan(came) & (origin > 0)
    return Errors((came[known] - forecast[known]) / origin[known], origin[known])


def joined(several: Sequence[Errors]) -> Errors:
    """All errors of several sources."""
    return Errors(np.concatenate([one.relative for one in several]), np.concatenate([one.size for one in several]))


def size_class(size: Real) -> Whole:
    """The power of ten of each size; sizes below 1 stand in class 0."""
    classes: Whole = np.searchsorted(10.0 ** np.arange(1, SIZE_CLASSES), size, side="right").astype(np.int64)
    return classes


@dataclass(frozen=True)
class Bands:
    """Per size class the low and high relative error of one year, and how many errors they rest on; NaN = too few."""

    low: Real
    high: Real
    count: Whole

    def of(self, size: Real) -> tuple[Real, Real]:
        """Low and high relative error for stocks of these sizes."""
        classes = size_class(size)
        return self.low[classes], self.high[classes]


def error_bands(errors: Errors, terms: ForecastTerms) -> Bands:
    """The interval of one year for every size class.

    A class with fewer than ``empirical_errors`` takes the next smaller classes' errors too, then the larger ones':
    smaller places err more, so that the interval is rather too wide.
    """
    classes = size_class(errors.size)
    members = [errors.relative[classes == one] for one in range(SIZE_CLASSES)]
    low, high = np.full(SIZE_CLASSES, np.nan), np.full(SIZE_CLASSES, np.nan)
    count = np.zeros(SIZE_CLASSES, np.int64)
    for one in range(SIZE_CLASSES):
        pool = members[one]
        for other in (*range(one - 1, -1, -1), *range(one + 1, SIZE_CLASSES)):
            if len(pool) >= terms.empirical_errors:
                break
            pool = np.concatenate([pool, members[other]])
        low[one], high[one], count[one] = *interval(pool, terms), len(pool)
    return Bands(low, high, count)


def interval(errors: Real, terms: ForecastTerms) -> tuple[float, float]:
    """The low and high error of a pool, 0 included; NaN where there are fewer than ``fewest_errors``."""
    outside = 1 - terms.interval_level
    if len(errors) < terms.fewest_errors:
        return float("nan"), float("nan")
    rank = floor((len(errors) + 1) * outside / 2)
    if len(errors) < terms.empirical_errors or rank < 1:
        half = _student(errors, outside)
        return -half, half
    ordered = np.sort(errors)
    # The point forecast stands inside its own interval even where all past errors have one sign.
    return min(float(ordered[rank - 1]), 0.0), max(float(ordered[-rank]), 0.0)


def _student(errors: Real, outside: Fraction) -> float:
    """Student's quantile times the root mean square; the errors of an honest forecast are centred on 0."""
    return float(student.ppf(1 - float(outside) / 2, len(errors))) * sqrt(float(np.mean(errors**2)))


def months_of(years: float) -> int:
    """Whole months, a begun one counted."""
    return ceil(round(years * 12, 9))
