"""One result as plain rows: what the report shows is read here, and nowhere else.

Units below the county are left out: a public report names no village's figures.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from importlib.resources import files
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end
from pledgetree.base.units import CENTRE
from pledgetree.law.asking import value_on
from pledgetree.law.model import Gate, Indicator, Rulebook
from pledgetree.publish.words import CONTENTS, GATE_ORDER

SHOWN_TIERS = ("centre", "province", "prefecture", "county")
DETAILED_TIERS = ("centre", "province")
Row = dict[str, Any]


class Result(Protocol):
    """What the report needs of an opened result."""

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
    def extra(self) -> Mapping[str, Any]:
        """Snapshot digest, edition, code version, seed."""

    @property
    def frozen_at(self) -> str:
        """The moment stated in the manifest, as ISO text."""

    def table(self, name: str) -> pa.Table:
        """A table of the result."""


@dataclass(frozen=True)
class Unit:
    """A unit the report shows."""

    unit_id: str
    parent_id: str
    tier: str
    name: str
    region: str
    in_programme: bool


@dataclass(frozen=True)
class Published:
    """A figure somebody else published: ``status`` says how well it is documented."""

    name: str
    year: int
    value: int
    status: str


@dataclass(frozen=True)
class Facts:
    """A result's rows for the units the report shows, grouped by unit."""

    year: int
    made_up: bool
    rulebook: Rulebook
    digest: str
    frozen_at: str
    extra: Mapping[str, Any]
    units: Mapping[str, Unit]
    tables: Mapping[str, Mapping[str, Sequence[Row]]]

    @property
    def day(self) -> date:
        """The day the law is asked about: 31 December of the year."""
        return year_end(self.year)

    @cached_property
    def minimum(self) -> int:
        """The smallest count of people that may be shown (parameter ``disclosure/minimum_cell``)."""
        value = value_on(self.rulebook, "disclosure/minimum_cell", self.day).value
        return int(Fraction(value or 0))

    @property
    def scale(self) -> Fraction | None:
        """What part of the real nation a made-up one is; None where nobody stated it (``extra``: ``scale``)."""
        stated = self.extra.get("scale")
        return Fraction(int(stated["households"]), int(stated["of"])) if self.made_up and stated else None

    @property
    def provinces(self) -> list[Unit]:
        """Provinces in the official order of their codes."""
        return [unit for unit in self.units.values() if unit.tier == "province"]

    def rows(self, table: str, unit_id: str) -> Sequence[Row]:
        """The rows of a table about one unit."""
        return self.tables[table].get(unit_id, ())

    def row(self, table: str, unit_id: str, **match: object) -> Row | None:
        """The first row about a unit that has these values."""
        return next((row for row in self.rows(table, unit_id) if match.items() <= row.items()), None)

    def below(self, unit_id: str, tier: str) -> list[Unit]:
        """The units of a tier under a unit, in order of their codes."""
        return [unit for unit in self.units.values() if unit.tier == tier and unit_id in self.ancestors(unit)]

    def ancestors(self, unit: Unit) -> list[str]:
        """The ids of all units above one, nearest first."""
        above = []
        while unit.parent_id in self.units:
            above.append(unit.parent_id)
            unit = self.units[unit.parent_id]
        return above

    def indicators(self) -> list[Indicator]:
        """The rulebook's indicators: by content in the order of the law, in each the counts of people first."""
        order = list(CONTENTS)
        return sorted(
            self.rulebook.indicators.values(),
            key=lambda one: (
                order.index(one.content) if one.content in order else len(order),
                one.unit != "persons",
                one.kind != "additive",
                one.direction == "more",
                one.name,
            ),
        )

    def gates(self) -> list[Gate]:
        """The rulebook's gates, in the order of the law."""
        order = list(GATE_ORDER)
        return sorted(
            self.rulebook.scheme.gates, key=lambda one: order.index(one.name) if one.name in order else len(order)
        )


TABLES = (
    "figures",
    "targets",
    "gates",
    "classes",
    "points",
    "grades",
    "problems",
    "plan_faults",
    "pledge_faults",
    "consequences",
    "flows",
    "row_faults",
    "trajectory",
    "intervals",
)


def read_facts(result: Result) -> Facts:
    """Everything the report needs of a result."""
    units = _units(result.table("units"))
    shown = pa.array(list(units), pa.string())
    return Facts(
        year=result.year,
        made_up=result.made_up,
        rulebook=result.rulebook,
        digest=result.digest,
        frozen_at=result.frozen_at,
        extra=result.extra,
        units=units,
        tables={name: _grouped(result.table(name), shown) for name in TABLES},
    )


def _units(table: pa.Table) -> dict[str, Unit]:
    kept = table.filter(pc.is_in(table["tier"], pa.array(SHOWN_TIERS))).sort_by("unit_id")
    return {
        row["unit_id"]: Unit(
            row["unit_id"],
            row["parent_id"] or "",
            row["tier"],
            row["name"],
            row["region"] or "",
            bool(row["in_programme"]),
        )
        for row in kept.to_pylist()
    }


def _grouped(table: pa.Table, shown: pa.Array) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in table.filter(pc.is_in(table["unit_id"].cast(pa.string()), shown)).to_pylist():
        groups[row["unit_id"]].append(row)
    return dict(groups)


def published_figures(rulebook: str) -> list[Published]:
    """Figures published about the programme a rulebook (or its what-if variant) governs; none for others."""
    text = files("pledgetree.publish").joinpath("data", "published.csv").read_text(encoding="utf-8")
    return [
        Published(row["name"], int(row["year"]), int(row["value"]), row["status"])
        for row in csv.DictReader(text.splitlines())
        if row["rulebook"] == rulebook.partition("+")[0]
    ]


__all__ = ["CENTRE", "Facts", "Published", "Result", "Unit", "published_figures", "read_facts"]
