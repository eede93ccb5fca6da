"""The cascade check at full size: 714,093 units, 5 years, 4 indicators, on one machine's two cores.

Prints the time of the whole check on arrays in memory (reading tables apart; signatures and posts included), of its
part on commitments once these are in the order of the tree, and the ratio of the latter to one vectorised pass over
path-sorted arrays: the same comparisons of the same numbers (without the sums over whole tiers), written by hand for a
tree known to be complete and sorted.

    python benchmarks/bench_cascade.py [--villages 667910] [--faults 1000] [--repeat 3]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.arrays import Commitments, HouseholdNames, Pledges, Posts, Programme, Signatures, Units
from pledgetree.pledges.checking import batches_of, check_programme, commitment_batches
from pledgetree.pledges.findings import Batch
from pledgetree.pledges.layout import Block, Layout, lay_out
from pledgetree.pledges.reading import STILL, day_number
from pledgetree.pledges.terms import terms_of
from pledgetree.pledges.tree import Tree, build_tree

# Units of the statistical divisions of 2016 by tier, from the Centre down.
SIZES = (1, 31, 344, 2_856, 42_951, 667_910)
INDICATORS = ("poor_lifted", "poor_remaining", "poverty_incidence", "villages_exited")
YEARS = (2016, 2017, 2018, 2019, 2020)
LESS = {"poor_remaining", "poverty_incidence"}
SIGNED, DEADLINE = day_number(date(2016, 1, 15)), day_number(date(2020, 12, 31))


def make_units(villages: int) -> Units:
    sizes = (*SIZES[:-1], villages)
    starts = np.cumsum([0, *sizes])
    parent = np.full(sum(sizes), -1, np.int32)
    for tier in range(1, 6):
        # Children spread evenly and in order: siblings lie together, as in a table sorted by path.
        parent[starts[tier] : starts[tier + 1]] = (
            starts[tier - 1] + np.arange(sizes[tier]) * sizes[tier - 1] // sizes[tier]
        )
    tier = np.repeat(np.arange(6, dtype=np.int8), sizes)
    return Units(numbered("U", len(parent)), parent, tier, np.ones(len(parent), bool), np.ones(len(parent), bool))


def numbered(letter: str, count: int) -> np.ndarray:
    names = np.empty(count, object)
    names[:] = [f"{letter}{number:07d}" for number in range(count)]
    return names


def make_programme(villages: int, faults: int) -> Programme:
    chance = np.random.default_rng(1)
    units = make_units(villages)
    count = len(units.ids)
    # The order of pledge ids has nothing to do with the order of the tree.
    shuffled = chance.permutation(count).astype(np.int32)
    row_of = np.empty(count, np.int32)
    row_of[shuffled] = np.arange(count, dtype=np.int32)
    superior = units.parent[shuffled]
    pledges = Pledges(
        ids=numbered("P", count),
        vertical=np.ones(count, bool),
        goal=superior < 0,
        superior=superior,
        subordinate=shuffled,
        posts=(superior, shuffled),
        derives=np.where(superior < 0, -1, row_of[superior]).astype(np.int32),
        derives_text=np.full(count, "", object),
        signed=np.full(count, SIGNED, np.int32),
        deadline=np.full(count, DEADLINE, np.int32),
        reasoned=np.zeros(count, bool),
        superseded_by=np.full(count, -1, np.int32),
    )
    commitments = make_commitments(units, shuffled, chance, faults)
    signatures, posts, officers = make_signatures(units, pledges)
    populations = {year: added_up(units, np.full(count, 900)) for year in YEARS}
    none = HouseholdNames(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, object))
    return Programme(units, pledges, commitments, signatures, posts, officers, populations, none)


def added_up(units: Units, leaf: np.ndarray) -> np.ndarray:
    """Values of villages added up to every unit above; values of other units are ignored."""
    values = np.where(units.tier == 5, leaf, 0).astype(np.int64)
    for tier in range(5, 0, -1):
        rows = np.flatnonzero(units.tier == tier)
        np.add.at(values, units.parent[rows], values[rows])
    return values


def make_commitments(units: Units, shuffled: np.ndarray, chance: np.random.Generator, faults: int) -> Commitments:
    count, years, indicators = len(units.ids), len(YEARS), len(INDICATORS)
    base = chance.integers(50, 400, count)
    shape = (count, indicators, years)
    target, denominator = np.empty(shape, np.int64), np.ones(shape, np.int64)
    baseline = np.zeros(shape, np.int64)
    stock, people = added_up(units, base), added_up(units, np.full(count, 900))
    for year in range(years):
        lifted = added_up(units, base // 6)
        target[:, 0, year] = lifted
        target[:, 1, year] = added_up(units, base - (year + 1) * (base // 6))
        target[:, 2, year] = target[:, 1, year]
        target[:, 3, year] = added_up(units, (base % 5 == year).astype(np.int64))
        denominator[:, 2, year] = people
        baseline[:, 0, year] = baseline[:, 1, year] = stock
    target, denominator, baseline = (one[shuffled].reshape(-1) for one in (target, denominator, baseline))
    target[chance.integers(0, len(target), faults)] += 7
    rows = count * indicators * years
    kinds, bases = np.array([0, 0, 1, 0], np.int8), np.array([0, 2, 2, 0], np.int8)
    indicator = np.tile(np.repeat(np.arange(indicators, dtype=np.int16), years), count)
    year = np.tile(np.arange(years, dtype=np.int16), count * indicators)
    due = np.array([day_number(date(one, 12, 31)) for one in YEARS], np.int32)[year]
    due[chance.integers(0, rows, faults)] += 1
    pledge = np.repeat(np.arange(count, dtype=np.int32), indicators * years)
    return Commitments(
        INDICATORS,
        YEARS,
        pledge,
        indicator,
        year,
        kinds[indicator],
        bases[indicator],
        target,
        denominator,
        baseline,
        due,
    )


def make_signatures(units: Units, pledges: Pledges) -> tuple[Signatures, Posts, np.ndarray]:
    """Both heads on both sides of every pledge, the body for the Centre, and a post for every head."""
    count = len(units.ids)
    unit = np.repeat(np.arange(count, dtype=np.int32), 2)
    second = np.where(units.tier == 5, 4, 1).astype(np.int8)
    role = np.stack([np.zeros(count, np.int8), second], axis=1).reshape(-1)
    officer = np.arange(2 * count, dtype=np.int32)
    posts = Posts(unit, role, officer, np.full(2 * count, SIGNED - 900, np.int32), np.full(2 * count, STILL, np.int32))
    signed = np.flatnonzero(~pledges.goal).astype(np.int32)
    lower = np.repeat(signed, 2)
    seat = np.tile(np.array([0, 1]), len(signed))
    mine = pledges.subordinate[lower] * 2 + seat
    heads = signed[pledges.superior[signed] > 0]
    upper = np.repeat(heads, 2)
    theirs = pledges.superior[upper] * 2 + np.tile(np.array([0, 1]), len(heads))
    bodies = signed[pledges.superior[signed] == 0]
    pledge = np.concatenate([lower, upper, bodies])
    side = np.repeat(np.array([1, 0, 0], np.int8), [len(lower), len(upper), len(bodies)])
    roles = np.concatenate([role[mine], role[theirs], np.full(len(bodies), 2, np.int8)])
    officers = np.concatenate([mine, theirs, np.full(len(bodies), -1)]).astype(np.int32)
    signatures = Signatures(pledge, side, roles, officers, np.full(len(pledge), SIGNED, np.int32))
    return signatures, posts, numbered("O", 2 * count)


@dataclass(frozen=True)
class Sorted:
    """A complete tree in path order: what the hand-written pass knows beforehand."""

    starts: np.ndarray
    upper: np.ndarray
    parent: np.ndarray
    base: np.ndarray
    columns: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]


def sort_by_path(programme: Programme) -> Sorted:
    """Put the arrays into path order, which is not timed."""
    parent = programme.units.parent
    starts = np.flatnonzero(np.diff(parent[1:], prepend=-1)) + 1
    order = np.argsort(programme.pledges.subordinate)
    table = programme.commitments
    cells = len(INDICATORS) * len(YEARS)

    def columns(cell: int) -> tuple[np.ndarray, ...]:
        one = (table.target, table.denominator, table.baseline, table.due)
        return tuple(np.ascontiguousarray(column.reshape(-1, cells)[:, cell][order]) for column in one)

    return Sorted(
        starts, parent[starts], parent, programme.populations[YEARS[0]], [columns(cell) for cell in range(cells)]
    )


def one_pass(data: Sorted) -> int:
    """The comparisons of commitments, straight down the columns."""
    faults = 0
    for number, indicator in enumerate(INDICATORS):
        before = None
        for year in range(len(YEARS)):
            target, denominator, baseline, due = data.columns[number * len(YEARS) + year]
            sums, promised = np.add.reduceat(target, data.starts), target[data.upper]
            less = indicator in LESS
            if indicator == "poverty_incidence":
                people = np.add.reduceat(denominator, data.starts)
                faults += np.count_nonzero(sums * denominator[data.upper] > promised * people)
                faults += np.count_nonzero(np.abs(denominator - data.base) * 20 > data.base)
                if before is not None:
                    faults += np.count_nonzero(target * before[1] > before[0] * denominator)
            else:
                faults += np.count_nonzero(sums > promised if less else sums < promised)
                faults += np.count_nonzero(sums * 10 < promised * 9 if less else sums * 10 > promised * 11)
                faults += np.count_nonzero((target > baseline) & (baseline > 0))
                if less and before is not None:
                    faults += np.count_nonzero(target > before[0])
            above = due[data.parent]
            faults += np.count_nonzero(due > above) + np.count_nonzero(due < above - 183)
            before = target, denominator
    return faults


def fastest(work, repeat: int) -> float:
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def drain(batches) -> list[Batch]:
    return [batch for batch in batches if len(batch.pledge)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--villages", type=int, default=SIZES[-1])
    parser.add_argument("--faults", type=int, default=1000, help="figures and days changed at random")
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    year = YEARS[-1]
    terms = terms_of(load_rulebook("cn-central-2016"), date(year, 12, 31))
    programme = make_programme(asked.villages, asked.faults)
    day = day_number(date(year, 12, 31))

    def all_checks() -> list[Batch]:
        return drain(batches_of(programme, build_tree(programme.units, programme.pledges, day), terms, year))

    tree = build_tree(programme.units, programme.pledges, day)
    kept = in_order(programme, tree)
    data = sort_by_path(programme)
    figures = {
        "units": len(programme.units.ids),
        "commitments": len(programme.commitments.target),
        "signatures": len(programme.signatures.pledge),
        "faults found": len(check_programme(programme, terms, year).findings),
    }
    whole = fastest(all_checks, asked.repeat)
    order = fastest(lambda: in_order(programme, tree), asked.repeat)
    # Short works, repeated oftener: the least of many is what the machine can do.
    checks = fastest(lambda: drain(commitment_batches(programme, kept, terms, year)), 5 * asked.repeat)
    least = fastest(lambda: one_pass(data), 5 * asked.repeat)
    for name, value in figures.items():
        print(f"{name}: {value:,}")
    print(f"whole check on arrays in memory: {whole:.2f} s (at most 4 s)")
    print(f"of this, commitments into path order: {order:.2f} s")
    print(f"of this, all checks of commitments in path order: {checks:.3f} s")
    print(f"one vectorised pass over path-sorted arrays: {least:.3f} s")
    print(f"ratio: {checks / least:.1f} (at most 3)")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


@dataclass(frozen=True)
class Kept(Layout):
    """A layout whose blocks have been put into path order once."""

    made: dict[int, list[Block]] = field(default_factory=dict)

    def blocks(self, indicator: int) -> Iterator[Block]:
        yield from self.made[indicator]


def in_order(programme: Programme, tree: Tree) -> Kept:
    """The commitments in the order of the tree."""
    layout = lay_out(programme.commitments, tree)
    made = {number: list(layout.blocks(number)) for number in range(len(INDICATORS))}
    return Kept(layout.commitments, layout.tree, layout.order, layout.ends, made)


if __name__ == "__main__":
    main()
