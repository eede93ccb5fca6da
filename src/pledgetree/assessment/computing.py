"""The tables of a result from what was counted: figures at every tier, targets, judgement, trajectory, intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from pledgetree.assessment.assembling import (
    Assembler,
    figures_table,
    flows_table,
    intervals_table,
    judged_tables,
    plan_faults_table,
    row_faults_table,
    targets_table,
    units_table,
)
from pledgetree.assessment.figures import Evidence, Figures, Targets
from pledgetree.assessment.figuring import (
    composite_parts,
    figures_of,
    flow_columns,
    put,
    row_fault_counts,
    sample_counts,
)
from pledgetree.assessment.governing import Law
from pledgetree.assessment.inputs import (
    Ground,
    findings_of,
    plan_tables,
    read_or_empty,
    require_known_indicators,
)
from pledgetree.assessment.intervals import COMPOSITE_INDICATOR, IntervalRow, interval_rows
from pledgetree.assessment.judging import PointsRow, graded_units, judge, points_rows
from pledgetree.assessment.plans import PlanTables, plan_targets
from pledgetree.assessment.pledge_faults import FaultCounts, fault_counts, pledge_faults_table
from pledgetree.assessment.points import score
from pledgetree.assessment.summing import sums_of
from pledgetree.assessment.tallying import Tally
from pledgetree.assessment.trajectory import (
    Point,
    delivered_points,
    of_shown_units,
    statistics_points,
    target_points,
    trajectory,
)
from pledgetree.base.units import TIERS
from pledgetree.indicators.catalogue import INCLUDED_POINTS
from pledgetree.indicators.counts import Ratio, Sums
from pledgetree.indicators.register import MEMBERS


@dataclass(frozen=True)
class Promised:
    """What was promised and found, which needs no counts: it can be read while the engine counts."""

    ground: Ground
    plans: PlanTables
    targets: Targets
    evidence: Evidence
    pledge_faults: FaultCounts


@dataclass(frozen=True)
class Sight:
    """What is known of a year before it is judged."""

    ground: Ground
    own: Sums
    sums: Sums
    figures: Figures
    targets: Targets
    evidence: Evidence
    pledge_faults: FaultCounts
    """Empty where an earlier result's table is taken over."""


def compute(ground: Ground, law: Law, counted: Tally) -> dict[str, pa.Table]:
    """Every table of the result, rows in any order.

    Raises:
        UserError: UNKNOWN_UNIT, RULE_INDICATOR, SUM_TOO_LARGE, NO_VALUE_ON_DATE, GATE_WITHOUT_LIMIT.
    """
    return tables_of(*see(promised(ground, law), law, counted), law)


def promised(ground: Ground, law: Law) -> Promised:
    """Pledges, plans, targets and findings.

    Raises:
        UserError: UNKNOWN_UNIT, RULE_INDICATOR, FIGURES_TOO_LARGE, PLEDGE_RULE.
    """
    # The cascade check first: it needs more memory than all that follows.
    pledge_faults = fault_counts(ground, law)
    plans = plan_tables(ground)
    require_known_indicators(ground, plans, law.indicators)
    targets, faults = plan_targets(plans, ground.tree, tuple(law.indicators), law.whole, law.year)
    return Promised(ground, plans, targets, Evidence(findings_of(ground), faults), pledge_faults)


def see(known: Promised, law: Law, counted: Tally) -> tuple[Sight, PlanTables]:
    """Sums, figures, targets and evidence, and the tables the targets came from.

    Raises:
        UserError: UNKNOWN_UNIT, SUM_TOO_LARGE.
    """
    ground = known.ground
    own, sums = sums_of(counted.counted, law.counts, ground.tree, ground.places, law.year)
    figures = figures_of(ground.tree, sums, law.formulas)
    return Sight(ground, own, sums, figures, known.targets, known.evidence, known.pledge_faults), known.plans


def tables_of(sight: Sight, plans: PlanTables, law: Law) -> dict[str, pa.Table]:
    """Every table of the result, rows in any order.

    Raises:
        UserError: NO_VALUE_ON_DATE, GATE_WITHOUT_LIMIT.
    """
    to = Assembler.of(sight.ground.tree)
    # First what follows from the register: it fills in figures that the trajectory may show.
    tables = register_tables(sight, law)
    return tables | {
        "units": units_table(to, sight.ground.units),
        "targets": targets_table(to, sight.targets, sight.figures.indicators),
        "plan_faults": plan_faults_table(to, sight.evidence.plan_faults),
        "pledge_faults": pledge_faults_table(to, sight.pledge_faults),
        "trajectory": _trajectory(sight, plans, law),
    }


def register_tables(sight: Sight, law: Law, elsewhere: frozenset[str] = frozenset()) -> dict[str, pa.Table]:
    """The tables that follow from the register and would change with it; for ``elsewhere`` see ``judging.judge``.

    Raises:
        UserError: NO_VALUE_ON_DATE, GATE_WITHOUT_LIMIT.
    """
    tree, figures = sight.ground.tree, sight.figures
    to = Assembler.of(tree)
    points = fill_included(sight, law)
    judgement = judge(figures, sight.targets, sight.evidence, law.whole, law.day, elsewhere)
    judgement = replace(judgement, points=sorted([*judgement.points, *points]))
    return {
        "figures": figures_table(to, figures),
        **judged_tables(to, judgement),
        "row_faults": row_faults_table(to, row_fault_counts(tree, sight.own, sight.sums)),
        "flows": flows_table(to, flow_columns(sight.sums), sight.sums[MEMBERS]),
        "intervals": intervals_table(to, _intervals(sight, law)),
    }


def fill_included(sight: Sight, law: Law) -> list[PointsRow]:
    """Fill in the points of included rulebooks as a figure, and give the rows of their rules at graded units.

    The figure's numerator and denominator are points and full points in hundredths, its rows the rules that applied. It
    stands at the tiers the included rulebook grades: its table of points was made for these.
    """
    figures, rows = sight.figures, []
    points, full, rules = (np.zeros(len(figures.tree.ids), np.int64) for _ in range(3))
    for one in law.included.values():
        scored = score(figures, one.scheme.points, law.indicators, law.day, sight.targets)
        seen = (scored.full > 0) & np.isin(figures.tree.tier, [TIERS.index(tier) for tier in one.scheme.graded_tiers])
        points, full = points + np.where(seen, scored.points, 0), full + np.where(seen, scored.full, 0)
        rules += np.where(seen, sum((rule.applies for rule in scored.per_rule), np.zeros_like(rules)), 0)
        rows += points_rows(scored, graded_units(figures, law.rulebook) & seen)
    for place, formula in enumerate(law.formulas.values()):
        if formula is not None and formula.name == INCLUDED_POINTS:
            put(figures, place, Ratio(points, full, rules))
    return rows


def _trajectory(sight: Sight, plans: PlanTables, law: Law) -> pa.Table:
    tree, places = sight.ground.tree, sight.ground.places
    points: list[Point] = []
    statistics = read_or_empty(sight.ground.snapshot, "statistics")
    points += statistics_points(statistics, tree, places, law.year)
    points += target_points(of_shown_units(plans, tree), tree, law.rulebook, law.year)
    points += delivered_points(sight.figures, law.year)
    return trajectory(points, tree)


def _intervals(sight: Sight, law: Law) -> list[IntervalRow]:
    directions: Mapping[str, str] = {name: one.direction for name, one in law.indicators.items()}
    has_composite = COMPOSITE_INDICATOR in sight.figures.indicators
    tree = sight.ground.tree
    seen = sight.figures.of(COMPOSITE_INDICATOR)[2] > 0 if has_composite else np.zeros(len(tree.ids), np.bool_)
    parts = composite_parts(sight.sums, np.flatnonzero(seen & (tree.tier <= TIERS.index("county"))))
    return interval_rows(sample_counts(tree, sight.sums, law.formulas), parts, directions)
