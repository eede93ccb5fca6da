"""By when: what day a deadline rule names for a year or after an event."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pledgetree.base.dates import year_end
from pledgetree.law.model import DeadlineRule
from pledgetree.lifecycle.calendars import Calendar

YEAR_END = "year_end"
LAST_OF_MONTH = "end"


@dataclass(frozen=True)
class Due:
    """A day something is due, and the year it is about (None where no year is meant)."""

    on: date
    year: int | None


def due_in(rule: DeadlineRule, year: int, events: Mapping[str, date], calendar: Calendar) -> date | None:
    """The day a rule names for a year; None for a standing duty and before its event has happened.

    Args:
        rule: the deadline rule.
        year: the year the duty is about.
        events: day of each event that has happened; ``year_end`` need not be given.
        calendar: says which days are worked.
    """
    if rule.on:
        return _moved(rule, _day_of_year(rule.on, year + rule.years), calendar)
    if rule.by is not None:
        return _moved(rule, rule.by, calendar)
    begun = events.get(rule.after, year_end(year) if rule.after == YEAR_END else None)
    if begun is None:
        return None
    if rule.working:
        return calendar.working_days_after(begun, rule.days)
    return _moved(rule, begun + timedelta(days=rule.days), calendar)


def next_due(rule: DeadlineRule, day: date, events: Mapping[str, date], calendar: Calendar) -> Due | None:
    """The first day on or after ``day`` that a rule names; a day that is past for good where there is no later one."""
    if rule.on or rule.after == YEAR_END:
        # The day of a year may lie up to rule.years later, and be moved over the end of a year by holidays.
        years = range(day.year - rule.years - 1, day.year + 3)
        found = [Due(due, year) for year in years if (due := due_in(rule, year, events, calendar)) is not None]
        return next(one for one in found if one.on >= day)
    due = due_in(rule, day.year, events, calendar)
    return None if due is None else Due(due, None)


def _day_of_year(text: str, year: int) -> date:
    month, _, day = text.partition("-")
    last = monthrange(year, int(month))[1]
    return date(year, int(month), last if day == LAST_OF_MONTH else int(day))


def _moved(rule: DeadlineRule, day: date, calendar: Calendar) -> date:
    if rule.holidays == "next":
        return calendar.at_or_after(day)
    return calendar.at_or_before(day) if rule.holidays == "previous" else day
