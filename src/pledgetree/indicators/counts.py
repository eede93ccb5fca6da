"""What an engine adds up, and how a formula is made of it.

A *count* is one whole number that an engine adds up per unit. A *formula* names the counts it needs and makes
numerator, denominator and rows of their sums, at every tier alike: sums roll up along the tree first, ratios are made
last, so that percentages are never averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from pledgetree.base.dates import year_end, year_start

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """What counts depend on besides the rows: the year, and the poverty line (fen per person and year, or None)."""

    year: int
    line_fen: int | None = None

    @property
    def first_day(self) -> date:
        """1 January of the year."""
        return year_start(self.year)

    @property
    def last_day(self) -> date:
        """31 December of the year."""
        return year_end(self.year)

    def within(self, day: ir.DateColumn) -> ir.BooleanColumn:
        """Whether a day lies in the year; an empty day does not."""
        return day.between(self.first_day, self.last_day)


@dataclass(frozen=True)
class Count:
    """One whole number per unit, added up by an engine.

    ``of`` gives the aggregate over the rows of ``relation`` (see ``relations``). ``roll`` says how it climbs the tree:
    ``sum`` adds units; ``lowest`` takes what the units below say where all of them do, else the unit's own row;
    ``own`` is never added up. The last two are for official statistics, which stand at several tiers; there an empty
    aggregate means that there is no row.
    """

    name: str
    relation: str
    of: Callable[[ir.Table, Terms], ir.IntegerScalar]
    roll: Literal["sum", "lowest", "own"] = "sum"


@dataclass(frozen=True)
class Sums:
    """The counts of every unit after rolling up, (U,) each; ``known`` is false where a statistic has no row."""

    values: Mapping[str, Whole]
    known: Mapping[str, Flags]

    def __getitem__(self, count: Count) -> Whole:
        """The sums of one count, 0 where nothing was counted."""
        return self.values[count.name]

    def has(self, count: Count) -> Flags:
        """Where a statistic is known."""
        return self.known[count.name]


class Ratio(NamedTuple):
    """Numerator, denominator and rows looked at, (U,) each; a unit without evidence has 0 rows."""

    numerator: Whole
    denominator: Whole
    rows: Whole


class Sample(NamedTuple):
    """Households visited for a sampled indicator and how many of them speak against the unit, (U,) each."""

    households: Whole
    wrong: Whole


@dataclass(frozen=True)
class Formula:
    """A formula of the closed list.

    ``facts`` are the atomic facts its numerator counts: two indicators with a fact in common weigh it twice.
    ``sample`` gives the households behind a sampled indicator.
    """

    name: str
    facts: tuple[str, ...]
    counts: tuple[Count, ...]
    figure: Callable[[Sums], Ratio]
    sample: Callable[[Sums], Sample] | None = None

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations it reads."""
        return tuple(sorted({one.relation for one in self.counts}))


def whole_number(numerator: Whole, rows: Whole) -> Ratio:
    """A figure that adds up: the denominator is 1 wherever rows were looked at."""
    return Ratio(np.where(rows > 0, numerator, 0), (rows > 0).astype(np.int64), rows)


def rate(numerator: Whole, denominator: Whole, rows: Whole) -> Ratio:
    """A rate; without rows, or where the denominator is not positive, there is no evidence."""
    seen = (denominator > 0) & (rows > 0)
    return Ratio(np.where(seen, numerator, 0), np.where(seen, denominator, 0), np.where(seen, rows, 0))
