"""How many people would be left at the deadline: by area, and by the main cause of poverty.

Every area is forecast from its own series, so that areas need not add up to the whole: a province that finishes early
does not carry another. Causes are the point forecast of the whole, divided by how slowly the people of
each cause are lifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from pledgetree.base.dates import year_end
from pledgetree.pledges.arrays import Place, Whole
from pledgetree.pledges.forecast_course import BEST, POINT, WORST, Course, finish
from pledgetree.pledges.forecast_method import Real
from pledgetree.pledges.forecast_outcomes import People, whole_or_none
from pledgetree.pledges.forecast_places import COUNTY, PROVINCE, Places
from pledgetree.pledges.forecast_register import CAUSES, FLOWS, Register
from pledgetree.pledges.forecast_series import Series
from pledgetree.pledges.forecast_terms import ForecastTerms


@dataclass(frozen=True)
class Area:
    """One area's forecast; persons. ``name`` is a unit id or a region. None = not known, or not enough data."""

    kind: str
    name: str
    now: int | None
    lifted: int | None
    identified: int | None
    relapsed: int | None
    left: int | None
    low: int | None
    high: int | None
    units: int
    """How many units were added up: 1 but for regions."""


@dataclass(frozen=True)
class Cause:
    """One cause's share; persons. ``came`` is newly identified and relapsed in the known year."""

    cause: str
    now: int
    lifted: int
    came: int
    left: int | None


@dataclass(frozen=True)
class Scene:
    """What every area is forecast from; ``years`` is the time from the known year's end to the deadline."""

    places: Places
    series: Series
    people: People
    register: Register | None
    terms: ForecastTerms
    years: float


def areas_of(scene: Scene, root: int) -> Iterator[Area]:
    """The unit itself, then the regions below it if it is the top unit, then the units right below."""
    tier = scene.places.tier
    children = scene.places.children(root)
    yield from _areas(scene, [np.array([root])], "unit", [str(scene.places.ids[root])])
    provinces = children[tier[children] == PROVINCE]
    if len(provinces):
        regions = scene.places.regions[provinces]
        names = sorted({*regions.tolist()} - {""})
        yield from _areas(scene, [provinces[regions == one] for one in names], "region", names)
    yield from _areas(scene, [np.array([one]) for one in children], "unit", scene.places.ids[children].tolist())


def _areas(scene: Scene, groups: list[Place], kind: str, names: list[str]) -> Iterator[Area]:
    if not groups:
        return
    counted = [_counted(scene, group) for group in groups]
    stock = np.array([_sum(scene.series.stock[group, -1]) for group in counted])
    pace = np.array([_sum(scene.people.fall[group, -1]) for group in counted])
    enough = np.array([scene.people.enough[group].any() for group in counted], np.bool_)
    few = np.array([scene.people.paces[group].max(initial=0) for group in counted]) < scene.terms.fewest_paces
    left = left_of(scene, stock, np.where(enough & ~few, pace, np.nan))
    for row, (group, name) in enumerate(zip(counted, names, strict=True)):
        flows = _flows(scene, group)
        point, low, high = (whole_or_none(float(left[which, row])) for which in (POINT, BEST, WORST))
        now, lifted = whole_or_none(float(stock[row])), whole_or_none(_sum(scene.series.lifted[group, -1]))
        yield Area(kind, name, now, lifted, *flows, point, low, high, len(group))


def _counted(scene: Scene, group: Place) -> Place:
    """The units of a group of which a stock is known."""
    known: Place = group[~np.isnan(scene.series.stock[group, -1])]
    return known


def _sum(values: Real) -> float:
    return float(values.sum()) if len(values) else float("nan")


def _flows(scene: Scene, group: Place) -> tuple[int | None, int | None]:
    register = scene.register
    if register is None or register.year != scene.series.known or not len(group):
        return None, None
    return int(register.flows["identified"][group].sum()), int(register.flows["relapsed"][group].sum())


def left_of(scene: Scene, stock: Real, pace: Real) -> Real:
    """Persons left at the deadline: (3, n) in the order POINT, BEST, WORST; NaN where there is not enough data."""
    low, high = scene.people.bands.of(np.nan_to_num(stock))
    nothing, falling = np.zeros(len(stock)), np.zeros(len(stock), np.bool_)
    course = Course(stock, pace, stock, nothing, falling, scale=stock, low=low, high=high)
    found = finish(course, np.full(len(stock), scene.years), scene.terms)
    # Who is over the deadline needs no forecast.
    return np.where(scene.years > 0, stock - found.progress, np.stack([stock] * 3))


def causes_of(scene: Scene, root: int, left: int | None) -> tuple[Cause, ...]:
    """The causes at a unit down to the county; none where the register's causes of the known year are not there.

    Args:
        scene: what is known.
        root: row of the unit.
        left: the point forecast to be divided.
    """
    register = scene.register
    if register is None or register.year != scene.series.known or scene.places.tier[root] > COUNTY:
        return ()
    counts = register.causes[int(np.searchsorted(register.areas, root))]
    flows: Mapping[str, Whole] = {name: counts[:, number] for number, name in enumerate(FLOWS)}
    shares = None if left is None else divided(left, causes_left(flows, scene.years))
    return tuple(
        Cause(
            cause,
            now=int(flows["closing"][row]),
            lifted=int(flows["approved"][row]),
            came=int(flows["identified"][row] + flows["relapsed"][row]),
            left=None if shares is None else int(shares[row]),
        )
        for row, cause in enumerate(CAUSES)
    )


def causes_left(flows: Mapping[str, Whole], years: float) -> Real:
    """What each cause would leave if the share of its people who stayed poor this year stayed every year.

    A share, unlike a number, never leaves nobody, so that a cause that is lifted slowly shows without a hard edge.
    """
    opening = flows["opening"]
    stayed = np.where(opening > 0, flows["closing"] / np.maximum(opening, 1), 1.0)
    left: Real = flows["closing"] * stayed**years
    return left


def divided(total: int, weights: Real) -> Whole:
    """A whole number divided in proportion to weights, by largest remainders (the first of equals); sums exactly."""
    if not weights.sum():
        return np.zeros(len(weights), np.int64)
    exact = total * weights / weights.sum()
    parts: Whole = np.floor(exact).astype(np.int64)
    rest = total - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:rest]] += 1
    return parts


def years_to(deadline_months: int, series: Series) -> float:
    """Years from the end of the known year to the end of a month (months from January of year 0, that one counted)."""
    return max(deadline_months - (year_end(series.known).year * 12 + 12), 0) / 12
