"""When joint tasks can be done: the critical path method (Kelley and Walker 1959) seen from a day.

What is done keeps its day. What is under way ends its duration after its start, and not before the day. What is planned
begins when all it waits for is done, and not before the day. Cancelled tasks bind nobody. ``slack`` is how many days a
task may be late without its connected part of the network ending later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pledgetree.pledges.task_graph import Network

OPEN = ("planned", "under_way", "blocked")
BEGUN = ("under_way", "blocked")


@dataclass(frozen=True)
class Times:
    """What is known of the tasks, by place: days as numbers, None where a day is empty."""

    state: Sequence[str]
    duration: Sequence[int]
    started: Sequence[int | None]
    finished: Sequence[int | None]

    def is_open(self, place: int) -> bool:
        """Whether a task is still to be done."""
        return self.state[place] in OPEN


@dataclass(frozen=True)
class Schedule:
    """By place: first start, first and last end; None for what is not open (``finish`` of done tasks is known)."""

    start: Sequence[int | None]
    finish: Sequence[int | None]
    latest_finish: Sequence[int | None]
    ends: dict[int, int]
    """The day each connected part ends, for parts with open tasks."""

    def slack(self, place: int) -> int | None:
        """Days a task may be late; None for what is not open."""
        finish, latest = self.finish[place], self.latest_finish[place]
        return None if finish is None or latest is None else latest - finish


def schedule(network: Network, times: Times, today: int) -> Schedule:
    """The schedule of a network as seen on a day."""
    start, finish = _forward(network, times, today)
    ends: dict[int, int] = {}
    for place, part in enumerate(network.part.tolist()):
        end = finish[place]
        if times.is_open(place) and end is not None:
            ends[part] = max(ends.get(part, end), end)
    return Schedule(start, finish, _backward(network, times, ends), ends)


def _forward(network: Network, times: Times, today: int) -> tuple[list[int | None], list[int | None]]:
    start: list[int | None] = [None] * len(network.ids)
    finish: list[int | None] = [None] * len(network.ids)
    for place in network.order:
        state, duration = times.state[place], times.duration[place]
        if state == "done":
            finish[place] = times.finished[place]
        elif state in BEGUN:
            begun = times.started[place]
            begin = today if begun is None else begun
            start[place], finish[place] = begin, max(begin + duration, today)
        elif state == "planned":
            free = [day for one in network.before[place] if (day := finish[one]) is not None]
            begin = max([today, *free])
            start[place], finish[place] = begin, begin + duration
    return start, finish


def _backward(network: Network, times: Times, ends: dict[int, int]) -> list[int | None]:
    latest: list[int | None] = [None] * len(network.ids)
    for place in reversed(network.order):
        if not times.is_open(place):
            continue
        limit = ends[int(network.part[place])]
        for further in network.after[place]:
            end = latest[further]
            # What has begun waits for nothing any more.
            if times.state[further] == "planned" and end is not None:
                limit = min(limit, end - times.duration[further])
        latest[place] = limit
    return latest


def critical_path(network: Network, times: Times, plan: Schedule, members: Sequence[int]) -> list[int]:
    """The places of a longest chain among the open tasks of one part, the first id where several end it."""
    last = max(end for one in members if (end := plan.finish[one]) is not None)
    here = min((one for one in members if plan.finish[one] == last), key=lambda one: network.ids[one])
    path = [here]
    while times.state[here] == "planned":
        held = [one for one in network.before[here] if times.is_open(one) and plan.finish[one] == plan.start[here]]
        if not held:
            break
        here = min(held, key=lambda one: network.ids[one])
        path.append(here)
    return path[::-1]
