"""What a commitment says by itself: RATE_WITHOUT_BASE, INFEASIBLE, NOT_MONOTONE, UNKNOWN_INDICATOR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pledgetree.pledges.arrays import ADDITIVE, ANNUAL, MILESTONE, RATE, Place, Whole
from pledgetree.pledges.exact import product_above, worse
from pledgetree.pledges.findings import Batch, Texts, ratio, same, whole
from pledgetree.pledges.layout import Block
from pledgetree.pledges.sums import Figures
from pledgetree.pledges.terms import Terms
from pledgetree.pledges.tree import Tree


def check_feasible(figures: Figures, year: int) -> Iterator[Batch]:
    """INFEASIBLE: an additive target above the stock it is taken from (its baseline, when positive)."""
    for block in figures.of(ADDITIVE, year):
        rows = np.flatnonzero((block.target > block.baseline) & (block.baseline > 0))
        expected, found = whole(block.baseline[rows]), whole(block.target[rows])
        yield _batch(figures, "INFEASIBLE", block, rows, expected=expected, found=found)


def check_monotone(figures: Figures, year: int) -> Iterator[Batch]:
    """NOT_MONOTONE: a cumulative or level target worse than the one of the pledge's year before on the same basis."""
    for block in figures.blocks:
        if block.year != year or block.basis == ANNUAL or block.kind == MILESTONE:
            continue
        earlier = [one for one in figures.blocks if _same_form(one, block) and one.year < year]
        earlier.sort(key=lambda one: -one.year)
        if earlier and np.array_equal(block.places, earlier[0].places):
            yield _against(figures, block, earlier[0], rows=(slice(None), slice(None)))
        else:
            yield from _against_each(figures, block, earlier)


def _against_each(figures: Figures, block: Block, earlier: Sequence[Block]) -> Iterator[Batch]:
    """Hold each row against the latest of the earlier blocks in which its pledge stands."""
    left = np.arange(len(block.places))
    for before in earlier:
        _, mine, theirs = np.intersect1d(block.places[left], before.places, assume_unique=True, return_indices=True)
        yield _against(figures, block, before, rows=(left[mine], theirs))
        left = np.delete(left, mine)


def _same_form(one: Block, other: Block) -> bool:
    return (one.kind, one.basis) == (other.kind, other.basis)


def _against(figures: Figures, block: Block, before: Block, *, rows: tuple[Place | slice, Place | slice]) -> Batch:
    now = block.target[rows[0]], block.denominator[rows[0]]
    then = before.target[rows[1]], before.denominator[rows[1]]
    if block.kind == RATE:
        wrong = np.flatnonzero(worse(now, then, less=figures.way.less))
    else:
        wrong = np.flatnonzero(now[0] > then[0] if figures.way.less else now[0] < then[0])
    found = _figure(block.kind, now[0][wrong], now[1][wrong])
    expected = _figure(block.kind, then[0][wrong], then[1][wrong])
    chosen = wrong if isinstance(rows[0], slice) else rows[0][wrong]
    words = {"before": same(str(before.year), len(chosen))}
    return _batch(figures, "NOT_MONOTONE", block, chosen, expected=expected, found=found, words=words)


def _figure(kind: int, numerator: Whole, denominator: Whole) -> Texts:
    return ratio(numerator, denominator) if kind == RATE else whole(numerator)


def check_bases(figures: Figures, year: int, populations: Mapping[int, Whole]) -> Iterator[Batch]:
    """RATE_WITHOUT_BASE: a denominator further than the tolerance from the unit's population of that year.

    Units or years the statistics do not have, and rates the rulebook lists as resting on another base, are left out.
    """
    if year not in populations or figures.indicator in figures.terms.other_bases:
        return
    tolerance = figures.terms.base_tolerance
    population = np.append(populations[year], -1)  # the last entry answers for "no unit"
    for block in figures.of(RATE, year):
        base = population[figures.tree.subordinate[block.places]]
        off = product_above(np.abs(block.denominator - base), tolerance.denominator, base, tolerance.numerator)
        rows = np.flatnonzero(off & (base >= 0))
        expected, found = whole(base[rows]), whole(block.denominator[rows])
        yield _batch(figures, "RATE_WITHOUT_BASE", block, rows, expected=expected, found=found)


def check_known(tree: Tree, terms: Terms, indicator: str, blocks: Sequence[Block]) -> Iterator[Batch]:
    """UNKNOWN_INDICATOR, once per commitment; a milestone may name a family of clauses instead."""
    allowed = ", ".join(sorted(terms.ways))
    for block in blocks:
        if indicator in terms.ways or (block.kind == MILESTONE and indicator in terms.clause_families):
            continue
        count = len(block.places)
        words = {"indicator": same(indicator, count), "allowed": same(allowed, count)}
        pledge, unit, empty = tree.pledge[block.places], tree.subordinate[block.places], same("", count)
        yield Batch("UNKNOWN_INDICATOR", pledge, unit, empty, empty, indicator, block.year, words)


def _batch(
    figures: Figures,
    code: str,
    block: Block,
    rows: Place,
    *,
    expected: Texts,
    found: Texts,
    words: Mapping[str, Texts] | None = None,
) -> Batch:
    places, tree = block.places[rows], figures.tree
    unit = tree.subordinate[places]
    return Batch(code, tree.pledge[places], unit, expected, found, figures.indicator, block.year, words or {})
