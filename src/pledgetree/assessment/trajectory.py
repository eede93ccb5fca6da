"""The trajectory to the deadline: pledged, planned and delivered year by year, for the Centre and the provinces.

Series: ``pledged`` and ``planned`` (annual targets of persons lifted), ``delivered`` (this result's figure; earlier
years as far as the statistics name them), ``registered_poor`` and ``rural_poor_survey``. The last two are official
statistics of their own, made in different ways, and are never mixed. Pledges reach on to the deadline, everything else
ends with the year assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.assessment.figures import Figures, UnitTree
from pledgetree.assessment.places import UnitPlaces
from pledgetree.assessment.plans import PlanTables, plan_targets
from pledgetree.assessment.rollup import placed, roll_lowest
from pledgetree.base.units import TIERS
from pledgetree.law.model import Rulebook
from pledgetree.snapshot.codes import dates_of
from pledgetree.snapshot.declaration import declared_tables

LIFTED = "poor_lifted"
STATISTICS = ("registered_poor", "rural_poor_survey", "delivered")
_LOWEST_TIER = TIERS.index("province")

Point = tuple[int, int, str, int]
"""unit, year, series, value."""


def statistics_points(statistics: pa.Table, tree: UnitTree, places: UnitPlaces, year: int) -> Iterator[Point]:
    """The series that official statistics hold, up to the year; see ``rollup.roll_lowest`` for the tiers."""
    wanted = pc.and_(pc.is_in(statistics["name"], pa.array(STATISTICS)), pc.less_equal(statistics["year"], year))
    rows = statistics.filter(wanted)
    days = dates_of(rows, declared_tables()["statistics"].column("unit_id"), year)
    at, years = places.of(rows["unit_id"], days), rows["year"].to_numpy()
    names, values = rows["name"].to_numpy(), rows["value"].to_numpy()
    for name, when in sorted(set(zip(names.tolist(), years.tolist(), strict=True))):
        these = (names == name) & (years == when) & (at >= 0)
        known = np.zeros(len(tree.ids), np.bool_)
        # Two codes that became one unit are two rows of it: their people are added up.
        own, known[at[these]] = placed(at[these], values[these], len(tree.ids)), True
        total, has = roll_lowest(tree, own, known)
        for unit in _shown(tree, np.flatnonzero(has)):
            yield unit, when, name, int(total[unit])


def _shown(tree: UnitTree, units: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    shown: list[int] = units[tree.tier[units] <= _LOWEST_TIER].tolist()
    return shown


def target_points(tables: PlanTables, tree: UnitTree, rulebook: Rulebook, year: int) -> Iterator[Point]:
    """What the plans in force and the pledges say of every year they name."""
    if LIFTED not in rulebook.indicators:
        return
    # Only targets are wanted: without parameters no day is late, and none need be in force in years long gone.
    lenient = replace(rulebook, parameters={})
    planned = _years(tables.plans, LIFTED) | _years(tables.commitments, LIFTED)
    for when in sorted(planned):
        targets, _ = plan_targets(tables, tree, (LIFTED,), lenient, when)
        for row, unit in enumerate(targets.unit.tolist()):
            if targets.pledge_denominator[row] > 0:
                yield unit, when, "pledged", int(targets.pledge_numerator[row])
            if targets.plan_state[row] == "approved" and when <= year:
                yield unit, when, "planned", int(targets.plan_numerator[row])


def _years(table: pa.Table, indicator: str) -> set[int]:
    years: set[int] = set(table.filter(pc.equal(table["indicator"], indicator))["year"].unique().to_pylist())
    return years


def delivered_points(figures: Figures, year: int) -> Iterator[Point]:
    """What this result says was delivered in its year."""
    if LIFTED in figures.indicators:
        numerator, _, rows = figures.of(LIFTED)
        for unit in _shown(figures.tree, np.flatnonzero(rows > 0)):
            yield unit, year, "delivered", int(numerator[unit])


def of_shown_units(tables: PlanTables, tree: UnitTree) -> PlanTables:
    """Plans and pledges of the Centre and the provinces only."""
    shown = pa.array(tree.ids[tree.tier <= _LOWEST_TIER], pa.string())
    pledges = tables.pledges.filter(pc.is_in(tables.pledges["subordinate_unit"], value_set=shown))
    return PlanTables(
        plans=tables.plans.filter(pc.is_in(tables.plans["unit_id"], value_set=shown)),
        commitments=tables.commitments.filter(
            pc.is_in(tables.commitments["pledge_id"], value_set=pledges["pledge_id"].unique())
        ),
        pledges=pledges,
    )


def trajectory(points: Iterable[Point], tree: UnitTree) -> pa.Table:
    """The rows of the result's table; of two points of one series and year the later one counts (this result's own)."""
    latest = {(unit, when, series): value for unit, when, series, value in points}
    keys = list(latest)
    return pa.table(
        {
            "unit_id": pa.array([str(tree.ids[unit]) for unit, _, _ in keys], pa.string()),
            "year": pa.array([when for _, when, _ in keys], pa.int64()),
            "series": pa.array([series for _, _, series in keys], pa.string()),
            "value": pa.array(list(latest.values()), pa.int64()),
        }
    )
