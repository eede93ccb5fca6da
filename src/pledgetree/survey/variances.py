"""Variances of linearised figures by domain: squares of totals of units around their parents' means, stage by stage.

A figure is linearised when it is a sum over rows of influence values ``z`` (weight included); its variance under the
design is then, for strata h with n_h primary units of which the share f_h was drawn,

    v = sum_h (1 - f_h) n_h / (n_h - 1) sum_c (z_hc - mean_h)^2,

z_hc the total of primary unit c, plus f_h times the same of the units below it (Särndal, Swensson and Wretman 1992,
chapters 4 and 5; Wolter 2007, chapter 6). Units without a member of the domain stay in with total 0: a domain is never
a smaller sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgetree.survey.designs import Codes, Numbers, SampleDesign, Stage

_DENSE = 1_000_000


@dataclass(frozen=True)
class Domains:
    """Which domain each row belongs to, -1 for none, (n,); ``count`` domains. Domains do not overlap."""

    code: Codes
    count: int


@dataclass(frozen=True)
class Totals:
    """Totals of the units that have members in a domain: ``domain`` and ``unit`` (pairs,), ``z`` (figures, pairs)."""

    domain: Codes
    unit: Codes
    z: Numbers


def everything(rows: int) -> Domains:
    """One domain that holds all rows."""
    return Domains(np.zeros(rows, dtype=np.int64), 1)


def covariances(design: SampleDesign, domains: Domains, z: Numbers) -> Numbers:
    """Variances and covariances of figures, (domains, figures, figures).

    Args:
        design: weights are not used; they are part of ``z``.
        domains: rows of no domain count with 0.
        z: influence values, (figures, n).
    """
    result = np.zeros((domains.count, len(z), len(z)))
    for stage in design.stages:
        if stage.carried.any():
            totals = unit_totals(stage, domains, z)
            result += _stage_products(stage, totals, domains.count, design.lonely)
    return result


def unit_totals(stage: Stage, domains: Domains, z: Numbers) -> Totals:
    """Sums of ``z`` by domain and unit of a stage, only for pairs that have rows."""
    inside = domains.code >= 0
    units = len(stage.parent)
    if inside.all():
        keys, values = domains.code * units + stage.unit, z
    else:
        keys, values = domains.code[inside] * units + stage.unit[inside], z[:, inside]
    length = domains.count * units
    if length <= 4 * len(keys) + _DENSE:
        pairs, codes = np.flatnonzero(np.bincount(keys, minlength=length)), keys
        sums = [np.bincount(codes, row, length)[pairs] for row in values]
    else:
        pairs, codes = np.unique(keys, return_inverse=True)
        sums = [np.bincount(codes, row, len(pairs)) for row in values]
    table = np.array(sums, dtype=np.float64).reshape(len(z), len(pairs))
    return Totals(pairs // units, pairs % units, table)


def members(stage: Stage, domains: Domains) -> tuple[Codes, Codes]:
    """Per domain: how many units of the stage, and how many of their parents, have rows in it."""
    found = unit_totals(stage, domains, np.empty((0, len(stage.unit))))
    parents = np.unique(found.domain * len(stage.fraction) + stage.parent[found.unit]) // len(stage.fraction)
    return np.bincount(found.domain, minlength=domains.count), np.bincount(parents, minlength=domains.count)


def _stage_products(stage: Stage, totals: Totals, count: int, lonely: str) -> Numbers:
    """What a stage adds: by domain, (domains, figures, figures)."""
    parents = len(stage.fraction)
    cell = totals.domain * parents + stage.parent[totals.unit]
    cells = count * parents
    sizes = np.tile(stage.sizes, count)
    means = _centres(stage, totals, count, cell)
    absent = sizes - np.bincount(cell, minlength=cells)
    around = totals.z - means[:, cell]
    scale = np.tile(_scale(stage, lonely), count)
    figures = len(totals.z)
    result = np.zeros((count, figures, figures))
    for one in range(figures):
        for other in range(one + 1):
            squares = np.bincount(cell, around[one] * around[other], cells) + absent * means[one] * means[other]
            added = (scale * squares).reshape(count, parents)
            if lonely == "average":
                added = _with_averages(stage, added)
            result[:, one, other] = result[:, other, one] = added.sum(axis=1)
    return result


def _centres(stage: Stage, totals: Totals, count: int, cell: Codes) -> Numbers:
    """The mean total of each parent's units, (figures, domains x parents); a lonely unit's is the mean of all units."""
    parents = len(stage.fraction)
    sizes = np.tile(stage.sizes, count)
    sums = np.array([np.bincount(cell, row, count * parents) for row in totals.z]).reshape(len(totals.z), -1)
    overall = sums.reshape(len(totals.z), count, parents).sum(axis=2) / len(stage.parent)
    return np.where(sizes == 1, np.repeat(overall, parents, axis=1), sums / np.maximum(sizes, 1))


def _scale(stage: Stage, lonely: str) -> NDArray[np.float64]:
    """(1 - f) n / (n - 1) times what is carried from above, by parent; for a lonely unit (1 - f), or nothing."""
    sizes = stage.sizes
    alone = 1.0 if lonely == "centre" else 0.0
    return stage.carried * (1 - stage.fraction) * np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), alone)


def _with_averages(stage: Stage, added: Numbers) -> Numbers:
    """Parents with a lonely unit get the mean of the others, by domain."""
    lonely = (stage.sizes == 1) & (stage.fraction < 1)
    if not lonely.any() or lonely.all():
        return added
    return np.where(lonely, added[:, ~lonely].mean(axis=1, keepdims=True), added)
