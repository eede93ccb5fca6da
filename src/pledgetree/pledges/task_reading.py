"""Joint tasks from the declared tables, and what in them contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pledgetree.base.errors import Fault, fault, raise_faults
from pledgetree.pledges.task_blockages import Hierarchy
from pledgetree.pledges.task_graph import Network, network_of
from pledgetree.pledges.task_schedule import BEGUN, Times
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.opening import Snapshot

REQUIRED = ("tasks", "task_offices", "task_links", "offices", "units")


@dataclass(frozen=True)
class JointTasks:
    """The tasks by place, their network, the offices that support each, the unit of each office, the tree of units."""

    rows: Sequence[Mapping[str, Any]]
    network: Network
    times: Times
    supporting: Sequence[Sequence[str]]
    unit_of: Mapping[str, str]
    hierarchy: Hierarchy


def read_tasks(snapshot: Snapshot) -> JointTasks:
    """The joint tasks of a snapshot.

    Raises:
        UserError: TABLE_MISSING; FOREIGN_KEY, a row names no task or office; TASK_CYCLE.
    """
    snapshot.require(*REQUIRED)
    tables = {name: snapshot.read(name) for name in REQUIRED}
    return tasks_of(tables, snapshot.read("code_changes") if snapshot.has("code_changes") else None)


def tasks_of(tables: Mapping[str, pa.Table], changes: pa.Table | None = None) -> JointTasks:
    """The joint tasks of the tables ``REQUIRED``; see ``read_tasks``."""
    rows = tables["tasks"].sort_by("task_id").to_pylist()
    place = {one["task_id"]: number for number, one in enumerate(rows)}
    unit_of = _units_of(tables["offices"], tables["units"], changes)
    links, offices = tables["task_links"].to_pylist(), tables["task_offices"].to_pylist()
    raise_faults(_broken_references(rows, links, offices, place, unit_of))
    supporting: list[list[str]] = [[] for _ in rows]
    for one in offices:
        supporting[place[one["task_id"]]].append(one["office_id"])
    pairs = sorted((place[one["predecessor_id"]], place[one["task_id"]]) for one in links)
    return JointTasks(
        rows=rows,
        network=network_of([one["task_id"] for one in rows], pairs),
        times=Times(
            state=[one["state"] for one in rows],
            duration=[one["duration_days"] for one in rows],
            started=[_number(one["started_on"]) for one in rows],
            finished=[_number(one["finished_on"]) for one in rows],
        ),
        supporting=supporting,
        unit_of=unit_of,
        hierarchy=_hierarchy(tables["units"]),
    )


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _units_of(offices: pa.Table, units: pa.Table, changes: pa.Table | None) -> dict[str, str]:
    """The unit of each office; an old code leads to the unit it has become, an unknown one stays as it is."""
    resolved = CodeResolver(units, changes).resolve(offices.column("unit_id"), None).to_pylist()
    given = offices.column("unit_id").to_pylist()
    pairs = zip(offices.column("office_id").to_pylist(), resolved, given, strict=True)
    return {office: unit or code for office, unit, code in pairs}


def _hierarchy(units: pa.Table) -> Hierarchy:
    ids, parents = units.column("unit_id").to_pylist(), units.column("parent_id").to_pylist()
    signs = units.column("signs").to_pylist()
    leads = frozenset(unit for unit, led in zip(ids, signs, strict=True) if led)
    return Hierarchy(dict(zip(ids, parents, strict=True)), leads)


def _broken_references(
    rows: Sequence[Mapping[str, Any]],
    links: Sequence[Mapping[str, Any]],
    supports: Sequence[Mapping[str, Any]],
    tasks: Mapping[str, int],
    offices: Mapping[str, str],
) -> Iterator[Fault]:
    named = [("task_links", one[key], "tasks") for one in links for key in ("task_id", "predecessor_id")]
    named += [("task_offices", one["task_id"], "tasks") for one in supports]
    named += [("task_offices", one["office_id"], "offices") for one in supports]
    named += [("tasks", one["lead_office"], "offices") for one in rows]
    named += [("tasks", one["blocked_by"], "offices") for one in rows if one["blocked_by"] is not None]
    for table, value, wanted in sorted(set(named)):
        if value not in (tasks if wanted == "tasks" else offices):
            key = "task_id" if wanted == "tasks" else "office_id"
            yield fault("FOREIGN_KEY", table, table=wanted, key=key, value=value)


_NEEDED = {"under_way": ("started_on",), "blocked": ("started_on", "blocked_since"), "done": ("finished_on",)}


def task_faults(tasks: JointTasks) -> list[Fault]:
    """What contradicts itself, sorted: missing days, a lead office that supports itself, a start before its turn."""
    return sorted([*_missing_days(tasks), *_double_roles(tasks), *_early_starts(tasks)])


def _missing_days(tasks: JointTasks) -> Iterator[Fault]:
    for one in tasks.rows:
        for column in _NEEDED.get(one["state"], ()):
            if one[column] is None:
                yield fault("TASK_DAY_MISSING", one["task_id"], state=one["state"], column=column)


def _double_roles(tasks: JointTasks) -> Iterator[Fault]:
    for one, supporting in zip(tasks.rows, tasks.supporting, strict=True):
        if one["lead_office"] in supporting:
            yield fault("TASK_LED_AND_SUPPORTED", one["task_id"], office=one["lead_office"])


def _early_starts(tasks: JointTasks) -> Iterator[Fault]:
    for place, one in enumerate(tasks.rows):
        for before in tasks.network.before[place] if one["state"] in (*BEGUN, "done") else ():
            earlier = tasks.rows[before]
            if earlier["state"] in ("planned", *BEGUN):
                yield fault("TASK_OUT_OF_ORDER", one["task_id"], predecessor=earlier["task_id"], state=earlier["state"])
