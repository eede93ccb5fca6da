"""Counts and formulas of poverty funds, in fen: how much came, how fast it went on, what it was used for.

The money of a year is what table ``funds`` books to that budget year; the projects of a year are those approved in it.
The declared tables do not say which project is an integrated one: as integrated counts what projects use of the money
that came from above the county (modelled).
"""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.types as ir
import numpy as np

from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Terms, rate, whole_number

FUNDS, PROJECTS, PAYMENTS, USES = "funds", "projects", "payments", "uses"
# Full points up to one month: table of indicators of 财农〔2008〕91号.
IN_TIME_DAYS = 30


def _received(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.amount_fen.sum(where=rows.year == terms.year)


def _items(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.year == terms.year)


def _from_tier(rows: ir.Table, terms: Terms, *, tier: str, years_back: int = 0) -> ir.IntegerScalar:
    return rows.amount_fen.sum(where=(rows.source_tier == tier) & (rows.year == terms.year - years_back))


def _items_from(rows: ir.Table, terms: Terms, *, tier: str, years_back: int = 0) -> ir.IntegerScalar:
    return rows.count(where=(rows.source_tier == tier) & (rows.year == terms.year - years_back))


def _in_time(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    latest = rows.received_on + ibis.interval(days=IN_TIME_DAYS)
    return rows.amount_fen.sum(where=(rows.year == terms.year) & (rows.allocated_on <= latest.cast("date")))


def _from_above(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.amount_fen.sum(where=(rows.year == terms.year) & (rows.source_tier != "county"))


def _projects(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=terms.within(rows.approved_on))


def _disclosed(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=terms.within(rows.approved_on) & rows.disclosed_on.notnull())


def _budget(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.budget_fen.sum(where=terms.within(rows.approved_on))


def _library_budget(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.budget_fen.sum(where=terms.within(rows.approved_on) & rows.in_library)


def _paid(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.amount_fen.sum(where=(rows.year == terms.year) & (rows.paid_on <= terms.last_day))


def _integrated(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    """Budgets of projects approved by the end of the year that use the year's money from above the county."""
    approved = rows.approved_on <= terms.last_day
    return rows.budget_fen.sum(where=(rows.year == terms.year) & (rows.source_tier != "county") & approved)


RECEIVED = Count("funds.received", FUNDS, _received)
ITEMS = Count("funds.items", FUNDS, _items)
IN_TIME = Count("funds.in_time", FUNDS, _in_time)
FROM_ABOVE = Count("funds.from_above", FUNDS, _from_above)
CENTRAL = Count("funds.central", FUNDS, partial(_from_tier, tier="centre"))
PROVINCIAL = Count("funds.provincial", FUNDS, partial(_from_tier, tier="province"))
PROVINCIAL_ITEMS = Count("funds.provincial_items", FUNDS, partial(_items_from, tier="province"))
PROVINCIAL_BEFORE = Count("funds.provincial_before", FUNDS, partial(_from_tier, tier="province", years_back=1))
PROVINCIAL_ITEMS_BEFORE = Count(
    "funds.provincial_items_before", FUNDS, partial(_items_from, tier="province", years_back=1)
)
PROJECT_COUNT = Count("projects.projects", PROJECTS, _projects)
DISCLOSED = Count("projects.disclosed", PROJECTS, _disclosed)
BUDGET = Count("projects.budget", PROJECTS, _budget)
LIBRARY_BUDGET = Count("projects.library_budget", PROJECTS, _library_budget)
PAID = Count("payments.paid", PAYMENTS, _paid)
INTEGRATED = Count("uses.integrated", USES, _integrated)


def _provincial(sums: Sums) -> Ratio:
    return whole_number(sums[PROVINCIAL], sums[PROVINCIAL_ITEMS])


def _budget_growth(sums: Sums) -> Ratio:
    """Provincial money of the year over that of the year before; both years must be there."""
    items, before = sums[PROVINCIAL_ITEMS], sums[PROVINCIAL_ITEMS_BEFORE]
    over = np.where((items > 0) & (before > 0), sums[PROVINCIAL_BEFORE], 0)
    return rate(sums[PROVINCIAL], over, items + before)


def _provincial_ratio(sums: Sums) -> Ratio:
    return rate(sums[PROVINCIAL], sums[CENTRAL], sums[ITEMS])


def _allocation_speed(sums: Sums) -> Ratio:
    return rate(sums[IN_TIME], sums[RECEIVED], sums[ITEMS])


def _carry_over(sums: Sums) -> Ratio:
    """Money of the year not paid out by its end; payments above what came leave nothing over."""
    return rate(np.maximum(sums[RECEIVED] - sums[PAID], 0), sums[RECEIVED], sums[ITEMS])


def _integration(sums: Sums) -> Ratio:
    return rate(sums[INTEGRATED], sums[FROM_ABOVE], sums[ITEMS])


def _disclosure(sums: Sums) -> Ratio:
    return rate(sums[DISCLOSED], sums[PROJECT_COUNT], sums[PROJECT_COUNT])


def _precise_use(sums: Sums) -> Ratio:
    return rate(sums[LIBRARY_BUDGET], sums[BUDGET], sums[PROJECT_COUNT])


FORMULAS = (
    Formula("funds.provincial", ("provincial funds",), (PROVINCIAL, PROVINCIAL_ITEMS), _provincial),
    Formula(
        "funds.budget_growth",
        ("provincial funds",),
        (PROVINCIAL, PROVINCIAL_ITEMS, PROVINCIAL_BEFORE, PROVINCIAL_ITEMS_BEFORE),
        _budget_growth,
    ),
    Formula("funds.provincial_ratio", ("provincial funds",), (PROVINCIAL, CENTRAL, ITEMS), _provincial_ratio),
    Formula("funds.allocation_speed", ("funds allocated in time",), (IN_TIME, RECEIVED, ITEMS), _allocation_speed),
    Formula("funds.disclosure_rate", ("projects made public",), (DISCLOSED, PROJECT_COUNT), _disclosure),
    Formula("funds.carry_over_rate", ("money not paid out",), (RECEIVED, PAID, ITEMS), _carry_over),
    Formula(
        "funds.integration_rate", ("money used in integrated projects",), (INTEGRATED, FROM_ABOVE, ITEMS), _integration
    ),
    Formula("funds.precise_use", ("money of library projects",), (LIBRARY_BUDGET, BUDGET, PROJECT_COUNT), _precise_use),
)
