"""Counts and formulas of the register of households: persons joined to their households.

Delivered means persons who left the stock by an exit approved in the year. Deaths, moves, removals and exits nobody
approved are movements too, and never delivery.
"""

from __future__ import annotations

from functools import partial

import ibis.expr.types as ir

from pledgetree.indicators import statistics
from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Terms, rate, whole_number

PERSONS = "persons"
INFLOWS = ("identified", "relapsed", "born", "married_in", "moved_in")
OUTFLOWS = ("exited", "died", "moved_out", "removed")


def _everyone(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count()


def _opening(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.opening)


def _closing(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.closing)


def _moved(rows: ir.Table, _terms: Terms, *, column: str, kind: str) -> ir.IntegerScalar:
    return rows.count(where=rows[column] == kind)


def _approved(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=(rows.outflow == "exited") & terms.within(rows.exit_approved_on))


def _exited_population(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    """Members of exited households who are still there at the end of the year, whenever the household exited."""
    return rows.count(where=(rows.state == "exited") & rows.outflow.isin(["none", "exited"]) & ~rows.closing)


MEMBERS = Count("register.persons", PERSONS, _everyone)
OPENING = Count("register.opening", PERSONS, _opening)
CLOSING = Count("register.closing", PERSONS, _closing)
APPROVED = Count("register.approved", PERSONS, _approved)
EXITED_POPULATION = Count("register.exited_population", PERSONS, _exited_population)
MOVEMENTS = {
    kind: Count(f"register.{kind}", PERSONS, partial(_moved, column=column, kind=kind))
    for column, kinds in (("inflow", INFLOWS), ("outflow", OUTFLOWS))
    for kind in kinds
}
FLOWS = (OPENING, *MOVEMENTS.values(), CLOSING, APPROVED)
"""The counts of the stock-flow identity: opening + inflows = outflows + closing."""


def _persons_exited(sums: Sums) -> Ratio:
    return whole_number(sums[APPROVED], sums[MEMBERS])


def _persons_remaining(sums: Sums) -> Ratio:
    return whole_number(sums[CLOSING], sums[MEMBERS])


def _incidence(sums: Sums) -> Ratio:
    return rate(sums[CLOSING], sums[statistics.RURAL_POPULATION], sums[MEMBERS])


FORMULAS = (
    Formula("register.persons_exited", ("persons exited",), (MEMBERS, APPROVED), _persons_exited),
    Formula("register.persons_remaining", ("persons remaining",), (MEMBERS, CLOSING), _persons_remaining),
    Formula("register.incidence", ("persons remaining",), (MEMBERS, CLOSING, statistics.RURAL_POPULATION), _incidence),
)
