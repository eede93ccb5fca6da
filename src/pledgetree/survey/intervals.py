"""Confidence intervals of sampled figures, and the rule for proportions with no case in the sample, or only cases.

``korn-graubard`` is the exact binomial interval at the effective number of observations (Korn and Graubard 1998, Survey
Methodology 24:193): n_eff = p(1 - p) / v, times (t_{n-1} / t_df)^2, never above n: a sample is never taken to tell more
than as many independent observations. ``wilson`` (Wilson 1927) uses the same n_eff and t_df, ``logit`` takes t_df
standard errors on the scale of log odds, ``t`` takes them as they are.

With no case, or only cases, the sample holds no estimate of its own variance. The rule, for every method: n_eff = n
over the planned design effect (at least 1), times (t_{n-1} / t_df)^2, and the other end is 1 - (alpha/2)^(1/n_eff).

A handful of cases tells hardly more of its variance: one case alone always looks like a simple sample. With fewer than
``FEW_CASES`` rows on the rarer side the default interval therefore takes the planned design effect as a floor. Where
none is planned it is 1 + (m - 1) rho for m rows in each primary unit (Kish 1965, section 5.4) with rho = ``ALIKE``, a
usual value of attributes of households in villages. On the measured coverage of both see docs/reference/estimates.md;
that effective sizes from few cases cover too little is known (Franco, Little, Louis and Slud 2019, Journal of Survey
Statistics and Methodology 7:334).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, stdtrit
from scipy.stats import beta

METHODS = ("korn-graubard", "wilson", "logit", "t")
DEFAULT = "korn-graubard"
ONE_SIDED = "exact, no case"
FLOORED = "planned effect, few cases"
FEW_CASES = 5
"""With fewer rows on the rarer side a sample cannot tell its own design effect."""
ALIKE = 0.1
"""How alike rows of a primary unit are taken to be where nobody planned for it."""


@dataclass(frozen=True)
class Interval:
    """The ends of an interval, None where the sample has no degrees of freedom, and how it was made."""

    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True)
class SampledShare:
    """A proportion between 0 and 1, its standard error, rows, degrees of freedom, and the planned design effect.

    ``cases``: rows on the rarer side; None where the planned effect is no floor, because a method was asked by name.
    """

    share: float
    error: float
    n: int
    df: int
    planned_effect: float = 1.0
    cases: int | None = None


def t_interval(estimate: float, error: float, df: int, level: float) -> Interval:
    """The estimate and t standard errors to both sides."""
    if df < 1:
        return Interval(None, None, "t")
    reach = float(stdtrit(df, (1 + level) / 2)) * error
    return Interval(estimate - reach, estimate + reach, "t")


def share_interval(sampled: SampledShare, method: str, level: float) -> Interval:
    """The interval of a proportion by one of ``METHODS``, or by the rule for no case and only cases."""
    if sampled.df < 1:
        return Interval(None, None, method)
    if sampled.share <= 0 or sampled.share >= 1:
        return _without_variation(sampled, method, level)
    return _MAKERS[method](sampled, level)


def planned_effect(rows: int, units: int) -> float:
    """The design effect to plan with where nothing is known: 1 + (m - 1) ``ALIKE`` for m rows in a primary unit."""
    return max(1.0, 1 + (rows / units - 1) * ALIKE) if units else 1.0


def effective_size(sampled: SampledShare) -> float:
    """p(1 - p) / v, before any adjustment; the number of rows where the standard error is 0."""
    variance = sampled.error**2
    return sampled.share * (1 - sampled.share) / variance if variance > 0 else float(sampled.n)


def _adjusted_size(sampled: SampledShare, level: float, size: float) -> float:
    return size * degrees_factor(sampled.n, sampled.df, (1 + level) / 2)


def degrees_factor(n: int, df: int, tail: float) -> float:
    """(t_{n-1} / t_df)^2 at a quantile: what few degrees of freedom leave of a size (Korn and Graubard 1998)."""
    return float(stdtrit(max(n - 1, 1), tail) / stdtrit(df, tail)) ** 2


def _capped_size(sampled: SampledShare, level: float) -> float:
    return min(float(sampled.n), _adjusted_size(sampled, level, effective_size(sampled)))


def _korn_graubard(sampled: SampledShare, level: float) -> Interval:
    size, tail, method = _capped_size(sampled, level), (1 - level) / 2, DEFAULT
    if sampled.cases is not None and sampled.cases < FEW_CASES and sampled.planned_effect > 1:
        floored = _adjusted_size(sampled, level, sampled.n / sampled.planned_effect)
        size, method = (floored, f"{DEFAULT} ({FLOORED})") if floored < size else (size, method)
    cases = size * sampled.share
    low = beta.ppf(tail, cases, size - cases + 1)
    high = beta.ppf(1 - tail, cases + 1, size - cases)
    return Interval(float(low), float(high), method)


def _wilson(sampled: SampledShare, level: float) -> Interval:
    size, share = _capped_size(sampled, level), sampled.share
    square = float(stdtrit(sampled.df, (1 + level) / 2)) ** 2
    middle = (share + square / (2 * size)) / (1 + square / size)
    reach = np.sqrt(square * (share * (1 - share) / size + square / (4 * size**2))) / (1 + square / size)
    return Interval(float(middle - reach), float(middle + reach), "wilson")


def _logit(sampled: SampledShare, level: float) -> Interval:
    reach = float(stdtrit(sampled.df, (1 + level) / 2)) * sampled.error / (sampled.share * (1 - sampled.share))
    middle = float(logit(sampled.share))
    return Interval(float(expit(middle - reach)), float(expit(middle + reach)), "logit")


def _t(sampled: SampledShare, level: float) -> Interval:
    return t_interval(sampled.share, sampled.error, sampled.df, level)


_MAKERS: dict[str, Callable[[SampledShare, float], Interval]] = {
    "korn-graubard": _korn_graubard,
    "wilson": _wilson,
    "logit": _logit,
    "t": _t,
}


def _without_variation(sampled: SampledShare, method: str, level: float) -> Interval:
    size = _adjusted_size(sampled, level, sampled.n / max(sampled.planned_effect, 1.0))
    reach = 1 - float(((1 - level) / 2) ** (1 / min(size, float(sampled.n))))
    name = f"{method} ({ONE_SIDED})" if sampled.share <= 0 else f"{method} (exact, only cases)"
    return Interval(0.0, reach, name) if sampled.share <= 0 else Interval(1 - reach, 1.0, name)
