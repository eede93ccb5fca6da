"""What the pledges promise for 2016 to 2020, from the Centre to the village, before anything is planted.

Figures are modelled at the county and summed upwards; below it they are divided among the villages by their households
of 2014 and summed at the townships. So every parent's target is exactly the sum of its children's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.nation.apportioning import apportion
from pledgetree.nation.columns import Whole
from pledgetree.nation.government import Signing
from pledgetree.nation.register import Batch
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets

PLEDGED_YEARS = range(2016, 2021)
INDICATORS = ("poor_lifted", "counties_exited", "poor_remaining")
# Pledged lifts are 95 % of the fall in the stock: deaths and moves bring the rest (modelled).
_PLEDGED_PER_CENT = 95
LIFTED, EXITED, REMAINING = range(len(INDICATORS))


@dataclass(frozen=True)
class Promises:
    """What each signing unit promises: arrays (S, 5 years from 2016, 3 indicators) and the stock of 2015 (S,)."""

    signing: Signing
    target: Whole
    stock: Whole


def summed_upwards(signing: Signing, values: Whole) -> Whole:
    """Values (S, ...) of the lowest units and, at every unit above, the sum of the values below."""
    total = values.copy()
    for tier in range(len(TIERS) - 1, 0, -1):
        here = np.flatnonzero(signing.tier == tier)
        np.add.at(total, signing.superior[here], total[here])
    return total


def county_places(signing: Signing, targets: CountyTargets) -> tuple[Whole, Whole]:
    """The counties that sign: places in ``signing`` and in ``targets``."""
    place = np.flatnonzero(signing.tier == TIERS.index("county"))
    return place, np.searchsorted(targets.row, signing.row[place])


def _county_promises(targets: CountyTargets) -> Whole:
    """Targets of every county: (C, 5, 3)."""
    path = np.minimum.accumulate(targets.closing[:, 2015 - YEARS[0] :], axis=1)
    lifted = (path[:, :-1] - path[:, 1:]) * _PLEDGED_PER_CENT // 100
    exits = targets.exit_year[:, None] == np.array(PLEDGED_YEARS)[None, :]
    return np.stack([lifted, exits.astype(np.int64), path[:, 1:]], axis=2)


def make_promises(signing: Signing, targets: CountyTargets) -> Promises:
    """The figures of the whole tree."""
    place, county = county_places(signing, targets)
    target = np.zeros((len(signing.row), len(PLEDGED_YEARS), len(INDICATORS)), np.int64)
    stock = np.zeros(len(signing.row), np.int64)
    target[place] = _county_promises(targets)[county]
    stock[place] = targets.closing[county, 2015 - YEARS[0]]
    return Promises(signing, summed_upwards(signing, target), summed_upwards(signing, stock))


def spread(promises: Promises, tree: Signing, batches: Sequence[Batch], rows: Whole) -> Promises:
    """The promises of the whole tree: what counties promise, divided among their villages.

    Townships that sign with no county (in Sanya, for one) promise no figures.

    Args:
        promises: those down to the county; ``tree`` begins with the same units.
        tree: all signing units.
        batches: the villages with registered households.
        rows: the row of each of these villages, in the order of the batches.
    """
    upper = len(promises.signing.row)
    target = np.zeros((len(tree.row), *promises.target.shape[1:]), np.int64)
    stock = np.zeros(len(tree.row), np.int64)
    village, county, homes = _villages(tree, rows, np.concatenate([one.village_homes for one in batches]))
    start = np.flatnonzero(np.diff(county, prepend=-1))
    if len(start):
        pledged, people = promises.target[county[start]], promises.stock[county[start]]
        stock[village] = apportion(homes, start, people)
        for year in range(len(PLEDGED_YEARS)):
            left = apportion(stock[village], start, people - pledged[:, year, REMAINING])
            target[village, year, REMAINING] = stock[village] - left
            so_far = apportion(stock[village], start, pledged[:, : year + 1, LIFTED].sum(axis=1))
            target[village, year, LIFTED] = so_far - target[village, :year, LIFTED].sum(axis=1)
    target, stock = summed_upwards(tree, target), summed_upwards(tree, stock)
    # Places without leaders add nothing: what is signed above the township is what the counties say.
    target[:upper], stock[:upper] = promises.target, promises.stock
    return Promises(tree, target, stock)


def _villages(tree: Signing, rows: Whole, homes: Whole) -> tuple[Whole, Whole, Whole]:
    """Places of the villages under signing counties, their counties, and households of 2014, in order of counties."""
    place = np.searchsorted(tree.row, rows).clip(max=len(tree.row) - 1)
    inside = tree.row[place] == rows
    place, homes = place[inside], homes[inside]
    county = tree.superior[tree.superior[place]]
    under = tree.tier[county] == TIERS.index("county")
    place, county, homes = place[under], county[under], homes[under]
    order = np.lexsort((place, county))
    place, county, homes = place[order], county[order], homes[order]
    # Where nobody was entered in 2014 and somebody is found later, every village may be the one.
    nobody = np.bincount(county, weights=homes, minlength=len(tree.row))[county] == 0
    return place, county, np.where(nobody, 1, homes)
