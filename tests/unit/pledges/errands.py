"""Joint tasks of a small administration as rows that a test may change."""

from datetime import date

from pledgetree.pledges.task_reading import tasks_of
from tests.unit.pledges.administrations import COUNTY, OTHER, PROVINCE, offices, table, units
from tests.unit.pledges.programmes import unit_id

DAY = date(2017, 10, 1)


def seat(code, department):
    return f"{unit_id(code)}-{department}"


def task(name, code=COUNTY, department="poverty_relief", **changes):
    row = {"task_id": name, "title": name, "unit_id": unit_id(code), "lead_office": seat(code, department)}
    row |= {"state": "planned", "duration_days": 10, "due_on": date(2017, 12, 31)}
    return row | changes


def blocked(name, **changes):
    days = {"started_on": date(2017, 9, 1), "blocked_since": date(2017, 9, 20)}
    return task(name, state="blocked", blocked_reason="no money", **days) | changes


def rows():
    """A plan that is done, works that are blocked by another county, a check and a report that wait."""
    return {
        "tasks": [
            task("plan", PROVINCE, "relocation", state="done", finished_on=date(2017, 8, 31)),
            blocked("works", blocked_by=seat(OTHER, "finance")),
            task("check", COUNTY, "audit"),
            task("report", PROVINCE, "poverty_relief", due_on=date(2017, 9, 21)),
        ],
        "task_links": [
            {"task_id": "works", "predecessor_id": "plan"},
            {"task_id": "check", "predecessor_id": "works"},
            {"task_id": "report", "predecessor_id": "check"},
        ],
        "task_offices": [{"task_id": "works", "office_id": seat(COUNTY, "finance")}],
        "offices": offices(),
        "units": units(),
    }


def tables(given):
    return {name: table(name, given[name]) for name in given}


def joint(given=None):
    return tasks_of(tables(rows() if given is None else given))
