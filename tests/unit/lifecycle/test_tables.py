"""The lifecycles that are shipped: sound, named by rulebooks and by the declared tables, their days in the rulebook."""

import pytest

from pledgetree.law.loading import load_rulebook
from pledgetree.law.schemas import schema
from pledgetree.lifecycle.moves import DUTY, check_lifecycle
from pledgetree.lifecycle.tables import DUTY_LIFECYCLES, LIFECYCLES
from pledgetree.snapshot.declaration import declared_tables


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_lifecycle_is_sound(name):
    assert check_lifecycle(LIFECYCLES[name]) == []
    assert LIFECYCLES[name].name == name


def test_rulebooks_may_name_exactly_the_lifecycles_of_duties():
    assert tuple(schema()["$defs"]["duty_terms"]["properties"]["lifecycle"]["enum"]) == DUTY_LIFECYCLES


def test_a_task_has_the_states_of_its_lifecycle():
    assert declared_tables()["tasks"].column("state").allowed == tuple(one.name for one in LIFECYCLES["task"].states)


def test_every_deadline_is_the_duty_s_or_a_parameter():
    named = {move.deadline for one in LIFECYCLES.values() for move in one.moves} - {"", DUTY}
    assert named <= set(load_rulebook("cn-central-2016").parameters)
    assert len(named) == 2


def test_no_one_decides_what_they_brought_up():
    case = LIFECYCLES["case"]
    deciders = {move.actor for move in case.moves if move.end == "decided"}
    assert deciders == {"examiner"}
    assert {move.actor for move in case.moves if move.start == "open"} == {"owner"}
