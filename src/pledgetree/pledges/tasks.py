"""``pledgetree tasks``: how the joint tasks of a snapshot stand on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pledgetree.base.errors import Fault
from pledgetree.pledges.task_blockages import Blockage, blockage, sides, waiting_behind
from pledgetree.pledges.task_reading import JointTasks, read_tasks, task_faults
from pledgetree.pledges.task_schedule import Schedule, critical_path, schedule
from pledgetree.snapshot.opening import open_snapshot

Record = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A connected part of the network with open tasks: its places, the day it ends, its critical path."""

    members: tuple[int, ...]
    finish: int
    critical_path: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """How the tasks stand on a day; parts by the day they end, last first; overdue and blocked by id."""

    tasks: JointTasks
    day: date
    plan: Schedule
    parts: tuple[Part, ...]
    overdue: tuple[int, ...]
    blocked: tuple[Blockage, ...]
    faults: tuple[Fault, ...]


def tasks_on(path: Path, day: date) -> Standing:
    """How the joint tasks of a snapshot stand on a day.

    Raises:
        UserError: what opening a snapshot raises, TABLE_MISSING, FOREIGN_KEY, TASK_CYCLE.
    """
    return standing(read_tasks(open_snapshot(path)), day)


def standing(tasks: JointTasks, day: date) -> Standing:
    """The schedule, the critical paths, what is overdue and what is blocked."""
    plan = schedule(tasks.network, tasks.times, day.toordinal())
    return Standing(
        tasks=tasks,
        day=day,
        plan=plan,
        parts=_parts(tasks, plan),
        overdue=tuple(place for place, one in enumerate(tasks.rows) if _days_late(tasks, place, one, day) > 0),
        blocked=tuple(_blocked(tasks)),
        faults=tuple(task_faults(tasks)),
    )


def _days_late(tasks: JointTasks, place: int, row: Mapping[str, Any], day: date) -> int:
    """Days since an open task was due; 0 or less when it is not late or has no day."""
    if row["due_on"] is None or not tasks.times.is_open(place):
        return 0
    late: int = (day - row["due_on"]).days
    return late


def _blocked(tasks: JointTasks) -> Iterator[Blockage]:
    places = [place for place, one in enumerate(tasks.rows) if one["state"] == "blocked"]
    waiting = waiting_behind(tasks.network, tasks.times, places)
    for place in places:
        row = tasks.rows[place]
        offices = sides(row["lead_office"], row["blocked_by"], tasks.supporting[place])
        yield blockage(tasks.hierarchy, place, offices, tasks.unit_of, waiting[place])


def _parts(tasks: JointTasks, plan: Schedule) -> tuple[Part, ...]:
    members: dict[int, list[int]] = {}
    for place, part in enumerate(tasks.network.part.tolist()):
        if tasks.times.is_open(place):
            members.setdefault(part, []).append(place)
    found = [
        Part(tuple(ones), plan.ends[part], tuple(critical_path(tasks.network, tasks.times, plan, ones)))
        for part, ones in members.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.finish, one.members)))


def standing_record(found: Standing) -> Record:
    """The form ``tasks --json`` prints; ``schema/tasks.schema.json`` describes it."""
    parts = [_part_record(found, one) for one in found.parts]
    return {
        "on": found.day.isoformat(),
        "tasks": len(found.tasks.rows),
        "open": sum(len(one.members) for one in found.parts),
        "finish": parts[0]["finish"] if parts else None,
        "critical_path": parts[0]["critical_path"] if parts else [],
        "parts": parts,
        "schedule": [_task_record(found, place) for place in range(len(found.tasks.rows)) if _is_open(found, place)],
        "overdue": [_overdue_record(found, place) for place in found.overdue],
        "blocked": [_blockage_record(found, one) for one in found.blocked],
        "faults": [
            {"code": one.code, "severity": one.severity, "task_id": one.where, "detail": one.what}
            for one in found.faults
        ],
    }


def _is_open(found: Standing, place: int) -> bool:
    return found.tasks.times.is_open(place)


def _ids(found: Standing, places: Sequence[int]) -> list[str]:
    return [found.tasks.network.ids[one] for one in places]


def _iso(number: int | None) -> str | None:
    return None if number is None else date.fromordinal(number).isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _part_record(found: Standing, part: Part) -> Record:
    return {
        "open": len(part.members),
        "finish": _iso(part.finish),
        "critical_path": _ids(found, part.critical_path),
    }


def _task_record(found: Standing, place: int) -> Record:
    row, finish = found.tasks.rows[place], found.plan.finish[place]
    late = 0 if row["due_on"] is None or finish is None else max(0, finish - row["due_on"].toordinal())
    return {
        "task_id": row["task_id"],
        "state": row["state"],
        "start": _iso(found.plan.start[place]),
        "finish": _iso(finish),
        "latest_finish": _iso(found.plan.latest_finish[place]),
        "slack_days": found.plan.slack(place),
        "due_on": _day(row["due_on"]),
        "expected_days_late": late,
    }


def _overdue_record(found: Standing, place: int) -> Record:
    row = found.tasks.rows[place]
    return {
        "task_id": row["task_id"],
        "unit": row["unit_id"],
        "lead_office": row["lead_office"],
        "due_on": _day(row["due_on"]),
        "days_late": _days_late(found.tasks, place, row, found.day),
    }


def _blockage_record(found: Standing, one: Blockage) -> Record:
    row = found.tasks.rows[one.task]
    since = row["blocked_since"]
    return {
        "task_id": row["task_id"],
        "unit": row["unit_id"],
        "offices": list(one.offices),
        "units": list(one.units),
        "since": _day(since),
        "days": None if since is None else (found.day - since).days,
        "reason": row["blocked_reason"],
        "escalate_to": one.escalate_to,
        "waiting": _ids(found, one.waiting),
    }
