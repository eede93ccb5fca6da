"""Where a pledge hangs: SKIPPED_LEVEL, ORPHAN, SIGNED_BEFORE_PARENT, STALE; vertical pledges other than the goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import NO_DAY, NONE, Flags, Pledges, Row
from pledgetree.pledges.findings import Batch, Texts, day, names, same
from pledgetree.pledges.terms import Terms
from pledgetree.pledges.tree import Tree


def _bound(tree: Tree, pledges: Pledges) -> Row:
    """Rows of the standing vertical pledges that are signed with somebody."""
    return tree.pledge[pledges.vertical[tree.pledge] & ~pledges.goal[tree.pledge]]


def check_levels(tree: Tree, terms: Terms, pledges: Pledges) -> Iterator[Batch]:
    """SKIPPED_LEVEL: a unit that signs stands between, or the superior does not stand above at all."""
    rows = _bound(tree, pledges)
    rows = rows[(pledges.superior[rows] >= 0) & (pledges.subordinate[rows] >= 0)]
    lower, upper = pledges.subordinate[rows], pledges.superior[rows]
    proper = tree.above[lower]
    odd = (upper != proper) & (proper >= 0)
    rows, lower, upper, proper = rows[odd], lower[odd], upper[odd], proper[odd]
    above = _stands_above(tree, upper, lower)
    # Nearer than the next unit that signs: a unit without leaders; nothing is passed over.
    nearer = above & _stands_above(tree, proper, upper)
    passed = ~nearer & ~(above & _listed(tree, terms, upper, lower))
    rows, empty = rows[passed], same("", int(passed.sum()))
    words = {"passed": names(tree.units.ids, proper[passed])}
    yield Batch("SKIPPED_LEVEL", rows, pledges.subordinate[rows], empty, empty, words=words)


def _stands_above(tree: Tree, upper: Row, lower: Row) -> Flags:
    """Whether one unit is an ancestor of the other."""
    here = tree.units.parent[lower]
    found = np.zeros(len(lower), np.bool_)
    for _ in range(len(TIERS)):
        found |= here == upper
        here = np.where(here < 0, NONE, tree.units.parent[here])
    return found


def _listed(tree: Tree, terms: Terms, upper: Row, lower: Row) -> Flags:
    allowed = np.zeros((len(TIERS), len(TIERS)), np.bool_)
    for above, below in terms.skips:
        allowed[TIERS.index(above), TIERS.index(below)] = True
    listed: Flags = allowed[tree.units.tier[upper], tree.units.tier[lower]]
    return listed


def check_descent(tree: Tree, pledges: Pledges) -> Iterator[Batch]:
    """ORPHAN, SIGNED_BEFORE_PARENT and STALE: what the pledge named in ``derives_from`` says."""
    rows = _bound(tree, pledges)
    derived = pledges.derives[rows]
    # What is signed with the root of the tree carries out the programme goal, whether or not the goal is a row.
    under_goal = (pledges.superior[rows] >= 0) & (tree.units.parent[pledges.superior[rows]] < 0)
    orphan = rows[(derived < 0) & ~under_goal]
    empty = same("", len(orphan))
    yield _batch("ORPHAN", orphan, pledges, (empty, empty), {"named": names(pledges.derives_text, orphan)})

    rows, derived = rows[derived >= 0], derived[derived >= 0]
    signed, above = pledges.signed[rows], pledges.signed[derived]
    early = (signed < above) & (signed != NO_DAY) & (above != NO_DAY)
    yield _batch("SIGNED_BEFORE_PARENT", rows[early], pledges, (day(above[early]), day(signed[early])), {})

    stale = tree.superseded[derived]
    rows, derived = rows[stale], derived[stale]
    words = {"parent": names(pledges.ids, derived), "by": names(pledges.ids, pledges.superseded_by[derived])}
    empty = same("", len(rows))
    yield _batch("STALE", rows, pledges, (empty, empty), words)


def _batch(code: str, rows: Row, pledges: Pledges, texts: tuple[Texts, Texts], words: Mapping[str, Texts]) -> Batch:
    return Batch(code, rows, pledges.subordinate[rows], *texts, words=words)
