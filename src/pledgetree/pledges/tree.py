"""The tree of pledges on one day: which pledges stand, who signs under whom, in an order where siblings lie together.

A *place* is a position in that order: first the vertical pledges, brothers and sisters of one tier side by side (a
*family*), then the others. A *slot* is a unit under which pledges are signed; the families of a slot lie together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import NO_DAY, NONE, Flags, Place, Pledges, Row, Units, Whole

# No unit lies deeper under another than there are tiers; more steps would mean that pledges go round in a circle.
MOST_STEPS = len(TIERS)


def standing(pledges: Pledges, day: int) -> Flags:
    """Which pledges count on a day: signed by then and not superseded; bool of length P.

    The programme goal needs no signature. A pledge without a date counts, so that its missing signatures show, unless
    it is to replace another one: until an amendment is signed the old edition holds.
    """
    amends = np.zeros(len(pledges.ids), np.bool_)
    amends[pledges.superseded_by[pledges.superseded_by >= 0]] = True
    draft = (pledges.signed == NO_DAY) & ~amends
    counts: Flags = ~superseded(pledges, day) & (_in_force(pledges, day) | draft)
    return counts


def superseded(pledges: Pledges, day: int) -> Flags:
    """Which pledges another one, signed by the day, has replaced; bool of length P."""
    replaced: Flags = (pledges.superseded_by >= 0) & _in_force(pledges, day)[pledges.superseded_by]
    return replaced


def _in_force(pledges: Pledges, day: int) -> Flags:
    signed: Flags = np.where(pledges.signed == NO_DAY, pledges.goal, pledges.signed <= day)
    return signed


def signing_above(units: Units) -> Row:
    """The nearest ancestor with ``signs`` true of every unit, -1 where there is none; int32 of length U."""
    above = units.parent.copy()
    for _ in range(len(TIERS)):
        passed = (above >= 0) & ~units.signs[above]
        if not passed.any():
            break
        above[passed] = units.parent[above[passed]]
    return above


@dataclass(frozen=True)
class Tree:
    """The standing pledges in order (n of them), their families (F) and slots (K)."""

    units: Units
    above: Row
    """Nearest signing ancestor of each unit (U)."""
    first: Row
    """The standing vertical pledge of each unit, the one with the smallest id, -1 = none (U)."""
    pledge: Row
    """Row of the pledge at each place (n)."""
    place: Row
    """Place of each pledge, -1 = does not stand (P)."""
    superseded: Flags
    """Whether another pledge has replaced this one (P)."""
    vertical: int
    """How many places, from the first on, belong to families."""
    subordinate: Row
    """Unit that gives the pledge at each place (n)."""
    parent: Row
    """Place of the pledge above, -1 = none (n)."""
    family_of: Row
    """Family of each of the first ``vertical`` places."""
    family_start: Place
    """First place of each family (F)."""
    family_tier: Row
    """Tier of each family's subordinates (F)."""
    family_slot: Row
    """Slot of each family (F)."""
    slot_start: Place
    """First family of each slot (K)."""
    slot_above: Row
    """Slot of the unit that each slot's unit signs under, -1 = none (K)."""
    slot_at: Row
    """Slot of the subordinate of the pledge at each place, -1 = nobody signs under it (n)."""
    summed: Flags
    """Whether the pledges below are to be added up against the one at this place (n)."""
    summed_places: Place
    """The places where it is so, ascending."""

    def summed_rows(self, places: Row) -> Place:
        """Which rows of a block at these places are to be held against the pledges below."""
        return self.summed_places if len(places) == len(self.pledge) else np.flatnonzero(self.summed[places])

    def family_sums(self, places: Row, values: Whole) -> Whole:
        """Sums of values, given at ascending places, per family; int64 of length F."""
        if len(places) == len(self.pledge):
            return _segment_sums(values[: self.vertical], self.family_start)
        sums = np.zeros(len(self.family_start), np.int64)
        inside = int(np.searchsorted(places, self.vertical))
        family = self.family_of[places[:inside]]
        starts = np.flatnonzero(np.diff(family, prepend=NONE))
        sums[family[starts]] = _segment_sums(values[:inside], starts)
        return sums

    def slot_sums(self, families: Whole) -> Whole:
        """Sums of the families of each slot; int64 of length K."""
        return _segment_sums(families, self.slot_start)


def _segment_sums(values: Whole, starts: Place) -> Whole:
    # reduceat knows no empty list of starts.
    sums: Whole = np.add.reduceat(values, starts) if len(starts) else np.zeros(0, np.int64)
    return sums


def build_tree(units: Units, pledges: Pledges, day: int) -> Tree:
    """The tree of the pledges standing on a day."""
    counts = standing(pledges, day)
    vertical = counts & pledges.vertical
    within = vertical & (pledges.superior >= 0) & (pledges.subordinate >= 0)
    order, breaks = _in_families(units, pledges, np.flatnonzero(within))
    pledge = np.concatenate([order, np.flatnonzero(counts & ~within)]).astype(np.int32)
    place = np.full(len(pledges.ids), NONE, np.int32)
    place[pledge] = np.arange(len(pledge), dtype=np.int32)

    start = np.flatnonzero(breaks)
    above = signing_above(units)
    first = _first_pledges(units, pledges, vertical)
    family_unit = pledges.superior[order[start]]
    slot_start = np.flatnonzero(np.diff(family_unit, prepend=NONE))
    slot_of = np.full(len(units.ids) + 1, NONE, np.int32)  # the last entry answers for "no unit"
    slot_of[family_unit[slot_start]] = np.arange(len(slot_start), dtype=np.int32)
    subordinate = pledges.subordinate[pledge]
    summed = _summed(units, above, first, slot_of)[subordinate] & vertical[pledge]
    upper = first[family_unit[slot_start]]
    return Tree(
        units=units,
        above=above,
        first=first,
        pledge=pledge,
        place=place,
        superseded=superseded(pledges, day),
        vertical=len(order),
        subordinate=subordinate,
        parent=_parents(pledges, vertical, first, place)[pledge],
        family_of=(np.cumsum(breaks) - 1).astype(np.int32),
        family_start=start,
        family_tier=units.tier[pledges.subordinate[order[start]]].astype(np.int32),
        family_slot=slot_of[family_unit],
        slot_start=slot_start,
        slot_above=np.where(upper < 0, NONE, slot_of[pledges.superior[upper]]).astype(np.int32),
        slot_at=slot_of[subordinate],
        summed=summed,
        summed_places=np.flatnonzero(summed),
    )


def _in_families(units: Units, pledges: Pledges, rows: Place) -> tuple[Place, Flags]:
    """Rows of pledges by superior, then tier, then id; and where a family begins."""
    key = pledges.superior[rows].astype(np.int64) * len(TIERS) + units.tier[pledges.subordinate[rows]]
    order = np.argsort(key, kind="stable")
    return rows[order], np.diff(key[order], prepend=NONE) != 0


def _first_pledges(units: Units, pledges: Pledges, vertical: Flags) -> Row:
    """The standing vertical pledge of each unit with the smallest id."""
    first = np.full(len(units.ids) + 1, NONE, np.int32)
    backwards = np.flatnonzero(vertical)[::-1]
    # Where a unit occurs twice the last assignment stays: going backwards, the smallest id.
    first[pledges.subordinate[backwards]] = backwards
    first[NONE] = NONE
    return first


def _parents(pledges: Pledges, vertical: Flags, first: Row, place: Row) -> Row:
    """Place of the pledge above: the one a pledge derives from if it binds the superior now, else the superior's."""
    derived = pledges.derives
    proper = (derived >= 0) & vertical[derived] & (pledges.subordinate[derived] == pledges.superior)
    parent = np.where(proper & (pledges.superior >= 0), derived, first[pledges.superior])
    parent[~vertical | pledges.goal] = NONE
    return np.where(parent < 0, NONE, place[parent]).astype(np.int32)


def _summed(units: Units, above: Row, first: Row, slot_of: Row) -> Flags:
    """Units under which anybody has a pledge; bool of length U + 1, the last for "no unit".

    A unit none of whose subordinates has one is reported as uncovered, not as short.
    """
    summed = slot_of >= 0
    has = units.signs & units.owes & (first[:-1] >= 0) & (above >= 0)
    summed[above[has]] = True
    summed[NONE] = False
    return summed
