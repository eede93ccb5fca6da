"""Counts and formulas of units taken off the poor list by an exit approved in the year."""

from __future__ import annotations

from functools import partial

import ibis.expr.types as ir

from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Terms, whole_number

EXITS = "exits"


def _units(rows: ir.Table, terms: Terms, *, tier: str) -> ir.IntegerScalar:
    return rows.count(where=(rows.tier == tier) & terms.within(rows.approved_on))


COUNTIES = Count("exits.counties", EXITS, partial(_units, tier="county"))
VILLAGES = Count("exits.villages", EXITS, partial(_units, tier="village"))


def _figure(sums: Sums, *, count: Count) -> Ratio:
    return whole_number(sums[count], sums[count])


FORMULAS = (
    Formula("exits.counties", ("counties exited",), (COUNTIES,), partial(_figure, count=COUNTIES)),
    Formula("exits.villages", ("villages exited",), (VILLAGES,), partial(_figure, count=VILLAGES)),
)
