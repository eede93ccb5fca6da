"""How joint tasks stand on a day, worked by hand."""

import json
from datetime import date
from importlib.resources import files

import jsonschema

from pledgetree.pledges.tasks import standing, standing_record
from tests.unit.pledges.administrations import COUNTY, OTHER
from tests.unit.pledges.errands import DAY, blocked, joint, rows, seat, task
from tests.unit.pledges.programmes import unit_id

SCHEMA = json.loads(files("pledgetree.pledges").joinpath("schema", "tasks.schema.json").read_text(encoding="utf-8"))


def record(given=None, day=DAY):
    found = standing_record(standing(joint(given), day))
    jsonschema.validate(found, SCHEMA)
    return found


def test_the_whole_chain():
    found = record()
    # Works should have ended on 11 September and cannot end before the day; check and report take ten days each.
    assert found["finish"] == "2017-10-21"
    assert found["critical_path"] == ["works", "check", "report"]
    assert (found["tasks"], found["open"]) == (4, 3)
    assert [(one["task_id"], one["start"], one["finish"], one["slack_days"]) for one in found["schedule"]] == [
        ("check", "2017-10-01", "2017-10-11", 0),
        ("report", "2017-10-11", "2017-10-21", 0),
        ("works", "2017-09-01", "2017-10-01", 0),
    ]
    assert [one["expected_days_late"] for one in found["schedule"]] == [0, 30, 0]


def test_what_is_overdue():
    assert record()["overdue"] == [
        {
            "task_id": "report",
            "unit": unit_id("52"),
            "lead_office": seat("52", "poverty_relief"),
            "due_on": "2017-09-21",
            "days_late": 10,
        }
    ]
    # On its day a task is not overdue yet.
    assert record(day=date(2017, 9, 21))["overdue"] == []


def test_where_a_blockage_must_be_resolved():
    # The prefecture of the other county is a place without leaders: the province is the lowest unit above both.
    assert record()["blocked"] == [
        {
            "task_id": "works",
            "unit": unit_id(COUNTY),
            "offices": [seat(COUNTY, "poverty_relief"), seat(OTHER, "finance")],
            "units": [unit_id(COUNTY), unit_id(OTHER)],
            "since": "2017-09-20",
            "days": 11,
            "reason": "no money",
            "escalate_to": unit_id("52"),
            "waiting": ["check", "report"],
        }
    ]


def test_without_a_named_office_the_supporting_ones_are_the_other_side():
    given = rows()
    given["tasks"][1]["blocked_by"] = None
    (one,) = record(given)["blocked"]
    assert (one["offices"], one["escalate_to"]) == (
        [seat(COUNTY, "poverty_relief"), seat(COUNTY, "finance")],
        unit_id(COUNTY),
    )


def test_parts_stand_by_the_day_they_end():
    given = rows()
    given["tasks"].append(task("other", duration_days=60))
    found = record(given)
    assert [(one["finish"], one["critical_path"]) for one in found["parts"]] == [
        ("2017-11-30", ["other"]),
        ("2017-10-21", ["works", "check", "report"]),
    ]


def test_faults_name_their_task():
    given = rows()
    given["tasks"].append(blocked("odd", blocked_since=None))
    (one,) = record(given)["faults"]
    assert (one["code"], one["task_id"]) == ("TASK_DAY_MISSING", "odd")


def test_nothing_to_do():
    given = rows() | {"tasks": [], "task_links": [], "task_offices": []}
    found = record(given)
    assert (found["tasks"], found["finish"], found["critical_path"], found["parts"]) == (0, None, [], [])


def test_all_done():
    given = rows() | {"task_links": [], "task_offices": []}
    given["tasks"] = [task("a", state="done", finished_on=DAY), task("b", state="cancelled", due_on=date(2016, 1, 1))]
    found = record(given)
    assert (found["open"], found["schedule"], found["overdue"]) == (0, [], [])
