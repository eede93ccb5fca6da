"""Measures of poverty and inequality with their design-based errors, by domain.

With x = income / line and a row poor when x < 1:

* FGT (Foster, Greer and Thorbecke 1984): the mean of (1 - x)^a over all rows, 0 for the non-poor; a = 0, 1, 2;
* Watts: the mean of ln(1 / x) over all rows, 0 for the non-poor; it does not exist where a poor income is 0 or less;
* Sen (1976): H [I + (1 - I) G], H the share of poor, I their mean 1 - x, G the Gini coefficient of their x. With
  W, W_p the weights of all and of the poor, T_p = sum w x and A_p = sum w w |x - x| over the poor, it is
  W_p / W - T_p / W + A_p / (2 W W_p), whose derivatives give the influence values;
* Gini of income, population form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.survey.designs import Numbers, SampleDesign
from pledgetree.survey.inequality import distances, gini
from pledgetree.survey.variances import Domains, covariances, everything, members

MEASURES = ("fgt0", "fgt1", "fgt2", "watts", "sen", "gini")


@dataclass(frozen=True)
class Poverty:
    """Values and standard errors of a domain by measure; None where a measure or its error does not exist."""

    domain: str | None
    values: Mapping[str, float | None]
    errors: Mapping[str, float | None]


def measure_poverty(
    design: SampleDesign,
    income: Numbers,
    line: Numbers | float,
    domains: Domains | None = None,
    names: tuple[str | None, ...] = (None,),
) -> list[Poverty]:
    """Every measure in every domain.

    Args:
        design: weights are those of persons where persons are counted: household weight times size.
        income: (n,), in the unit of the line.
        line: one for all, or one per row; above 0.
        domains: default: all rows to one.
        names: names of the domains in the order of their codes.

    Raises:
        UserError: LINE_NOT_POSITIVE.
    """
    lines = np.broadcast_to(np.asarray(line, dtype=np.float64), income.shape)
    if not (np.isfinite(lines) & (lines > 0)).all():
        raise user_error("LINE_NOT_POSITIVE", value=f"{lines.min():g}")
    domains = domains or everything(len(income))
    domains = Domains(np.where(design.weight > 0, domains.code, -1), domains.count)
    values, influence = _linearised(design.weight, income, income / lines, domains)
    variance = np.diagonal(covariances(design, domains, influence * design.weight), axis1=1, axis2=2)
    units, strata = members(design.stages[0], domains)
    known = (units > strata)[:, np.newaxis]
    errors = np.sqrt(np.where(known, variance, np.nan))
    return [Poverty(name, _named(values[:, place]), _named(errors[place])) for place, name in enumerate(names)]


def _named(row: Numbers) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else float(value) for name, value in zip(MEASURES, row, strict=True)}


def _linearised(weight: Numbers, income: Numbers, x: Numbers, domains: Domains) -> tuple[Numbers, Numbers]:
    """Values (6, D) and influence values without weights (6, n)."""
    means = [_mean(part, weight, domains) for part in _per_row(x)]
    parts = [*means, _sen(x, weight, domains), gini(income, weight, domains)]
    return np.array([value for value, _ in parts]), np.array([influence for _, influence in parts])


def _per_row(x: Numbers) -> list[Numbers]:
    """What is averaged: FGT 0, 1, 2 and Watts."""
    poor = x < 1
    gap = np.where(poor, 1 - x, 0.0)
    log = np.where(x > 0, -np.log(np.where(x > 0, x, 1)), np.nan)
    return [poor.astype(np.float64), gap, gap**2, np.where(poor, log, 0.0)]


def _sums(domains: Domains, values: Numbers) -> Numbers:
    inside = domains.code >= 0
    return np.bincount(domains.code[inside], values[inside], domains.count).astype(np.float64)


def _mean(part: Numbers, weight: Numbers, domains: Domains) -> tuple[Numbers, Numbers]:
    code, inside = np.maximum(domains.code, 0), domains.code >= 0
    mass = _sums(domains, weight)
    mass = np.where(mass > 0, mass, np.nan)
    value = _sums(domains, weight * part) / mass
    return value, np.where(inside, (part - value[code]) / mass[code], 0)


def _sen(x: Numbers, weight: Numbers, domains: Domains) -> tuple[Numbers, Numbers]:
    """Sen's index and its influence values; 0 where nobody is poor."""
    code, inside = np.maximum(domains.code, 0), domains.code >= 0
    poor = inside & (x < 1)
    among = Domains(np.where(poor, domains.code, -1), domains.count)
    mass = _sums(domains, weight)
    mass = np.where(mass > 0, mass, np.nan)
    mass_poor = _sums(among, weight)
    safe = np.where(mass_poor > 0, mass_poor, 1)
    apart = distances(x, weight, among)
    total = _sums(among, weight * apart)
    value = (mass_poor - _sums(among, weight * x) + total / (2 * safe)) / mass
    of_poor = 1 - x + apart / safe[code] - (total / (2 * safe**2))[code]
    influence = (np.where(poor, of_poor, 0) - value[code]) / mass[code]
    return value, np.where(inside, influence, 0)
