"""Who is poor where: targets for every county and year that sum exactly to the calibrated figures.

Households of 2014 go to regions, provinces and counties by largest remainder; counties on the list of 832 carry more,
the more so the later they left it. The closing stock of each later year is divided inside the region so that no county
rises, and a county that has left the list is below the limit of its region (2 %, west 3 %). Weights are modelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.ratios import largest_remainder
from pledgetree.base.units import TIERS
from pledgetree.nation.calibration import (
    capped_share,
    closing_stock,
    movements,
    poor_villages,
    regional,
    rural_population,
    share,
)
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, draw
from pledgetree.nation.sources import REGIONS, YEARS, poor_counties, province_weights

# How much poorer than elsewhere a county is that left the list in a year (modelled; 0 = never on the list).
_INTENSITY: Mapping[int, int] = {0: 10, 2016: 20, 2017: 24, 2018: 28, 2019: 34, 2020: 45}
# How slowly stock falls: never on the list, left it, and one, two, more years before leaving it (modelled).
_NEVER, _LEFT = 8, 3
_BEFORE = (5, 8, 10)
# A county holds at least this many households on average; a small nation lives in fewer counties.
_HOUSEHOLDS_PER_COUNTY = 8
_HOUSEHOLDS_PER_VILLAGE = 4
_MOST_POOR_PER_MILLE = 450
# Limits on leaving the list: 2 %, in the west 3 % (厅字〔2016〕16号).
LIMIT_PER_MILLE: Mapping[str, int] = {"east": 20, "centre": 20, "west": 30}


@dataclass(frozen=True)
class CountyTargets:
    """All counties of the nation by code; arrays (C,) or (C, 7 years from 2014), in persons unless named otherwise.

    ``exit_year`` is 0 for counties that were never on the list; ``used_villages`` is in villages.
    """

    row: NDArray[np.int64]
    code: NDArray[np.int64]
    region: tuple[str, ...]
    exit_year: NDArray[np.int64]
    rural_population: NDArray[np.int64]
    households: NDArray[np.int64]
    used_villages: NDArray[np.int64]
    poor_villages: NDArray[np.int64]
    closing: NDArray[np.int64]
    identified: NDArray[np.int64]
    removed: NDArray[np.int64]
    relapsed: NDArray[np.int64]


def county_exit_years(divisions: Divisions) -> NDArray[np.int64]:
    """The year each unit (row) left the list as a county, 0 where never; units above counties are left out."""
    years = np.zeros(len(divisions.ids), np.int64)
    listed = poor_counties()
    rows = divisions.index([one.unit_id for one in listed])
    county = TIERS.index("county")
    for row, one in zip(rows.tolist(), listed, strict=True):
        if divisions.tier[row] == county:
            years[row] = one.exit_year
    return years


def _rural_villages(divisions: Divisions) -> NDArray[np.int64]:
    """Rural villages of each county row; counts at other rows mean nothing."""
    county = divisions.parent[divisions.parent[np.flatnonzero(divisions.rural)]]
    return np.bincount(county, minlength=len(divisions.ids))


def _three_quarters_power(count: int) -> int:
    """``1000 x count ** 0.75`` in whole numbers: many small villages make a county larger, but not in proportion."""
    return isqrt(isqrt(count**3 * 10**12))


@dataclass(frozen=True)
class _County:
    """What a county is before it has targets."""

    place: int
    exit_year: int
    size: int

    @property
    def weight(self) -> int:
        return self.size * _INTENSITY[self.exit_year]


def _chosen(counties: Sequence[_County], households: int) -> list[_County]:
    """The counties a province's households live in: all, or as many of the poorest as can be filled."""
    usable = [one for one in counties if one.size]
    room = max(1, households // _HOUSEHOLDS_PER_COUNTY)
    if not households or room >= len(usable):
        return usable
    groups = [[one for one in usable if bool(one.exit_year) is listed] for listed in (True, False)]
    counts = largest_remainder(room, [sum(one.weight for one in group) for group in groups])
    return [
        one
        for group, count in zip(groups, counts, strict=True)
        for one in sorted(group, key=lambda one: (-one.weight, one.place))[:count]
    ]


def _province(counties: Sequence[_County], households: int, rural: int) -> dict[int, tuple[int, int]]:
    """Households and rural population of a province's counties by place."""
    chosen = _chosen(counties, households)
    people = share(rural, [one.size for one in chosen])
    # Never more households than 45 % of the people, three to a household.
    caps = [count * _MOST_POOR_PER_MILLE // 3000 for count in people]
    if sum(caps) < households:
        caps = [households] * len(chosen)
    parts = capped_share(households, [one.weight for one in chosen], caps)
    return {one.place: (part, count) for one, part, count in zip(chosen, parts, people, strict=True)}


def _settle(divisions: Divisions, rows: NDArray[np.int64], households: int) -> NDArray[np.int64]:
    """Households and rural population of every county: (C, 2)."""
    exits, villages = county_exit_years(divisions), _rural_villages(divisions)
    entered, rural = regional(households, 2014), rural_population(households)
    settled = np.zeros((len(rows), 2), np.int64)
    for region in REGIONS:
        provinces = [one for one in province_weights() if one.region == region]
        homes = share(entered[region], [one.poor for one in provinces])
        people = share(rural[region], [one.rural for one in provinces])
        for province, home, count in zip(provinces, homes, people, strict=True):
            places = np.flatnonzero(np.char.startswith(divisions.ids[rows], province.code)).tolist()
            counties = [
                _County(place, int(exits[rows[place]]), _three_quarters_power(int(villages[rows[place]])))
                for place in places
            ]
            for place, pair in _province(counties, home, count).items():
                settled[place] = pair
    return settled


def _year_caps(
    before: NDArray[np.int64], limit: NDArray[np.int64], left: NDArray[np.bool_], people: NDArray[np.int64], total: int
) -> NDArray[np.int64]:
    """The most poor persons each county of a region may have: no more than before, and below the limit once left."""
    caps = np.where(left, np.minimum(before, limit), before)
    lacking = total - int(caps.sum())
    if lacking > 0:
        # Only a handful of households can come here: somebody is found poor in the largest county still free to rise.
        caps[int(np.argmax(np.where(left, -1, people)))] += lacking
    return caps


def _pull(before: NDArray[np.int64], exits: NDArray[np.int64], year: int) -> NDArray[np.int64]:
    waiting = np.array(_BEFORE)[(exits - year - 1).clip(0, len(_BEFORE) - 1)]
    return before * np.where(exits == 0, _NEVER, np.where(exits <= year, _LEFT, waiting))


def _closing(
    regions: Sequence[str], settled: NDArray[np.int64], limit: NDArray[np.int64], exits: NDArray[np.int64], n: int
) -> NDArray[np.int64]:
    """Closing stock of every county and year: (C, 7)."""
    closing = np.zeros((len(regions), len(YEARS)), np.int64)
    for region in REGIONS:
        here = np.array([place for place, one in enumerate(regions) if one == region], np.int64)
        first = closing_stock(YEARS[0], n).regions[region]
        closing[here, 0] = share(first, settled[here, 0].tolist())
        for step, year in enumerate(YEARS[1:], start=1):
            total, before = closing_stock(year, n).regions[region], closing[here, step - 1]
            left = (exits[here] > 0) & (exits[here] <= year)
            caps = _year_caps(before, limit[here], left, settled[here, 1], total)
            pull = _pull(before, exits[here], year)
            closing[here, step] = capped_share(total, pull.tolist(), caps.tolist())
    return closing


def _flows(closing: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Identified, removed and relapsed persons of every county and year: three arrays (C, 7)."""
    identified, removed, relapsed = np.zeros((3, *closing.shape), np.int64)
    for step, year in enumerate(YEARS[1:], start=1):
        planned, before = movements(year, n), closing[:, step - 1]
        identified[:, step] = share(planned.identified, before.tolist())
        removed[:, step] = np.minimum(share(planned.removed, before.tolist()), before)
        # A county cannot have more people fall back than have left.
        gone = (closing[:, 0] - before).clip(0)
        relapsed[:, step] = np.minimum(share(planned.relapsed, gone.tolist()), gone // 2)
    return identified, removed, relapsed


def county_targets(divisions: Divisions, households: int, seed: int) -> CountyTargets:
    """Targets of every county for a nation of so many households in 2014."""
    rows = divisions.rows_of("county")
    code = divisions.number[rows] // 10**6
    regions = divisions.region[rows].tolist()
    exits = county_exit_years(divisions)[rows]
    settled = _settle(divisions, rows, households)
    margin = 400 + below(draw(seed, "margin", 0, divisions.number[rows]), 551)
    per_mille = np.array([LIMIT_PER_MILLE[one] for one in regions], np.int64)
    limit = settled[:, 1] * per_mille * margin // 1_000_000
    closing = _closing(regions, settled, limit, exits, households)
    identified, removed, relapsed = _flows(closing, households)
    used = np.minimum(_rural_villages(divisions)[rows], np.maximum(1, settled[:, 0] // _HOUSEHOLDS_PER_VILLAGE))
    used = np.where((settled[:, 0] > 0) | (closing.sum(axis=1) > 0), used, 0)
    listed = poor_villages(households)
    poor = capped_share(
        min(listed, int(used.sum())), (settled[:, 0] * np.where(exits > 0, 3, 1)).tolist(), used.tolist()
    )
    return CountyTargets(
        row=rows,
        code=code,
        region=tuple(regions),
        exit_year=exits,
        rural_population=settled[:, 1],
        households=settled[:, 0],
        used_villages=used,
        poor_villages=np.array(poor, np.int64),
        closing=closing,
        identified=identified,
        removed=removed,
        relapsed=relapsed,
    )
