"""What becomes of the commitments to one indicator: state, date with interval, figure at the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.pledges.arrays import Flags, Short, Whole
from pledgetree.pledges.forecast_course import BEST, POINT, WORST, Course, Finish, finish
from pledgetree.pledges.forecast_method import Bands, Errors, Real, error_bands, past_errors, smoothed_paces
from pledgetree.pledges.forecast_promises import COUNTIES, INCIDENCE, LIFTED, STOCKS, VILLAGES, Promises
from pledgetree.pledges.forecast_series import Series
from pledgetree.pledges.forecast_terms import ForecastTerms
from pledgetree.pledges.reading import EPOCH, day_number

STATES = ("reached", "missed", "on_track", "behind", "nobody_left", "not_enough_data")
REACHED, MISSED, ON_TRACK, BEHIND, NOBODY_LEFT, NOT_ENOUGH = range(len(STATES))
REASONS = ("", "no_figures", "too_few_years", "too_small")
_EXITS: Mapping[int, str] = {COUNTIES: "county", VILLAGES: "village"}


@dataclass(frozen=True)
class People:
    """The paces of persons of every unit: smoothed (U, T), and what past forecasts of the stock were worth."""

    fall: Real
    lifted: Real
    bands: Bands
    errors: Errors
    enough: Flags
    """(U,): the register was once large enough to speak of (``fewest_persons``)."""
    paces: Whole
    """(U,): how many years' paces are known."""


def people_of(series: Series, terms: ForecastTerms) -> People:
    """Smooth the paces and learn from past forecasts."""
    fall = smoothed_paces(series.fall, terms)
    most = np.where(np.isnan(series.stock), 0, series.stock).max(axis=1, initial=0)
    enough = most >= terms.fewest_persons
    errors = past_errors(series.stock[enough], fall[enough], terms)
    paces = np.count_nonzero(~np.isnan(series.fall), axis=1)
    lifted = smoothed_paces(series.pace, terms)
    return People(fall, lifted, error_bands(errors, terms), errors, enough, paces)


@dataclass(frozen=True)
class Outcomes:
    """What became or is to become of the commitments; (n,) each. Figures are whole; NaN = not known."""

    promises: Promises
    state: Short
    reason: Short
    done: Real
    """Delivered so far, or the stock, at the end of the known year or of the deadline's."""
    target: Real
    due: Real
    """In the unit of ``done``; NaN = nothing due yet."""
    base: Whole
    """Denominator of the figures: the population of a rate, else 1."""
    pace: Real
    """Progress to be expected in a year from now."""
    needed: Real
    """Progress needed a year to meet the deadline; NaN = reached, or too late."""
    at_deadline: Real
    """(3, n)."""
    months: Real
    """(3, n): months of the date counted from January of year 0; infinite = beyond the horizon."""
    months_behind: Real

    @property
    def behind_by(self) -> Real:
        """How far it is short of what was due, in persons or units; 0 or less = not short."""
        short: Real = self.done - self.due if self.promises.series in STOCKS else self.due - self.done
        return short


def outcomes_of(promises: Promises, series: Series, people: People, terms: ForecastTerms) -> Outcomes:
    """Forecast the commitments to one indicator."""
    base, target, due = _figures(promises, series)
    history = _history(promises, series)
    at = np.minimum(promises.last_year, series.known)
    over = promises.deadline <= day_number(year_end(series.known))
    done = _at_year(history, series, np.where(over, at, series.known))
    falling = promises.series in STOCKS
    need = done - target if falling else target - done
    course, reason = _course(promises, series, people, terms, done=done, need=need)
    years = np.maximum(_months(promises.deadline) - (series.known * 12 + 12), 0) / 12
    found = finish(course, years, terms)
    reason = np.where(np.isnan(done) | np.isnan(target), 1, np.where(over | (need <= 0), 0, reason))
    months = _reached_months(found, series, _met_in(promises, series, history, target), need)
    late = months[POINT] - _months(promises.deadline) + 1
    state = _states(need, over, late, found.exhausted, terms)
    open_ended = ~over & (need > 0) & (reason == 0)
    sign = -1 if falling else 1
    return Outcomes(
        promises=promises,
        state=np.where(reason > 0, NOT_ENOUGH, state).astype(np.int16),
        reason=reason.astype(np.int16),
        done=done,
        target=target,
        due=due,
        base=base,
        pace=np.where(open_ended, float(terms.damping) * course.pace, np.nan),
        needed=np.where(open_ended & (years > 0), np.ceil(need / np.where(years > 0, years, 1)), np.nan),
        at_deadline=np.where(open_ended, done + sign * found.progress, np.nan),
        months=np.where((reason == 0) & ~(over & (need > 0)), months, np.nan),
        months_behind=np.where(open_ended, late, np.nan),
    )


def _figures(promises: Promises, series: Series) -> tuple[Whole, Real, Real]:
    """Base, target and what is due, in the unit of the series: a rate's as persons of today's population."""
    if promises.series != INCIDENCE:
        due = np.where(promises.is_due, promises.due, np.nan)
        return np.ones(len(promises.unit), np.int64), promises.target.astype(np.float64), due
    base = series.population[promises.unit]
    known = base > 0
    target = np.where(known, promises.target * base // promises.denominator, np.nan)
    due = np.where(known & promises.is_due, promises.due * base // promises.due_denominator, np.nan)
    return base, target, due


def _history(promises: Promises, series: Series) -> Real:
    """The promised figure at the end of every year, (n, T); NaN before the first year of a count."""
    unit = promises.unit
    if promises.series in STOCKS:
        return series.stock[unit]
    years = np.array(series.years)
    started = years[None, :] >= promises.first_year[:, None]
    if promises.series == LIFTED:
        counted: Real = np.cumsum(np.where(started, series.lifted[unit], 0), axis=1)
        # A promise that begins with a year before the series begins is not known.
        return np.where((promises.first_year >= years[0])[:, None], counted, np.nan)
    exited = series.exited.get(_EXITS[promises.series])
    if exited is None:
        return np.full((len(unit), len(years)), np.nan)
    before = np.where(years[None, :] < promises.first_year[:, None], exited[unit], 0).max(axis=1)
    return np.where(started, exited[unit] - before[:, None], 0.0)


def _at_year(history: Real, series: Series, year: Whole) -> Real:
    at = np.clip(year - series.years[0], 0, len(series.years) - 1)
    found: Real = history[np.arange(len(history)), at]
    return found


def _course(
    promises: Promises, series: Series, people: People, terms: ForecastTerms, *, done: Real, need: Real
) -> tuple[Course, Short]:
    """The courses, and why there is none where there is none (place in REASONS)."""
    if promises.series in _EXITS:
        return _exit_course(promises, series, terms, need)
    unit = promises.unit
    stock, fall, lifted = series.stock[unit, -1], people.fall[unit, -1], people.lifted[unit, -1]
    low, high = people.bands.of(stock)
    rising = promises.series == LIFTED
    nothing = np.zeros(len(unit))
    course = Course(
        need=need,
        pace=lifted if rising else fall,
        room=stock,
        room_pace=lifted - fall if rising else nothing,
        rising=np.full(len(unit), rising),
        scale=stock,
        low=low,
        high=high,
    )
    short = people.paces[unit] < terms.fewest_paces
    known = ~np.isnan(course.pace) & ~np.isnan(done) & ~np.isnan(stock)
    reason = np.select([~known & ~short, ~people.enough[unit], short], [1, 3, 2], 0)
    return course, reason.astype(np.int16)


def _exit_course(promises: Promises, series: Series, terms: ForecastTerms, need: Real) -> tuple[Course, Short]:
    """Counties or villages: what is left of the promise is the stock, and its own past forecasts give the interval."""
    history = _history(promises, series)
    started = np.array(series.years)[None, :] >= promises.first_year[:, None] - 1
    left = np.where(started, promises.target[:, None] - history, np.nan)
    paces = np.full(left.shape, np.nan)
    paces[:, 1:] = left[:, :-1] - left[:, 1:]
    smoothed = smoothed_paces(paces, terms)
    large = promises.target >= terms.fewest_units
    bands = error_bands(past_errors(np.maximum(left[large], 0), smoothed[large], terms), terms)
    low, high = bands.of(np.maximum(np.nan_to_num(need), 0))
    nothing = np.zeros(len(need))
    room, rising = np.maximum(need, 0), np.ones(len(need), np.bool_)
    course = Course(need, smoothed[:, -1], room, nothing, rising, scale=room, low=low, high=high)
    short = np.count_nonzero(~np.isnan(paces), axis=1) < terms.fewest_paces
    return course, np.select([np.isnan(need), ~large, short], [1, 3, 2], 0).astype(np.int16)


def _months(days: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Whole:
    """Months from January of year 0 to the end of the month each day lies in."""
    months: Whole = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + EPOCH.year * 12 + 1
    return months


def _met_in(promises: Promises, series: Series, history: Real, target: Real) -> Real:
    """The first year at whose end each was met, NaN where it never was."""
    met = history <= target[:, None] if promises.series in STOCKS else history >= target[:, None]
    met &= np.array(series.years)[None, :] >= promises.first_year[:, None]
    first = np.array(series.years)[np.argmax(met, axis=1)]
    return np.where(met.any(axis=1), first, np.nan)


def _reached_months(found: Finish, series: Series, met_in: Real, need: Real) -> Real:
    """The month in which each is or was met, as months from January of year 0: (3, n)."""
    ahead = series.known * 12 + 11 + np.ceil(np.round(found.years * 12, 9))
    # Yearly figures say by the end of which year it was met, no more.
    earlier = np.where(need <= 0, met_in * 12 + 11, np.nan)
    return np.where(np.isnan(earlier), ahead, earlier)


def _states(need: Real, over: Flags, late: Real, exhausted: Flags, terms: ForecastTerms) -> Short:
    missed = over & (need > 0)
    behind = late > terms.behind_months
    states = [MISSED, REACHED, NOBODY_LEFT, BEHIND]
    found: Short = np.select([missed, need <= 0, behind & exhausted, behind], states, ON_TRACK).astype(np.int16)
    return found


def whole_or_none(value: float) -> int | None:
    """A figure as a whole number; None where it is not known."""
    return None if np.isnan(value) else round(value)


def interval_ends(outcomes: Outcomes, row: int) -> tuple[int | None, int | None]:
    """Low and high end of the figure at the deadline."""
    ends = sorted(float(outcomes.at_deadline[which, row]) for which in (BEST, WORST))
    low, high = (whole_or_none(one) for one in ends)
    return low, high
