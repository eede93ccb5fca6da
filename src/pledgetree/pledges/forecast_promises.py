"""What was promised: per unit and indicator the figure at the deadline, what was due by now, and the deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.law.asking import function_on
from pledgetree.law.model import Rulebook
from pledgetree.pledges.arrays import ANNUAL, MILESTONE, NO_DAY, NONE, Day, Flags, Names, Place, Programme, Whole
from pledgetree.pledges.layout import Block, Layout, lay_out
from pledgetree.pledges.reading import day_number
from pledgetree.pledges.tree import Tree, build_tree

LIFTED, LEFT, INCIDENCE, COUNTIES, VILLAGES = range(5)
SERIES_OF: Mapping[str, int] = {
    "register.persons_exited": LIFTED,
    "register.persons_remaining": LEFT,
    "register.incidence": INCIDENCE,
    "exits.counties": COUNTIES,
    "exits.villages": VILLAGES,
}
"""Which series a formula of the rulebook follows; indicators of other formulas are not forecast."""
STOCKS = (LEFT, INCIDENCE)


@dataclass(frozen=True)
class Promises:
    """Commitments to one indicator, one per unit that gave one; (n,) each."""

    indicator: str
    series: int
    unit: Place
    pledge: Names
    target: Whole
    """What is to be reached at the deadline: summed for annual targets."""
    denominator: Whole
    due: Whole
    """What was to be reached by the known year."""
    due_denominator: Whole
    is_due: Flags
    first_year: Whole
    last_year: Whole
    deadline: Day

    def chosen(self, these: Flags) -> Promises:
        """The promises of some units only."""
        return replace(
            self,
            unit=self.unit[these],
            pledge=self.pledge[these],
            target=self.target[these],
            denominator=self.denominator[these],
            due=self.due[these],
            due_denominator=self.due_denominator[these],
            is_due=self.is_due[these],
            first_year=self.first_year[these],
            last_year=self.last_year[these],
            deadline=self.deadline[these],
        )


def forecast_series(rulebook: Rulebook, on: date) -> dict[str, int]:
    """The series of each indicator of the rulebook that can be forecast."""
    found = {name: function_on(one, on) for name, one in rulebook.indicators.items() if one.functions}
    return {name: SERIES_OF[function] for name, function in found.items() if function in SERIES_OF}


def promises_of(programme: Programme, series: Mapping[str, int], on: date, known: int) -> Iterator[Promises]:
    """The commitments of the pledges standing on a day, indicator by indicator."""
    tree = build_tree(programme.units, programme.pledges, day_number(on))
    layout = lay_out(programme.commitments, tree)
    for number, indicator in enumerate(layout.commitments.indicators):
        if indicator in series:
            yield _Gatherer(programme, tree, known).gather(layout, number, indicator, series[indicator])


class _Gatherer:
    """Goes through the years of one indicator and keeps, per unit, what they add up to."""

    def __init__(self, programme: Programme, tree: Tree, known: int) -> None:
        count = len(programme.units.ids)
        self._programme, self._tree, self._known = programme, tree, known
        self._target, self._due = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._below, self._due_below = np.ones(count, np.int64), np.ones(count, np.int64)
        self._is_due = np.zeros(count, np.bool_)
        self._first, self._last = np.full(count, NONE, np.int64), np.full(count, NONE, np.int64)
        self._day = np.full(count, NO_DAY, np.int32)

    def gather(self, layout: Layout, number: int, indicator: str, series: int) -> Promises:
        """All commitments to one indicator."""
        for block in layout.blocks(number):
            if block.kind != MILESTONE:
                self._add(block, added=block.basis == ANNUAL and series not in STOCKS)
        unit = np.flatnonzero(self._last >= 0)
        return Promises(
            indicator=indicator,
            series=series,
            unit=unit,
            pledge=self._programme.pledges.ids[self._tree.first[unit]],
            target=self._target[unit],
            denominator=self._below[unit],
            due=self._due[unit],
            due_denominator=self._due_below[unit],
            is_due=self._is_due[unit],
            first_year=self._first[unit],
            last_year=self._last[unit],
            deadline=self._deadlines(unit),
        )

    def _add(self, block: Block, *, added: bool) -> None:
        pledge, unit = self._tree.pledge[block.places], self._tree.subordinate[block.places]
        # Of two pledges that bind one unit the one with the smaller id is followed; DOUBLE says so elsewhere.
        mine = (unit >= 0) & (self._tree.first[unit] == pledge)
        unit, target, below = unit[mine], block.target[mine], block.denominator[mine]
        self._target[unit] = target + (self._target[unit] if added else 0)
        self._below[unit] = below
        if block.year <= self._known:
            self._due[unit], self._due_below[unit] = self._target[unit], below
            self._is_due[unit] = True
        self._first[unit] = np.where(self._first[unit] < 0, block.year, self._first[unit])
        self._last[unit] = block.year
        self._day[unit] = block.due[mine]

    def _deadlines(self, unit: Place) -> Day:
        """The day of the last commitment, else the pledge's, else the end of the last year."""
        pledged = self._programme.pledges.deadline[self._tree.first[unit]]
        years = sorted({*self._last[unit].tolist()})
        ends = {year: day_number(year_end(year)) for year in years}
        last = np.array([ends[year] for year in self._last[unit].tolist()], np.int32)
        day = self._day[unit]
        found: Day = np.where(day != NO_DAY, day, np.where(pledged != NO_DAY, pledged, last)).astype(np.int32)
        return found
