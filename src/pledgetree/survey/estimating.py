"""Totals, means, proportions and ratios by domain, each with its standard error, interval, and what it rests on.

Every figure is a ratio Y / X of weighted sums (X = the sum of weights for means and proportions) or a weighted sum.
Linearised influence values: w (y - R x) / X for a ratio, w y for a total (Horvitz and Thompson 1952; Hájek 1971;
Särndal, Swensson and Wretman 1992, section 5.5). The design effect is the variance over that of as many independent
draws with replacement: S^2 / n for means, ratios and totals, p (1 - p) / n for proportions; n_eff is n over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pledgetree.base.errors import fault, raise_faults
from pledgetree.survey.designs import Codes, Numbers, SampleDesign
from pledgetree.survey.intervals import (
    DEFAULT,
    FEW_CASES,
    Interval,
    SampledShare,
    planned_effect,
    share_interval,
    t_interval,
)
from pledgetree.survey.variances import Domains, covariances, everything, members

KINDS = ("mean", "total", "proportion", "ratio")


@dataclass(frozen=True)
class Estimate:
    """One figure of a domain; None where the sample has no degrees of freedom to tell."""

    domain: str | None
    estimate: float
    se: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    psus: int
    strata: int
    df: int
    deff: float | None
    n_eff: float | None
    method: str


@dataclass(frozen=True)
class Question:
    """What to estimate: ``kind`` (one of ``KINDS``), values ``y`` (n,), and for a ratio ``x`` (n,)."""

    kind: str
    y: Numbers
    x: Numbers | None = None


@dataclass(frozen=True)
class Manner:
    """How to make intervals: level, method (None = the default of the kind), planned design effect where known."""

    level: float = 0.95
    method: str | None = None
    planned_effect: float | None = None


@dataclass(frozen=True)
class _Figures:
    """Per domain (D,): estimate, variance, variance under independent draws, rows, rows with a case, units, strata."""

    estimate: Numbers
    variance: Numbers
    independent: Numbers
    rows: Numbers
    cases: Numbers
    units: Codes
    strata: Codes

    @property
    def rarer(self) -> Numbers:
        """Rows on the rarer side of a proportion."""
        return np.minimum(self.cases, self.rows - self.cases)


def estimate(
    design: SampleDesign,
    question: Question,
    domains: Domains | None = None,
    names: Sequence[str | None] = (None,),
    manner: Manner | None = None,
) -> list[Estimate]:
    """Estimate a figure in every domain.

    Args:
        design: the design of the whole sample.
        question: what to estimate.
        domains: which rows belong to which domain; default: all to one.
        names: the names of the domains, in the order of their codes.
        manner: level and method of the intervals; default: 95 %, korn-graubard for proportions, t otherwise.

    Raises:
        UserError: DOMAIN_WITHOUT_WEIGHT, RATIO_OF_NOTHING.
    """
    weight = design.weight
    domains = domains or everything(len(weight))
    manner = manner or Manner()
    weighted = Domains(np.where(weight > 0, domains.code, -1), domains.count)
    _require_denominators(weight, question, weighted, names)
    figures = _figures(design, question, weighted)
    planned = manner.planned_effect or _pooled_effect(figures)
    return [
        _shown(figures, place, name, question.kind, replace(manner, planned_effect=planned))
        for place, name in enumerate(names)
    ]


def covariance_of_ratios(
    design: SampleDesign, numerators: Numbers, denominators: Numbers, domains: Domains | None = None
) -> tuple[Numbers, Numbers]:
    """Several ratios with their joint covariance: what a composite of sampled rates needs.

    Args:
        design: the design of the sample.
        numerators: (figures, n).
        denominators: (figures, n); rows outside a rate's base have 0 in both.
        domains: default: all rows.

    Returns:
        The ratios (domains, figures) and their covariances (domains, figures, figures); NaN over a denominator of 0.
    """
    domains = domains or everything(len(design.weight))
    below = np.array([_sums(domains, design.weight * row) for row in denominators])
    above = np.array([_sums(domains, design.weight * row) for row in numerators])
    ratios = above / np.where(below == 0, np.nan, below)
    code = np.maximum(domains.code, 0)
    z = design.weight * (numerators - ratios[:, code] * denominators) / below[:, code]
    return ratios.T, covariances(design, domains, z)


def hajek_total(one: Estimate, population: float) -> tuple[float, float | None]:
    """A mean times a population known exactly: total and standard error (Hájek 1971)."""
    return one.estimate * population, None if one.se is None else one.se * population


def _sums(domains: Domains, values: Numbers) -> Numbers:
    inside = domains.code >= 0
    if inside.all():
        return np.bincount(domains.code, values, domains.count).astype(np.float64)
    return np.bincount(domains.code[inside], values[inside], domains.count).astype(np.float64)


def _require_denominators(weight: Numbers, question: Question, domains: Domains, names: Sequence[str | None]) -> None:
    below = _sums(domains, weight if question.x is None else weight * question.x)
    code = "DOMAIN_WITHOUT_WEIGHT" if question.x is None else "RATIO_OF_NOTHING"
    raise_faults(fault(code, domain=names[place] or "*") for place in np.flatnonzero(below == 0).tolist())


def _figures(design: SampleDesign, question: Question, domains: Domains) -> _Figures:
    weight, code = design.weight, np.maximum(domains.code, 0)
    rows, mass = _sums(domains, np.ones(len(weight))), _sums(domains, weight)
    above = _sums(domains, weight * question.y)
    below = mass if question.x is None else _sums(domains, weight * question.x)
    ratio = above / below
    around = question.y - (ratio[code] if question.x is None else ratio[code] * question.x)
    is_total = question.kind == "total"
    z = weight * (question.y if is_total else around / below[code])
    variance = covariances(design, domains, z[np.newaxis])[:, 0, 0]
    square = _sums(domains, weight * around**2) / mass
    units, strata = members(design.stages[0], domains)
    return _Figures(
        estimate=above if is_total else ratio,
        variance=variance,
        independent=_independent(question.kind, square, rows) * (mass if is_total else mass / below) ** 2,
        rows=rows,
        cases=_sums(domains, (question.y != 0).astype(np.float64)),
        units=units,
        strata=strata,
    )


def _independent(kind: str, square: Numbers, rows: Numbers) -> Numbers:
    """The variance of a mean of independent draws, from the mean square around it."""
    return square / rows if kind == "proportion" else square / np.maximum(rows - 1, 1)


def _pooled_effect(figures: _Figures) -> float | None:
    """The design effect of all domains with enough cases to tell it, pooled by their rows; at least 1."""
    known = (figures.independent > 0) & (figures.units > figures.strata) & (figures.rarer >= FEW_CASES)
    if not known.any():
        return None
    effects = figures.variance[known] / figures.independent[known]
    return max(1.0, float(np.average(effects, weights=figures.rows[known])))


def _shown(figures: _Figures, place: int, name: str | None, kind: str, manner: Manner) -> Estimate:
    value, n = float(figures.estimate[place]), int(figures.rows[place])
    units, strata = int(figures.units[place]), int(figures.strata[place])
    df, independent = units - strata, float(figures.independent[place])
    error = float(np.sqrt(figures.variance[place])) if df > 0 else None
    effect = float(figures.variance[place]) / independent if df > 0 and independent > 0 else None
    planned = manner.planned_effect or planned_effect(n, units)
    sampled = SampledShare(value, error or 0.0, n, df, planned, int(figures.rarer[place]))
    interval = _interval(kind, manner, sampled if error is not None else None)
    size = n / effect if effect else None
    return Estimate(
        name, value, error, interval.low, interval.high, n, units, strata, df, effect, size, interval.method
    )


def _interval(kind: str, manner: Manner, sampled: SampledShare | None) -> Interval:
    method = manner.method or (DEFAULT if kind == "proportion" else "t")
    if sampled is None:
        return Interval(None, None, method)
    if kind != "proportion":
        return t_interval(sampled.share, sampled.error, sampled.df, manner.level)
    # A method that was asked for by name is the one of the textbooks, without a floor.
    return share_interval(sampled if manner.method is None else replace(sampled, cases=None), method, manner.level)
