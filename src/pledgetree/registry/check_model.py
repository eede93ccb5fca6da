"""What a data check means: a closed list of forms, as frozen dataclasses.

A predicate says that a row is at fault. It is built of quantities (columns, numbers, days, counts of related rows)
and knows three answers: where a value it needs is empty, the answer is *unknown*, and an unknown is no fault.
Nothing here is text to be executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal, TypeAlias

from pledgetree.law.model import Source, Text

Operator: TypeAlias = Literal["<", "<=", ">", ">=", "=", "!="]
Kind: TypeAlias = Literal["text", "integer", "boolean", "date"]
Severity: TypeAlias = Literal["fault", "warning", "note"]


@dataclass(frozen=True)
class Column:
    """The value of a column of the table checked, or of its household (``table`` is then ``households``)."""

    name: str
    table: str = ""

    @property
    def label(self) -> str:
        """The column as a check writes it."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True)
class Constant:
    """A whole number, a day, a text or a truth value written in the check or taken from a number of law."""

    value: int | date | str | bool


@dataclass(frozen=True)
class Parameter:
    """A number of law, looked up for the year checked."""

    name: str


@dataclass(frozen=True)
class ThisYear:
    """The year checked, and ``offset`` years more."""

    offset: int = 0


@dataclass(frozen=True)
class YearEnd:
    """The last day of the year checked."""


@dataclass(frozen=True)
class Age:
    """Years reached in the year checked by whoever was born in the year of a column."""

    column: Column


@dataclass(frozen=True)
class YearOf:
    """The year of a day."""

    column: Column


@dataclass(frozen=True)
class Days:
    """Days from one day to another, the first not counted."""

    start: Quantity
    end: Quantity


@dataclass(frozen=True)
class Sum:
    """The sum of quantities; an empty one counts 0, and a sum of nothing but empty ones is unknown."""

    parts: tuple[Quantity, ...]


@dataclass(frozen=True)
class Times:
    """A quantity multiplied by a whole number."""

    quantity: Quantity
    factor: int


@dataclass(frozen=True)
class Length:
    """The number of characters of a text."""

    column: Column


@dataclass(frozen=True)
class Start:
    """The first characters of a text."""

    column: Column
    length: int


@dataclass(frozen=True)
class Count:
    """How many rows of another table belong to the household and satisfy a predicate (None = all)."""

    table: str
    where: Predicate | None


Quantity: TypeAlias = (
    Column | Constant | Parameter | ThisYear | YearEnd | Age | YearOf | Days | Sum | Times | Length | Start | Count
)


@dataclass(frozen=True)
class Empty:
    """The column has no value."""

    column: Column


@dataclass(frozen=True)
class OneOf:
    """The column has one of the values."""

    column: Column
    values: tuple[int | str | bool, ...]


@dataclass(frozen=True)
class Compare:
    """``left <operator> right``."""

    left: Quantity
    operator: Operator
    right: Quantity


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Any:
    """Some part holds."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Predicate


@dataclass(frozen=True)
class Repeated:
    """More than ``most`` rows agree in the columns; a whole check, never a part of one."""

    columns: tuple[Column, ...]
    most: Constant | Parameter
    where: Predicate | None


Predicate: TypeAlias = Empty | OneOf | Compare | All | Any | Not
Rule: TypeAlias = Predicate | Repeated


@dataclass(frozen=True)
class Check:
    """One check in force: ``column`` is where its fault is shown, ``file`` the file it comes from."""

    code: str
    title: Text
    remedy: Text
    table: str
    column: str
    severity: Severity
    owner: str
    rule: Rule
    source: Source
    file: str


def parts_of(node: object) -> Iterator[object]:
    """A form and all forms inside it."""
    yield node
    for inner in _directly_inside(node):
        yield from parts_of(inner)


def _directly_inside(node: object) -> Iterator[object]:
    for one in fields(node) if is_dataclass(node) else ():
        value = getattr(node, one.name)
        yield from value if isinstance(value, tuple) else (value,)


def counts_of(rule: Rule) -> tuple[Count, ...]:
    """The counts of related rows a rule takes, each once, in their order."""
    return tuple(dict.fromkeys(one for one in parts_of(rule) if isinstance(one, Count)))


def columns_of(check: Check) -> frozenset[tuple[str, str]]:
    """The columns a check reads, as pairs of table and name; the place of its fault is one of them."""
    return frozenset([(check.table, check.column), *_read(check.rule, check.table)])


def _read(node: object, table: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, Column):
        yield node.table or table, node.name
    elif isinstance(node, Count):
        yield node.table, "household_id"
        yield from _read(node.where, node.table)
    else:
        for inner in _directly_inside(node):
            yield from _read(inner, table)


def tables_of(check: Check) -> frozenset[str]:
    """The tables a check reads."""
    return frozenset(table for table, _ in columns_of(check))
