"""Joint tasks: the whole standing of 100,000 tasks, and its ratio to one bare pass for the longest paths.

``python -m benchmarks.bench_tasks [--tasks N] [--projects P]``; the network is made in memory: N tasks in P projects of
ten layers each, three predecessors as a rule, 500 tasks blocked, over 2,000 offices of a tree of units.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date, timedelta

import pyarrow as pa

from pledgetree.pledges.task_reading import tasks_of
from pledgetree.pledges.tasks import standing, standing_record
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

DAY = date(2017, 10, 1)
LAYERS, BEFORE, BLOCKED, OFFICES = 10, 3, 500, 2_000


def table(name: str, rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(declared_tables()[name]))


def made(count: int, projects: int) -> dict[str, pa.Table]:
    """The tables of a network of tasks."""
    draw = random.Random(1)
    units = [{"unit_id": "0", "parent_id": None, "signs": True}]
    units += [{"unit_id": str(one), "parent_id": str((one - 1) // 10), "signs": True} for one in range(1, OFFICES)]
    units = [one | {"tier": "county", "name": one["unit_id"], "in_programme": True} for one in units]
    offices = [{"office_id": f"O{one}", "unit_id": str(one), "department": "d", "name": "n"} for one in range(OFFICES)]
    size = count // projects
    width = max(1, size // LAYERS)
    blocked = set(draw.sample(range(count), min(BLOCKED, count)))
    tasks, links = [], []
    for number in range(count):
        row = {"task_id": f"T{number:07}", "title": "t", "unit_id": "1", "lead_office": f"O{draw.randrange(OFFICES)}"}
        row |= {
            "state": "planned",
            "duration_days": draw.randrange(1, 30),
            "due_on": DAY + timedelta(days=number % 900),
        }
        if number in blocked:
            days = {"started_on": DAY - timedelta(days=9), "blocked_since": DAY - timedelta(days=3)}
            row |= {"state": "blocked", "blocked_by": f"O{draw.randrange(OFFICES)}", **days}
        tasks.append(row)
        begin = number // size * size
        first = begin + ((number - begin) // width - 1) * width
        chosen = {draw.randrange(first, first + width) for _ in range(BEFORE)} if first >= begin else set()
        links += [{"task_id": row["task_id"], "predecessor_id": f"T{one:07}"} for one in sorted(chosen)]
    rows = {"tasks": tasks, "task_links": links, "task_offices": [], "offices": offices, "units": units}
    return {name: table(name, one) for name, one in rows.items()}


def bare(tables: dict[str, pa.Table]) -> int:
    """One pass for the longest path alone: predecessors come before their successors in the table."""
    ids, days = tables["tasks"].column("task_id").to_pylist(), tables["tasks"].column("duration_days").to_pylist()
    place = {one: number for number, one in enumerate(ids)}
    before: list[list[int]] = [[] for _ in ids]
    links = tables["task_links"]
    pairs = zip(links.column("task_id").to_pylist(), links.column("predecessor_id").to_pylist(), strict=True)
    for second, first in pairs:
        before[place[second]].append(place[first])
    finish = [0] * len(ids)
    for number, days_of in enumerate(days):
        finish[number] = max((finish[one] for one in before[number]), default=0) + days_of
    return max(finish)


def timed(work, *arguments):
    begun = time.perf_counter()
    found = work(*arguments)
    return time.perf_counter() - begun, found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--projects", type=int, default=1_000)
    given = parser.parse_args()
    tables = made(given.tasks, given.projects)
    longest, _ = timed(bare, tables)
    reading, tasks = timed(tasks_of, tables)
    judging, found = timed(standing, tasks, DAY)
    record, _ = timed(standing_record, found)
    print(f"{tables['tasks'].num_rows:,} tasks, {tables['task_links'].num_rows:,} links, {len(found.blocked)} blocked")
    print(
        f"bare longest path {longest:.2f} s; reading {reading:.2f} s, standing {judging:.2f} s, record {record:.2f} s"
    )
    print(f"ratio {(reading + judging + record) / longest:.1f}")


if __name__ == "__main__":
    main()
