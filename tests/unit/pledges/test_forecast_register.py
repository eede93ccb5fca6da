"""The register's sums, against plain loops over its rows."""

from datetime import date

import pytest

from pledgetree.pledges import forecast_register
from pledgetree.pledges.forecast_register import CAUSES, FLOWS, read_register
from tests.unit.pledges.forecasts import household, person, places, snapshot, world
from tests.unit.pledges.programmes import CODES as DEEP
from tests.unit.pledges.programmes import VILLAGES, unit_id

YEAR = 2018
FIRST, SECOND, THIRD = VILLAGES


def register_rows():
    """Four households: poor, exited in the year, exited two years before, back again."""
    poor = household(1, FIRST)
    out = household(2, SECOND, state="exited", exit_approved_on=date(2018, 11, 1), main_cause="land")
    early = household(3, THIRD, state="exited", exit_approved_on=date(2016, 12, 1))
    back = household(4, THIRD, exit_approved_on=date(2017, 5, 1), relapsed_on=date(2018, 6, 1))
    new = household(5, FIRST, identified_on=date(2018, 2, 1))
    persons = [person(poor, number) for number in (1, 2, 3)]
    persons += [person(poor, 4, outflow="died", closing=False)]
    persons += [person(out, number, outflow="exited", closing=False) for number in (1, 2)]
    persons += [person(early, number, opening=False, closing=False) for number in (1, 2, 3)]
    persons += [person(back, 1, opening=False, inflow="relapsed")]
    persons += [person(new, number, opening=False, inflow="identified") for number in (1, 2)]
    return world(DEEP, households=[poor, out, early, back, new], persons=persons)


@pytest.fixture
def register(tmp_path):
    rows = register_rows()
    found = places(rows)
    return read_register(snapshot(rows, tmp_path, YEAR), found), found


def at(values, found, code):
    return int(values[found.row_of(unit_id(code))])


def flows(register, found, code):
    return {name: at(register.flows[name], found, code) for name in FLOWS}


def test_the_flows_of_the_year_stand_at_the_village_and_climb(register):
    made, found = register
    village = {"opening": 4, "closing": 5, "approved": 0, "identified": 2, "relapsed": 0}
    assert flows(made, found, FIRST) == village
    everywhere = {"opening": 6, "closing": 6, "approved": 2, "identified": 2, "relapsed": 1}
    assert flows(made, found, "") == everywhere


def test_earlier_years_are_remembered_by_the_last_exit_and_return(register):
    made, found = register
    assert {year: at(left, found, "52") for year, left in made.left.items()} == {2016: 3, 2017: 1}
    # Entered in 2014: three still there, two out, three out long ago, one back.
    assert {year: at(came, found, "52") for year, came in made.came.items()} == {2014: 9}
    assert made.first_year == 2014


def test_causes_are_counted_down_to_the_county(register):
    made, found = register
    county = made.areas.tolist().index(found.row_of(unit_id("520502")))
    by_cause = {
        cause: dict(zip(FLOWS, made.causes[county, number].tolist(), strict=True))
        for number, cause in enumerate(CAUSES)
    }
    assert by_cause["land"] == {"opening": 2, "closing": 0, "approved": 2, "identified": 0, "relapsed": 0}
    assert by_cause["illness"] == {"opening": 4, "closing": 5, "approved": 0, "identified": 2, "relapsed": 0}
    assert not any(map(any, (one.values() for cause, one in by_cause.items() if cause not in ("land", "illness"))))


def test_an_exit_approved_in_another_year_delivers_nothing(tmp_path):
    rows = register_rows()
    rows["households"][1]["exit_approved_on"] = date(2019, 1, 3)
    found = places(rows)
    made = read_register(snapshot(rows, tmp_path, YEAR), found)
    assert at(made.flows["approved"], found, "") == 0


def test_no_register_no_sums(tmp_path):
    rows = world(DEEP)
    assert read_register(snapshot(rows, tmp_path, YEAR), places(rows)) is None


def test_parts_are_counted_a_few_at_a_time_with_the_same_sums(tmp_path, register, monkeypatch):
    made, found = register
    whole = snapshot(register_rows(), tmp_path / "again", YEAR)
    one, two = ((whole.paths("households")[0], whole.paths("persons")[0]) for _ in range(2))

    def twice(_snapshot):
        for homes, members in (one, two):
            yield [homes], [members]

    monkeypatch.setattr(forecast_register, "_chunks", twice)
    doubled = read_register(whole, found)
    assert {name: (2 * made.flows[name]).tolist() for name in FLOWS} == {
        name: doubled.flows[name].tolist() for name in FLOWS
    }
    assert (2 * made.causes).tolist() == doubled.causes.tolist()
