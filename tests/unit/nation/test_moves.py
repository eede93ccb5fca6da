import numpy as np
import pytest

from pledgetree.nation.batching import make_batches
from pledgetree.nation.moves import live_year
from pledgetree.nation.register import DISSOLVED, EXITED, LEFT_POVERTY, POOR, enter_2014, person_numbers


@pytest.fixture(scope="module")
def batch(plot):
    return make_batches(plot.divisions, plot.targets, plot.seed, at_once=20_000)[5]


@pytest.fixture(scope="module")
def lived(batch):
    """Copies of what a batch looks like after each year."""
    register, years = enter_2014(batch), {}
    for year in range(2015, 2021):
        before = dict(
            zip(
                person_numbers(register.homes, register.people).tolist(),
                register.people.counted.tolist(),
                strict=True,
            )
        )
        live_year(register, batch, year)
        homes, people = register.homes, register.people
        years[year] = (before, {name: getattr(homes, name).copy() for name in ("state", "size", "county")}, people)
        register.people = people
    return years


def test_closing_stock_is_the_target_in_every_county_and_year(batch, lived):
    for year, (_, homes, people) in lived.items():
        closing = np.bincount(homes["county"][people.home[people.counted]], minlength=batch.counties)
        assert np.array_equal(closing, batch.closing[:, year - 2014])


def test_the_identity_holds_for_each_person(lived):
    for _, _, people in lived.values():
        stock = people.opening.astype(int) + (people.inflow > 0) - (people.outflow > 0)
        assert np.array_equal(stock, people.counted.astype(int))


def test_opening_is_yesterdays_closing_and_newcomers_have_none(batch, plot):
    register = enter_2014(batch)
    for year in (2015, 2016):
        homes, people = register.homes, register.people
        numbers = person_numbers(homes, people)
        closing = dict(zip(numbers.tolist(), people.counted.tolist(), strict=True))
        live_year(register, batch, year)
        now = person_numbers(register.homes, register.people)
        assert len(np.unique(now)) == len(now)
        opening = register.people.opening
        assert [closing.get(one, False) for one in now.tolist()] == opening.tolist()


def test_states_agree_with_members(lived):
    for _, homes, people in lived.values():
        here = np.bincount(people.home[people.outflow <= LEFT_POVERTY], minlength=len(homes["state"]))
        living = np.isin(homes["state"], (POOR, EXITED))
        assert np.array_equal(here[living], homes["size"][living])
        assert (here[homes["state"] == DISSOLVED] == 0).all()
        assert (homes["state"][people.home[people.counted]] == POOR).all()


def test_exits_are_whole_households_and_nobody_is_left_in_2020(lived):
    for _, homes, people in lived.values():
        left = people.outflow == LEFT_POVERTY
        assert (homes["state"][people.home[left]] == EXITED).all()
    assert not lived[2020][2].counted.any()
