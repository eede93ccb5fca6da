"""Counts and formulas of findings: only what became final by the end of the assessment counts.

A finding belongs to the snapshot it was frozen into; one that is not confirmed counts nothing.
"""

from __future__ import annotations

import ibis.expr.types as ir

from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Terms, whole_number

FINDINGS = "findings"
# The problem's name in the rulebooks (article 7 of the assessment measures of 2016).
FUND_RULES_BROKEN = "fund_rules_broken"


def _violations(rows: ir.Table, _terms: Terms) -> ir.IntegerScalar:
    return rows.count(where=(rows.problem == FUND_RULES_BROKEN) & rows.confirmed_on.notnull())


VIOLATIONS = Count("findings.fund_violations", FINDINGS, _violations)


def _fund_violations(sums: Sums) -> Ratio:
    return whole_number(sums[VIOLATIONS], sums[VIOLATIONS])


FORMULAS = (Formula("findings.fund_violations", ("violations of fund rules",), (VIOLATIONS,), _fund_violations),)
