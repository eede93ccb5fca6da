"""What stands still: overdue tasks, what waits behind a blocked one, and the lowest unit that can resolve it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pledgetree.pledges.task_graph import Network
from pledgetree.pledges.task_schedule import Times

_BATCH = 512


@dataclass(frozen=True)
class Hierarchy:
    """The tree of units: the unit above each, and those that have leaders."""

    parent: Mapping[str, str | None]
    leads: frozenset[str]

    def way_up(self, unit: str) -> list[str]:
        """The unit, then every unit above it, up to the top; a circle ends where it began."""
        way: list[str] = []
        here: str | None = unit
        while here is not None and here not in way:
            way.append(here)
            here = self.parent.get(here)
        return way

    def lowest_above(self, units: Iterable[str]) -> str | None:
        """The lowest unit with leaders that is above offices of all these units; None when they have no top in common.

        A unit is above its own offices: two departments of one county are heard by the county.
        """
        ways = [self.way_up(unit) for unit in sorted(set(units))]
        if not ways:
            return None
        shared = set(ways[0]).intersection(*ways[1:])
        return next((unit for unit in ways[0] if unit in shared and unit in self.leads), None)


@dataclass(frozen=True)
class Blockage:
    """A blocked task: whose offices are at odds, where it must be escalated, and the open tasks that wait behind it."""

    task: int
    offices: tuple[str, ...]
    units: tuple[str, ...]
    escalate_to: str | None
    waiting: tuple[int, ...]


def sides(lead: str, blocked_by: str | None, supporting: Sequence[str]) -> tuple[str, ...]:
    """The offices at odds: the lead office and the one that must act, or all supporting ones when none is named."""
    others = [blocked_by] if blocked_by is not None else sorted(supporting)
    return tuple(dict.fromkeys([lead, *others]))


def waiting_behind(network: Network, times: Times, tasks: Sequence[int]) -> dict[int, list[int]]:
    """The planned tasks that cannot begin before each of some tasks is done, ascending.

    One pass through the network carries a whole batch: bit ``k`` of a task's number says that it waits for task ``k``.
    """
    found: dict[int, list[int]] = {}
    for first in range(0, len(tasks), _BATCH):
        found |= _waiting(network, times, tasks[first : first + _BATCH])
    return found


def _waiting(network: Network, times: Times, batch: Sequence[int]) -> dict[int, list[int]]:
    own = {task: 1 << number for number, task in enumerate(batch)}
    waits = [0] * len(network.ids)
    for place in network.order:
        if times.state[place] == "planned":
            for before in network.before[place]:
                waits[place] |= waits[before] | own.get(before, 0)
    found: dict[int, list[int]] = {task: [] for task in batch}
    for place, bits in enumerate(waits):
        for number in _set_bits(bits):
            found[batch[number]].append(place)
    return found


def _set_bits(bits: int) -> Iterator[int]:
    """Which bits of a number are set, the lowest first."""
    rest = bits
    while rest:
        lowest = rest & -rest
        yield lowest.bit_length() - 1
        rest ^= lowest


def blockage(
    hierarchy: Hierarchy, task: int, offices: tuple[str, ...], unit_of: Mapping[str, str], waiting: Sequence[int]
) -> Blockage:
    """The blockage of a task between offices, each with its unit, and the tasks that wait."""
    units = tuple(sorted({unit_of[one] for one in offices}))
    return Blockage(task, offices, units, hierarchy.lowest_above(units), tuple(waiting))
