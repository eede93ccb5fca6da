"""From a pace to a date: how much progress each coming year brings, and when the need is met.

A *course* says, per commitment, what is still needed, the present pace, what there is at most to be had (nobody who is
not poor can be lifted), and how far one year's forecast may be off. Progress is made in whole persons only when shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pledgetree.pledges.arrays import Flags, Place
from pledgetree.pledges.forecast_method import Real, carried, growth
from pledgetree.pledges.forecast_terms import ForecastTerms

POINT, BEST, WORST = range(3)
"""The forecast, the end of its interval with the most progress, and the one with the least."""


@dataclass(frozen=True)
class Course:
    """Where commitments stand at the end of the known year; (n,) each, NaN where nothing is known."""

    need: Real
    """Progress still needed; 0 or less = reached."""
    pace: Real
    """Smoothed progress of the last year."""
    room: Real
    """Progress there is to be had now: nobody can be lifted who is not poor."""
    room_pace: Real
    """What a year adds to the room at the present pace: the net inflow."""
    rising: Flags
    """Whether progress, once made, stays (persons lifted), or can be lost again (a stock)."""
    scale: Real
    """What relative errors refer to: the stock."""
    low: Real
    """Low relative error of one year: fewer left than forecast, so more progress; NaN = no interval."""
    high: Real


@dataclass(frozen=True)
class Finish:
    """What a course comes to: (3, n) each in the order POINT, BEST, WORST."""

    progress: Real
    """At the deadline."""
    years: Real
    """From the end of the known year until the need is met; infinite = not within the horizon."""
    exhausted: Flags
    """(n,): at the deadline the point forecast has used up the room without meeting the need."""


@dataclass(frozen=True)
class Step:
    """After whole years: what the pace would bring, and the room for it; (3, n) each."""

    made: Real
    room: Real

    @property
    def progress(self) -> Real:
        """What can be brought."""
        return np.minimum(self.made, self.room)


def step_after(course: Course, terms: ForecastTerms, years: int, before: Step | None = None) -> Step:
    """The step after whole years; progress that stays never falls below that of the year before."""
    share = carried(float(terms.damping), years)
    error = np.stack([np.zeros(len(course.need)), course.low, course.high]) * (growth(terms, years) * course.scale)
    made = share * course.pace - error
    least = np.zeros_like(made) if before is None else before.made
    room = np.broadcast_to(course.room + share * course.room_pace, made.shape)
    return Step(np.where(course.rising, np.maximum(made, least), made), room)


def finish(course: Course, deadline: Real, terms: ForecastTerms) -> Finish:
    """Follow every course to its deadline (n,), in years from the end of the known year, and on to the horizon.

    Between the ends of two years progress is taken to be even.
    """
    before = step_after(course, terms, 0)
    reached = np.full(before.made.shape, np.inf)
    reached[:, course.need <= 0] = 0
    at_deadline = Step(np.zeros_like(reached), before.room)
    last = max(terms.horizon_years, int(np.ceil(deadline.max(initial=0))))
    for year in range(1, last + 1):
        now = step_after(course, terms, year, before)
        if (deadline > year - 1).any():
            at_deadline = _between(at_deadline, before, now, deadline - (year - 1))
        if year <= terms.horizon_years:
            which, row = np.nonzero(np.isinf(reached) & (now.made >= course.need) & (now.room >= course.need))
            crossing = which, row
            reached[crossing] = year - 1 + _crossed(before, now, course.need, crossing)
        before = now
    reached[np.isnan(before.made)] = np.nan
    point = at_deadline.progress[POINT]
    # Half a person is nobody.
    exhausted = course.rising & (point < course.need) & (point >= at_deadline.room[POINT] - 0.5)
    return Finish(at_deadline.progress, reached, exhausted)


def _between(kept: Step, before: Step, now: Step, share: Real) -> Step:
    """The step at a share of the year, where the deadline lies in it or after it; else what was kept."""
    share = np.clip(share, 0, 1)
    made = np.where(share > 0, before.made + share * (now.made - before.made), kept.made)
    room = np.where(share > 0, before.room + share * (now.room - before.room), kept.room)
    return Step(made, room)


def _crossed(before: Step, now: Step, need: Real, crossing: tuple[Place, Place]) -> Real:
    """The share of the year after which both pace and room meet the need, of those that do in this year."""
    wanted = need[crossing[1]]
    by_pace = _share(before.made[crossing], now.made[crossing], wanted)
    return np.maximum(by_pace, _share(before.room[crossing], now.room[crossing], wanted))


def _share(before: Real, now: Real, need: Real) -> Real:
    rise = now - before
    later = (before < need) & (rise > 0)
    share: Real = np.where(later, (need - before) / np.where(later, rise, 1), 0)
    return np.minimum(share, 1)
