"""The joint tasks of the made-up nation: real offices, sound links, one blockage and one task that is late."""

from datetime import date

import pytest

from pledgetree.nation.county_offices import every_office
from pledgetree.nation.divisions import units_table
from pledgetree.nation.joint_tasks import FIRST_YEAR, joint_tasks, planted_projects
from pledgetree.pledges.task_reading import task_faults, tasks_of
from pledgetree.pledges.tasks import standing


@pytest.fixture(scope="module")
def establishment(divisions):
    return {"offices": every_office(divisions), "units": units_table(divisions)}


@pytest.mark.parametrize("year", [2016, 2018, 2020])
def test_tasks_are_sound_and_what_is_planted_is_found(divisions, establishment, year):
    made = joint_tasks(divisions, 7, year)
    found = tasks_of({**made, **establishment})
    assert len(found.rows) == 22 * 12
    assert task_faults(found) == []
    state = standing(found, date(year, 12, 31))
    (blocked,) = state.blocked
    row = found.rows[blocked.task]
    assert row["task_id"].endswith("-13")
    province = row["task_id"].split("-")[1]
    assert [found.network.ids[one] for one in blocked.waiting] == [
        f"T{year}-{province}-{step}" for step in ("14", "31", "32")
    ]
    assert blocked.escalate_to == f"{province}0000000000"
    late = {found.network.ids[one][-2:]: found.network.ids[one] for one in state.overdue}
    assert "24" in late
    assert {name.split("-")[1] for name in late.values()} <= {province, late["24"].split("-")[1]}


def test_the_same_seed_gives_the_same_tasks(divisions):
    first, again, other = (joint_tasks(divisions, seed, 2017) for seed in (7, 7, 8))
    assert all(first[name].equals(again[name]) for name in first)
    assert not first["tasks"].equals(other["tasks"])


def test_there_are_none_before_the_rule(divisions):
    made = joint_tasks(divisions, 7, FIRST_YEAR - 1)
    assert {name: table.num_rows for name, table in made.items()} == {"tasks": 0, "task_offices": 0, "task_links": 0}
    assert planted_projects(0, 7, 2015) == {}
