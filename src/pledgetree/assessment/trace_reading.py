"""What a trace reads of a result: one unit's rows of every table, and the law of every indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.assessment.trace import UnitPlace
from pledgetree.base.dates import year_end
from pledgetree.base.errors import user_error
from pledgetree.base.units import TIERS
from pledgetree.law.asking import function_on
from pledgetree.law.model import Indicator, Rulebook

Row = Mapping[str, Any]


class Result(Protocol):
    """What a trace needs of an opened result."""

    @property
    def digest(self) -> str:
        """SHA-256 over the exact tables."""

    @property
    def year(self) -> int:
        """The year assessed."""

    @property
    def made_up(self) -> bool:
        """Whether the snapshot was made up."""

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook the result was made under."""

    @property
    def included(self) -> Mapping[str, Rulebook]:
        """The rulebooks it includes, by name."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """Snapshot digest, digests of the tables read, edition, code version."""

    def table(self, name: str) -> pa.Table:
        """A table of the result."""


@dataclass(frozen=True)
class Reading:
    """One unit's rows of a result."""

    result: Result
    unit_id: str

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook the result was made under."""
        return self.result.rulebook

    @property
    def day(self) -> date:
        """The day of assessment."""
        return year_end(self.result.year)

    @cached_property
    def units(self) -> pa.Table:
        """Every unit of the result."""
        return self.result.table("units")

    @cached_property
    def place(self) -> UnitPlace:
        """The unit and those above it.

        Raises:
            UserError: UNKNOWN_UNIT.
        """
        row = self.unit(self.unit_id)
        if row is None:
            raise user_error("UNKNOWN_UNIT", value=self.unit_id)
        above, parent = [], row["parent_id"]
        while parent and (higher := self.unit(parent)) is not None:
            above.append((higher["unit_id"], higher["name"]))
            parent = higher["parent_id"]
        return UnitPlace(self.unit_id, row["name"], row["tier"], row["region"] or "", tuple(above))

    @cached_property
    def children(self) -> Mapping[str, Row]:
        """The units of the next tier down by id."""
        return {row["unit_id"]: row for row in where(self.units, "parent_id", [self.unit_id])}

    @cached_property
    def family_figures(self) -> list[Row]:
        """The figures of the unit and of its children."""
        return where(self.result.table("figures"), "unit_id", [self.unit_id, *self.children])

    @cached_property
    def laws(self) -> Mapping[str, Indicator]:
        """Every indicator by name: the rulebook's own, then those of the included ones that it does not name itself."""
        found = dict(self.rulebook.indicators)
        for one in self.result.included.values():
            found |= {name: law for name, law in one.indicators.items() if name not in found}
        return found

    @cached_property
    def books(self) -> tuple[Rulebook, ...]:
        """The rulebook and those it includes."""
        return (self.rulebook, *self.result.included.values())

    def figure(self, indicator: str) -> Row | None:
        """The unit's own figure of an indicator."""
        own = (row for row in self.family_figures if row["unit_id"] == self.unit_id)
        return next((row for row in own if row["indicator"] == indicator), None)

    def target(self, indicator: str) -> Row | None:
        """The unit's plan and pledge of an indicator."""
        return next(iter(self.rows("targets", indicator=indicator)), None)

    def formula(self, indicator: str) -> str:
        """The formula in force on the day; empty for an indicator no rulebook here names or defines then."""
        law = self.laws.get(indicator)
        begun = law is not None and any(effective <= self.day for effective, _ in law.functions)
        return function_on(law, self.day) if law is not None and begun else ""

    def unit(self, unit_id: str) -> Row | None:
        """The row of a unit."""
        return next(iter(where(self.units, "unit_id", [unit_id])), None)

    def rows(self, table: str, **match: str) -> list[Row]:
        """The unit's rows of a table that have these values."""
        found = where(self.result.table(table), "unit_id", [self.unit_id])
        return [row for row in found if match.items() <= row.items()]

    def indicator_names(self, indicator: str | None) -> list[str]:
        """The indicators to explain: the one asked for, or those of the rulebook, then all others, sorted."""
        own = list(self.rulebook.indicators)
        here = {row["indicator"] for row in self.family_figures if row["unit_id"] == self.place.unit_id}
        names = [*own, *sorted((here | set(self.laws)).difference(own))]
        if indicator is None:
            return names
        if indicator not in names:
            raise user_error("UNKNOWN_INDICATOR", indicator=indicator, allowed=", ".join(names))
        return [indicator]

    def flows(self) -> Mapping[str, int] | None:
        """The stock-flow identity of the unit in persons; None when nobody is registered there."""
        rows = self.rows("flows")
        return {name: int(value) for name, value in rows[0].items() if name != "unit_id"} if rows else None


def where(table: pa.Table, column: str, values: list[str]) -> list[Row]:
    """The rows of a table that have one of these values."""
    found = pc.is_in(table[column].cast(pa.string()), pa.array(values, pa.string()))
    rows: list[Row] = table.filter(found).to_pylist()
    return rows


def withheld(law: Indicator | None, tier: str) -> bool:
    """Whether a figure must not show at a tier: below the county a handful was interviewed, and each would be known.

    It holds for every figure from interviews, sampled or put together from samples, however many were interviewed:
    figures of large units would tell those of small ones by subtraction.
    """
    interviewed = law is not None and (law.sampling is not None or "interviews" in law.reads)
    return interviewed and TIERS.index(tier) > TIERS.index("county")


def only(row: Row, *names: str) -> dict[str, Any]:
    """Some columns of a row."""
    return {name: row[name] for name in names}
