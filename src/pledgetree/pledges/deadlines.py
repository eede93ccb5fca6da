"""Days against the pledge above: LATE_DEADLINE, EARLY_RACE; for the pledge's deadline and for each commitment's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pledgetree.pledges.arrays import NO_DAY, Day, Flags, Pledges
from pledgetree.pledges.findings import Batch, day, same
from pledgetree.pledges.layout import Block
from pledgetree.pledges.terms import Terms
from pledgetree.pledges.tree import Tree


def months_before(days: Day, months: int) -> Day:
    """The same day of the month so many months earlier, or the month's last day where it has no such day."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    earlier = month - months
    first, following = earlier.astype("datetime64[D]"), (earlier + 1).astype("datetime64[D]")
    offset = np.minimum(dates - month.astype("datetime64[D]"), following - first - 1)
    found: Day = (first + offset).astype(np.int64).astype(np.int32)
    return found


def check_deadlines(tree: Tree, terms: Terms, pledges: Pledges) -> Iterator[Batch]:
    """The deadlines of the pledges themselves."""
    own = pledges.deadline[tree.pledge]
    yield from _compare(tree, terms, pledges, own)


def check_due(
    tree: Tree, terms: Terms, pledges: Pledges, *, indicator: str, blocks: Sequence[Block]
) -> Iterator[Batch]:
    """The days of the commitments to one indicator in one year (``blocks`` are all of them)."""
    whole = len(blocks) == 1 and len(blocks[0].places) == len(tree.pledge)
    own = blocks[0].due if whole else np.full(len(tree.pledge), NO_DAY, np.int32)
    for block in () if whole else blocks:
        own[block.places] = block.due
    yield from _compare(tree, terms, pledges, own, indicator=indicator, year=blocks[0].year)


def _compare(
    tree: Tree,
    terms: Terms,
    pledges: Pledges,
    own: Day,
    *,
    indicator: str | None = None,
    year: int | None = None,
) -> Iterator[Batch]:
    above = own[tree.parent]
    places = np.flatnonzero(own != above)
    places = places[(tree.parent[places] >= 0) & (own[places] != NO_DAY) & (above[places] != NO_DAY)]
    mine, theirs = own[places], above[places]
    late = mine > theirs
    early = (mine < months_before(theirs, terms.early_margin_months)) & ~pledges.reasoned[tree.pledge[places]]

    def batch(code: str, chosen: Flags) -> Batch:
        here, expected, found = places[chosen], day(theirs[chosen]), day(mine[chosen])
        words = {"months": same(str(terms.early_margin_months), len(here))} if code == "EARLY_RACE" else {}
        pledge, unit = tree.pledge[here], tree.subordinate[here]
        return Batch(code, pledge, unit, expected, found, indicator, year, words)

    yield batch("LATE_DEADLINE", late)
    yield batch("EARLY_RACE", early)
