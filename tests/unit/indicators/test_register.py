"""Delivered are persons who left by an exit approved in the year; nothing else is."""

from datetime import date

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from pledgetree.indicators.register import EXITED_POPULATION, FLOWS
from tests.reference.tables import ALPHA_1, CENTRE, exited_household, household, leaver, person, register, statistic
from tests.unit.indicators.counted import counted, figure_at

HOME = "4101210000000001"


def one_home(home, *people):
    return {"households": [home], "persons": list(people)}


@pytest.mark.parametrize(
    ("approved_on", "lifted"),
    [
        (None, 0),
        (date(2015, 12, 31), 0),
        (date(2016, 1, 1), 1),
        (date(2016, 12, 31), 1),
        (date(2017, 1, 1), 0),
    ],
)
def test_only_an_exit_approved_in_the_year_is_delivery(tmp_path, approved_on, lifted):
    tables = one_home(exited_household(HOME, exit_approved_on=approved_on), leaver(HOME, 1))
    assert figure_at(tmp_path / "s", tables, FORMULAS["register.persons_exited"]) == (lifted, 1, 1)


@pytest.mark.parametrize("outflow", ["died", "moved_out", "removed", "none"])
def test_other_ways_out_are_never_delivery(tmp_path, outflow):
    tables = one_home(exited_household(HOME), leaver(HOME, 1, outflow))
    assert figure_at(tmp_path / "s", tables, FORMULAS["register.persons_exited"]) == (0, 1, 1)


def test_persons_remaining_are_those_counted_on_the_last_day(tmp_path):
    tables = one_home(household(HOME), person(HOME, 1), leaver(HOME, 2, "died"))
    assert figure_at(tmp_path / "s", tables, FORMULAS["register.persons_remaining"]) == (1, 1, 2)


def test_incidence_is_persons_remaining_over_the_rural_population(tmp_path):
    tables = one_home(household(HOME), person(HOME, 1), person(HOME, 2))
    tables["statistics"] = [statistic(ALPHA_1, "rural_population", 40)]
    incidence = FORMULAS["register.incidence"]
    assert figure_at(tmp_path / "s", tables, incidence, unit=ALPHA_1) == (2, 40, 2)
    # The population of one village is not that of the country: no evidence.
    assert figure_at(tmp_path / "t", tables, incidence) == (0, 0, 0)


def test_incidence_without_a_population_has_no_evidence(tmp_path):
    tables = one_home(household(HOME), person(HOME, 1))
    assert figure_at(tmp_path / "s", tables, FORMULAS["register.incidence"]) == (0, 0, 0)


def test_every_movement_is_counted_by_its_kind(tmp_path):
    ids, sums = counted(tmp_path / "s", register(), FLOWS)
    found = {one.name.partition(".")[2]: int(sums[one][ids.index(CENTRE)]) for one in FLOWS}
    assert found == {
        "opening": 13, "identified": 1, "relapsed": 1, "born": 1, "married_in": 0, "moved_in": 0,
        "exited": 8, "died": 1, "moved_out": 1, "removed": 1, "closing": 5, "approved": 6,
    }  # fmt: skip


def test_the_exited_population_counts_who_is_still_there_of_any_years_exits(tmp_path):
    home = exited_household(HOME, exit_approved_on=date(2015, 11, 1))
    people = [leaver(HOME, 1, "none", opening=False), leaver(HOME, 2, "died"), leaver(HOME, 3, "exited")]
    ids, sums = counted(tmp_path / "s", one_home(home, *people), [EXITED_POPULATION])
    assert sums[EXITED_POPULATION][ids.index(CENTRE)] == 2
