"""Batches of whole counties for the workers, with the villages their households live in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.ratios import largest_remainder
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, draw
from pledgetree.nation.register import Batch, Whole
from pledgetree.nation.targets import LIMIT_PER_MILLE, CountyTargets

# Small enough for a worker's memory, large enough that NumPy is busy with numbers and not with calls.
HOUSEHOLDS_AT_ONCE = 60_000


def _village_weights(divisions: Divisions, rows: Whole, listed: int, seed: int) -> tuple[list[int], list[int]]:
    """Weights of a county's villages by people and by poor households; the first ``listed`` are the poor villages."""
    people = (300 + below(draw(seed, "village people", 0, divisions.number[rows]), 1_401)).tolist()
    poorer = [weight * (2 if place < listed else 1) for place, weight in enumerate(people)]
    return people, poorer


def _county_villages(
    divisions: Divisions, villages: Whole, targets: CountyTargets, place: int, seed: int
) -> tuple[Whole, Whole, Whole, NDArray[np.bool_]]:
    """Of one county: rows of the villages used, households of 2014, rural population, whether listed as poor."""
    drawn = draw(seed, "village used", 0, divisions.number[villages])
    used = villages[np.argsort(drawn, kind="stable")[: int(targets.used_villages[place])]]
    listed = int(targets.poor_villages[place])
    people, poorer = _village_weights(divisions, used, listed, seed)
    homes = np.array(largest_remainder(int(targets.households[place]), poorer), np.int64)
    counts = np.array(largest_remainder(int(targets.rural_population[place]), people), np.int64)
    order = np.argsort(used)
    return used[order], homes[order], counts[order], (np.arange(len(used)) < listed)[order]


def _grouped(targets: CountyTargets, at_once: int) -> list[Whole]:
    """Places of the counties that have anybody, in order, cut into batches."""
    places = np.flatnonzero(targets.used_villages > 0)
    load = np.cumsum(targets.households[places]) // at_once
    return [places[load == one] for one in np.unique(load)]


def make_batches(
    divisions: Divisions, targets: CountyTargets, seed: int, at_once: int = HOUSEHOLDS_AT_ONCE
) -> list[Batch]:
    """All counties with registered households, in batches in the order of their codes."""
    rural = np.flatnonzero(divisions.rural)
    county = divisions.parent[divisions.parent[rural]]
    order = np.argsort(county, kind="stable")
    rural, county = rural[order], county[order]
    starts = np.searchsorted(county, targets.row)
    ends = np.searchsorted(county, targets.row, side="right")
    batches = []
    for places in _grouped(targets, at_once):
        parts = [
            _county_villages(divisions, rural[starts[place] : ends[place]], targets, place, seed)
            for place in places.tolist()
        ]
        batches.append(_batch(divisions, targets, seed, places, parts))
    return batches


def _batch(
    divisions: Divisions,
    targets: CountyTargets,
    seed: int,
    places: Whole,
    parts: list[tuple[Whole, Whole, Whole, NDArray[np.bool_]]],
) -> Batch:
    villages, homes, people, listed = (np.concatenate(column) for column in zip(*parts, strict=True))
    lengths = [len(part[0]) for part in parts]
    return Batch(
        seed=seed,
        code=targets.code[places],
        province=targets.code[places] // 10**4,
        limit=np.array([LIMIT_PER_MILLE[targets.region[place]] for place in places.tolist()], np.int64),
        households=targets.households[places],
        closing=targets.closing[places],
        identified=targets.identified[places],
        removed=targets.removed[places],
        relapsed=targets.relapsed[places],
        village=divisions.number[villages],
        village_start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        village_homes=homes,
        village_people=people,
        village_listed=listed,
    )
