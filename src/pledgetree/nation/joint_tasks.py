"""Joint tasks of a year, made up: in every province of the programme one project carried by offices of three levels.

The province plans and pays, two of its counties choose households, design, build and are checked, the province sums up.
Planted: in one province a county is blocked by the finance office of another county and everything behind it waits; in
another the check of a county is overdue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, draw
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

TABLES = ("tasks", "task_offices", "task_links")
FIRST_YEAR = 2016
_GRACE = 15
_MOST_DELAY = 90


@dataclass(frozen=True)
class _Step:
    """One task of the project: its place, who leads and supports (level:department), days, what it waits for."""

    key: str
    title: str
    lead: str
    supports: tuple[str, ...]
    days: int
    after: tuple[str, ...]


_STEPS = (
    _Step("01", "编制项目方案", "province:poverty_relief", ("province:relocation",), 30, ()),
    _Step("02", "下达项目资金", "province:finance", ("province:poverty_relief",), 20, ("01",)),
    _Step("11", "第一县：核定搬迁户", "first:poverty_relief", ("province:poverty_relief",), 40, ("01",)),
    _Step("12", "第一县：项目设计", "province:relocation", ("first:poverty_relief",), 45, ("01",)),
    _Step(
        "13", "第一县：组织实施", "first:poverty_relief", ("first:finance", "second:finance"), 150, ("02", "11", "12")
    ),
    _Step("14", "第一县：审计验收", "first:audit", ("province:audit",), 20, ("13",)),
    _Step("21", "第二县：核定搬迁户", "second:poverty_relief", ("province:poverty_relief",), 35, ("01",)),
    _Step("22", "第二县：项目设计", "province:housing", ("second:poverty_relief",), 50, ("01",)),
    _Step("23", "第二县：组织实施", "second:poverty_relief", ("second:finance",), 140, ("02", "21", "22")),
    _Step("24", "第二县：审计验收", "second:audit", ("province:audit",), 20, ("23",)),
    _Step("31", "全省总结评估", "province:poverty_relief", ("province:audit", "province:finance"), 15, ("14", "24")),
    _Step("32", "上报总结", "province:poverty_relief", (), 5, ("31",)),
)
_BLOCKED, _OVERDUE = "13", "24"


def joint_tasks(divisions: Divisions, seed: int, year: int) -> dict[str, pa.Table]:
    """The declared tables ``tasks``, ``task_offices`` and ``task_links`` as they stand at the end of a year.

    Before 2016, when the rule on responsibilities was published, there are none.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    places = _projects(divisions) if year >= FIRST_YEAR else []
    numbers = np.arange(len(places), dtype=np.int64)
    delays = below(draw(seed, "task delay", year, numbers), _MOST_DELAY).tolist()
    planted = planted_projects(len(places), seed, year)
    for number, (units, delay) in enumerate(zip(places, delays, strict=True)):
        _add_project(rows, units, year, date(year, 2, 1) + timedelta(days=delay), planted.get(number, ""))
    return {name: pa.Table.from_pylist(rows[name], schema=arrow_schema(declared_tables()[name])) for name in TABLES}


def planted_projects(count: int, seed: int, year: int) -> dict[int, str]:
    """Which project carries the blocked task and which the overdue one: number and the step."""
    if not count:
        return {}
    first = int(below(draw(seed, "task planted", year, np.zeros(1, np.int64)), count)[0])
    return {first: _BLOCKED, (first + 1) % count: _OVERDUE}


def _projects(divisions: Divisions) -> list[dict[str, str]]:
    """The units of each project: a province and its first and last county, by code."""
    counties = np.flatnonzero((divisions.tier == TIERS.index("county")) & divisions.in_programme)
    found = []
    for row in divisions.rows_of("province").tolist():
        own = divisions.ids[counties[divisions.province[counties] == row]].tolist()
        if divisions.in_programme[row] and len(own) > 1:
            found.append({"province": str(divisions.ids[row]), "first": min(own), "second": max(own)})
    return found


def _add_project(
    rows: dict[str, list[dict[str, Any]]], units: dict[str, str], year: int, begin: date, stop: str
) -> None:
    """Add one project that began on a day; ``stop`` is the step that got stuck or late, or empty."""
    ends: dict[str, date] = {}
    stuck = {stop} if stop else set()
    for step in _STEPS:
        start = max((ends[one] for one in step.after), default=begin)
        ends[step.key] = start + timedelta(days=step.days)
        name = f"T{year}-{units['province'][:2]}-{step.key}"
        waits = bool(stuck & set(step.after))
        stuck |= {step.key} if waits else set()
        row = _task(step, units, name, (start, ends[step.key]), date(year, 12, 31))
        rows["tasks"].append(_held_up(row, step, units, waits=waits, stopped=step.key == stop))
        rows["task_offices"] += [{"task_id": name, "office_id": _office(one, units)} for one in step.supports]
        before = [f"T{year}-{units['province'][:2]}-{one}" for one in step.after]
        rows["task_links"] += [{"task_id": name, "predecessor_id": one} for one in before]


def _office(seat: str, units: dict[str, str]) -> str:
    level, _, department = seat.partition(":")
    return f"{units[level]}-{department}"


def _task(step: _Step, units: dict[str, str], name: str, span: tuple[date, date], last: date) -> dict[str, Any]:
    start, end = span
    state = "done" if end <= last else "under_way" if start <= last else "planned"
    return {
        "task_id": name,
        "title": step.title,
        "unit_id": units[step.lead.partition(":")[0]],
        "lead_office": _office(step.lead, units),
        "state": state,
        "duration_days": step.days,
        "due_on": end + timedelta(days=_GRACE),
        "started_on": None if state == "planned" else start,
        "finished_on": end if state == "done" else None,
        "duty": "county_project_library" if step.key in ("13", "23") else None,
        "evidence": "finding" if step.key in ("14", "24") else None,
    }


def _held_up(row: dict[str, Any], step: _Step, units: dict[str, str], *, waits: bool, stopped: bool) -> dict[str, Any]:
    """The row of a task that is blocked or late, or of one that waits for such a task."""
    if waits:
        return row | {"state": "planned", "started_on": None, "finished_on": None}
    if stopped and step.key == _BLOCKED:
        since = row["started_on"] + timedelta(days=60)
        reason = "第二县财政部门未拨付配套资金"
        blocked = {"blocked_since": since, "blocked_by": _office("second:finance", units), "blocked_reason": reason}
        return row | blocked | {"state": "blocked", "finished_on": None, "due_on": date(since.year, 12, 31)}
    if stopped:
        return row | {"state": "under_way", "finished_on": None, "due_on": row["started_on"] + timedelta(days=10)}
    return row
