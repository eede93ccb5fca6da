"""Which cells of linked tables must be hidden so that no small count can be read or worked out.

Cells hold counts (integers, zero or more) and obey sums: a parent is the sum of its children, a closing stock follows
from its flows. A reader knows every shown cell, every sum, and that a cell marked small lies between 1 and the minimum
less one. The counts 1 to minimum - 1 are hidden first; then further cells, the smallest that help, until

* no sum, with the bounds of its hidden cells, confines one to fewer than half the minimum's values, and
* no combination of sums determines a hidden cell (linear algebra modulo a large prime).

Method: primary and complementary cell suppression, Hundepool et al., Statistical Disclosure Control (2012), ch. 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

Cell = Any
"""Whatever names a cell: anything hashable."""
LOW = "low"
WITHHELD = "withheld"
PRIME = (1 << 61) - 1


@dataclass(frozen=True, eq=False)
class Sum:
    """The cells in ``plus`` add up to the same as those in ``minus``."""

    plus: tuple[Cell, ...]
    minus: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of the sum."""
        return self.plus + self.minus


def suppress(
    counts: Mapping[Cell, int],
    sums: Iterable[Sum],
    minimum: int,
    worth: Callable[[Cell], tuple[int, ...]] = lambda _: (),
) -> dict[Cell, str]:
    """The cells to hide: ``low`` (1 to minimum - 1) or ``withheld`` (protects others); all others may be shown.

    Every cell of every sum has a count. Where a cell must be withheld, one of the least ``worth`` is.
    """
    hidden = {cell: LOW for cell, count in counts.items() if 0 < count < minimum}
    tables = _Tables(counts, _standing(sums), hidden, minimum, worth)
    doubtful = list(hidden)
    while doubtful:
        doubtful = [cell for part in tables.parts(doubtful) for cell in tables.protect(part)]
    return hidden


class _Tables:
    """Counts, their sums, and what is hidden so far."""

    def __init__(
        self,
        counts: Mapping[Cell, int],
        standing: Mapping[Cell, Sequence[Sum]],
        hidden: dict[Cell, str],
        minimum: int,
        worth: Callable[[Cell], tuple[int, ...]],
    ) -> None:
        self.counts, self.standing, self.hidden = counts, standing, hidden
        self.minimum, self.worth = minimum, worth

    def parts(self, cells: Iterable[Cell]) -> Iterator[list[Sum]]:
        """The sums that hidden cells connect to these cells, in separate parts: each can be judged alone."""
        seen: set[Sum] = set()
        for cell in cells:
            part = [one for one in self.standing.get(cell, ()) if one not in seen]
            seen.update(part)
            for one in part:  # grows while it is read
                for other in one.cells:
                    if other in self.hidden:
                        new = [further for further in self.standing[other] if further not in seen]
                        seen.update(new)
                        part.extend(new)
            if part:
                yield part

    def exposed(self, part: Sequence[Sum]) -> tuple[list[Cell], list[Cell]]:
        """Hidden cells of a part that a reader could still work out: exactly, and too closely."""
        unknowns = {one: _unknowns(one, self.hidden) for one in part}
        bounds = _bounds(unknowns, {one: self._known(one) for one in part}, self.hidden, self.minimum)
        room = max(2, self.minimum // 2)
        pinned = determined(unknowns.values())
        narrow = [cell for cell, (low, high) in bounds.items() if high - low + 1 < room and cell not in pinned]
        return [cell for cell in bounds if cell in pinned], narrow

    def _known(self, one: Sum) -> int:
        shown = [[self.counts[cell] for cell in side if cell not in self.hidden] for side in (one.plus, one.minus)]
        return sum(shown[0]) - sum(shown[1])

    def protect(self, part: Sequence[Sum]) -> list[Cell]:
        """Hide more cells of a part, or say less of hidden ones, for the exposed ones.

        Gives the cells that have to be looked at again; none when nothing is exposed any more.
        """
        changed = self._accompany(part)
        if not changed:
            pinned, narrow = self.exposed(part)
            changed = [] if pinned else self._say_less(narrow)
            if not changed and (pinned or narrow):
                changed = self._withhold(pinned or narrow, part)
        self.hidden.update(dict.fromkeys(changed, WITHHELD))
        return changed

    def _accompany(self, part: Sequence[Sum]) -> list[Cell]:
        """For every sum with one hidden cell the cheapest of its others."""
        chosen: dict[Cell, None] = {}
        for one in part:
            shown = [cell for cell in one.cells if cell not in self.hidden and cell not in chosen]
            if len(shown) == len(one.cells) - 1 and shown:
                chosen[min(shown, key=self._cost)] = None
        return list(chosen)

    def _say_less(self, narrow: Sequence[Cell]) -> list[Cell]:
        """Cells that need no longer be said to be small, the greatest of each narrow cell's sums: it costs least."""
        around = [[other for one in self.standing[cell] for other in one.cells] for cell in narrow]
        small = [[other for other in cells if self.hidden.get(other) == LOW] for cells in around]
        return list(dict.fromkeys(max(cells, key=self.counts.__getitem__) for cells in small if cells))

    def _withhold(self, exposed: Sequence[Cell], part: Sequence[Sum]) -> list[Cell]:
        """One more cell to withhold for each exposed one, but one per sum in a round: it may serve several.

        A cell that is worth more than the cheapest on offer waits: what exposes it may lie elsewhere.
        """
        offers = {cell: self._offers(self.standing[cell]) for cell in exposed}
        found = [other for others in offers.values() for other in others] or self._offers(part)
        if not found:
            return []
        cheapest = min(self.worth(other)[:1] for other in found)
        served: set[Sum] = set()
        chosen: list[Cell] = []
        for others in offers.values():
            good = [other for other in others if self.worth(other)[:1] == cheapest]
            if good and not any(one in served for other in good for one in self.standing[other]):
                chosen.append(min(good, key=self._cost))
                served.update(self.standing[chosen[-1]])
        return chosen or [min(found, key=self._cost)]

    def _offers(self, sums: Iterable[Sum]) -> list[Cell]:
        """The cells of some sums that are still shown."""
        return [other for one in sums for other in one.cells if other not in self.hidden]

    def _cost(self, cell: Cell) -> tuple[tuple[int, ...], bool, bool, int]:
        """Zero hides badly; below twice the minimum a reader who knows this method could still count back."""
        count = self.counts[cell]
        return (self.worth(cell), count == 0, count < 2 * self.minimum, count)


def _unknowns(one: Sum, hidden: Mapping[Cell, str]) -> dict[Cell, int]:
    signs: dict[Cell, int] = defaultdict(int)
    for cell in one.plus:
        signs[cell] += cell in hidden
    for cell in one.minus:
        signs[cell] -= cell in hidden
    return {cell: sign for cell, sign in signs.items() if sign}


def _bounds(
    unknowns: Mapping[Sum, Mapping[Cell, int]], known: Mapping[Sum, int], hidden: Mapping[Cell, str], minimum: int
) -> dict[Cell, tuple[float, float]]:
    """What a reader can say of each hidden cell after going through the sums until nothing narrows further."""
    bounds: dict[Cell, tuple[float, float]] = {
        cell: (1, minimum - 1) if hidden[cell] == LOW else (0, inf) for cells in unknowns.values() for cell in cells
    }
    standing: dict[Cell, list[Sum]] = defaultdict(list)
    for one, cells in unknowns.items():
        for cell in cells:
            standing[cell].append(one)
    waiting = dict.fromkeys(unknowns)
    while waiting:
        one = next(iter(waiting))
        del waiting[one]
        for cell in _narrow(unknowns[one], known[one], bounds):
            waiting.update(dict.fromkeys(standing[cell]))
    return bounds


def _standing(sums: Iterable[Sum]) -> dict[Cell, list[Sum]]:
    """The sums every cell stands in."""
    found: dict[Cell, list[Sum]] = defaultdict(list)
    for one in sums:
        for cell in one.cells:
            found[cell].append(one)
    return found


def _narrow(unknowns: Mapping[Cell, int], known: int, bounds: dict[Cell, tuple[float, float]]) -> list[Cell]:
    """Narrow the bounds of a sum's hidden cells: each is minus everything else. Gives the cells that changed."""
    ends = {cell: _signed(bounds[cell], sign) for cell, sign in unknowns.items()}
    low, high = _Total(known, [one[0] for one in ends.values()]), _Total(known, [one[1] for one in ends.values()])
    changed = []
    for cell, sign in unknowns.items():
        rest = (low.without(ends[cell][0]), high.without(ends[cell][1]))
        worked_out = _signed((-rest[1], -rest[0]), sign)
        old = bounds[cell]
        bounds[cell] = (max(old[0], worked_out[0]), min(old[1], worked_out[1]))
        if bounds[cell] != old:
            changed.append(cell)
    return changed


def _signed(ends: tuple[float, float], sign: int) -> tuple[float, float]:
    return ends if sign > 0 else (-ends[1], -ends[0])


class _Total:
    """A sum of bounds from which single ones can be taken out, infinite ones too."""

    def __init__(self, known: int, ends: Sequence[float]) -> None:
        self.finite = known + sum(end for end in ends if abs(end) != inf)
        self.infinite = [end for end in ends if abs(end) == inf]

    def without(self, end: float) -> float:
        """The sum of all others."""
        if abs(end) != inf:
            return self.infinite[0] if self.infinite else self.finite - end
        return self.infinite[0] if len(self.infinite) > 1 else self.finite


def determined(equations: Iterable[Mapping[Cell, int]]) -> set[Cell]:
    """The unknowns that homogeneous equations force to one value, whatever their right-hand sides.

    Elimination picks unknowns of the fewest equations first; then one solution of the homogeneous system with
    arbitrary free unknowns is computed modulo a prime of 61 bits: a determined unknown is zero in it, and another is
    zero only with probability 2^-61 (it would then be protected without need).
    """
    system = _System([dict(one) for one in equations if one])
    pivots = system.triangle()
    solution: dict[Cell, int] = {}
    for cell, row in reversed(pivots):
        rest = sum(value * _free(solution, other) for other, value in row.items() if other != cell)
        solution[cell] = -rest * pow(row[cell], -1, PRIME) % PRIME
    return {cell for cell, value in solution.items() if value == 0}


def _free(solution: dict[Cell, int], cell: Cell) -> int:
    """The unknown's value in the solution; a free one takes an arbitrary value, the same in every run."""
    if cell not in solution:
        solution[cell] = pow(7, 1 + len(solution), PRIME)
    return solution[cell]


class _System:
    """Sparse rows modulo ``PRIME`` with an index from unknowns to the rows they stand in."""

    def __init__(self, rows: list[dict[Cell, int]]) -> None:
        self.rows = dict(enumerate(rows))
        self.standing: dict[Cell, set[int]] = defaultdict(set)
        for number, row in self.rows.items():
            for cell in row:
                self.standing[cell].add(number)
        self.by_length = iter(sorted(self.rows, key=lambda one: len(self.rows[one])))
        self.leaves = [cell for cell, numbers in self.standing.items() if len(numbers) == 1]

    def triangle(self) -> list[tuple[Cell, dict[Cell, int]]]:
        """Pivots in the order of elimination: a pivot stands in no later row."""
        pivots = []
        while self.rows:
            cell, number = self._choose()
            row = self.rows[number]
            for other in sorted(self.standing[cell] - {number}):
                self._subtract(other, row, cell)
            self._remove(number)
            pivots.append((cell, row))
        return pivots

    def _choose(self) -> tuple[Cell, int]:
        while self.leaves:
            cell = self.leaves.pop()
            if len(self.standing[cell]) == 1:
                return cell, next(iter(self.standing[cell]))
        number = next(one for one in self.by_length if one in self.rows)
        return min(self.rows[number], key=lambda cell: len(self.standing[cell])), number

    def _subtract(self, number: int, pivot: Mapping[Cell, int], cell: Cell) -> None:
        row = self.rows[number]
        factor = row[cell] * pow(pivot[cell], -1, PRIME) % PRIME
        for other, value in pivot.items():
            left = (row.get(other, 0) - factor * value) % PRIME
            if left:
                row[other] = left
                self.standing[other].add(number)
            else:
                row.pop(other, None)
                self._leave(other, number)
        if not row:
            del self.rows[number]

    def _remove(self, number: int) -> None:
        for cell in self.rows.pop(number):
            self._leave(cell, number)

    def _leave(self, cell: Cell, number: int) -> None:
        self.standing[cell].discard(number)
        if len(self.standing[cell]) == 1:
            self.leaves.append(cell)
