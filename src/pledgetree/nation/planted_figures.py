"""Faults planted in what pledges promise: sums that fall short or overshoot, piling on, odd rates, stocks and levels.

Only figures of villages, and rows of indicators that nobody else's sums hold, are touched: the figures of the Centre
and the provinces, the plans and what is delivered stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Flags, Whole
from pledgetree.nation.committing import INCIDENCE, ROADS, VILLAGES, rows_of
from pledgetree.nation.drafting import Draft, Kind, day_text, step
from pledgetree.nation.pledging import new_edition, pledge_ids
from pledgetree.nation.promises import LIFTED, PLEDGED_YEARS, REMAINING
from pledgetree.nation.register import day_number

_PILED_YEAR = 2018
_SECOND_SIGNED = day_number(2016, 5, 10)


def _where(draft: Draft, wanted: Flags) -> Whole:
    """The villages under counties for which something holds (one truth value per unit of the tree)."""
    villages = draft.villages()
    return villages[wanted[villages]]


def _lifting(year: int, at_least: int = 1) -> Callable[[Draft], Whole]:
    return lambda draft: _where(draft, draft.promises.target[:, step(year), LIFTED] >= at_least)


def _lowered(draft: Draft, village: int) -> None:
    """A village lifts nobody in a year in which its township counts on it."""
    year, town = 2017, int(draft.tree.superior[village])
    draft.drop_commitments(draft.commitments.find(village, LIFTED, year))
    target, own = draft.target(town, LIFTED, year), draft.target(village, LIFTED, year)
    draft.tell("SHORTFALL", town, town, (target, target - own), (LIFTED, year))


def _much_left(draft: Draft) -> Whole:
    """Villages with more than a tenth of what their township may have left at the end of 2016."""
    left = draft.promises.target[:, step(2016), REMAINING]
    return _where(draft, 10 * left > left[draft.tree.superior])


def _nobody_left(draft: Draft, village: int) -> None:
    """A village promises that nobody is left, years before its township does."""
    town = int(draft.tree.superior[village])
    draft.commitments.target[draft.commitments.find(village, REMAINING)] = 0
    for year in PLEDGED_YEARS:
        target, own = draft.target(town, REMAINING, year), draft.target(village, REMAINING, year)
        if 10 * own > target:
            draft.tell("EXCESS", town, town, (target, target - own), (REMAINING, year))


def _doubled(draft: Draft, village: int) -> None:
    """A village signs a second pledge for the same year and indicator; its figure counts twice."""
    year, town = 2018, int(draft.tree.superior[village])
    at = np.array([village])
    ids = pledge_ids(pa.array(draft.tree.ids[at], pa.string()), 2016)
    second = draft.add_pledges(new_edition(draft.pledges, at, np.array([_SECOND_SIGNED]), ids))
    own, target = draft.target(village, LIFTED, year), draft.target(town, LIFTED, year)
    draft.add_commitments(rows_of(second, LIFTED, year, np.array([own])))
    draft.tell("DOUBLE", int(second[0]), village, (1, 2), (LIFTED, year))
    if 10 * own > target:
        draft.tell("EXCESS", town, town, (target, target + own), (LIFTED, year))


def _small_in_county(draft: Draft) -> Whole:
    """Villages that lift somebody in 2018, at most a tenth of what their county lifts."""
    villages = _lifting(2018)(draft)
    lifted = draft.promises.target[:, step(2018), LIFTED]
    return villages[10 * lifted[villages] <= lifted[draft.county_of(villages)]]


def _beyond_stock(draft: Draft, village: int) -> None:
    """A village promises to lift more people than it says it has."""
    year = 2018
    own = draft.target(village, LIFTED, year)
    draft.commitments.baseline[draft.commitments.find(village, LIFTED, year)] = own - 1
    draft.tell("INFEASIBLE", village, village, (own - 1, own), (LIFTED, year))


def _falling(draft: Draft) -> Whole:
    """Villages whose poor are to become fewer until 2017 and again in 2018."""
    left = draft.promises.target[:, :, REMAINING]
    return _where(draft, (draft.promises.stock > left[:, 1]) & (left[:, 1] > left[:, 2]))


def _risen(draft: Draft, village: int) -> None:
    """A village lets the number of its poor rise by one from 2017 to 2018; its township's sum is spoilt too."""
    town, before = int(draft.tree.superior[village]), draft.target(village, REMAINING, 2017)
    draft.commitments.target[draft.commitments.find(village, REMAINING, 2018)] = before + 1
    draft.tell("NOT_MONOTONE", village, village, (before, before + 1), (REMAINING, 2018))
    target, own = draft.target(town, REMAINING, 2018), draft.target(village, REMAINING, 2018)
    draft.tell("SHORTFALL", town, town, (target, target - own + before + 1), (REMAINING, 2018))


def _due_late(draft: Draft, village: int) -> None:
    """A village takes half a year longer than its township for one year's figure."""
    year, late = 2019, day_number(2020, 6, 30)
    draft.commitments.due[draft.commitments.find(village, LIFTED, year)] = late
    days = (day_text(day_number(year, 12, 31)), day_text(late))
    draft.tell("LATE_DEADLINE", village, village, days, (LIFTED, year))


def _unknown(draft: Draft, village: int) -> None:
    """A village promises a milestone the rulebook does not know."""
    draft.add_commitments(rows_of(np.array([village]), ROADS, 2018, np.array([1])))
    draft.tell("UNKNOWN_INDICATOR", village, village, of=(ROADS, 2018))


def _with_incidence(draft: Draft) -> Whole:
    """Counties that pledge an incidence and sign with a prefecture."""
    county = np.flatnonzero((draft.tree.tier == TIERS.index("county")) & (draft.rural > 0))
    found: Whole = county[draft.tree.tier[draft.tree.superior[county]] == TIERS.index("prefecture")]
    return found


def _above(draft: Draft, places: Whole) -> Whole:
    above: Whole = draft.tree.superior[places]
    return above


def _incidence_raised(draft: Draft, county: int) -> None:
    """A county allows itself a higher incidence in 2016 than its prefecture counts on."""
    year, above = 2016, int(draft.tree.superior[county])
    row, own = draft.commitments.find(county, INCIDENCE, year), draft.target(county, REMAINING, year)
    raised = own + 1 + own // 10
    draft.commitments.target[row] = raised
    target, people = draft.target(above, REMAINING, year), int(draft.rural[above])
    found = f"{target - own + raised}/{people}"
    draft.tell("RATE_SHORTFALL", above, above, (f"{target}/{people}", found), (INCIDENCE, year))


def _base_doubled(draft: Draft, county: int) -> None:
    """A county divides its poor by twice its rural population."""
    people = int(draft.rural[county])
    draft.commitments.denominator[draft.commitments.find(county, INCIDENCE)] = 2 * people
    for year in PLEDGED_YEARS:
        draft.tell("RATE_WITHOUT_BASE", county, county, (people, 2 * people), (INCIDENCE, year))


def _promise_villages(draft: Draft, figures: Sequence[tuple[int, int]]) -> None:
    """Let units promise how many poor villages have left by the year of the chains."""
    places, values = (np.array(side, np.int64) for side in zip(*figures, strict=True))
    draft.add_commitments(rows_of(places, VILLAGES, _PILED_YEAR, values))


def _towns_with(draft: Draft, villages: int) -> Whole:
    """Townships under counties with at least so many villages, each of which may leave the list."""
    towns = draft.townships()
    return towns[np.bincount(draft.tree.superior[1:], minlength=len(draft.tree.row))[towns] >= villages]


def _prefecture_of(draft: Draft, towns: Whole) -> Whole:
    above: Whole = draft.tree.superior[draft.county_of(towns)]
    return above


def _county_and_above(draft: Draft, towns: Whole) -> Whole:
    return np.column_stack([draft.county_of(towns), _prefecture_of(draft, towns)])


def _with_sister(draft: Draft) -> Whole:
    """Townships with eleven villages in counties with another township that has a village."""
    return _towns_with(draft, 11)[_sisters(draft, _towns_with(draft, 11)) >= 0]


def _sisters(draft: Draft, towns: Whole) -> Whole:
    """Another township with a village in the same county, -1 where there is none."""
    others = _towns_with(draft, 1)
    county = draft.county_of(others)
    lowest, highest = (np.full(len(draft.tree.row), -1, np.int64) for _ in range(2))
    lowest[county[::-1]], highest[county] = others[::-1], others
    found = np.where(
        lowest[draft.county_of(towns)] != towns, lowest[draft.county_of(towns)], highest[draft.county_of(towns)]
    )
    return np.where(found == towns, -1, found)


def _piled_in_county(draft: Draft, town: int) -> None:
    """Townships promise a tenth more than their county, villages again: 10, 11, 12; no step alone is too much."""
    at = np.array([town])
    county, sister = int(draft.county_of(at)[0]), int(_sisters(draft, at)[0])
    villages = [*draft.below(town)[:11].tolist(), int(draft.below(sister)[0])]
    _promise_villages(draft, [(county, 10), (town, 10), (sister, 1), *((one, 1) for one in villages)])
    draft.tell("COMPOUND_EXCESS", county, county, (10, 12), (VILLAGES, _PILED_YEAR))


def _under_prefecture(draft: Draft) -> Whole:
    towns = _towns_with(draft, 13)
    found: Whole = towns[draft.tree.tier[_prefecture_of(draft, towns)] == TIERS.index("prefecture")]
    return found


def _piled_in_prefecture(draft: Draft, town: int) -> None:
    """From the prefecture to the village each step promises a tenth more: 10, 11, 12, 13."""
    county = int(draft.county_of(np.array([town]))[0])
    above = int(draft.tree.superior[county])
    villages = draft.below(town)[:13].tolist()
    _promise_villages(draft, [(above, 10), (county, 11), (town, 12), *((one, 1) for one in villages)])
    draft.tell("COMPOUND_EXCESS", above, above, (10, 13), (VILLAGES, _PILED_YEAR))
    draft.tell("COMPOUND_EXCESS", county, county, (11, 13), (VILLAGES, _PILED_YEAR))


KINDS = (
    Kind("figure_missing", _lifting(2017), _lowered),
    Kind("nobody_left_too_early", _much_left, _nobody_left),
    Kind("pledged_twice", _small_in_county, _doubled),
    Kind("beyond_the_stock", _lifting(2018, 2), _beyond_stock),
    Kind("level_rises", _falling, _risen),
    Kind("figure_due_late", _lifting(2019), _due_late),
    Kind("unknown_milestone", Draft.villages, _unknown),
    Kind("incidence_raised", _with_incidence, _incidence_raised, _above),
    Kind("base_doubled", _with_incidence, _base_doubled, _above),
    Kind("piled_on_in_county", _with_sister, _piled_in_county, _county_and_above),
    Kind("piled_on_in_prefecture", _under_prefecture, _piled_in_prefecture, _county_and_above),
)
"""Planted once the pledges stand; those in need of poor people first."""
