"""Lists of days as a parameter of the unit ``calendar-days`` writes them: ``2016-02-07/2016-02-13 2016-04-04``."""

from __future__ import annotations

from datetime import date, timedelta

CALENDAR_DAYS = "calendar-days"
_MOST = 366


def days_of(text: str) -> tuple[date, ...]:
    """The days of a list: ISO dates and ranges ``FIRST/LAST`` (both included), separated by spaces, ascending.

    Raises:
        ValueError: a word is no date and no range, or the days do not ascend.
    """
    found: list[date] = []
    for word in text.split():
        first, slash, last = word.partition("/")
        begin = date.fromisoformat(first)
        end = date.fromisoformat(last) if slash else begin
        span = (end - begin).days + 1
        if not 1 <= span <= _MOST or (found and begin <= found[-1]):
            raise ValueError(word)
        found += [begin + timedelta(days=step) for step in range(span)]
    return tuple(found)
