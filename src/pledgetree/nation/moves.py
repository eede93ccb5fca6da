"""One year of the register: who is struck off, dies, is born, moves, is found, falls back, leaves poverty.

The stock-flow identity holds for each person and so for each unit (opening + inflows - outflows = closing), and each
county's closing stock is exactly its target. Rates of births, deaths and moves are modelled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pledgetree.nation.draws import Words, below, below_low, chance, draw, sixteen
from pledgetree.nation.fitting import first_fit, place_within, sorted_within, starts_of
from pledgetree.nation.register import (
    BORN,
    DIED,
    DISSOLVED,
    EXITED,
    LEFT_POVERTY,
    MARRIED_IN,
    MOVED_IN,
    MOVED_OUT,
    NO_INFLOW,
    NO_OUTFLOW,
    POOR,
    RELAPSED,
    REMOVED,
    STRUCK_OFF,
    Batch,
    People,
    Register,
    Whole,
    chosen,
    day_number,
    identify,
    joined,
    person_numbers,
)
from pledgetree.nation.sources import YEARS

_DEATHS = ((60, 3), (75, 15), (200, 60))
"""Deaths per mille up to an age."""
_LEAVERS_YOUNG, _LEAVERS = 6, 1
_BIRTHS, _MARRIAGES, _ARRIVALS = 30, 8, 4
"""Per mille of poor households."""
# Put before an order's key, it sends the household to the end.
_NEWCOMER = np.uint64(1 << 58)


def begin_year(register: Register) -> None:
    """Drop who left for good, and take yesterday's stock as opening."""
    gone = register.people.outflow > LEFT_POVERTY
    register.people = chosen(register.people, ~gone)
    people = register.people
    people.opening = people.counted.copy()
    people.inflow = np.full(len(people.home), NO_INFLOW, np.int8)
    people.outflow = np.full(len(people.home), NO_OUTFLOW, np.int8)
    register.homes.fault[:] = 0


def _leave(people: People, who: NDArray[np.bool_], why: int) -> None:
    people.outflow[who] = why
    people.counted[who] = False


def _recount(register: Register) -> None:
    """Sizes of the poor households after members left; a household without members is dissolved."""
    homes, people = register.homes, register.people
    stays = people.outflow <= LEFT_POVERTY
    size = np.bincount(people.home[stays], minlength=len(homes.number))
    poor = homes.state == POOR
    homes.size = np.where(poor, size, homes.size)
    homes.state[poor & (size == 0)] = DISSOLVED


def _recheck(register: Register) -> None:
    """2015: strike off what the re-check found, whole households and single members (the last ones)."""
    homes, people = register.homes, register.people
    people_struck = people.member > (homes.size - homes.strike)[people.home]
    whole = (homes.strike == homes.size) & (homes.state == POOR)
    _leave(people, people_struck & people.counted, STRUCK_OFF)
    homes.state[whole], homes.removed_year[whole] = REMOVED, 2015


def _strike_off(register: Register, batch: Batch, year: int) -> None:
    """Later years: strike off wrongly included households, as many as the target allows."""
    homes, people = register.homes, register.people
    could = np.flatnonzero(homes.wrong & (homes.state == POOR))
    key = draw(batch.seed, "strike", year, homes.number[could])
    found, _ = first_fit(homes.county[could], key, homes.size[could], batch.removed[:, year - YEARS[0]])
    whole = np.zeros(len(homes.number), np.bool_)
    whole[could[found]] = True
    _leave(people, whole[people.home] & people.counted, STRUCK_OFF)
    homes.state[whole], homes.removed_year[whole] = REMOVED, year


def _die_and_leave(register: Register, batch: Batch, year: int) -> None:
    people = register.people
    words = draw(batch.seed, "life", year, person_numbers(register.homes, people))
    age = year - people.birth_year
    deaths = np.select([age < limit for limit, _ in _DEATHS], [rate for _, rate in _DEATHS])
    leavers = np.where((age >= 16) & (age < 36), _LEAVERS_YOUNG, _LEAVERS)
    moves = people.counted & (sixteen(words, 2) * 1000 < leavers * 65_536)
    _leave(people, moves, MOVED_OUT)
    _leave(people, people.counted & (sixteen(words, 3) * 1000 < deaths * 65_536), DIED)


def _newcomers(register: Register, batch: Batch, home: Whole, why: int, year: int) -> People:
    """One new member for each of some households; the member's number is the next one ever given there."""
    homes = register.homes
    homes.ever[home] += 1
    homes.size[home] += 1
    words = draw(batch.seed, "newcomer", year, homes.number[home] * 100 + homes.ever[home])
    count = len(home)
    ages: dict[int, Whole] = {
        BORN: np.zeros(count, np.int64),
        MARRIED_IN: 20 + below(words, 16),
        MOVED_IN: 5 + below(words, 60),
    }
    return People(
        home=home,
        member=homes.ever[home],
        birth_year=year - ages[why],
        female=below_low(words, 1000) < (850 if why == MARRIED_IN else 490),
        counted=np.ones(count, np.bool_),
        opening=np.zeros(count, np.bool_),
        inflow=np.full(count, why, np.int8),
        outflow=np.zeros(count, np.int8),
    )


def _be_born_and_arrive(register: Register, batch: Batch, year: int) -> None:
    homes = register.homes
    poor = np.flatnonzero((homes.state == POOR) & (homes.ever < 90))
    words = draw(batch.seed, "arrive", year, homes.number[poor])
    for place, (why, rate) in enumerate(((BORN, _BIRTHS), (MARRIED_IN, _MARRIAGES), (MOVED_IN, _ARRIVALS))):
        lucky = poor[(sixteen(words, place) * 1000 < rate * 65_536) & (homes.size[poor] > 1)]
        register.people = joined(register.people, _newcomers(register, batch, lucky, why, year))


def _fall_back(register: Register, batch: Batch, year: int) -> None:
    homes, people = register.homes, register.people
    could = np.flatnonzero((homes.state == EXITED) & (homes.exit_year < year))
    key = draw(batch.seed, "relapse", year, homes.number[could])
    found, _ = first_fit(homes.county[could], key, homes.size[could], batch.relapsed[:, year - YEARS[0]])
    whole = np.zeros(len(homes.number), np.bool_)
    whole[could[found]] = True
    who = whole[people.home] & (people.outflow == NO_OUTFLOW)
    people.inflow[who], people.counted[who] = RELAPSED, True
    homes.state[whole] = POOR
    days = day_number(year, 9, 1) + below(draw(batch.seed, "relapse day", year, homes.number[whole]), 80)
    homes.relapsed_on[whole] = days


def _exit_keys(register: Register, batch: Batch, home: Whole, year: int) -> Words:
    """Who leaves first: the better-off, village by village; whoever came into the register this year goes last."""
    homes = register.homes
    luck = sixteen(draw(batch.seed, "luck", 0, homes.number[home]), 0)
    village = sixteen(draw(batch.seed, "village", 0, batch.village[homes.village[home]]), 0)
    words = draw(batch.seed, "exit", 0, homes.number[home])
    rank = village * 2 + (65_535 - luck) + sixteen(words, 0) // 4
    keys = (rank.astype(np.uint64) << np.uint64(40)) | (words >> np.uint64(24))
    this_year = day_number(year, 1, 1)
    late = (homes.identified_on[home] >= this_year) | (homes.relapsed_on[home] >= this_year)
    return keys + np.where(late, _NEWCOMER, np.uint64(0))


def _overshoot(homes_size: Whole, county: Whole, keys: Words, lacking: Whole) -> tuple[Whole, Whole]:
    """Where no household fits what is lacking: the smallest one leaves too; also the persons this is too many."""
    by_size = (homes_size.astype(np.uint64) << np.uint64(56)) | (keys >> np.uint64(8))
    order = sorted_within(county, by_size)
    starts = starts_of(county[order], len(lacking))
    short = np.flatnonzero(lacking > 0)
    first = order[starts[short]]
    surplus = np.zeros(len(lacking), np.int64)
    surplus[short] = homes_size[first] - lacking[short]
    return first, surplus


def _refill(register: Register, batch: Batch, surplus: Whole, year: int) -> None:
    """Bring as many persons back into the stock: new members of households still poor, else a new household."""
    homes = register.homes
    poor = np.flatnonzero((homes.state == POOR) & (homes.ever < 90))
    order = sorted_within(homes.county[poor], draw(batch.seed, "refill", year, homes.number[poor]))
    county = homes.county[poor][order]
    starts = starts_of(county, len(surplus))
    home = poor[order][place_within(county, starts) < surplus[county]]
    why = np.where(chance(draw(batch.seed, "refill kind", year, homes.number[home]), 700), BORN, MOVED_IN)
    left = surplus - np.bincount(homes.county[home], minlength=len(surplus))
    for one in (BORN, MOVED_IN):
        register.people = joined(register.people, _newcomers(register, batch, home[why == one], one, year))
    identify(register, batch, left, year)


def _stock(register: Register, batch: Batch) -> Whole:
    counted = register.people.counted
    county = register.homes.county[register.people.home[counted]]
    return np.bincount(county, minlength=batch.counties)


def _leave_poverty(register: Register, batch: Batch, year: int) -> None:
    """Exits, so that each county's stock becomes its target exactly."""
    target = batch.closing[:, year - YEARS[0]]
    surplus = _stock(register, batch) - target
    identify(register, batch, (-surplus).clip(0), year)
    homes = register.homes
    poor = np.flatnonzero(homes.state == POOR)
    keys = _exit_keys(register, batch, poor, year)
    leaves, lacking = first_fit(homes.county[poor], keys, homes.size[poor], surplus.clip(0))
    stay = poor[~leaves]
    more, too_many = _overshoot(homes.size[stay], homes.county[stay], keys[~leaves], lacking)
    whole = np.zeros(len(homes.number), np.bool_)
    whole[poor[leaves]] = whole[stay[more]] = True
    _leave(register.people, whole[register.people.home] & register.people.counted, LEFT_POVERTY)
    _record_exits(register, batch, whole, year)
    _refill(register, batch, too_many, year)


def _record_exits(register: Register, batch: Batch, whole: NDArray[np.bool_], year: int) -> None:
    homes = register.homes
    words = draw(batch.seed, "exit day", year, homes.number[whole])
    homes.state[whole], homes.exit_year[whole] = EXITED, year
    homes.approved_on[whole] = day_number(year, 10, 10) + below(words, 56)
    homes.exited_on[whole] = homes.approved_on[whole] + 7 + below_low(words, 15)


def live_year(register: Register, batch: Batch, year: int) -> None:
    """Carry the register through one year from 2015 on."""
    begin_year(register)
    if year == 2015:
        _recheck(register)
    else:
        _strike_off(register, batch, year)
    _die_and_leave(register, batch, year)
    _recount(register)
    _be_born_and_arrive(register, batch, year)
    _fall_back(register, batch, year)
    identify(register, batch, batch.identified[:, year - YEARS[0]], year)
    _leave_poverty(register, batch, year)
