import numpy as np
import pytest

from pledgetree.nation.outcomes import GUARANTEES
from pledgetree.nation.sources import LINE_FEN

YEARS = range(2015, 2021)


def _in_year(households, year):
    return households[(households.state == "exited") & (households.exited_on.astype(str).str[:4] == str(year))]


def _unmet(households, year):
    needed = households[["education", "medical", "housing"]].all(axis=1)
    return households[~needed | (households.income_fen < LINE_FEN[year])]


@pytest.mark.parametrize("year", YEARS)
def test_false_and_wrong_exits_are_where_the_truth_says_and_nowhere_else(nation, year):
    households, truth = nation.read(year, "households"), nation.truth("false_exit", "wrong_exit")
    found = set(_unmet(households[households.state == "exited"], year).household_id)
    assert found == set(truth[truth.year == year].household_id)


@pytest.mark.parametrize("year", range(2014, 2021))
def test_wrongly_included_households_are_where_the_truth_says(nation, year):
    households, truth = nation.read(year, "households"), nation.truth("wrong_inclusion")
    poor = households[households.state == "poor"]
    above = poor[poor[list(GUARANTEES)].all(axis=1) & (poor.income_fen >= LINE_FEN[year])]
    assert set(above.household_id) == set(truth[truth.year == year].household_id)
    assert (poor[~poor.household_id.isin(above.household_id)].income_fen < LINE_FEN[year]).all()


@pytest.mark.parametrize("year", YEARS)
def test_heaped_incomes_are_where_the_truth_says(nation, year):
    households, truth = nation.read(year, "households"), nation.truth("heaped_income")
    heaped = households[households.income_fen % 1_000 == 0]
    assert set(heaped.household_id) == set(truth[truth.year == year].household_id)
    assert ((heaped.income_fen > LINE_FEN[year]) & (heaped.income_fen - LINE_FEN[year] <= 10_000)).all()


@pytest.mark.parametrize("year", YEARS)
def test_unapproved_exits_are_where_the_truth_says(nation, year):
    left, truth = _in_year(nation.read(year, "households"), year), nation.truth("unapproved_exit")
    approved = left.exit_approved_on.astype(str).str[:4] == str(year)
    assert set(left[~approved].household_id) == set(truth[truth.year == year].household_id)


def test_some_of_every_kind_is_planted(nation):
    kinds = set(nation.truth().kind)
    assert {"false_exit", "wrong_exit", "wrong_inclusion", "heaped_income", "missed_household"} <= kinds
    assert {"late_report", "idle_funds", "plan_missed", "plan_below_pledge", "plan_changed_late"} <= kinds
    assert nation.truth().source.notna().all()


def test_causes_and_attributes_never_change(nation):
    one, other = (nation.read(year, "households").set_index("household_id") for year in (2015, 2019))
    both = one.index.intersection(other.index)
    for name in ("main_cause", "attribute", "identified_on", "unit_id"):
        assert np.array_equal(one.loc[both, name], other.loc[both, name])
