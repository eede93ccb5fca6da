"""The register of a batch of counties as arrays, and how households enter it.

Rows of ``Homes`` and ``People`` are only added (people who left are dropped after their year), so an index of a
household stays good. Days are counted from 1970-01-01; 0 means none.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pledgetree.nation.draws import below, below_low, chance, draw, sixteen
from pledgetree.nation.fitting import first_fit, place_within, running, starts_of

STATES = ("poor", "exited", "removed", "dissolved")
POOR, EXITED, REMOVED, DISSOLVED = range(4)
INFLOWS = ("none", "identified", "relapsed", "born", "married_in", "moved_in")
NO_INFLOW, IDENTIFIED, RELAPSED, BORN, MARRIED_IN, MOVED_IN = range(6)
OUTFLOWS = ("none", "exited", "died", "moved_out", "removed")
NO_OUTFLOW, LEFT_POVERTY, DIED, MOVED_OUT, STRUCK_OFF = range(5)

SERIALS = 10**10
"""Household ids are the county code followed by ten digits."""
# Household sizes 1 to 8 in parts of 65,536 (modelled; the mean is near the register's 3.04).
_SIZE_STEPS = np.cumsum([9_200, 15_900, 16_500, 13_600, 6_400, 2_900, 700])
# Wrongly included when entered after the re-check, per mille (113,400 persons of the audit of 2017: modelled).
_WRONG_PER_MILLE = 4
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """The targets of a batch of counties: arrays (C,) or (C, 7 years), and of its villages (V,), sorted by county.

    ``village_start`` (C + 1,) tells where each county's villages begin; ``village_homes`` is households of 2014.
    """

    seed: int
    code: Whole
    province: Whole
    limit: Whole
    households: Whole
    closing: Whole
    identified: Whole
    removed: Whole
    relapsed: Whole
    village: Whole
    village_start: Whole
    village_homes: Whole
    village_people: Whole
    village_listed: NDArray[np.bool_]

    @property
    def counties(self) -> int:
        """How many counties."""
        return len(self.code)


@dataclass
class Homes:
    """Households (h,): ``county`` and ``village`` index into the batch; ``strike`` members to be struck off in 2015."""

    number: Whole
    county: Whole
    village: Whole
    identified_on: Whole
    state: Whole
    size: Whole
    ever: Whole
    approved_on: Whole
    exited_on: Whole
    exit_year: Whole
    relapsed_on: Whole
    removed_year: Whole
    wrong: NDArray[np.bool_]
    strike: Whole
    fault: Whole


@dataclass
class People:
    """Persons (p,): ``home`` indexes the household; ``counted`` = in the stock of the poor now."""

    home: Whole
    member: Whole
    birth_year: Whole
    female: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    opening: NDArray[np.bool_]
    inflow: NDArray[np.int8]
    outflow: NDArray[np.int8]


Rows = TypeVar("Rows", Homes, People)


def joined(one: Rows, other: Rows) -> Rows:
    """The rows of both, one after the other."""
    return replace(one, **{f.name: np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(one)})


def chosen(rows: Rows, which: NDArray[np.bool_] | Whole) -> Rows:
    """Some of the rows, by mask or by index."""
    return replace(rows, **{f.name: getattr(rows, f.name)[which] for f in fields(rows)})


@dataclass
class Register:
    """Everything that is carried from year to year."""

    homes: Homes
    people: People
    next_serial: Whole


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01."""
    return date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()


def person_numbers(homes: Homes, people: People) -> Whole:
    """The person ids as whole numbers: household number and two digits."""
    return homes.number[people.home] * 100 + people.member


def _draw_sizes(seed: int, number: Whole) -> Whole:
    return 1 + np.searchsorted(_SIZE_STEPS, sixteen(draw(seed, "size", 0, number), 0), side="right")


def _fit_sizes(seed: int, number: Whole, county: Whole, size: Whole, wanted: Whole) -> Whole:
    """Change sizes by one here and there until each county's households hold exactly the persons wanted."""
    order = np.argsort(draw(seed, "resize", 0, number), kind="stable")
    order = order[np.argsort(county[order], kind="stable")]
    groups, starts = county[order], starts_of(county[order], len(wanted))
    most = 8
    while True:
        gap = wanted - np.bincount(county, weights=size, minlength=len(wanted)).astype(np.int64)
        if not gap.any():
            return size
        side = np.sign(gap)[groups]
        able = np.where(side > 0, size[order] < most, size[order] > 1) & (side != 0)
        turn = running(able.astype(np.int64), groups, starts) <= np.abs(gap)[groups]
        size[order] += np.where(able & turn, side, 0)
        most += 1


def members(seed: int, homes: Homes, home: Whole, inflow: int, year: int) -> People:
    """The first members of some households: a head, a spouse, and children, adults or elders (ages modelled)."""
    size = homes.size[home]
    index = np.repeat(home, size)
    ends = np.cumsum(size)
    member = np.arange(len(index)) - np.repeat(ends - size, size) + 1
    words = draw(seed, "member", 0, homes.number[index] * 100 + member)
    kind, spread = sixteen(words, 0), sixteen(words, 1)
    age = np.where(member == 1, 26 + spread * 52 // 65_536, 24 + spread * 52 // 65_536)
    other = np.where(
        kind < 36_000, spread * 25, np.where(kind < 50_000, 20 * 65_536 + spread * 31, 60 * 65_536 + spread * 30)
    )
    age = np.where(member > 2, other // 65_536, age)
    female_parts = np.where(member == 1, 13_000, np.where(member == 2, 52_000, 31_500))
    count = len(index)
    return People(
        home=index,
        member=member,
        birth_year=year - age,
        female=sixteen(words, 2) < female_parts,
        counted=np.ones(count, np.bool_),
        opening=np.zeros(count, np.bool_),
        inflow=np.full(count, inflow, np.int8),
        outflow=np.zeros(count, np.int8),
    )


def _new_homes(batch: Batch, number: Whole, county: Whole, village: Whole, *, size: Whole, day: Whole) -> Homes:
    none = np.zeros(len(number), np.int64)
    return Homes(
        number=number,
        county=county,
        village=village,
        identified_on=day,
        state=none.copy(),
        size=size,
        ever=size.copy(),
        approved_on=none.copy(),
        exited_on=none.copy(),
        exit_year=none.copy(),
        relapsed_on=none.copy(),
        removed_year=none.copy(),
        wrong=chance(draw(batch.seed, "wrong", 0, number), _WRONG_PER_MILLE),
        strike=none.copy(),
        fault=none.copy(),
    )


def _mark_recheck(batch: Batch, homes: Homes) -> None:
    """Mark the households of 2014 that the re-check of 2015 will strike off, exact in persons per county."""
    key = draw(batch.seed, "recheck", 0, homes.number)
    doubtful, lacking = first_fit(homes.county, key, homes.size, batch.removed[:, 1])
    homes.wrong |= doubtful
    homes.strike[doubtful] = homes.size[doubtful]
    # Where no household fits the rest, single members of a larger one are struck off.
    for county in np.flatnonzero(lacking > 0).tolist():
        room = (homes.county == county) & ~doubtful & (homes.size > lacking[county])
        if room.any():
            homes.strike[np.flatnonzero(room)[0]] = lacking[county]


def enter_2014(batch: Batch) -> Register:
    """The register of 2014: the households wanted, with exactly the persons wanted, at their villages."""
    county = np.repeat(np.arange(batch.counties), batch.households)
    serial = place_within(county, starts_of(county, batch.counties))
    number = batch.code[county] * SERIALS + serial
    size = _fit_sizes(batch.seed, number, county, _draw_sizes(batch.seed, number), batch.closing[:, 0])
    village = np.repeat(np.arange(len(batch.village)), batch.village_homes)
    day = day_number(2014, 4, 1) + below(draw(batch.seed, "entered", 0, number), 210)
    homes = _new_homes(batch, number, county, village, size=size, day=day)
    _mark_recheck(batch, homes)
    people = members(batch.seed, homes, np.arange(len(number)), IDENTIFIED, 2014)
    return Register(homes, people, batch.households.copy())


def identify(register: Register, batch: Batch, wanted: Whole, year: int) -> None:
    """Enter new households holding exactly the persons wanted in each county (C,); they count at once."""
    if not wanted.any():
        return
    tries = np.where(wanted <= 20, wanted, wanted // 2 + 10)
    county = np.repeat(np.arange(batch.counties), tries)
    starts = starts_of(county, batch.counties)
    number = batch.code[county] * SERIALS + register.next_serial[county] + place_within(county, starts)
    size = _draw_sizes(batch.seed, number)
    before = running(size, county, starts) - size
    keep = before < wanted[county]
    size = np.minimum(size, wanted[county] - before)[keep]
    number, county = number[keep], county[keep]
    last = np.searchsorted(county, np.arange(batch.counties), side="right") - 1
    lacking = wanted - np.bincount(county, weights=size, minlength=batch.counties).astype(np.int64)
    size[last[lacking > 0]] += lacking[lacking > 0]
    register.next_serial += np.bincount(county, minlength=batch.counties)
    words = draw(batch.seed, "entered", 0, number)
    spread = (batch.village_start[1:] - batch.village_start[:-1])[county]
    village = batch.village_start[county] + below_low(words, 1 << 30) * spread // (1 << 30)
    day = day_number(year, 3, 1) + below(words, 270)
    first = len(register.homes.number)
    register.homes = joined(register.homes, _new_homes(batch, number, county, village, size=size, day=day))
    fresh = np.arange(first, first + len(number))
    register.people = joined(register.people, members(batch.seed, register.homes, fresh, IDENTIFIED, year))
