from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.task_reading import task_faults, tasks_of
from tests.unit.pledges.administrations import COUNTY, PROVINCE, table
from tests.unit.pledges.errands import blocked, joint, rows, seat, tables, task
from tests.unit.pledges.programmes import unit_id


def test_tasks_come_by_id_with_their_network_and_offices():
    found = joint()
    assert list(found.network.ids) == ["check", "plan", "report", "works"]
    assert [list(one) for one in found.network.before] == [[3], [], [0], [1]]
    assert [list(one) for one in found.supporting] == [[], [], [], [seat(COUNTY, "finance")]]
    assert found.unit_of[seat(COUNTY, "audit")] == unit_id(COUNTY)
    assert found.times.finished[1] == date(2017, 8, 31).toordinal()
    assert task_faults(found) == []


@pytest.mark.parametrize(
    ("name", "row", "value"),
    [
        ("task_links", {"task_id": "works", "predecessor_id": "dream"}, "dream"),
        ("task_links", {"task_id": "dream", "predecessor_id": "works"}, "dream"),
        ("task_offices", {"task_id": "dream", "office_id": seat(COUNTY, "audit")}, "dream"),
        ("task_offices", {"task_id": "works", "office_id": "nowhere"}, "nowhere"),
        ("tasks", task("x", lead_office="nowhere"), "nowhere"),
        ("tasks", blocked("x", blocked_by="nowhere"), "nowhere"),
    ],
)
def test_a_row_that_names_nothing(name, row, value):
    given = rows()
    given[name].append(row)
    with pytest.raises(UserError) as caught:
        joint(given)
    assert [(one.code, dict(one.params)["value"]) for one in caught.value.faults] == [("FOREIGN_KEY", value)]


def test_tasks_that_wait_for_themselves():
    given = rows()
    given["task_links"].append({"task_id": "works", "predecessor_id": "report"})
    with pytest.raises(UserError, match="check > report > works > check"):
        joint(given)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (task("x", state="done"), "TASK_DAY_MISSING"),
        (task("x", state="under_way"), "TASK_DAY_MISSING"),
        (blocked("x", blocked_since=None), "TASK_DAY_MISSING"),
        (blocked("x", started_on=None), "TASK_DAY_MISSING"),
    ],
)
def test_days_that_a_state_needs(row, code):
    given = rows()
    given["tasks"].append(row)
    assert [(one.code, one.where) for one in task_faults(joint(given))] == [(code, "x")]


def test_the_lead_office_does_not_support_itself():
    given = rows()
    given["task_offices"].append({"task_id": "check", "office_id": seat(COUNTY, "audit")})
    assert [(one.code, one.where) for one in task_faults(joint(given))] == [("TASK_LED_AND_SUPPORTED", "check")]


def test_a_start_before_its_turn_is_a_warning():
    given = rows()
    given["tasks"][2] |= {"state": "under_way", "started_on": date(2017, 9, 2)}
    (one,) = task_faults(joint(given))
    assert (one.code, one.where, one.severity) == ("TASK_OUT_OF_ORDER", "check", "warning")
    assert one.what == "it was begun although its predecessor works is blocked"


def test_an_office_of_an_old_code_belongs_to_the_new_unit():
    given = rows()
    given["offices"] = [
        one | ({"unit_id": unit_id("520599")} if one["office_id"] == seat(COUNTY, "audit") else {})
        for one in given["offices"]
    ]
    change = {"old_code": unit_id("520599"), "new_code": unit_id(COUNTY), "changed_on": date(2017, 1, 1)}
    found = tasks_of(tables(given), table("code_changes", [change]))
    assert found.unit_of[seat(COUNTY, "audit")] == unit_id(COUNTY)
    assert found.unit_of[seat(PROVINCE, "audit")] == unit_id(PROVINCE)
