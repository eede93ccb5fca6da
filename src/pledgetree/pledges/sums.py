"""Whether the figures of the pledges below add up to the figure above: SHORTFALL, EXCESS, RATE_SHORTFALL.

Sums are derived, never stored. Additive figures are added; rates combine as sum of numerators over sum of
denominators, never as a mean of percentages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from pledgetree.pledges.arrays import ADDITIVE, RATE, Flags, Row, Whole
from pledgetree.pledges.exact import check_addable, far_better, worse
from pledgetree.pledges.findings import Batch, Texts, ratio, same, whole
from pledgetree.pledges.layout import Block
from pledgetree.pledges.terms import Terms, Way
from pledgetree.pledges.tree import Tree


@dataclass(frozen=True)
class Figures:
    """Every standing commitment to one indicator, and the way the indicator goes."""

    tree: Tree
    terms: Terms
    indicator: str
    way: Way
    blocks: Sequence[Block]
    _added: dict[int, Whole] = field(default_factory=dict)

    def of(self, kind: int, year: int) -> list[Block]:
        """The blocks of a kind and year."""
        return [block for block in self.blocks if (block.kind, block.year) == (kind, year)]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years with commitments, ascending."""
        return tuple(sorted({block.year for block in self.blocks}))

    @cached_property
    def committed(self) -> Flags:
        """Slots where any pledge below has an additive commitment to the indicator, whatever the year."""
        any_below = np.zeros(len(self.tree.slot_start), np.bool_)
        for block in self.blocks:
            if block.kind == ADDITIVE:
                counts = self.tree.family_sums(block.places, np.ones(len(block.places), np.int64))
                any_below |= self.tree.slot_sums(counts) > 0
        return any_below

    @cached_property
    def gapless(self) -> bool:
        """Whether the same pledges have an additive commitment in every year, all on one basis."""
        additive = [block for block in self.blocks if block.kind == ADDITIVE]
        first = additive[0].places
        return len(additive) == len(self.years) and all(np.array_equal(first, one.places) for one in additive)

    def added(self, year: int) -> Whole:
        """Sums of the additive targets of a year per family; int64 of length F.

        Raises:
            UserError: FIGURES_TOO_LARGE.
        """
        if year not in self._added:
            sums = np.zeros(len(self.tree.family_start), np.int64)
            for block in self.of(ADDITIVE, year):
                check_addable(block.target, self.indicator, year)
                sums += self.tree.family_sums(block.places, block.target)
            self._added[year] = sums
        return self._added[year]


def check_sums(figures: Figures, year: int) -> list[Batch]:
    """SHORTFALL and EXCESS of one indicator and year."""
    blocks = figures.of(ADDITIVE, year)
    if not blocks:
        return []
    families = figures.added(year)
    if figures.way.less and not figures.gapless:
        families = families + _missing(figures, year)
    sums = figures.tree.slot_sums(families)
    batches = []
    for block in blocks:
        rows = figures.tree.summed_rows(block.places)
        slots = figures.tree.slot_at[block.places[rows]]
        target = block.target[rows]
        # A missing child is 0: where nobody signs directly below, so is the sum.
        below = _at(sums, slots)
        denominators = block.denominator[rows], np.ones(len(rows), np.int64)
        short = worse((below, denominators[1]), (target, denominators[0]), less=figures.way.less)
        short &= _expected_below(figures, block.places[rows], slots, short)
        margin = figures.terms.excess_margin
        far = far_better(below, target, margin, less=figures.way.less)
        far &= _committed(figures, slots) if far.any() else far
        places = block.places[rows]
        for code, here in (("SHORTFALL", short), ("EXCESS", far)):
            expected, found = whole(target[here]), whole(below[here])
            batches.append(_batch(figures, code, year, places[here], expected=expected, found=found))
    return batches


def _at(sums: Whole, slots: Row) -> Whole:
    """The sums of slots; 0 where there is no slot."""
    found: Whole = np.append(sums, np.int64(0))[slots]
    return found


def _missing(figures: Figures, year: int) -> Whole:
    """What pledges without a figure for the year count where less is better: their baseline, per family.

    The baseline is that of the pledge's latest commitment before the year, else of its first one after it.
    """
    count = len(figures.tree.pledge)
    baseline = np.zeros(count, np.int64)
    additive = [block for block in figures.blocks if block.kind == ADDITIVE]
    after = [block for block in additive if block.year > year]
    before = [block for block in additive if block.year < year]
    for block in (*sorted(after, key=lambda one: -one.year), *sorted(before, key=lambda one: one.year)):
        baseline[block.places] = block.baseline
    for block in figures.of(ADDITIVE, year):
        baseline[block.places] = 0
    check_addable(baseline, figures.indicator, year)
    return figures.tree.family_sums(np.arange(count, dtype=np.int32), baseline)


def _expected_below(figures: Figures, places: Row, slots: Row, short: Flags) -> Flags:
    """Whether figures can be asked of the pledges below: some have one, or the indicator goes down to their tier."""
    if not short.any():
        return short
    tier = figures.tree.units.tier[figures.tree.subordinate[places]]
    return _committed(figures, slots) | (tier < figures.way.lowest)


def _committed(figures: Figures, slots: Row) -> Flags:
    """Whether any pledge below has a figure for the indicator; False where there is no slot."""
    committed: Flags = np.append(figures.committed, np.False_)[slots]
    return committed


def _batch(figures: Figures, code: str, year: int, places: Row, *, expected: Texts, found: Texts) -> Batch:
    words = {"margin": same(_margin(figures.terms), len(places))} if code == "EXCESS" else {}
    tree = figures.tree
    unit = tree.subordinate[places]
    return Batch(code, tree.pledge[places], unit, expected, found, figures.indicator, year, words)


def _margin(terms: Terms) -> str:
    return f"{terms.excess_margin.numerator}/{terms.excess_margin.denominator}"


def check_rate_sums(figures: Figures, year: int) -> list[Batch]:
    """RATE_SHORTFALL of one indicator and year."""
    blocks = figures.of(RATE, year)
    if not blocks:
        return []
    numerator, denominator = (np.zeros(len(figures.tree.family_start), np.int64) for _ in range(2))
    for block in blocks:
        check_addable(block.target, figures.indicator, year)
        check_addable(block.denominator, figures.indicator, year)
        numerator += figures.tree.family_sums(block.places, block.target)
        denominator += figures.tree.family_sums(block.places, block.denominator)
    sums = figures.tree.slot_sums(numerator), figures.tree.slot_sums(denominator)
    return [_rate_batch(figures, block, sums) for block in blocks]


def _rate_batch(figures: Figures, block: Block, sums: tuple[Whole, Whole]) -> Batch:
    rows = figures.tree.summed_rows(block.places)
    slots = figures.tree.slot_at[block.places[rows]]
    below = _at(sums[0], slots), _at(sums[1], slots)
    own = block.target[rows], block.denominator[rows]
    # Without a rate below the denominators are 0 and the products equal: nothing is worse.
    short = worse(below, own, less=figures.way.less)
    places = block.places[rows][short]
    expected, found = ratio(own[0][short], own[1][short]), ratio(below[0][short], below[1][short])
    return _batch(figures, "RATE_SHORTFALL", block.year, places, expected=expected, found=found)
