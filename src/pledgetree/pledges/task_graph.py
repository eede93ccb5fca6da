"""The network of joint tasks: which waits for which, an order to go through them, and circles, each by name."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pledgetree.base.errors import Fault, UserError, fault

MOST_NAMED = 20


@dataclass(frozen=True)
class Network:
    """Tasks by place: ``before`` and ``after`` hold the places of predecessors and successors.

    ``order`` goes through all places, predecessors first; ``part`` numbers the connected parts.
    """

    ids: Sequence[str]
    before: Sequence[Sequence[int]]
    after: Sequence[Sequence[int]]
    order: Sequence[int]
    part: NDArray[np.int64]


def network_of(ids: Sequence[str], links: Sequence[tuple[int, int]]) -> Network:
    """The network of some tasks.

    Args:
        ids: identifiers.
        links: (predecessor, successor) by place.

    Raises:
        UserError: TASK_CYCLE, one for each knot of tasks that wait for themselves.
    """
    before: list[list[int]] = [[] for _ in ids]
    after: list[list[int]] = [[] for _ in ids]
    for first, second in links:
        before[second].append(first)
        after[first].append(second)
    order = _in_order(before, after)
    if len(order) < len(ids):
        raise UserError(cycles(ids, after, set(range(len(ids))) - set(order)))
    _, part = _components(after, "weak")
    return Network(ids, before, after, order, part)


def _in_order(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """The places, predecessors first, as far as no circle stands in the way (Kahn 1962)."""
    waits = [len(one) for one in before]
    order = [place for place, count in enumerate(waits) if count == 0]
    for place in order:
        for further in after[place]:
            waits[further] -= 1
            if waits[further] == 0:
                order.append(further)
    return order


def _components(after: Sequence[Sequence[int]], connection: str) -> tuple[int, NDArray[np.int64]]:
    counts = np.array([len(one) for one in after], np.int64)
    ends = np.concatenate([[0], np.cumsum(counts)])
    heads = np.fromiter((place for one in after for place in one), np.int64, int(ends[-1]))
    matrix = csr_array((np.ones(len(heads), np.int8), heads, ends), shape=(len(after), len(after)))
    number, labels = connected_components(matrix, directed=True, connection=connection)
    return int(number), np.asarray(labels, np.int64)


def cycles(ids: Sequence[str], after: Sequence[Sequence[int]], among: set[int]) -> list[Fault]:
    """A fault for each knot (strongly connected part): a shortest circle through its first task, named in full."""
    _, labels = _components(after, "strong")
    knots: dict[int, list[int]] = {}
    for place in sorted(among, key=lambda one: ids[one]):
        knots.setdefault(int(labels[place]), []).append(place)
    circles = [_circle(after, knot[0], set(knot)) for knot in knots.values()]
    return [fault("TASK_CYCLE", "task_links", cycle=_named(ids, one)) for one in circles if one]


def _circle(after: Sequence[Sequence[int]], start: int, inside: set[int]) -> list[int]:
    """A shortest way from a task back to itself within a knot; empty when there is none."""
    came: dict[int, int] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for further in after[here]:
            if further == start:
                return _way(came, start, here)
            if further in inside and further not in came:
                came[further] = here
                waiting.append(further)
    return []


def _way(came: dict[int, int], start: int, end: int) -> list[int]:
    way = [start]
    while end != start:
        way.append(end)
        end = came[end]
    return [start, *reversed(way)]


def _named(ids: Sequence[str], circle: Sequence[int]) -> str:
    """The circle as text; of a long one the beginning and the end."""
    names = [ids[one] for one in circle]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], "...", names[-1]]
    return " > ".join(names)
