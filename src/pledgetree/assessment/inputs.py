"""The small tables an assessment reads besides what engines count: units, plans, pledges, findings.

Unit codes are resolved here once; what follows sees the units of the year only. A table the snapshot does not hold is
read as an empty one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.assessment.figures import Finding, UnitTree
from pledgetree.assessment.places import UnitPlaces, tree_of, unit_places, unknown_units
from pledgetree.assessment.plans import PlanTables
from pledgetree.base.errors import Fault, fault, raise_faults
from pledgetree.law.loading import bundled_names, load_rulebook
from pledgetree.snapshot.codes import dates_of
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import Snapshot

PLAN_TABLES = ("plans", "commitments", "pledges")


@dataclass(frozen=True)
class Ground:
    """A snapshot with its tree of units."""

    snapshot: Snapshot
    units: pa.Table
    tree: UnitTree
    places: UnitPlaces


def ground_of(snapshot: Snapshot) -> Ground:
    """Read the units.

    Raises:
        UserError: TABLE_MISSING, a snapshot without units.
    """
    snapshot.require("units")
    units = snapshot.read("units")
    tree = tree_of(units)
    return Ground(snapshot, units, tree, unit_places(snapshot, tree, units))


def read_or_empty(snapshot: Snapshot, table: str) -> pa.Table:
    """A table, or no rows of it."""
    return snapshot.read(table) if snapshot.has(table) else arrow_schema(declared_tables()[table]).empty_table()


def plan_tables(ground: Ground) -> PlanTables:
    """Plans, commitments and pledges with the units of the year in place of older codes.

    Raises:
        UserError: UNKNOWN_UNIT.
    """
    plans, plan_faults = _resolved(ground, "plans", "unit_id")
    pledges, pledge_faults = _resolved(ground, "pledges", "subordinate_unit")
    raise_faults([*plan_faults, *pledge_faults])
    return PlanTables(plans, read_or_empty(ground.snapshot, "commitments"), pledges)


def _resolved(ground: Ground, table: str, column: str) -> tuple[pa.Table, list[Fault]]:
    rows = read_or_empty(ground.snapshot, table)
    days = dates_of(rows, declared_tables()[table].column(column), ground.snapshot.year)
    at = ground.places.of(rows[column], days)
    faults = unknown_units(table, rows[column], at)
    if faults or not ground.places.history:
        return rows, faults
    meant = pa.array(ground.tree.ids, pa.string()).take(pa.array(at))
    return rows.set_column(rows.column_names.index(column), column, meant), []


def indicators_meant(snapshot: Snapshot) -> frozenset[str]:
    """The indicators of the bundled rulebook a snapshot says it is meant for: a narrower one may leave some aside."""
    if snapshot.rulebook not in bundled_names():
        return frozenset()
    return frozenset(load_rulebook(snapshot.rulebook).indicators)


def require_known_indicators(ground: Ground, tables: PlanTables, known: Collection[str]) -> None:
    """Refuse plans and commitments on indicators that no rulebook names; milestones are the cascade check's to judge.

    Raises:
        UserError: RULE_INDICATOR for each.
    """
    # A milestone may name a family of clauses, and no figure is computed from it.
    figures = tables.commitments.filter(pc.not_equal(tables.commitments["kind"], "milestone"))
    named = [set(table["indicator"].unique().to_pylist()) for table in (tables.plans, figures)]
    if set().union(*named) <= set(known):
        return
    known = {*known, *indicators_meant(ground.snapshot)}
    allowed = ", ".join(sorted(known))
    faults = [
        fault("RULE_INDICATOR", name, value=indicator, allowed=allowed)
        for name, indicators in zip(("plans", "commitments"), named, strict=True)
        for indicator in sorted(indicators - known)
    ]
    raise_faults(faults)


def findings_of(ground: Ground) -> tuple[Finding, ...]:
    """The findings that became final; others count nothing.

    Raises:
        UserError: UNKNOWN_UNIT.
    """
    rows = read_or_empty(ground.snapshot, "findings")
    rows = rows.filter(pc.is_valid(rows["confirmed_on"]))
    days = dates_of(rows, declared_tables()["findings"].column("unit_id"), ground.snapshot.year)
    at = ground.places.of(rows["unit_id"], days)
    raise_faults(unknown_units("findings", rows["unit_id"], at))
    columns = (rows["problem"], rows["finding_id"], pc.fill_null(rows["persons"], 0))
    found = zip(at.tolist(), *(column.to_pylist() for column in columns), strict=True)
    return tuple(sorted((Finding(*one) for one in found), key=lambda one: (one.unit, one.problem, one.finding_id)))
