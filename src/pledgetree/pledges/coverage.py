"""Whether every unit is bound, and bound once: UNCOVERED, DOUBLE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pledgetree.pledges.arrays import NONE, Flags, HouseholdNames, Place, Pledges, Row
from pledgetree.pledges.findings import Batch, Texts, names, same, whole
from pledgetree.pledges.layout import Block
from pledgetree.pledges.tree import Tree


def check_covered(tree: Tree) -> Iterator[Batch]:
    """UNCOVERED, told on the pledge of the unit above; units whose unit above has no pledge are not told again."""
    units = tree.units
    bare = units.signs & units.owes & (tree.first[:-1] < 0) & (tree.above >= 0)
    bare &= tree.first[tree.above] >= 0
    unit = np.flatnonzero(bare).astype(np.int32)
    empty = same("", len(unit))
    words = {"unit": names(units.ids, unit)}
    yield Batch("UNCOVERED", tree.first[tree.above[unit]], unit, empty, empty, words=words)


def bound_twice(tree: Tree, pledges: Pledges) -> Flags:
    """Places of vertical pledges whose subordinate has another one; bool of length n."""
    vertical = pledges.vertical[tree.pledge] & (tree.subordinate >= 0)
    counts = np.bincount(tree.subordinate[vertical], minlength=len(tree.units.ids) + 1)
    twice: Flags = vertical & (counts[tree.subordinate] > 1)
    return twice


def check_double(
    tree: Tree, pledges: Pledges, twice: Flags, *, indicator: str, blocks: Sequence[Block]
) -> Iterator[Batch]:
    """DOUBLE: one (subordinate, indicator, year) in several vertical pledges; ``blocks`` are all of that year."""
    if not twice.any():
        return
    places = np.concatenate([block.places[twice[block.places]] for block in blocks])
    again = _repeated(tree.subordinate[places], tree.pledge[places])
    year = blocks[0].year
    ids = names(tree.units.ids, again.bound)
    subject = _with(ids, f" {indicator} {year}")
    yield _batch(pledges, again, subject, indicator=indicator, year=year)


def check_households(tree: Tree, pledges: Pledges, named: HouseholdNames) -> Iterator[Batch]:
    """DOUBLE: one household in standing pledges of different units."""
    stands = tree.place[named.pledge] >= 0
    pledge, household = named.pledge[stands], named.household[stands]
    again = _repeated(household, pledge, pledges.subordinate[pledge])
    yield _batch(pledges, again, names(named.ids, again.bound))


@dataclass(frozen=True)
class _Again:
    """What is bound more than once: the thing, its smallest and largest pledge, in how many pledges it stands."""

    bound: Row
    first: Row
    last: Row
    count: Place


def _repeated(bound: Row, pledge: Row, unit: Row | None = None) -> _Again:
    """Things that stand in several pledges (where units are given: of different units)."""
    order = np.lexsort((pledge, bound))
    bound, pledge = bound[order], pledge[order]
    start = np.flatnonzero(np.diff(bound, prepend=NONE - 1))
    end = np.append(start[1:], len(bound))[: len(start)]
    several = end - start > 1
    if unit is not None and len(start):
        unit = unit[order]
        several &= np.minimum.reduceat(unit, start) != np.maximum.reduceat(unit, start)
    start, end = start[several], end[several]
    return _Again(bound[start], pledge[start], pledge[end - 1], end - start)


def _with(texts: Texts, ending: str) -> Texts:
    return lambda: [text + ending for text in texts()]


def _batch(
    pledges: Pledges, again: _Again, subject: Texts, *, indicator: str | None = None, year: int | None = None
) -> Batch:
    words = {"subject": subject, "other": names(pledges.ids, again.first)}
    unit, once = pledges.subordinate[again.last], same("1", len(again.last))
    return Batch("DOUBLE", again.last, unit, once, whole(again.count), indicator, year, words)
