"""The yearly series a forecast starts from: stocks, falls, persons lifted and units exited, of every unit.

``known`` below is the last year whose end has come by the day of the forecast. Units whose stock official statistics
state for that year and the one before are followed by these statistics; others by the register. A unit's two sources
are never mixed.

A fall of the register is a pace only where the persons delivered are known too: registers were also corrected (9.29
million persons were struck off in 2015), and a correction lifts nobody. For the years before, the fall of the survey's
series stands in; the register's own only where there is no survey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end
from pledgetree.base.errors import user_error
from pledgetree.pledges.arrays import Flags, Whole
from pledgetree.pledges.forecast_method import Real
from pledgetree.pledges.forecast_places import Places, roll_lowest, roll_sum
from pledgetree.pledges.forecast_register import Register
from pledgetree.snapshot.codes import dates_of
from pledgetree.snapshot.declaration import declared_tables

REGISTERED, SURVEY, DELIVERED = "registered_poor", "rural_poor_survey", "delivered"
EXIT_TIERS = ("county", "village")
SOURCES = ("none", "statistics", "register")
NO_SOURCE, STATISTICS, REGISTER = range(3)
_LONGEST = 12
"""Years looked back at most."""


@dataclass(frozen=True)
class Series:
    """Series at the ends of ``years`` (T of them, the last one is the known year); (U, T), NaN = not known."""

    years: tuple[int, ...]
    stock: Real
    fall: Real
    """Net fall of the stock in the year."""
    lifted: Real
    """Persons who left by an approved exit of the year, as far as it is known."""
    exited: Mapping[str, Real]
    """Per tier: units of this tier, at or below each unit, that have left the list by the end of the year."""
    population: Whole
    """(U,), -1 where it is not known."""
    source: Whole
    """(U,): which of ``SOURCES`` the stock is from."""

    @property
    def known(self) -> int:
        """The last year."""
        return self.years[-1]

    @property
    def pace(self) -> Real:
        """Persons lifted a year; where only the net fall is known, that."""
        return np.where(np.isnan(self.lifted), self.fall, self.lifted)


def known_year(on: date, last: int) -> int:
    """The last year that is over on a day and that the snapshot can tell of."""
    return min(last, on.year if on == year_end(on.year) else on.year - 1)


def make_series(
    tables: Mapping[str, pa.Table], register: Register | None, places: Places, *, known: int, base_statistic: str
) -> Series:
    """The series from the tables ``statistics`` and ``unit_exits``, as far as they are there, and the register.

    Raises:
        UserError: FORECAST_NO_FIGURES, nothing is known of any year; FORECAST_TOO_EARLY, of any up to ``known``.
    """
    years = _years(tables, register, known)
    official = _Official(tables.get("statistics"), places, years)
    stock, fall, lifted = _from_register(register, places, years)
    own = official.of(REGISTERED)
    stated: Flags = ~np.isnan(own[:, -2]) & ~np.isnan(own[:, -1])
    delivered = official.of(DELIVERED)
    lifted = np.where(stated[:, None] & ~_this_year(register, years), np.nan, lifted)
    lifted = np.where(np.isnan(delivered), lifted, delivered)
    if stated.any():
        stock[stated] = own[stated]
        fall[stated] = _official_fall(own, official.of(SURVEY), lifted)[stated]
    source = np.where(stated, STATISTICS, np.where(np.isnan(stock[:, -1]), NO_SOURCE, REGISTER))
    population = official.latest(base_statistic)
    return Series(years, stock, fall, lifted, _exited(tables.get("unit_exits"), places, years), population, source)


def _years(tables: Mapping[str, pa.Table], register: Register | None, known: int) -> tuple[int, ...]:
    first = []
    if "statistics" in tables:
        rows = tables["statistics"]
        named = rows.filter(pc.is_in(rows["name"], pa.array([REGISTERED, SURVEY])))
        first += [pc.min(named["year"]).as_py()] if named.num_rows else []
    if "unit_exits" in tables and tables["unit_exits"].num_rows:
        first.append(pc.min(tables["unit_exits"]["approved_on"]).as_py().year - 1)
    if register is not None:
        first.append(register.first_year)
    if not first:
        raise user_error("FORECAST_NO_FIGURES")
    if known < min(first):
        raise user_error("FORECAST_TOO_EARLY", known=known, first=min(first))
    begin = max(min(first), known - _LONGEST)
    # Two columns at least, so that there is a year before.
    return tuple(range(min(begin, known - 1), known + 1))


def _this_year(register: Register | None, years: tuple[int, ...]) -> Flags:
    """The columns whose flows the register counts and does not merely remember."""
    return np.array([register is not None and year == register.year for year in years])


def _from_register(register: Register | None, places: Places, years: tuple[int, ...]) -> tuple[Real, Real, Real]:
    """Stock, net fall and persons lifted as the register has them: (U, T) each."""
    stock, fall, lifted = (np.full((len(places.ids), len(years)), np.nan) for _ in range(3))
    if register is None:
        return stock, fall, lifted
    nothing = np.zeros(len(places.ids), np.int64)
    after = register.flows["opening"].astype(np.float64)
    for year in range(register.year, years[0] - 1, -1):
        at = year - years[0]
        if year == register.year:
            left, gone = register.flows["approved"], register.flows["opening"] - register.flows["closing"]
            end = register.flows["closing"].astype(np.float64)
        else:
            left = register.left.get(year, nothing)
            gone, end = left - register.came.get(year, nothing), after
            after = end + gone
        if at < len(years):
            stock[:, at] = end
            if year > register.first_year:
                fall[:, at], lifted[:, at] = gone, left
    return stock, fall, lifted


def _official_fall(own: Real, survey: Real, lifted: Real) -> Real:
    fall = np.full(own.shape, np.nan)
    fall[:, 1:] = own[:, :-1] - own[:, 1:]
    surveyed = survey[:, :-1] - survey[:, 1:]
    instead = np.isnan(lifted[:, 1:]) & ~np.isnan(surveyed)
    fall[:, 1:][instead] = surveyed[instead]
    return fall


class _Official:
    """The official statistics, rolled up; see ``roll_lowest``."""

    def __init__(self, table: pa.Table | None, places: Places, years: tuple[int, ...]) -> None:
        self._table, self._places, self._years = table, places, years

    def of(self, name: str) -> Real:
        """One statistic in every year: (U, T)."""
        found = np.full((len(self._places.ids), len(self._years)), np.nan)
        if self._table is None:
            return found
        table = self._table.filter(pc.equal(self._table["name"], name))
        days = dates_of(table, declared_tables()["statistics"].column("unit_id"), self._years[-1])
        unit, year = self._places.rows(table["unit_id"], days), table["year"].to_numpy()
        value = table["value"].to_numpy()
        for at, one in enumerate(self._years):
            here = (year == one) & (unit >= 0)
            if here.any():
                found[:, at] = self._rolled(unit[here], value[here])
        return found

    def _rolled(self, unit: Whole, value: Whole) -> Real:
        own, known = np.zeros(len(self._places.ids), np.int64), np.zeros(len(self._places.ids), np.bool_)
        # Two codes that became one unit are two rows of it: their people are added up.
        np.add.at(own, unit, value)
        known[unit] = True
        total, has = roll_lowest(self._places, own, known)
        rolled: Real = np.where(has, total, np.nan)
        return rolled

    def latest(self, name: str) -> Whole:
        """The latest value up to the last year, -1 where there is none: (U,)."""
        values = self.of(name)
        found = np.full(len(values), -1.0)
        for at in range(values.shape[1]):
            found = np.where(np.isnan(values[:, at]), found, values[:, at])
        return found.astype(np.int64)


def _exited(table: pa.Table | None, places: Places, years: tuple[int, ...]) -> dict[str, Real]:
    """Units that have left the list by the end of each year, per tier: counted as the indicators do."""
    if table is None:
        return {}
    unit = places.rows(table["unit_id"], pa.chunked_array(table["approved_on"].chunks, pa.date32()))
    year = pc.year(table["approved_on"]).to_numpy()
    tier = table["tier"].to_numpy()
    found = {}
    for name in EXIT_TIERS:
        here = np.flatnonzero((tier == name) & (unit >= 0))
        found[name] = np.zeros((len(places.ids), len(years)))
        for at, one in enumerate(years):
            own = np.zeros(len(places.ids), np.int64)
            np.add.at(own, unit[here[year[here] <= one]], 1)
            found[name][:, at] = roll_sum(places.tier, places.parent, own)
    return found
