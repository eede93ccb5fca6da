"""Row checks: rows of the register that contradict themselves or the law, counted in the same pass as the figures.

Each count is named by the code of the fault (``base/faults.toml``). They say that rows deserve a look; they never
change a figure by themselves.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from pledgetree.indicators.counts import Count, Terms
from pledgetree.indicators.register import PERSONS

HOUSEHOLDS = "households"
# 两不愁三保障 and safe water: what every exited household must have (exit mechanism of 2016).
GUARANTEES = ("food", "clothing", "education", "medical", "housing", "water")


def _households(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count()


def _unapproved(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=(rows.state == "exited") & rows.exit_approved_on.isnull())


def _exit_of_year(rows: ir.Table, terms: Terms) -> ir.BooleanColumn:
    return (rows.state == "exited") & terms.within(rows.exit_approved_on)


def _below_line(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    """Counts nothing where the rulebook names no line."""
    if terms.line_fen is None:
        return rows.count(where=ibis.literal(value=False))
    return rows.count(where=_exit_of_year(rows, terms) & (rows.income_fen < terms.line_fen))


def _unmet(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    met = ibis.and_(*(rows[name] for name in GUARANTEES))
    return rows.count(where=_exit_of_year(rows, terms) & ~met)


def _no_income(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.state.isin(["poor", "exited"]) & (rows.income_fen == 0))


def _announced_early(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=terms.within(rows.exited_on) & (rows.exited_on < rows.exit_approved_on))


def _poor_elsewhere(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.closing & (rows.state != "poor"))


def _not_closed(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    """Persons for whom opening + inflow = closing + outflow does not hold."""
    came = rows.opening.cast("int8") + (rows.inflow != "none").cast("int8")
    went = rows.closing.cast("int8") + (rows.outflow != "none").cast("int8")
    return rows.count(where=came != went)


def _born_later(rows: ir.Table, terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=rows.birth_year > terms.year)


REGISTERED = Count("register.households", HOUSEHOLDS, _households)
ROW_CHECKS = (
    Count("EXIT_WITHOUT_APPROVAL", HOUSEHOLDS, _unapproved),
    Count("EXIT_BELOW_LINE", HOUSEHOLDS, _below_line),
    Count("EXIT_UNMET_GUARANTEE", HOUSEHOLDS, _unmet),
    Count("INCOME_ZERO", HOUSEHOLDS, _no_income),
    Count("EXIT_ANNOUNCED_EARLY", HOUSEHOLDS, _announced_early),
    Count("POOR_PERSON_ELSEWHERE", PERSONS, _poor_elsewhere),
    Count("FLOW_NOT_CLOSED", PERSONS, _not_closed),
    Count("BORN_AFTER_YEAR", PERSONS, _born_later),
)
