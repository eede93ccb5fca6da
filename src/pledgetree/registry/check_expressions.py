"""Turns the forms of checks into Ibis expressions over one joined relation.

Three answers as in the engine: a comparison with an empty value is unknown, ``not`` leaves it unknown, and only what
is certainly true is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add, and_, eq, ge, gt, le, lt, ne, or_
from typing import Any as Anything

import ibis
import ibis.expr.types as ir

from pledgetree.base.dates import year_end
from pledgetree.registry.check_model import (
    Age,
    All,
    Any,
    Column,
    Compare,
    Constant,
    Count,
    Days,
    Empty,
    Length,
    Not,
    OneOf,
    Parameter,
    Predicate,
    Quantity,
    Start,
    Sum,
    ThisYear,
    Times,
    YearEnd,
    YearOf,
)

OF_HOUSEHOLD = "household_"
_COMPARE: Mapping[str, Callable[[Anything, Anything], Anything]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "!=": ne,
}


@dataclass(frozen=True)
class Terms:
    """What checks depend on besides the rows: the year, and the numbers of law that hold in it."""

    year: int
    parameters: Mapping[str, int]


@dataclass(frozen=True)
class Scope:
    """The relation expressions are made over, and the names its counts have there."""

    rows: ir.Table
    counts: Mapping[Count, str]
    terms: Terms


def column_of(scope: Scope, column: Column) -> Anything:
    """The values of a column; those of the household stand under a longer name."""
    return scope.rows[f"{OF_HOUSEHOLD}{column.name}" if column.table else column.name]


def quantity_of(scope: Scope, quantity: Quantity) -> Anything:
    """A quantity as an expression or a plain value."""
    return _QUANTITIES[type(quantity)](scope, quantity)


def _constant(_scope: Scope, quantity: Constant) -> Anything:
    return ibis.literal(quantity.value) if isinstance(quantity.value, date) else quantity.value


def _days(scope: Scope, quantity: Days) -> Anything:
    return quantity_of(scope, quantity.end).delta(quantity_of(scope, quantity.start), unit="day")


_QUANTITIES: Mapping[type, Callable[[Scope, Anything], Anything]] = {
    Column: column_of,
    Constant: _constant,
    Parameter: lambda scope, one: scope.terms.parameters[one.name],
    ThisYear: lambda scope, one: scope.terms.year + one.offset,
    YearEnd: lambda scope, _one: ibis.literal(year_end(scope.terms.year)),
    Count: lambda scope, one: scope.rows[scope.counts[one]].fill_null(0),
    Age: lambda scope, one: scope.terms.year - _wide(column_of(scope, one.column)),
    YearOf: lambda scope, one: column_of(scope, one.column).year(),
    Days: _days,
    Sum: lambda scope, one: _total([_wide(quantity_of(scope, part)) for part in one.parts]),
    Times: lambda scope, one: _wide(quantity_of(scope, one.quantity)) * one.factor,
    Length: lambda scope, one: column_of(scope, one.column).length(),
    Start: lambda scope, one: column_of(scope, one.column)[: one.length],
}


def _wide(value: Anything) -> Anything:
    """A number that no sum or product of absurd values overflows; exact up to 2^53, far above any sound value."""
    return float(value) if isinstance(value, int) else value.cast("float64")


def _total(parts: list[Anything]) -> Anything:
    """The sum of what is there; empty when nothing is."""
    counted = [one if isinstance(one, float) else one.fill_null(0) for one in parts]
    known = [one.notnull() for one in parts if not isinstance(one, float)]
    total = reduce(add, counted)
    return ibis.ifelse(reduce(or_, known), total, None) if len(known) == len(parts) else total


def predicate_of(scope: Scope, predicate: Predicate) -> ir.BooleanValue:
    """A predicate as an expression of three answers."""
    match predicate:
        case Empty(column):
            return column_of(scope, column).isnull()
        case OneOf(column, values):
            return _is_one_of(column_of(scope, column), values)
        case Compare(left, operator, right):
            first = quantity_of(scope, left)
            found: ir.BooleanValue = _COMPARE[operator](
                ibis.literal(first) if isinstance(first, int | str) else first, quantity_of(scope, right)
            )
            return found
        case All(parts):
            return reduce(and_, (predicate_of(scope, one) for one in parts))
        case Any(parts):
            return reduce(or_, (predicate_of(scope, one) for one in parts))
        case Not(part):
            return ~predicate_of(scope, part)
    raise TypeError(predicate)  # pragma: no cover - the reader makes no other predicate


def _is_one_of(column: Anything, values: tuple[int | str | bool, ...]) -> ir.BooleanValue:
    if len(values) > 1:
        found: ir.BooleanValue = column.isin(values)
        return found
    # A truth value stands for itself: that is quicker than to compare it.
    alone: ir.BooleanValue = (
        {True: column, False: ~column}[values[0]] if isinstance(values[0], bool) else column == values[0]
    )
    return alone
