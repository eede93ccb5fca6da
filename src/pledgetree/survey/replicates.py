"""Replicate weights: the jackknife of strata (JKn) and the rescaling bootstrap, for figures that have no formula.

JKn leaves out one primary unit at a time and raises the others of its stratum by n / (n - 1); the variance is the sum
of (1 - f)(n - 1) / n times squared differences (Wolter 2007, chapter 4). The bootstrap of Rao and Wu (1988, Journal of
the American Statistical Association 83:231-241) draws n - 1 of the n units of a stratum with replacement and rescales,
so that variances of totals are unbiased.
A stratum with one unit has no replicate of its own: it adds nothing, as under the rule ``certainty``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pledgetree.survey.designs import Codes, Numbers, SampleDesign
from pledgetree.survey.randomness import Chance

Figure = Callable[[Numbers], Numbers]


@dataclass(frozen=True)
class Replicates:
    """``change`` (replicates, primary units) multiplies the weights of a unit; ``factor`` is (replicates,)."""

    change: Numbers
    factor: Numbers


def jackknife(design: SampleDesign) -> Replicates:
    """One replicate for each primary unit of a stratum with at least two."""
    stage = design.stages[0]
    sizes = stage.sizes[stage.parent]
    left_out = np.flatnonzero(sizes > 1)
    change = np.ones((len(left_out), len(stage.parent)))
    same = stage.parent[left_out][:, np.newaxis] == stage.parent[np.newaxis]
    raised = (sizes / np.maximum(sizes - 1, 1))[np.newaxis]
    change = np.where(same, raised, change)
    change[np.arange(len(left_out)), left_out] = 0
    n = sizes[left_out]
    return Replicates(change, (1 - stage.fraction[stage.parent[left_out]]) * (n - 1) / n)


def bootstrap(design: SampleDesign, replicates: int, seed: int) -> Replicates:
    """``replicates`` draws of n - 1 primary units in each stratum, rescaled for the share that was sampled."""
    stage, chance = design.stages[0], Chance(seed)
    change = np.ones((replicates, len(stage.parent)))
    for stratum in np.flatnonzero(stage.sizes > 1).tolist():
        units = np.flatnonzero(stage.parent == stratum)
        n, kept = len(units), np.sqrt(1 - stage.fraction[stratum])
        hits = _hits(chance.below(n, replicates, n - 1), n)
        change[:, units] = 1 - kept + kept * n / (n - 1) * hits
    return Replicates(change, np.full(replicates, 1 / replicates))


def replicate_covariance(design: SampleDesign, replicates: Replicates, figure: Figure) -> tuple[Numbers, Numbers]:
    """Figures (k,) from the weights, and their covariance (k, k) from the replicates.

    Args:
        design: the design the replicates were made from.
        replicates: from ``jackknife`` or ``bootstrap``.
        figure: makes the figures of weights (n,).
    """
    value, unit = figure(design.weight), design.stages[0].unit
    result = np.zeros((len(value), len(value)))
    for change, factor in zip(replicates.change, replicates.factor, strict=True):
        away = figure(design.weight * change[unit]) - value
        result += factor * np.outer(away, away)
    return value, result


def _hits(drawn: Codes, units: int) -> Numbers:
    """How often each unit was drawn, (replicates, units)."""
    rows = np.arange(len(drawn))[:, np.newaxis] * units
    return np.bincount((rows + drawn).ravel(), minlength=len(drawn) * units).reshape(len(drawn), units).astype(float)
