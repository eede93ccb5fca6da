"""Unit codes over time: which unit of the table a code meant on a day.

A programme runs for years while codes change; the table ``units`` holds the codes of one edition, ``code_changes``
says what became what and when. A code on a day means, in this order:

1. the unit of that code, when the day is in ``valid_from <= day < valid_to`` (empty bounds are open);
2. when the code is given up by a change *after* the day (the code was still good): the unit its successor is, or its
   successor's successor and so on, each change on or after the day of the one before;
3. when the code came about by a change *on or before* the day, and was not given up since: the unit its predecessor
   is, or its predecessor's predecessor and so on, each change on or before the day of the one after.

Steps 2 and 3 stop at the first code of a chain that is in ``units``; step 3 is taken when step 2 finds none. A code
divided among several units, or made from several, means none of them: it is unknown, as is every other code. Without
a day a code in ``units`` is itself, and any change may be followed for another. Chains go one way in time and take a
change once, so a circle of changes ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.dates import year_end
from pledgetree.snapshot.declaration import YEAR_END, Column

# A day is the number of days since 1970-01-01; these stand for "always" and "still".
_FIRST = -(2**30)
_LAST = 2**30
_SPAN = 2**32
_NO_DAY = 2**30 + 1


@dataclass(frozen=True)
class _Step:
    """A change seen from one of its codes: the other code and the day."""

    code: str
    day: int


def _days(column: pa.ChunkedArray, empty: int) -> NDArray[np.int64]:
    """Dates as days since 1970-01-01 (int64), with a number for the empty ones."""
    days: NDArray[np.int64] = pc.fill_null(column.cast(pa.int32()), empty).to_numpy().astype(np.int64)
    return days


class CodeResolver:
    """Resolves codes by the tables ``units`` and ``code_changes`` (None = no change is known)."""

    def __init__(self, units: pa.Table, code_changes: pa.Table | None) -> None:
        self._ids = units.column("unit_id").combine_chunks()
        ids = self._ids.to_pylist()
        # A code that stands there twice is a fault of its own; here its first row counts.
        self._row = {code: row for row, code in zip(range(len(ids) - 1, -1, -1), reversed(ids), strict=True)}
        self._from = _days(units.column("valid_from"), _FIRST)
        self._to = _days(units.column("valid_to"), _LAST)
        self._after: dict[str, list[_Step]] = defaultdict(list)
        self._before: dict[str, list[_Step]] = defaultdict(list)
        if code_changes is not None:
            self._learn(code_changes)
        changed = sorted({*self._after, *self._before})
        self._place = {code: self._row.get(code) for code in changed}
        self._number = {code: number for number, code in enumerate(changed)}
        self._build_periods()

    def _learn(self, code_changes: pa.Table) -> None:
        changes = code_changes.select(["old_code", "new_code", "changed_on"]).drop_null()
        days = _days(changes.column("changed_on"), _FIRST).tolist()
        olds, news = changes.column("old_code").to_pylist(), changes.column("new_code").to_pylist()
        for old, new, day in zip(olds, news, days, strict=True):
            if old != new:
                self._after[old].append(_Step(new, day))
                self._before[new].append(_Step(old, day))

    def _reached(self, code: str, first: Iterable[_Step], *, forward: bool) -> set[str]:
        """The first codes in ``units``, other than ``code``, on every chain that begins with one of the steps."""
        steps = self._after if forward else self._before
        found: set[str] = set()
        waiting, taken = list(first), set(first)
        while waiting:
            here = waiting.pop()
            if here.code == code:
                continue
            if self._place[here.code] is not None:
                found.add(here.code)
                continue
            further = {step for step in steps.get(here.code, ()) if _in_time(step.day, here.day, forward=forward)}
            waiting += further - taken
            taken |= further
        return found

    def _successors(self, code: str, day: int) -> set[str]:
        """The units that the first change after ``day`` leads to."""
        later = [step for step in self._after.get(code, ()) if step.day > day]
        first = min((step.day for step in later), default=_LAST)
        return self._reached(code, (step for step in later if step.day == first), forward=True)

    def _predecessors(self, code: str, day: int) -> set[str]:
        """The units that the changes up to ``day`` come from; none when the code was given up since."""
        earlier = [step for step in self._before.get(code, ()) if step.day <= day]
        made = max((step.day for step in earlier), default=_FIRST)
        if any(made < step.day <= day for step in self._after.get(code, ())):
            return set()
        return self._reached(code, earlier, forward=False)

    def _meaning(self, code: str, day: int) -> str | None:
        """The unit a code that took part in a change meant on a day (the three steps of this module)."""
        place = self._place[code]
        if place is not None and self._from[place] <= day < self._to[place]:
            return code
        return _only(self._successors(code, day) or self._predecessors(code, day))

    def _undated(self, code: str) -> str | None:
        """The unit a code means when the row has no day."""
        if self._place[code] is not None:
            return code
        later = self._reached(code, self._after.get(code, ()), forward=True)
        return _only(later or self._reached(code, self._before.get(code, ()), forward=False))

    def _periods(self, code: str) -> Iterator[tuple[int, str | None]]:
        """The days on which a code's meaning may change, each with the meaning from that day on."""
        steps = [*self._after.get(code, ()), *self._before.get(code, ())]
        days = {_FIRST, *(step.day for step in steps)}
        place = self._place[code]
        if place is not None:
            days |= {int(self._from[place]), int(self._to[place])}
        for day in sorted(days):
            yield day, self._meaning(code, day)
        yield _NO_DAY, self._undated(code)

    def _build_periods(self) -> None:
        """Flatten the periods of all changed codes into one sorted array of (code, day) numbers."""
        starts: list[int] = []
        meanings: list[int] = []
        for code, number in self._number.items():
            for day, meaning in self._periods(code):
                starts.append(number * _SPAN + day)
                meanings.append(-1 if meaning is None else self._row[meaning])
        self._starts = np.array(starts, np.int64)
        self._meanings = np.array(meanings, np.int64)

    def places(self, codes: pa.Array | pa.ChunkedArray, dates: pa.Array | pa.ChunkedArray | None) -> NDArray[np.int64]:
        """The row of each code's unit in ``units``, -1 where the code is unknown or empty; int64 of the same length.

        Args:
            codes: texts.
            dates: date32 of the same length, or None when no row has a day.
        """
        which, distinct = _distinct(codes)
        days = np.full(len(which), _NO_DAY, np.int64) if dates is None else _days(_chunked(dates), _NO_DAY)
        own = np.array([self._row.get(code, -1) for code in distinct] + [-1], np.int64)[which]
        number = np.array([self._number.get(code, -1) for code in distinct] + [-1], np.int64)[which]
        result = own.copy()
        dated = (own >= 0) & (days != _NO_DAY)
        held = (self._from[own[dated]] <= days[dated]) & (days[dated] < self._to[own[dated]])
        result[dated] = np.where(held, own[dated], -1)
        moved = number >= 0
        period = np.searchsorted(self._starts, number[moved] * _SPAN + days[moved], side="right") - 1
        result[moved] = self._meanings[period]
        return result

    def resolve(self, codes: pa.Array | pa.ChunkedArray, dates: pa.Array | pa.ChunkedArray | None) -> pa.Array:
        """The unit id each code means on its day, null where it is unknown or empty; see ``places``."""
        places = self.places(codes, dates)
        return self._ids.take(pa.array(places, pa.int64(), mask=places < 0))


def _in_time(change: int, day: int, *, forward: bool) -> bool:
    return change >= day if forward else change <= day


def _only(reached: set[str]) -> str | None:
    return next(iter(reached)) if len(reached) == 1 else None


def _chunked(column: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def _distinct(codes: pa.Array | pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """The distinct codes, and for each row the place of its code among them (-1 for an empty one)."""
    encoded = _chunked(codes).dictionary_encode().unify_dictionaries()
    if not encoded.num_chunks:
        return np.empty(0, np.int64), []
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks])
    which: NDArray[np.int64] = pc.fill_null(indices, -1).to_numpy().astype(np.int64)
    return which, encoded.chunk(0).dictionary.to_pylist()


def dates_of(table: pa.Table, column: Column, year: int) -> pa.ChunkedArray | None:
    """The day on which each row's unit code is read: date32, or None when the column has no day (``dated_by``).

    A year stands for its 31 December; ``year_end`` for that of the snapshot's year.
    """
    if column.dated_by is None:
        return None
    if column.dated_by == YEAR_END:
        return pa.chunked_array([pa.repeat(year_end(year), table.num_rows).cast(pa.date32())])
    days = table.column(column.dated_by)
    return _year_ends(days) if pa.types.is_integer(days.type) else days


def _year_ends(years: pa.ChunkedArray) -> pa.ChunkedArray:
    """The 31 December of each year; a year outside 1 to 9999 gives no day."""
    sensible = pc.and_(pc.greater_equal(years, 1), pc.less_equal(years, 9999))
    known = pc.fill_null(sensible, False).to_numpy()  # noqa: FBT003 - Arrow's value for the empty rows
    numbers = pc.fill_null(years, 1970).to_numpy().clip(1, 9999)
    ends = (numbers - 1969).astype("datetime64[Y]").astype("datetime64[D]") - np.timedelta64(1, "D")
    return pa.chunked_array([pa.array(ends, pa.date32(), mask=~known)])
