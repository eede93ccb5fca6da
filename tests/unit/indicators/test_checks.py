"""Each row check counts its own fault and lets a sound row pass."""

from datetime import date

import pytest

from pledgetree.base.errors import wordings
from pledgetree.indicators.checks import REGISTERED, ROW_CHECKS
from tests.reference.tables import CENTRE, exited_household, household, leaver, person
from tests.unit.indicators.counted import counted

LINE = 295_200
HOME = "4101210000000001"
SOUND_EXIT, SOUND_LEAVER = exited_household(HOME), leaver(HOME, 1)
SOUND_POOR, SOUND_PERSON = household(HOME), person(HOME, 1)


def faults(folder, home, member, line=LINE):
    tables = {"households": [home], "persons": [member]}
    ids, sums = counted(folder, tables, ROW_CHECKS, line)
    return {one.name for one in ROW_CHECKS if sums[one][ids.index(CENTRE)]}


@pytest.mark.parametrize(("home", "member"), [(SOUND_EXIT, SOUND_LEAVER), (SOUND_POOR, SOUND_PERSON)])
def test_sound_rows_pass(tmp_path, home, member):
    assert faults(tmp_path / "s", home, member) == set()


@pytest.mark.parametrize(
    ("home", "member", "code"),
    [
        (SOUND_EXIT | {"exit_approved_on": None}, SOUND_LEAVER, "EXIT_WITHOUT_APPROVAL"),
        (SOUND_EXIT | {"income_fen": LINE - 1}, SOUND_LEAVER, "EXIT_BELOW_LINE"),
        *((SOUND_EXIT | {name: False}, SOUND_LEAVER, "EXIT_UNMET_GUARANTEE") for name in ("food", "housing", "water")),
        (SOUND_POOR | {"income_fen": 0}, SOUND_PERSON, "INCOME_ZERO"),
        (SOUND_EXIT | {"exited_on": date(2016, 11, 19)}, SOUND_LEAVER, "EXIT_ANNOUNCED_EARLY"),
        (SOUND_EXIT, SOUND_PERSON, "POOR_PERSON_ELSEWHERE"),
        (SOUND_POOR, SOUND_PERSON | {"closing": False}, "FLOW_NOT_CLOSED"),
        (SOUND_POOR, SOUND_PERSON | {"inflow": "born"}, "FLOW_NOT_CLOSED"),
        (SOUND_POOR, SOUND_PERSON | {"birth_year": 2017}, "BORN_AFTER_YEAR"),
    ],
)
def test_a_faulty_row_is_counted_by_its_code_alone(tmp_path, home, member, code):
    assert faults(tmp_path / "s", home, member) == {code}


@pytest.mark.parametrize(
    "home",
    [
        SOUND_EXIT | {"income_fen": LINE},
        SOUND_EXIT | {"income_fen": 1, "exit_approved_on": date(2015, 11, 1)},
        SOUND_POOR | {"income_fen": 1, "water": False},
        SOUND_EXIT | {"exited_on": date(2015, 1, 1), "exit_approved_on": date(2015, 6, 1)},
    ],
)
def test_the_edges_are_not_faults(tmp_path, home):
    member = SOUND_PERSON if home["state"] == "poor" else SOUND_LEAVER
    assert faults(tmp_path / "s", home, member) == set()


def test_without_a_line_no_income_is_below_it(tmp_path):
    assert faults(tmp_path / "s", SOUND_EXIT | {"income_fen": 1}, SOUND_LEAVER, line=None) == set()


def test_every_check_has_words():
    assert {one.name for one in ROW_CHECKS} <= set(wordings())


def test_households_are_counted(tmp_path):
    tables = {"households": [SOUND_POOR, household("4101210000000002")], "persons": [SOUND_PERSON]}
    ids, sums = counted(tmp_path / "s", tables, [REGISTERED])
    assert sums[REGISTERED][ids.index(CENTRE)] == 2
