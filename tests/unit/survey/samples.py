"""Samples for the tests: the textbook design of eight rows, and random ones with everything in them."""

from dataclasses import dataclass

import numpy as np

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.variances import Domains

# R survey's example data "fpc": two strata of 15 and 12 units, five and three drawn, weights 3 and 4.
EIGHT_X = np.array([2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2])
EIGHT_STRATUM = np.array([0] * 5 + [1] * 3)
EIGHT_WEIGHT = np.array([3.0] * 5 + [4.0] * 3)
EIGHT_POPULATION = np.array([15.0] * 5 + [12.0] * 3)


def eight(*, fpc=True, lonely="centre"):
    population = EIGHT_POPULATION if fpc else None
    return make_design(EIGHT_WEIGHT, EIGHT_STRATUM, [StageColumns("N", None, population)], lonely)


@dataclass(frozen=True)
class Drawn:
    """A random sample in columns: strata, clusters, units, counts, weights, domains, two figures, a rare case."""

    stratum: np.ndarray
    cluster: np.ndarray
    clusters_there: np.ndarray
    units_there: np.ndarray
    weight: np.ndarray
    domain: np.ndarray
    y: np.ndarray
    x: np.ndarray
    case: np.ndarray

    def design(self, *, fpc=True, two_stages=False, lonely="centre"):
        stages = [StageColumns("N", self.cluster, self.clusters_there if fpc else None)]
        if two_stages:
            stages.append(StageColumns("M", None, self.units_there))
        return make_design(self.weight, self.stratum, stages, lonely)

    @property
    def domains(self):
        return Domains(self.domain, int(self.domain.max()) + 1)


def random_sample(seed, strata=4, clusters=6, units=7, domains=3):
    """Unequal clusters, weights and domains; clusters are numbered within their stratum."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(2, units + 1, (strata, clusters))
    rows = int(sizes.sum())
    stratum = np.repeat(np.arange(strata), sizes.sum(axis=1))
    cluster = np.concatenate([np.repeat(np.arange(clusters), row) for row in sizes])
    there = np.concatenate([np.repeat(row, row) for row in sizes]) + 5.0
    effect = chance.normal(0, 1, (strata, clusters))[stratum, cluster]
    y = 10 + stratum + effect + chance.normal(0, 1, rows)
    return Drawn(
        stratum=stratum,
        cluster=cluster,
        clusters_there=20.0 + stratum,
        units_there=there,
        weight=chance.uniform(0.5, 4, rows),
        domain=chance.integers(0, domains, rows),
        y=y,
        x=chance.uniform(1, 3, rows) + y / 10,
        case=(chance.random(rows) < 0.15 + 0.1 * (effect > 0.5)).astype(float),
    )
