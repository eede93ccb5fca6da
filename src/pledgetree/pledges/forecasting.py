"""The forecast to the deadline: every commitment of a snapshot's pledge tree, and who would be left.

A forecast speaks of the numbers of a unit. It never names a household, and is never a ground for a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from pledgetree.base.errors import user_error
from pledgetree.base.units import CENTRE, pad_code
from pledgetree.law.loading import default_name, load_rulebook
from pledgetree.law.model import Rulebook
from pledgetree.pledges.arrays import Day
from pledgetree.pledges.forecast_areas import Area, Cause, Scene, areas_of, causes_of, years_to
from pledgetree.pledges.forecast_outcomes import Outcomes, People, outcomes_of, people_of
from pledgetree.pledges.forecast_places import Places, places_of
from pledgetree.pledges.forecast_promises import STOCKS, Promises, forecast_series, promises_of
from pledgetree.pledges.forecast_register import read_register
from pledgetree.pledges.forecast_series import Series, known_year, make_series
from pledgetree.pledges.forecast_terms import ForecastTerms, forecast_terms
from pledgetree.pledges.reading import EPOCH, programme_of
from pledgetree.pledges.terms import terms_of
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import Snapshot, open_snapshot

REQUIRED = ("units", "pledges", "commitments")
OPTIONAL = ("statistics", "unit_exits", "code_changes")


@dataclass(frozen=True)
class Forecast:
    """What is forecast on a day from a snapshot."""

    on: date
    made_up: bool
    rulebook: str
    terms: ForecastTerms
    places: Places
    series: Series
    people: People
    outcomes: tuple[Outcomes, ...]
    not_forecast: tuple[str, ...]
    """Indicators that were promised and have no method."""
    root: int
    """Row of the unit asked for, or of the top unit."""
    whole: bool
    """No unit was asked for."""
    deadline: int | None
    """Months from January of year 0 to the end of the deadline's month; None = nothing is promised."""
    areas: tuple[Area, ...]
    causes: tuple[Cause, ...]


def forecast(path: Path, *, on: date, unit: str | None = None, rulebook: str | Path | None = None) -> Forecast:
    """Forecast the commitments of a snapshot from what was known on a day.

    Args:
        path: the snapshot's folder.
        on: figures of a year count from its 31 December on.
        unit: code of the unit to look at; default: the top unit.
        rulebook: a name or folder; default: the snapshot's rulebook, else the default rulebook.

    Raises:
        UserError: what opening the snapshot and loading the rulebook raise; TABLE_MISSING; WRONG_UNIT_CODE;
            FORECAST_UNIT, the unit is not in the snapshot; FORECAST_NO_FIGURES, it has no figures of poor people;
            FORECAST_TOO_EARLY, nothing was known on the day.
    """
    code = CENTRE if unit is None else pad_code(unit)
    snapshot = open_snapshot(path)
    snapshot.require(*REQUIRED)
    rules = load_rulebook(rulebook or snapshot.rulebook or default_name())
    terms, base = forecast_terms(rules, on), terms_of(rules, on).base_statistic
    tables = {name: snapshot.read(name) for name in (*REQUIRED, *OPTIONAL) if snapshot.has(name)}
    places = places_of(tables["units"], tables.get("code_changes", _empty("code_changes")), on)
    root = _root(places, code, snapshot, asked=unit is not None)
    known = known_year(on, snapshot.year)
    register = read_register(snapshot, places)
    series = make_series(tables, register, places, known=known, base_statistic=base)
    people = people_of(series, terms)
    promised, left_out = _promised(tables, rules, on, known)
    outcomes = tuple(outcomes_of(one, series, people, terms) for one in promised)
    deadline = _deadline(promised, root)
    years = 0.0 if deadline is None else years_to(deadline, series)
    scene = Scene(places, series, people, register, terms, years)
    areas = () if deadline is None else tuple(areas_of(scene, root))
    return Forecast(
        on=on,
        made_up=snapshot.made_up,
        rulebook=rules.name,
        terms=terms,
        places=places,
        series=series,
        people=people,
        outcomes=outcomes,
        not_forecast=left_out,
        root=root,
        whole=unit is None,
        deadline=deadline,
        areas=areas,
        causes=causes_of(scene, root, areas[0].left) if areas else (),
    )


def _empty(name: str) -> pa.Table:
    return arrow_schema(declared_tables()[name]).empty_table()


def _root(places: Places, code: str, snapshot: Snapshot, *, asked: bool) -> int:
    row = places.row_of(code)
    if row >= 0:
        return row
    if asked or not len(places.ids):
        raise user_error("FORECAST_UNIT", snapshot.path, unit=code)
    return int(np.argmin(places.tier))


def _promised(
    tables: dict[str, pa.Table], rules: Rulebook, on: date, known: int
) -> tuple[list[Promises], tuple[str, ...]]:
    """The promises to be forecast, and the indicators that cannot be."""
    wanted = {name: tables[name] for name in (*REQUIRED, "code_changes") if name in tables}
    programme = programme_of(wanted, on.year, "")
    series = forecast_series(rules, on)
    left_out = tuple(one for one in programme.commitments.indicators if one not in series)
    promised = promises_of(programme, series, on, known)
    return [one for one in (_of_something(each) for each in promised) if len(one.unit)], left_out


def _of_something(promises: Promises) -> Promises:
    """Without the promises of nothing: a county that is to lift nobody owes no forecast."""
    if promises.series in STOCKS:
        return promises
    return promises.chosen(promises.target > 0)


def _deadline(promised: list[Promises], root: int) -> int | None:
    """The latest deadline of the unit's own promises, else of all, in months from January of year 0."""
    own = [_latest(one.deadline[one.unit == root]) for one in promised]
    every = [_latest(one.deadline) for one in promised]
    return max((one for one in own if one), default=max((one for one in every if one), default=None))


def _latest(days: Day) -> int:
    if not len(days):
        return 0
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return int(months.max()) + EPOCH.year * 12 + 1
