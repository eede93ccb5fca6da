"""COMPOUND_EXCESS: piling on from step to step (层层加码); 10 % at each of four steps is 46 %."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import ADDITIVE, NONE, Place, Row, Whole
from pledgetree.pledges.exact import far_better
from pledgetree.pledges.findings import Batch, names, same, whole
from pledgetree.pledges.sums import Figures
from pledgetree.pledges.tree import MOST_STEPS, Tree


@dataclass(frozen=True)
class Depths:
    """Which families make up each whole tier below a slot that reaches two or more pledge steps down.

    A node is such a tier of one slot; nodes lie in the order of slots, those of one slot side by side.
    """

    source: Row
    """Families, each as often as it counts in a node."""
    target: Place
    """The node each of them counts in."""
    tier: Place
    """Tier of each node."""
    start: Place
    """First node of each slot that has any."""
    rank: Row
    """Which of those a slot is, -1 = it reaches one step down at most; length K."""


def depths_of(tree: Tree) -> Depths:
    """The whole tiers below every slot, by following each family upwards step by step."""
    tiers, slots = len(TIERS), len(tree.slot_start)
    families = np.arange(len(tree.family_start), dtype=np.int32)
    slot = tree.family_slot
    sources, targets = [families], [slot.astype(np.int64) * tiers + tree.family_tier]
    deep = np.zeros(slots * tiers, np.bool_)
    for _ in range(MOST_STEPS - 1):
        slot = tree.slot_above[slot]
        families, slot = families[slot >= 0], slot[slot >= 0]
        sources.append(families)
        targets.append(slot.astype(np.int64) * tiers + tree.family_tier[families])
        deep[targets[-1]] = True
    source, target = np.concatenate(sources), np.concatenate(targets)
    wanted = deep[target]
    owner, tier = np.divmod(np.flatnonzero(deep), tiers)
    start = np.flatnonzero(np.diff(owner, prepend=NONE))
    rank = np.full(slots, NONE, np.int32)
    rank[owner[start]] = np.arange(len(start), dtype=np.int32)
    return Depths(source[wanted], (np.cumsum(deep) - 1)[target[wanted]], tier, start, rank)


def check_piling(figures: Figures, depths: Depths, year: int) -> list[Batch]:
    """COMPOUND_EXCESS of one indicator and year; the tier with the largest sum is told."""
    if figures.way.less or not len(depths.start):
        return []
    sums = np.zeros(len(depths.tier), np.int64)
    np.add.at(sums, depths.target, figures.added(year)[depths.source])
    largest = np.maximum.reduceat(sums, depths.start)
    batches = []
    for block in figures.of(ADDITIVE, year):
        rows = figures.tree.summed_rows(block.places)
        slots = figures.tree.slot_at[block.places[rows]]
        rank = np.where(slots < 0, NONE, depths.rank[slots])
        rows, rank = rows[rank >= 0], rank[rank >= 0]
        target, below = block.target[rows], largest[rank]
        far = far_better(below, target, figures.terms.excess_margin, less=False)
        tier = _tiers(depths, sums, rank[far])
        batches.append(_batch(figures, block.places[rows[far]], target[far], below[far], tier, year))
    return batches


def _tiers(depths: Depths, sums: Whole, ranks: Row) -> Place:
    """The tier with the largest sum, the highest such, below each of these slots."""
    ends = np.append(depths.start[1:], len(sums))
    found = [begin + int(sums[begin:end].argmax()) for begin, end in zip(depths.start[ranks], ends[ranks], strict=True)]
    return depths.tier[np.array(found, np.int64)]


def _batch(figures: Figures, places: Row, target: Whole, below: Whole, tier: Place, year: int) -> Batch:
    margin = figures.terms.excess_margin
    words = {"tier": names(TIERS, tier), "margin": same(f"{margin.numerator}/{margin.denominator}", len(places))}
    tree = figures.tree
    unit = tree.subordinate[places]
    return Batch(
        "COMPOUND_EXCESS", tree.pledge[places], unit, whole(target), whole(below), figures.indicator, year, words
    )
