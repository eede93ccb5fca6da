"""Households visited in the yearly sample survey, drawn in a few villages of each county.

What an interview finds is what is planted: wrong exits among households that left this year, wrongly included ones
among those on the list. Households not on the list exist only as interviews; those of them that were missed are
planted here. How many are visited, and who recognises the work, is modelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.nation.columns import Whole, days, digits
from pledgetree.nation.conduct import Conduct
from pledgetree.nation.draws import Words, below, below_low, chance, draw, sixteen
from pledgetree.nation.fitting import place_within, sorted_within, starts_of
from pledgetree.nation.outcomes import FALSE_EXIT, WRONG_EXIT, wrongly_included
from pledgetree.nation.register import EXITED, POOR, Batch, Homes, day_number
from pledgetree.nation.sources import YEARS

_GROUPS = ("exited", "registered", "nonregistered")
# An enumerator sees so many households of one group in a village before moving on.
_PER_VILLAGE = 10
_LETTERS = "ERN"


def _village_order(batch: Batch, village: Whole, year: int) -> Words:
    return draw(batch.seed, "village visited", year, batch.village[village])


def _visited(batch: Batch, homes: Homes, could: Whole, quota: Whole, year: int) -> Whole:
    """Households to visit: villages in random order, at most ten of each, until the county's quota is full."""
    first = sorted_within(homes.village[could], draw(batch.seed, "visited", year, homes.number[could]))
    could = could[first]
    village = homes.village[could]
    could = could[place_within(village, starts_of(village, len(batch.village))) < _PER_VILLAGE]
    county = homes.county[could]
    could = could[sorted_within(county, _village_order(batch, homes.village[could], year))]
    county = homes.county[could]
    return could[place_within(county, starts_of(county, batch.counties)) < quota[county]]


def _recognises(words: Words, conduct: Conduct, county: Whole, step: int) -> NDArray[np.bool_]:
    says_so: NDArray[np.bool_] = sixteen(words, 1) * 1000 < conduct.recognition[county, step] * 65_536
    return says_so


def _serial(county: Whole, counties: int) -> Whole:
    order = np.argsort(county, kind="stable")
    serial = np.empty(len(county), np.int64)
    serial[order] = place_within(county[order], starts_of(county[order], counties))
    return serial


def _table(batch: Batch, group: int, county: Whole, village: Whole, *, year: int, rest: Mapping[str, Any]) -> pa.Table:
    """Interviews of one group; ``rest`` holds the columns that differ between groups."""
    number = year * 10**12 + batch.code[county] * 10**6 + _serial(county, batch.counties)
    ids = [f"IV-{_LETTERS[group]}-{one}" for one in digits(number, 16).to_pylist()]
    day = day_number(year, 12, 1) + below(draw(batch.seed, "visit day", year, number * 3 + group), 24)
    columns = {
        "interview_id": pa.array(ids, pa.string()),
        "unit_id": digits(batch.village[village], 12),
        "interviewed_on": days(day),
        "group": pa.array([_GROUPS[group]] * len(ids), pa.string()),
    }
    return pa.table({**columns, **rest})


def _registered_group(batch: Batch, homes: Homes, conduct: Conduct, year: int, group: int) -> pa.Table:
    step = year - YEARS[0]
    here = (homes.state == EXITED) & (homes.exit_year == year) if group == 0 else homes.state == POOR
    who = _visited(batch, homes, np.flatnonzero(here), conduct.interviews[:, step, group], year)
    fault = homes.fault[who]
    wrong = wrongly_included(homes)[who] if group else (fault == FALSE_EXIT) | (fault == WRONG_EXIT)
    words = draw(batch.seed, "answers", year, homes.number[who])
    county = homes.county[who]
    rest = {
        "household_id": digits(homes.number[who], 16),
        "persons": homes.size[who],
        "persons_wrong": np.where(wrong, homes.size[who], 0),
        "recognises": _recognises(words, conduct, county, step),
    }
    return _table(batch, group, county, homes.village[who], year=year, rest=rest)


def _others(batch: Batch, conduct: Conduct, year: int) -> pa.Table:
    """Households not on the list: made up on the spot, some of them missed."""
    step = year - YEARS[0]
    county = np.repeat(np.arange(batch.counties), conduct.interviews[:, step, 2])
    thing = batch.code[county] * 10**6 + place_within(county, starts_of(county, batch.counties))
    words = draw(batch.seed, "others", year, thing)
    spread = (batch.village_start[1:] - batch.village_start[:-1])[county]
    # Ten to a village, in the villages' own order from a random one on.
    turn = thing % 10**6 // _PER_VILLAGE + below(draw(batch.seed, "others start", year, batch.code[county]), 10**6)
    village = batch.village_start[county] + turn % np.maximum(spread, 1)
    persons = 1 + below_low(words, 7)
    missed = chance(draw(batch.seed, "missed household", year, thing), conduct.missed[county, step])
    rest = {
        "household_id": pa.nulls(len(thing), pa.string()),
        "persons": persons,
        "persons_wrong": np.where(missed, persons, 0),
        "recognises": _recognises(words, conduct, county, step),
    }
    return _table(batch, 2, county, village, year=year, rest=rest)


def interviews(batch: Batch, homes: Homes, conduct: Conduct, year: int) -> pa.Table:
    """The declared table ``interviews`` for the counties of a batch."""
    known = [_registered_group(batch, homes, conduct, year, group) for group in (0, 1)]
    return pa.concat_tables([*known, _others(batch, conduct, year)])
