"""The forecast as rows to be shown: whole numbers, months as ISO text, words for states; and the form of ``--json``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import Flags
from pledgetree.pledges.forecast_course import BEST, POINT, WORST
from pledgetree.pledges.forecast_outcomes import BEHIND, REASONS, STATES, Outcomes, whole_or_none
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


def line_of(outcomes: Outcomes, row: int, places: Places, series: Series) -> Line:
    """One row of the outcomes of an indicator."""
    promises, unit = outcomes.promises, int(outcomes.promises.unit[row])
    state = STATES[outcomes.state[row]]
    day = promises.deadline[row].astype("datetime64[D]").item()
    short = float(outcomes.behind_by[row])
    ends = sorted(float(outcomes.at_deadline[which, row]) for which in (BEST, WORST))
    late = float(outcomes.months_behind[row])
    return Line(
        unit=str(places.ids[unit]),
        name=str(places.names[unit]),
        tier=TIERS[places.tier[unit]],
        pledge_id=str(promises.pledge[row]),
        indicator=promises.indicator,
        state=state,
        reason=REASONS[outcomes.reason[row]] or None,
        deadline=day.isoformat(),
        target=whole_or_none(float(outcomes.target[row])),
        base=int(outcomes.base[row]) if promises.series == INCIDENCE and outcomes.base[row] > 0 else None,
        done=whole_or_none(float(outcomes.done[row])),
        due=whole_or_none(float(outcomes.due[row])),
        behind_by=whole_or_none(max(short, 0.0)) if not np.isnan(short) else None,
        pace=whole_or_none(float(outcomes.pace[row])),
        pace_needed=whole_or_none(float(outcomes.needed[row])),
        at_deadline=whole_or_none(float(outcomes.at_deadline[POINT, row])),
        at_deadline_low=whole_or_none(ends[0]),
        at_deadline_high=whole_or_none(ends[1]),
        reached=month_text(float(outcomes.months[POINT, row])),
        reached_early=month_text(float(outcomes.months[BEST, row])),
        reached_late=month_text(float(outcomes.months[WORST, row])),
        months_behind=int(late) if np.isfinite(late) else None,
        source=SOURCES[series.source[unit]],
    )


def lines_at(found: Forecast, these: Flags) -> Iterator[Line]:
    """The commitments of the units chosen by a mask (U,): by unit, persons before counties and villages."""
    rows = [
        (unit, outcomes.promises.series, row, outcomes)
        for outcomes in found.outcomes
        for row, unit in enumerate(outcomes.promises.unit.tolist())
        if these[unit]
    ]
    for _, _, row, outcomes in sorted(rows, key=lambda one: one[:2]):
        yield line_of(outcomes, row, found.places, found.series)


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
    return [line_of(outcomes, row, found.places, found.series) for _, (_, row, outcomes) in first]


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
    return [asdict(one) for one in rows]  # type: ignore[call-overload]  # every row is a dataclass of this room
