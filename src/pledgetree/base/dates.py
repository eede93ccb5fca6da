"""Dates and periods: ISO text in, ``datetime.date`` out; a year is the period of every assessment."""

from __future__ import annotations

from datetime import date

from pledgetree.base.errors import user_error


def parse_date(text: str, where: object = "") -> date:
    """The date an ISO text names.

    Raises:
        UserError: WRONG_DATE.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise user_error("WRONG_DATE", where, value=text) from None


def year_start(year: int) -> date:
    """The first day of a year."""
    return date(year, 1, 1)


def year_end(year: int) -> date:
    """The last day of a year: the day on which pledges, plans and stocks are looked at."""
    return date(year, 12, 31)
