"""Which households a village's numbers count, on a small snapshot with a renumbered village."""

from dataclasses import dataclass, field

import pytest

from pledgetree.assessment.trace import UnitPlace
from pledgetree.assessment.trace_households import households_counted
from pledgetree.base.errors import UserError
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.assessment.small_snapshot import VILLAGE, write_snapshot


@dataclass(frozen=True)
class Made:
    year: int = 2016
    extra: dict = field(default_factory=dict)


@pytest.fixture
def snapshot(tmp_path):
    return write_snapshot(tmp_path)


def counted(snapshot, formulas, tier="village"):
    made = Made(extra={"snapshot": open_snapshot(snapshot).digest})
    place = UnitPlace(VILLAGE, "A village", tier, "centre", ())
    return households_counted(snapshot, made, place, formulas)


def test_delivered_are_exits_approved_in_the_year_under_any_code_of_the_village(snapshot):
    found = counted(snapshot, {"poor_lifted": "register.persons_exited"})
    assert found == {"poor_lifted": ("010101-exited", "010101-old-code")}


def test_remaining_are_those_with_a_person_counted_at_the_end_of_the_year(snapshot):
    found = counted(snapshot, {"poor_remaining": "register.persons_remaining"})
    assert found == {"poor_remaining": ("010101-poor",)}


@pytest.mark.parametrize("formula", ["interviews.recognition", "statistics.income_growth", ""])
def test_who_answered_an_interviewer_is_never_listed(snapshot, formula):
    assert counted(snapshot, {"x": formula}) == {}


def test_only_villages_have_lists(snapshot):
    assert counted(snapshot, {"poor_lifted": "register.persons_exited"}, tier="county") == {}


def test_another_snapshot_is_refused(snapshot):
    place = UnitPlace(VILLAGE, "A village", "village", "centre", ())
    with pytest.raises(UserError, match="SNAPSHOT_NOT_OF_RESULT"):
        households_counted(snapshot, Made(extra={"snapshot": "0" * 64}), place, {})
