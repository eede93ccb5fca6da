"""Counts and formulas of official statistics, which stand at several tiers and are never counted twice.

A population rolls up from the lowest units that have a row: a higher unit's own row is used only where no unit below
it has one. Income per person is a figure of the unit itself and is never added up.
"""

from __future__ import annotations

from functools import partial

import ibis.expr.types as ir
import numpy as np

from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Terms

STATISTICS = "statistics"
RURAL_POPULATION_NAME = "rural_population"
INCOME_NAME = "disposable_income_poor_areas"


def _value(rows: ir.Table, terms: Terms, *, name: str, years_back: int = 0) -> ir.IntegerScalar:
    return rows.value.sum(where=(rows.name == name) & (rows.year == terms.year - years_back))


RURAL_POPULATION = Count(
    "statistics.rural_population", STATISTICS, partial(_value, name=RURAL_POPULATION_NAME), roll="lowest"
)
INCOME = Count("statistics.income", STATISTICS, partial(_value, name=INCOME_NAME), roll="own")
INCOME_BEFORE = Count(
    "statistics.income_before", STATISTICS, partial(_value, name=INCOME_NAME, years_back=1), roll="own"
)


def _income_growth(sums: Sums) -> Ratio:
    """The increase over the year before; a fall gives a numerator below zero."""
    before = sums[INCOME_BEFORE]
    seen = sums.has(INCOME) & sums.has(INCOME_BEFORE) & (before > 0)
    growth = np.where(seen, sums[INCOME] - before, 0)
    return Ratio(growth, np.where(seen, before, 0), np.where(seen, 2, 0).astype(np.int64))


FORMULAS = (Formula("statistics.income_growth", ("income of poor areas",), (INCOME, INCOME_BEFORE), _income_growth),)
