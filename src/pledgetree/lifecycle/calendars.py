"""Working days: weekends, the days off a rulebook names, and the weekend days that are worked instead (调休).

A calendar knows the years its rulebook has lists for; in other years it has weekends alone, and ``knows`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pledgetree.law.calendar_days import days_of
from pledgetree.law.model import Rulebook

DAYS_OFF = "calendar/days_off"
DAYS_WORKED = "calendar/days_worked"
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days off and days worked against the rule that Monday to Friday are worked."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on a day; a day that is both off and worked is off."""
        return day not in self.off and (day.weekday() < _SATURDAY or day in self.worked)

    def knows(self, year: int) -> bool:
        """Whether the calendar has days off for a year."""
        return any(day.year == year for day in self.off)

    def at_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def at_or_before(self, day: date) -> date:
        """The day itself if it is worked, else the last one before that is."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which itself does not count; with 0 the day itself.

        Raises:
            ValueError: a negative count.
        """
        if count < 0:
            raise ValueError("count from 0")
        for _ in range(count):
            day = self.at_or_after(day + _DAY)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from the first day to the last, both included; 0 when they are reversed."""
        span = range((last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=step)) for step in span)


def calendar_of(rulebook: Rulebook) -> Calendar:
    """The calendar of a rulebook: all its lists together, whatever year's notice named a day."""
    return Calendar(off=_all_days(rulebook, DAYS_OFF), worked=_all_days(rulebook, DAYS_WORKED))


def _all_days(rulebook: Rulebook, name: str) -> frozenset[date]:
    parameter = rulebook.parameters.get(name)
    values = [str(one.value) for one in parameter.values if one.value is not None] if parameter else []
    return frozenset(day for text in values for day in days_of(text))
