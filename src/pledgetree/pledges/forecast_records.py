"""The forecast as rows to be shown: whole numbers, months as ISO text, words for states; and the form of ``--json``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import Flags, Place
from pledgetree.pledges.forecast_course import BEST, POINT, WORST
from pledgetree.pledges.forecast_method import Real
from pledgetree.pledges.forecast_outcomes import BEHIND, REASONS, STATES, Outcomes
from pledgetree.pledges.forecast_places import COUNTY, Places
from pledgetree.pledges.forecast_promises import INCIDENCE
from pledgetree.pledges.forecast_series import SOURCES, Series
from pledgetree.pledges.forecasting import Forecast

NOTICE = (
    "A forecast of the numbers of a unit; it says nothing of any household and is no ground for a case against anybody."
)


@dataclass(frozen=True)
class Line:
    """One commitment's forecast. Figures are persons, villages or counties; ``base`` divides them where it is a rate.

    None = not known, or does not apply.
    """

    unit: str
    name: str
    tier: str
    pledge_id: str
    indicator: str
    state: str
    reason: str | None
    deadline: str
    target: int | None
    base: int | None
    done: int | None
    due: int | None
    behind_by: int | None
    pace: int | None
    pace_needed: int | None
    at_deadline: int | None
    at_deadline_low: int | None
    at_deadline_high: int | None
    reached: str | None
    reached_early: str | None
    reached_late: str | None
    months_behind: int | None
    source: str


def month_text(months: float) -> str | None:
    """``2021-05`` from months counted from January of year 0; None where it is unknown or beyond the horizon."""
    if not np.isfinite(months):
        return None
    year, month = divmod(int(months), 12)
    return f"{year:04d}-{month + 1:02d}"


def lines_of(outcomes: Outcomes, rows: Place, places: Places, series: Series) -> list[Line]:
    """Some rows of the outcomes of an indicator."""
    columns = _columns(outcomes, rows, places, series)
    return [Line(*one) for one in zip(*(columns[field.name] for field in fields(Line)), strict=True)]


def _columns(outcomes: Outcomes, rows: Place, places: Places, series: Series) -> dict[str, list[Any]]:
    """The fields of ``Line`` for some rows, column by column: a nation has millions of them."""
    promises = outcomes.promises
    unit, short = promises.unit[rows], outcomes.behind_by[rows]
    ends = np.sort(outcomes.at_deadline[[BEST, WORST]][:, rows], axis=0)
    late = outcomes.months_behind[rows]
    base = np.where((outcomes.base[rows] > 0) & (promises.series == INCIDENCE), outcomes.base[rows], np.nan)
    return {
        "unit": places.ids[unit].tolist(),
        "name": places.names[unit].tolist(),
        "tier": np.array(TIERS, np.object_)[places.tier[unit]].tolist(),
        "pledge_id": promises.pledge[rows].tolist(),
        "indicator": [promises.indicator] * len(rows),
        "state": np.array(STATES, np.object_)[outcomes.state[rows]].tolist(),
        "reason": np.array([None, *REASONS[1:]], np.object_)[outcomes.reason[rows]].tolist(),
        "deadline": np.datetime_as_string(promises.deadline[rows].astype("datetime64[D]")).tolist(),
        "target": wholes(outcomes.target[rows]),
        "base": wholes(base),
        "done": wholes(outcomes.done[rows]),
        "due": wholes(outcomes.due[rows]),
        "behind_by": wholes(np.maximum(short, 0.0)),
        "pace": wholes(outcomes.pace[rows]),
        "pace_needed": wholes(outcomes.needed[rows]),
        "at_deadline": wholes(outcomes.at_deadline[POINT, rows]),
        "at_deadline_low": wholes(ends[0]),
        "at_deadline_high": wholes(ends[1]),
        "reached": month_texts(outcomes.months[POINT, rows]),
        "reached_early": month_texts(outcomes.months[BEST, rows]),
        "reached_late": month_texts(outcomes.months[WORST, rows]),
        "months_behind": wholes(np.where(np.isfinite(late), late, np.nan)),
        "source": np.array(SOURCES, np.object_)[series.source[unit]].tolist(),
    }


def wholes(values: Real) -> list[int | None]:
    """Figures as whole numbers, None where they are not known."""
    found = np.full(len(values), None, np.object_)
    known = ~np.isnan(values)
    found[known] = np.rint(values[known]).astype(np.int64).tolist()
    texts: list[int | None] = found.tolist()
    return texts


def month_texts(months: Real) -> list[str | None]:
    """See ``month_text``; a nation has few different months."""
    words = {one: month_text(one) for one in {*months.tolist()}}
    return [words[one] if np.isfinite(one) else None for one in months.tolist()]


def lines_at(found: Forecast, these: Flags) -> list[Line]:
    """The commitments of the units chosen by a mask (U,): by unit, persons before counties and villages."""
    chosen = [np.flatnonzero(these[one.promises.unit]) for one in found.outcomes]
    lines: list[Line] = []
    for outcomes, rows in zip(found.outcomes, chosen, strict=True):
        lines += lines_of(outcomes, rows, found.places, found.series)
    if not lines:
        return []
    unit = np.concatenate([one.promises.unit[rows] for one, rows in zip(found.outcomes, chosen, strict=True)])
    kind = np.repeat([one.promises.series for one in found.outcomes], [len(rows) for rows in chosen])
    return [lines[at] for at in np.lexsort((kind, unit)).tolist()]


def shown_units(found: Forecast) -> Flags:
    """The units of the JSON form: everything below the unit asked for; without one, down to the county."""
    below = found.places.below(found.root)
    return below & (found.places.tier <= COUNTY) if found.whole else below


def near_units(found: Forecast) -> Flags:
    """The unit and the units right below it."""
    near = np.zeros(len(found.places.ids), np.bool_)
    near[found.root] = True
    near[found.places.children(found.root)] = True
    return near


def furthest_behind(found: Forecast, tier: int, most: int) -> list[Line]:
    """The units of a tier that are behind, those that would be short by most at the deadline first; each once."""
    worst: dict[int, tuple[float, int, Outcomes]] = {}
    for outcomes in found.outcomes:
        promises = outcomes.promises
        short = np.abs(outcomes.at_deadline[POINT] - outcomes.target)
        here = (outcomes.state == BEHIND) & (found.places.tier[promises.unit] == tier)
        for row in np.flatnonzero(here).tolist():
            unit = int(promises.unit[row])
            if unit not in worst or worst[unit][0] < short[row]:
                worst[unit] = (float(short[row]), row, outcomes)
    first = sorted(worst.items(), key=lambda one: (-one[1][0], one[0]))[:most]
    return [
        line
        for _, (_, row, outcomes) in first
        for line in lines_of(outcomes, np.array([row]), found.places, found.series)
    ]


def state_counts(found: Forecast, these: Flags) -> dict[str, int]:
    """How many commitments of the units chosen stand in each state."""
    counts = np.zeros(len(STATES), np.int64)
    for outcomes in found.outcomes:
        counts += np.bincount(outcomes.state[these[outcomes.promises.unit]], minlength=len(STATES))
    return dict(zip(STATES, counts.tolist(), strict=True))


def record(found: Forecast) -> dict[str, object]:
    """The form ``forecast --json`` prints; ``schema/forecast.schema.json`` describes it."""
    level = found.terms.interval_level
    these = shown_units(found)
    return {
        "notice": NOTICE,
        "made_up": found.made_up,
        "rulebook": found.rulebook,
        "on": found.on.isoformat(),
        "known_until": year_end(found.series.known).isoformat(),
        "unit": str(found.places.ids[found.root]),
        "interval_level": f"{level.numerator}/{level.denominator}",
        "past_errors": len(found.people.errors.relative),
        "states": state_counts(found, these),
        "not_forecast": list(found.not_forecast),
        "left": {
            "month": None if found.deadline is None else month_text(found.deadline - 1),
            "areas": _records(found.areas),
            "causes": _records(found.causes),
        },
        "commitments": _records(lines_at(found, these)),
    }


def _records(rows: Iterable[object]) -> list[dict[str, object]]:
    # No deep copies: a nation has millions of rows.
    return [dict(vars(one)) for one in rows]
