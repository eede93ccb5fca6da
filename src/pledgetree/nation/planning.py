"""Annual plans from the Centre to the village, the faults planted in them, and who missed the plan.

A sound plan lies between the pledge and what was delivered; in the provinces drawn to miss it, it lies above. Plans of
parents are the sums of their children's, or the pledge where that is more. How far apart they lie is modelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.base.units import TIERS
from pledgetree.nation.calibration import share
from pledgetree.nation.columns import Whole, days
from pledgetree.nation.conduct import missing_provinces, provinces_in_order
from pledgetree.nation.counties import truth_rows
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, below_low, draw, order_of
from pledgetree.nation.government import Signing
from pledgetree.nation.promises import PLEDGED_YEARS, Promises, county_places, summed_upwards
from pledgetree.nation.register import day_number
from pledgetree.nation.sources import poor_counties
from pledgetree.nation.targets import CountyTargets

PLANNED = ("poor_lifted", "counties_exited")
KINDS = ("plan_unapproved", "plan_below_pledge", "plan_changed_late")
_PROVINCE_FAULT: Mapping[int, str] = {2016: "plan_unapproved", 2017: "plan_below_pledge", 2018: "plan_changed_late"}
_COUNTIES_PER_KIND = 5
_SMALLEST_PLEDGE = 2


@dataclass(frozen=True)
class YearPlan:
    """Plans of the signing units (S,) for one year: targets in force, and the fault of each ("" = none)."""

    year: int
    lifted: Whole
    exits: Whole
    first: Whole
    fault: tuple[str, ...]


def delivered_upwards(signing: Signing, targets: CountyTargets, delivered: Whole) -> Whole:
    """What every signing unit delivered, from what the counties (C,) delivered."""
    place, county = county_places(signing, targets)
    total = np.zeros(len(signing.row), np.int64)
    total[place] = delivered[county]
    return summed_upwards(signing, total)


def _sound(seed: int, year: int, signing: Signing, delivered: Whole, missing: NDArray[np.bool_]) -> Whole:
    """County plans: 94 to 100 % of what will be delivered, in missing provinces 5 to 12 % above it."""
    words = draw(seed, "plan", year, np.array([int(one) for one in signing.ids.tolist()], np.int64))
    met = delivered * (940 + below(words, 61)) // 1000
    missed = delivered + np.where(delivered > 0, 1 + delivered * (50 + below_low(words, 71)) // 1000, 0)
    return np.where(missing, missed, met)


def _raised(signing: Signing, county: Whole, pledged: Whole) -> Whole:
    """Plans of all units from the counties': sums of the children's, never below the pledge."""
    plan = county.copy()
    for place in range(len(signing.row) - 1, -1, -1):
        plan[place] = max(int(plan[place]), int(pledged[place]))
        if place:
            plan[signing.superior[place]] += plan[place]
    return plan


def _drawn_faults(seed: int, year: int, signing: Signing, pledged: Whole) -> list[str]:
    """Which unit's plan carries which fault: a province in three of the years, five counties of each kind."""
    fault = [""] * len(signing.row)
    if year in _PROVINCE_FAULT:
        missing = missing_provinces(seed, year)
        drawn_code = next(code for code in provinces_in_order(seed, "plan fault", year) if code not in missing)
        code = f"{drawn_code:02d}"
        province = np.flatnonzero((signing.tier == TIERS.index("province")) & np.char.startswith(signing.ids, code))
        if pledged[province[0]] >= _SMALLEST_PLEDGE:
            fault[int(province[0])] = _PROVINCE_FAULT[year]
    could = np.flatnonzero((signing.tier == TIERS.index("county")) & (pledged >= _SMALLEST_PLEDGE))
    drawn = could[order_of(seed, f"plan fault {year}", np.array([int(one) for one in signing.ids[could]], np.int64))]
    for place, one in enumerate(drawn[: _COUNTIES_PER_KIND * len(KINDS)].tolist()):
        fault[one] = KINDS[place // _COUNTIES_PER_KIND]
    return fault


def _pledged(promises: Promises, year: int) -> Whole:
    return promises.target[:, year - PLEDGED_YEARS[0], 0]


def make_plan(
    promises: Promises, exits: Whole, delivered: Whole, missing: NDArray[np.bool_], at: tuple[int, int]
) -> YearPlan:
    """The plans of one year.

    Args:
        promises: the pledges; no plan is made below them but a planted one.
        exits: counties that really leave the list (S,).
        delivered: persons delivered (S,).
        missing: whether the unit's province is planted to miss (S,).
        at: seed and year.
    """
    seed, year = at
    signing, pledged = promises.signing, _pledged(promises, year)
    county = signing.tier == TIERS.index("county")
    sound = np.where(county, _sound(seed, year, signing, delivered, missing), 0)
    plan = _raised(signing, sound, pledged)
    fault = _drawn_faults(seed, year, signing, pledged)
    below_pledge = np.array([one == "plan_below_pledge" for one in fault])
    late = np.array([one == "plan_changed_late" for one in fault])
    lifted = np.where(below_pledge, pledged - np.maximum(1, pledged // 20), plan)
    first = np.where(late, lifted + 2 + lifted * 15 // 100, lifted)
    return YearPlan(year, lifted, exits, first, tuple(fault))


def _rows(ids: Sequence[str], year: int, indicator: str, target: Whole, approved: Sequence[str | None]) -> pa.Table:
    """Plan rows submitted in February and approved in March by the unit above."""
    count = len(ids)
    return pa.table(
        {
            "plan_id": pa.array([f"PL-{year}-{one}-1" for one in ids], pa.string()),
            "unit_id": pa.array(ids, pa.string()),
            "year": np.full(count, year),
            "indicator": pa.array([indicator] * count, pa.string()),
            "target_numerator": target,
            "target_denominator": np.ones(count, np.int64),
            "submitted_on": days(np.full(count, day_number(year, 2, 15))),
            "approved_on": days(np.full(count, day_number(year, 3, 20))),
            "approved_by": pa.array(approved, pa.string()),
            "amended_from": pa.nulls(count, pa.string()),
            "reason": pa.nulls(count, pa.string()),
        }
    )


def _set(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def _approvers(signing: Signing) -> list[str]:
    return [str(signing.ids[one]) if one >= 0 else "国务院扶贫开发领导小组" for one in signing.superior.tolist()]


def _late_rows(signing: Signing, plan: YearPlan) -> pa.Table:
    """The second editions that lower a plan in November."""
    late = [place for place, fault in enumerate(plan.fault) if fault == "plan_changed_late"]
    ids = [str(signing.ids[place]) for place in late]
    rows = _rows(ids, plan.year, "poor_lifted", plan.lifted[late], [_approvers(signing)[place] for place in late])
    rows = _set(rows, "amended_from", rows.column("plan_id"))
    rows = _set(rows, "plan_id", pa.array([f"PL-{plan.year}-{one}-2" for one in ids], pa.string()))
    rows = _set(rows, "submitted_on", days(np.full(len(ids), day_number(plan.year, 11, 10))))
    rows = _set(rows, "approved_on", days(np.full(len(ids), day_number(plan.year, 11, 20))))
    return _set(rows, "reason", pa.array(["target lowered"] * len(ids), pa.string()))


def unit_plans(signing: Signing, plan: YearPlan) -> pa.Table:
    """The declared table ``plans`` for the signing units of one year."""
    ids, above = signing.ids.tolist(), _approvers(signing)
    lifted = _rows(ids, plan.year, "poor_lifted", plan.first, above)
    unapproved = np.array([fault == "plan_unapproved" for fault in plan.fault])
    approved = np.where(unapproved, 0, day_number(plan.year, 3, 20))
    lifted = _set(lifted, "approved_on", days(approved))
    by = pa.array(
        [None if hidden else one for hidden, one in zip(unapproved.tolist(), above, strict=True)], pa.string()
    )
    lifted = _set(lifted, "approved_by", by)
    exits = _rows(ids, plan.year, "counties_exited", plan.exits, above)
    # One document holds both indicators: an unapproved plan is unapproved as a whole.
    exits = _set(_set(exits, "approved_on", days(approved)), "approved_by", by)
    return pa.concat_tables([lifted, exits, _late_rows(signing, plan)])


def village_plans(
    promises: Promises, divisions: Divisions, plan: YearPlan, village_row: Whole, delivered: Whole
) -> pa.Table:
    """Plans of townships and villages with tasks: their pledge, and what the county's plan is above its own.

    What is above goes to the villages in proportion to what each delivered. Where a county plans less than it pledged
    its villages keep to their pledges.

    Args:
        promises: of the whole tree.
        divisions: the units.
        plan: the year's plans, of the units down to the county.
        village_row: rows of the villages with registered households (V,), ascending.
        delivered: persons each delivered (V,).
    """
    tree = promises.signing
    town = divisions.parent[village_row]
    county = divisions.parent[town]
    place = np.searchsorted(tree.row, village_row).clip(max=len(tree.row) - 1)
    pledged = np.where(tree.row[place] == village_row, _pledged(promises, plan.year)[place], 0)
    target = pledged.copy()
    counties = np.flatnonzero(tree.tier[: len(plan.lifted)] == TIERS.index("county"))
    starts = np.searchsorted(county, tree.row[counties])
    ends = np.searchsorted(county, tree.row[counties], side="right")
    for one, start, end in zip(counties.tolist(), starts.tolist(), ends.tolist(), strict=True):
        more = max(int(plan.lifted[one]) - int(pledged[start:end].sum()), 0)
        target[start:end] += np.array(share(more, delivered[start:end].tolist()), np.int64)
    towns = np.bincount(town, weights=target, minlength=1).astype(np.int64)
    rows = np.concatenate([np.flatnonzero(towns), village_row[target > 0]])
    values = np.concatenate([towns[towns > 0], target[target > 0]])
    ids = divisions.ids[rows].tolist()
    above = divisions.ids[divisions.parent[rows]].tolist()
    return _rows(ids, plan.year, "poor_lifted", values, above)


def plan_truth(signing: Signing, plan: YearPlan, delivered: Whole) -> pa.Table:
    """What is planted in the plans of a year, and which units missed a plan in force."""
    ids = signing.ids
    which = {kind: np.array([fault == kind for fault in plan.fault]) for kind in KINDS}
    edition = np.where(which["plan_changed_late"], 2, 1)
    missed = ~which["plan_unapproved"] & (delivered < plan.lifted)
    persons = dict.fromkeys(KINDS, plan.lifted) | {"plan_missed": plan.lifted - delivered}
    tables = []
    for kind, mask in (which | {"plan_missed": missed}).items():
        units = ids[mask].tolist()
        columns = {
            "unit_id": pa.array(units, pa.string()),
            "plan_id": pa.array(
                [f"PL-{plan.year}-{one}-{number}" for one, number in zip(units, edition[mask].tolist(), strict=True)],
                pa.string(),
            ),
            "persons": pa.array(persons[kind][mask]),
        }
        tables.append(truth_rows(kind, plan.year, columns, len(units)))
    return pa.concat_tables(tables)


def county_exits(divisions: Divisions, signing: Signing, targets: CountyTargets, year: int) -> Whole:
    """Counties that left the list in a year at or below each signing unit (S,), the committees of Haixi included."""
    place, county = county_places(signing, targets)
    here = np.zeros(len(signing.row), np.int64)
    here[place] = targets.exit_year[county] == year
    for row, when in committee_exits(divisions):
        if when == year:
            here[np.searchsorted(signing.row, row)] += 1
    return summed_upwards(signing, here)


def committee_exits(divisions: Divisions) -> list[tuple[int, int]]:
    """Row and exit year of listed poor counties that are no county of the edition of 2016: their prefecture's row."""
    listed = poor_counties()
    rows = divisions.index([one.unit_id for one in listed]).tolist()
    county = TIERS.index("county")
    return [(row, one.exit_year) for row, one in zip(rows, listed, strict=True) if divisions.tier[row] != county]


def missing_units(signing: Signing, provinces: frozenset[int]) -> NDArray[np.bool_]:
    """Whether each signing unit lies in one of the provinces (two digits as a number)."""
    code = np.array([int(one[:2]) for one in signing.ids.tolist()])
    return np.isin(code, sorted(provinces))


def planned_years(last: int) -> range:
    """The years whose plans a snapshot holds: from the first year a plan was owed for (2016) to its own."""
    return range(PLEDGED_YEARS[0], last + 1)
