"""Faults planted in the pledges themselves: missing ones, odd days, skipped levels, loose descent; and amendments.

Most stand at villages: whatever hangs below a pledge would raise findings of its own.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pledgetree.nation.columns import Whole
from pledgetree.nation.drafting import Draft, Kind, day_text
from pledgetree.nation.pledging import DEADLINE, UNKNOWN, new_edition, pledge_ids
from pledgetree.nation.register import day_number

_AMENDED = 2016
_TOWN_SIGNED, _VILLAGES_SIGNED = day_number(2016, 9, 20), day_number(2016, 9, 26)
_RECHECKED, _MOVED = 1, 2
"""Places in ``pledging.REASONS``."""


def _without_poor(draft: Draft) -> Whole:
    villages = draft.villages()
    found: Whole = villages[draft.promises.stock[villages] == 0]
    return found


def _towns(draft: Draft, *, poor: bool) -> Whole:
    """Townships with at least two villages, with or without poor people."""
    towns = draft.townships()
    many = np.bincount(draft.tree.superior[1:], minlength=len(draft.tree.row))[towns] > 1
    found: Whole = towns[many & ((draft.promises.stock[towns] > 0) == poor)]
    return found


def _poor_towns(draft: Draft) -> Whole:
    return _towns(draft, poor=True)


def _towns_without_poor(draft: Draft) -> Whole:
    return _towns(draft, poor=False)


def _unsigned_village(draft: Draft, village: int) -> None:
    """A village without poor people never signed."""
    draft.gone[village] = True
    draft.tell("UNCOVERED", int(draft.tree.superior[village]), village)


def _unsigned_town(draft: Draft, town: int) -> None:
    """Neither a township nor any of its villages signed: told once, on the township."""
    draft.gone[[town, *draft.below(town)]] = True
    draft.tell("UNCOVERED", int(draft.tree.superior[town]), town)


def _unsigned_below(draft: Draft, town: int) -> None:
    """A township signed, none of its villages did: each is uncovered, and nothing is said of sums."""
    for village in draft.below(town).tolist():
        draft.gone[village] = True
        draft.tell("UNCOVERED", town, village)


def _late(draft: Draft, place: int) -> None:
    """A pledge that runs three months longer than the one above."""
    late = day_number(2021, 3, 31)
    draft.pledges.deadline[place] = late
    draft.tell("LATE_DEADLINE", place, place, (day_text(DEADLINE), day_text(late)))


def _raced(draft: Draft, village: int) -> None:
    """A village means to be done a year before its township and does not say why."""
    early = day_number(2019, 12, 31)
    draft.pledges.deadline[village] = early
    draft.tell("EARLY_RACE", village, village, (day_text(DEADLINE), day_text(early)))


def _with_reason(draft: Draft, village: int) -> None:
    """A village means to be done a year earlier and says why: nothing to find."""
    draft.pledges.deadline[village], draft.pledges.reason[village] = day_number(2019, 12, 31), _MOVED


def _past_the_town(draft: Draft, village: int) -> None:
    """A village without poor people signs with its county."""
    county = int(draft.county_of(np.array([village]))[0])
    draft.pledges.superior[village], draft.pledges.derives[village] = draft.tree.row[county], county
    draft.tell("SKIPPED_LEVEL", village, village)


def _loose(draft: Draft, village: int) -> None:
    """A village says it carries out a pledge that does not exist."""
    draft.pledges.derives[village] = UNKNOWN
    draft.tell("ORPHAN", village, village)


def _hasty(draft: Draft, village: int) -> None:
    """A village signed before its township did."""
    early, town = day_number(2015, 12, 21), int(draft.tree.superior[village])
    draft.pledges.signed[village] = early
    draft.tell("SIGNED_BEFORE_PARENT", village, village, (day_text(int(draft.pledges.signed[town])), day_text(early)))


def _amended(draft: Draft, town: int) -> None:
    """A township signs a new edition with a reason, and all its villages sign again: nothing to find."""
    _sign_again(draft, town, draft.below(town))


def _one_left_behind(draft: Draft, town: int) -> None:
    """After an amendment one village still carries out the old edition."""
    villages = draft.below(town)
    _sign_again(draft, town, villages[1:])
    draft.tell("STALE", int(villages[0]), int(villages[0]), since=_AMENDED)


def _sign_again(draft: Draft, town: int, villages: Whole) -> None:
    """New editions of a township's pledge and of those of some of its villages; the old ones stay, superseded."""
    old = np.array([town, *villages])
    signed = np.where(old == town, _TOWN_SIGNED, _VILLAGES_SIGNED)
    new = draft.add_pledges(
        new_edition(draft.pledges, old, signed, pledge_ids(pa.array(draft.tree.ids[old], pa.string()), _AMENDED))
    )
    draft.pledges.superseded[old] = new
    draft.pledges.reason[new] = _RECHECKED
    draft.pledges.derives[new[1:]] = new[0]
    draft.copy_commitments(old, new)


KINDS = (
    Kind("villages_unsigned", _poor_towns, _unsigned_below),
    Kind("left_behind_by_amendment", _poor_towns, _one_left_behind),
    Kind("amended_soundly", _poor_towns, _amended),
    Kind("village_unsigned", _without_poor, _unsigned_village),
    Kind("township_unsigned", _towns_without_poor, _unsigned_town),
    Kind("village_late", Draft.villages, _late),
    Kind("township_late", Draft.townships, _late),
    Kind("village_races", Draft.villages, _raced),
    Kind("village_early_with_reason", Draft.villages, _with_reason),
    Kind("township_passed_over", _without_poor, _past_the_town),
    Kind("loose_descent", Draft.villages, _loose),
    Kind("signed_too_soon", Draft.villages, _hasty),
)
"""Planted before anybody signs; two of the kinds raise nothing and must stay silent."""
