"""The pledge tree from the Centre to the county: what was promised for 2016 to 2020, and who signed.

The Centre's goal is the pledge without a superior. Each unit pledges to the nearest unit above that signs, so Chongqing
and Hainan pass over places in the code that have no leaders. Figures are modelled at the county and summed upwards, so
that every parent's target is exactly the sum of its children's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Whole, days
from pledgetree.nation.government import ROLES, Side, Signing, Terms, signatures_of
from pledgetree.nation.register import day_number
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets

PLEDGED_YEARS = range(2016, 2021)
INDICATORS = ("poor_lifted", "counties_exited", "poor_remaining")
_BASIS: Mapping[str, str] = {"poor_lifted": "annual", "counties_exited": "annual", "poor_remaining": "level"}
# Pledged lifts are 95 % of the fall in the stock: deaths and moves bring the rest (modelled).
_PLEDGED_PER_CENT = 95
# 22 provinces signed at the conference of 27-28 November 2015 (documented); the goal and the other days are modelled.
_SIGNED: Mapping[str, tuple[int, int, int]] = {
    "centre": (2015, 11, 23),
    "province": (2015, 11, 28),
    "prefecture": (2015, 12, 12),
    "county": (2015, 12, 26),
}
_DEADLINE = day_number(2020, 12, 31)


@dataclass(frozen=True)
class Promises:
    """What each signing unit promises: arrays (S, 5 years from 2016, 3 indicators) and the stock of 2015 (S,)."""

    signing: Signing
    target: Whole
    stock: Whole


def summed_upwards(signing: Signing, values: Whole) -> Whole:
    """County values (S, ...) and, at every unit above, the sum of the values below; children follow parents."""
    total = values.copy()
    for place in range(len(signing.row) - 1, 0, -1):
        total[signing.superior[place]] += total[place]
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


def pledge_ids(signing: Signing) -> list[str]:
    """The id of each unit's pledge."""
    return [f"PG-2015-{one}" for one in signing.ids.tolist()]


def _signed_days(signing: Signing) -> Whole:
    return np.array([day_number(*_SIGNED[TIERS[tier]]) for tier in signing.tier.tolist()], np.int64)


def pledges(signing: Signing) -> pa.Table:
    """The declared table ``pledges`` from the end of 2015 on."""
    ids = pledge_ids(signing)
    above = signing.superior.tolist()
    count = len(ids)
    return pa.table(
        {
            "pledge_id": ids,
            "type": ["vertical"] * count,
            "superior_unit": pa.array([str(signing.ids[one]) if one >= 0 else None for one in above], pa.string()),
            "subordinate_unit": signing.ids.tolist(),
            "derives_from": pa.array([ids[one] if one >= 0 else None for one in above], pa.string()),
            "signed_on": days(_signed_days(signing)),
            "deadline": days(np.full(count, _DEADLINE)),
        }
    )


def commitments(promises: Promises) -> pa.Table:
    """The declared table ``commitments``: three indicators, five years, every pledge."""
    units, years, indicators = promises.target.shape
    ids = np.repeat(np.array(pledge_ids(promises.signing)), years * indicators)
    year = np.tile(np.repeat(np.array(PLEDGED_YEARS), indicators), units)
    names = list(INDICATORS) * (units * years)
    counted = np.array([name != "counties_exited" for name in INDICATORS])
    baseline = np.where(counted[None, None, :], promises.stock[:, None, None], 0) + np.zeros_like(promises.target)
    ones = np.ones(len(names), np.int64)
    due = np.array([day_number(one, 12, 31) for one in year.tolist()], np.int64)
    return pa.table(
        {
            "pledge_id": ids.tolist(),
            "indicator": names,
            "year": year,
            "kind": ["additive"] * len(names),
            "basis": [_BASIS[one] for one in names],
            "baseline_numerator": pa.array(baseline.ravel(), mask=baseline.ravel() == 0),
            "baseline_denominator": pa.array(ones, mask=baseline.ravel() == 0),
            "target_numerator": promises.target.ravel(),
            "target_denominator": ones,
            "due_on": days(due),
        }
    )


def _side_rows(signing: Signing, side: Side, name: str, terms: Terms, year: int) -> pa.Table:
    place, term, day = signatures_of(side, terms, year)
    ids = pledge_ids(signing)
    return pa.table(
        {
            "pledge_id": [ids[one] for one in side.pledge[place].tolist()],
            "side": [name] * len(place),
            "role": [ROLES[one] for one in terms.role[term].tolist()],
            "officer_id": pa.array([terms.officer[one] for one in term.tolist()], pa.string()),
            "capacity": ["full"] * len(place),
            "signed_on": days(day),
        }
    )


def _centre_rows(signing: Signing) -> pa.Table:
    """The Centre signs with each province as a body."""
    place = np.flatnonzero(signing.superior == 0)
    ids = pledge_ids(signing)
    return pa.table(
        {
            "pledge_id": [ids[one] for one in place.tolist()],
            "side": ["superior"] * len(place),
            "role": ["body"] * len(place),
            "officer_id": pa.nulls(len(place), pa.string()),
            "capacity": ["full"] * len(place),
            "signed_on": days(_signed_days(signing)[place]),
        }
    )


def signatures(signing: Signing, terms: Terms, year: int) -> pa.Table:
    """The declared table ``signatures`` up to the end of a year."""
    signed = _signed_days(signing)
    all_below = signing.below_centre()
    under = all_below[signing.superior[all_below] > 0]
    giving = Side(all_below, signing.row[all_below], signed[all_below])
    taking = Side(under, signing.row[signing.superior[under]], signed[under])
    return pa.concat_tables(
        [
            _side_rows(signing, giving, "subordinate", terms, year),
            _side_rows(signing, taking, "superior", terms, year),
            _centre_rows(signing),
        ]
    )
