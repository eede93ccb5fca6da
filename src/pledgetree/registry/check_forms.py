"""Reads the forms of a data check from plain JSON values; every mistake is kept with its place.

A predicate is a mapping of one key; ``docs/reference/data-checks.md`` lists them. Columns are written by name, those
of the household of a row as ``households.name``; a text that is not a column is never meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any as Anything

from pledgetree.base.errors import Fault, fault
from pledgetree.law.reading import Json, Place, where
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
    Kind,
    Length,
    Not,
    OneOf,
    Operator,
    Parameter,
    Predicate,
    Quantity,
    Repeated,
    Rule,
    Start,
    Sum,
    ThisYear,
    Times,
    YearEnd,
    YearOf,
)
from pledgetree.snapshot.declaration import declared_tables

HOUSEHOLDS = "households"
HOUSEHOLD = "household_id"
COMPARISONS: Mapping[str, Operator] = {
    "less": "<",
    "at_most": "<=",
    "more": ">",
    "at_least": ">=",
    "equal": "=",
    "differ": "!=",
}
PREDICATES = ("empty", "filled", "is", *COMPARISONS, "all", "any", "not", "use")
QUANTITIES = (
    "date", "parameter", "age", "year_of", "year", "year_end", "days", "sum", "times", "length", "start", "count",
)  # fmt: skip
_MEMBERS = "repeated"


class _WrongFormError(Exception):
    """The form cannot be read further; its fault has been kept."""


@dataclass
class FormReader:
    """Reads the forms of the checks of one file.

    ``named`` are predicates that ``use`` may name, ``parameters`` the numbers of law there are; ``faults`` grows.
    """

    file: str
    table: str
    named: Mapping[str, Json]
    parameters: frozenset[str]
    faults: list[Fault] = field(default_factory=list)

    def rule(self, content: Json, place: Place) -> Rule | None:
        """The whole rule of a check; None when something is wrong with it."""
        before = len(self.faults)
        found: Rule | None = None
        with self._collecting():
            repeated = isinstance(content, dict) and list(content) == [_MEMBERS]
            found = self._repeated(content, place) if repeated else self.predicate(content, place)
        return found if len(self.faults) == before else None

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        """Go on after a form that could not be read."""
        try:
            yield
        except _WrongFormError:
            return

    def _refuse(self, code: str, place: Place, **params: str | int) -> _WrongFormError:
        self.faults.append(fault(code, where(self.file, place), **params))
        return _WrongFormError()

    def _one(self, content: Json, place: Place, allowed: tuple[str, ...]) -> tuple[str, Json, Place]:
        """The single key of a form, what it holds, and its place."""
        if not isinstance(content, dict) or len(content) != 1 or (key := next(iter(content))) not in allowed:
            raise self._refuse("CHECK_FORM", place, value=_shown(content), allowed=", ".join(allowed))
        return key, content[key], (*place, key)

    def _list(self, content: Json, place: Place, length: int | None = None) -> list[Json]:
        if not isinstance(content, list) or not content or length not in (None, len(content)):
            raise self._refuse("CHECK_LIST", place, count="some" if length is None else length)
        return content

    # --- predicates ---------------------------------------------------------------------------------------------

    def predicate(self, content: Json, place: Place) -> Predicate:
        """A predicate: a mapping of one key of ``PREDICATES``.

        Raises:
            _WrongFormError: it is none; the fault has been kept.
        """
        key, inner, place = self._one(content, place, PREDICATES)
        if key in COMPARISONS:
            return self._compare(COMPARISONS[key], inner, place)
        readers: Mapping[str, Callable[[Json, Place], Predicate]] = {
            "empty": lambda one, at: Empty(self.column(one, at)),
            "filled": lambda one, at: Not(Empty(self.column(one, at))),
            "is": self._is,
            "all": lambda one, at: All(self._predicates(one, at)),
            "any": lambda one, at: Any(self._predicates(one, at)),
            "not": lambda one, at: Not(self.predicate(one, at)),
            "use": self._use,
        }
        return readers[key](inner, place)

    def _predicates(self, content: Json, place: Place) -> tuple[Predicate, ...]:
        """Several predicates; all are read before the first mistake ends the form."""
        found = []
        for number, one in enumerate(self._list(content, place)):
            with self._collecting():
                found.append(self.predicate(one, (*place, number)))
        return tuple(found)

    def _use(self, content: Json, place: Place) -> Predicate:
        if not isinstance(content, str) or content not in self.named:
            raise self._refuse("CHECK_NAME", place, value=_shown(content), allowed=", ".join(sorted(self.named)))
        # A named predicate names no other: none can contain itself.
        return replace(self, named={}).predicate(self.named[content], place)

    def _is(self, content: Json, place: Place) -> Predicate:
        if not isinstance(content, dict) or not content:
            raise self._refuse("CHECK_FORM", place, value=_shown(content), allowed="COLUMN: VALUE")
        parts = tuple(self._one_of(name, values, (*place, name)) for name, values in content.items())
        return parts[0] if len(parts) == 1 else All(parts)

    def _one_of(self, name: str, content: Json, place: Place) -> Predicate:
        column = self.column(name, place)
        values = content if isinstance(content, list) else [content]
        return OneOf(column, tuple(self._value(column, one, place) for one in values))

    def _value(self, column: Column, value: Json, place: Place) -> int | str | bool:
        declared = declared_tables()[column.table or self.table].column(column.name)
        right = {"text": str, "integer": int, "boolean": bool}.get(declared.type)
        fits = right is not None and type(value) is right and (not declared.allowed or value in declared.allowed)
        if not fits or isinstance(value, dict | list) or value is None:
            allowed = ", ".join(declared.allowed) or declared.type
            raise self._refuse("CHECK_VALUE", place, value=_shown(value), column=column.label, allowed=allowed)
        return value

    def _compare(self, operator: Operator, content: Json, place: Place) -> Predicate:
        pair = self._list(content, place, 2)
        left, right = (self.quantity(one, (*place, number)) for number, one in enumerate(pair))
        kinds = self.kind(left), self.kind(right)
        if kinds[0] != kinds[1] or "boolean" in kinds:
            raise self._refuse("CHECK_KINDS", place, left=kinds[0], right=kinds[1])
        return Compare(left, operator, right)

    def _repeated(self, content: Anything, place: Place) -> Repeated:
        inner, place = content[_MEMBERS], (*place, _MEMBERS)
        allowed = ("columns", "most", "where")
        if not isinstance(inner, dict) or "columns" not in inner or set(inner) - set(allowed):
            raise self._refuse("CHECK_FORM", place, value=_shown(inner), allowed=", ".join(allowed))
        names = self._list(inner["columns"], (*place, "columns"))
        most = self.quantity(inner.get("most", 1), (*place, "most"))
        if not isinstance(most, Constant | Parameter):
            raise self._refuse("CHECK_FORM", (*place, "most"), value=_shown(inner["most"]), allowed="parameter")
        chosen = self.predicate(inner["where"], (*place, "where")) if "where" in inner else None
        return Repeated(tuple(self.column(one, (*place, "columns")) for one in names), most, chosen)

    # --- quantities ---------------------------------------------------------------------------------------------

    def quantity(self, content: Json, place: Place) -> Quantity:
        """A quantity: a whole number, the name of a column, or a mapping of one key.

        Raises:
            _WrongFormError: it is none; the fault has been kept.
        """
        if isinstance(content, bool) or content is None or isinstance(content, list):
            raise self._refuse("CHECK_FORM", place, value=_shown(content), allowed=", ".join(QUANTITIES))
        if isinstance(content, int):
            return Constant(content)
        if isinstance(content, str):
            return self.column(content, place)
        key, inner, place = self._one(content, place, QUANTITIES)
        readers: Mapping[str, Callable[[Json, Place], Quantity]] = {
            "date": self._day,
            "parameter": self._parameter,
            "age": lambda one, at: Age(self.column(one, at, "integer")),
            "year_of": lambda one, at: YearOf(self.column(one, at, "date")),
            "year": lambda one, at: ThisYear(self._whole(one, at)),
            "year_end": lambda _one, _at: YearEnd(),
            "days": self._days,
            "sum": lambda one, at: Sum(self._numbers(one, at)),
            "times": self._times,
            "length": lambda one, at: Length(self.column(one, at, "text")),
            "start": self._start,
            "count": self._count,
        }
        return readers[key](inner, place)

    def _day(self, content: Json, place: Place) -> Quantity:
        try:
            return Constant(date.fromisoformat(str(content)))
        except ValueError:
            raise self._refuse("RULEBOOK_DATE", place, value=_shown(content)) from None

    def _parameter(self, content: Json, place: Place) -> Quantity:
        if content not in self.parameters:
            raise self._refuse("CHECK_NAME", place, value=_shown(content), allowed=", ".join(sorted(self.parameters)))
        return Parameter(str(content))

    def _whole(self, content: Json, place: Place) -> int:
        if type(content) is not int:
            raise self._refuse("CHECK_FORM", place, value=_shown(content), allowed="0, 1, -1, 2")
        return content

    def _days(self, content: Json, place: Place) -> Quantity:
        pair = self._list(content, place, 2)
        start, end = (self._of_kind(one, (*place, number), "date") for number, one in enumerate(pair))
        return Days(start, end)

    def _numbers(self, content: Json, place: Place) -> tuple[Quantity, ...]:
        parts = self._list(content, place)
        return tuple(self._of_kind(one, (*place, number), "integer") for number, one in enumerate(parts))

    def _times(self, content: Json, place: Place) -> Quantity:
        pair = self._list(content, place, 2)
        return Times(self._of_kind(pair[0], (*place, 0), "integer"), self._whole(pair[1], (*place, 1)))

    def _start(self, content: Json, place: Place) -> Quantity:
        pair = self._list(content, place, 2)
        return Start(self.column(pair[0], (*place, 0), "text"), self._whole(pair[1], (*place, 1)))

    def _count(self, content: Json, place: Place) -> Quantity:
        of = content.get("of") if isinstance(content, dict) else None
        if self.table != HOUSEHOLDS or not isinstance(content, dict) or set(content) - {"of", "where"}:
            raise self._refuse("CHECK_FORM", place, value=_shown(content), allowed="of, where (households)")
        members = _tables_of_households()
        if of not in members:
            raise self._refuse("CHECK_NAME", (*place, "of"), value=_shown(of), allowed=", ".join(members))
        if "where" not in content:
            return Count(str(of), None)
        reader = replace(self, table=str(of))
        return Count(str(of), reader.predicate(content["where"], (*place, "where")))

    def shown_column(self, content: Json, place: Place) -> None:
        """Hold the column a fault is shown at against the table."""
        with self._collecting():
            self.column(content, place)

    # --- columns and kinds --------------------------------------------------------------------------------------

    def column(self, content: Json, place: Place, kind: Kind | None = None) -> Column:
        """A column of the table, or of the household.

        Raises:
            _WrongFormError: there is none of the name, or it is of another kind; the fault has been kept.
        """
        table, dot, name = str(content).rpartition(".")
        own = declared_tables()[self.table].names()
        known = (*own, *(f"{HOUSEHOLDS}.{one}" for one in self._of_household()))
        if not isinstance(content, str) or content not in known:
            raise self._refuse("CHECK_COLUMN", place, table=self.table, value=_shown(content), allowed=", ".join(own))
        found = Column(name, table if dot else "")
        if kind not in (None, self.kind(found)):
            raise self._refuse("CHECK_KINDS", place, left=self.kind(found), right=str(kind))
        return found

    def _of_household(self) -> tuple[str, ...]:
        return declared_tables()[HOUSEHOLDS].names() if self.table in _tables_of_households() else ()

    def _of_kind(self, content: Json, place: Place, kind: Kind) -> Quantity:
        found = self.quantity(content, place)
        if self.kind(found) != kind:
            raise self._refuse("CHECK_KINDS", place, left=self.kind(found), right=kind)
        return found

    def kind(self, quantity: Quantity) -> Kind:
        """What kind of value a quantity is."""
        match quantity:
            case Column(name, table):
                kind: Kind = declared_tables()[table or self.table].column(name).type  # type: ignore[assignment]  # the declaration holds the four kinds
                return kind
            case Constant(value):
                return "date" if isinstance(value, date) else "integer"
            case YearEnd():
                return "date"
            case Start():
                return "text"
            case _:
                return "integer"


def _tables_of_households() -> tuple[str, ...]:
    """The tables whose rows belong to a household."""
    return tuple(one.name for one in declared_tables().values() if one.name != HOUSEHOLDS and HOUSEHOLD in one.names())


def _shown(content: object) -> str:
    """A value as a message shows it, at most 60 characters."""
    text = ", ".join(str(one) for one in content) if isinstance(content, dict) else str(content)
    return text if len(text) <= 60 else text[:59] + "…"
