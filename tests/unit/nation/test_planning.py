import pandas as pd
import pytest

from pledgetree.nation.conduct import missing_provinces
from pledgetree.nation.planning import committee_exits

SEED = 7
YEARS = range(2016, 2021)


def _in_force(nation, year):
    plans = nation.read(year, "plans")
    plans = plans[(plans.year == year) & plans.approved_on.notna()]
    return plans.sort_values("approved_on").drop_duplicates(["unit_id", "indicator"], keep="last")


def _delivered(nation, year):
    """Persons of exits approved in the year by village, added up to every unit above."""
    households, persons = nation.read(year, "households"), nation.read(year, "persons")
    units = nation.read(year, "units").set_index("unit_id").parent_id
    approved = households[households.exit_approved_on.astype(str).str[:4] == str(year)]
    left = persons[(persons.outflow == "exited") & persons.household_id.isin(approved.household_id)]
    at = left.merge(approved, on="household_id").unit_id
    total = pd.Series(dtype="int64")
    while at.notna().any():
        total = total.add(at.value_counts(), fill_value=0)
        at = at.dropna().map(units)
    return total


@pytest.mark.parametrize("year", YEARS)
def test_units_that_missed_their_plan_are_those_of_the_truth(nation, year):
    plans, delivered = _in_force(nation, year), _delivered(nation, year)
    units = nation.read(year, "units")
    signing = set(units[units.in_programme & ~units.tier.isin(["township", "village"])].unit_id) | {"000000000000"}
    plans = plans[(plans.indicator == "poor_lifted") & plans.unit_id.isin(signing)].set_index("unit_id")
    achieved = delivered.reindex(plans.index).fillna(0)
    truth = nation.truth("plan_missed")
    # Plan units outside the tree of signing units (a placeholder's villages) only add to what was delivered.
    assert set(plans[achieved < plans.target_numerator].index) == set(truth[truth.year == year].unit_id)


@pytest.mark.parametrize("year", YEARS)
def test_provinces_planted_to_miss_do(nation, year):
    missed = set(nation.truth("plan_missed").query("year == @year").unit_id)
    assert {f"{code:02d}0000000000" for code in missing_provinces(SEED, year)} <= missed


@pytest.mark.parametrize("year", YEARS)
def test_plan_faults_are_where_the_truth_says(nation, year):
    plans, truth = nation.read(year, "plans"), nation.truth().query("year == @year")
    plans = plans[plans.year == year]
    pledged = nation.read(year, "commitments").merge(nation.read(year, "pledges"), on="pledge_id")
    pledged = pledged[(pledged.year == year) & (pledged.basis == "annual")]
    # A village may have an older edition and, planted, a second pledge: all say the same of a year.
    pledged = pledged.groupby(["subordinate_unit", "indicator"]).target_numerator.max()

    def units(kind):
        return set(truth[truth.kind == kind].unit_id)

    assert set(plans[plans.approved_on.isna()].unit_id) == units("plan_unapproved")
    amended = plans[plans.amended_from.notna()]
    assert set(amended.unit_id) == units("plan_changed_late")
    first = plans.set_index(["plan_id", "indicator"]).target_numerator
    before = first.loc[list(zip(amended.amended_from, amended.indicator, strict=True))].to_numpy()
    assert (amended.target_numerator.to_numpy() < before).all()
    assert (pd.to_datetime(amended.approved_on) > f"{year}-10-31").all()
    keys = list(zip(plans.unit_id, plans.indicator, strict=True))
    below = plans.target_numerator.to_numpy() < pledged.reindex(keys).fillna(0).to_numpy()
    assert set(plans[below].unit_id) == units("plan_below_pledge")


def test_village_plans_sum_to_their_county(nation):
    plans = _in_force(nation, 2016).query("indicator == 'poor_lifted'").set_index("unit_id").target_numerator
    units = nation.read(2016, "units").set_index("unit_id")
    tier = units.tier.reindex(plans.index)
    villages, towns = plans[tier == "village"], plans[tier == "township"]
    assert villages.groupby(villages.index.map(units.parent_id)).sum().to_dict() == towns.to_dict()
    counties = towns.groupby(towns.index.map(units.parent_id)).sum()
    sound = counties.index.difference(nation.truth("plan_unapproved", "plan_below_pledge").unit_id)
    assert len(sound) > 100
    assert (plans.loc[sound] == counties.loc[sound]).all()


def test_no_plan_of_a_township_or_village_is_below_its_pledge(nation):
    plans = _in_force(nation, 2018).query("indicator == 'poor_lifted'").set_index("unit_id").target_numerator
    pledges = nation.read(2018, "pledges").query("type == 'vertical'")
    pledged = nation.read(2018, "commitments").query("year == 2018 and indicator == 'poor_lifted'")
    pledged = pledged.merge(pledges, on="pledge_id").groupby("subordinate_unit").target_numerator.max()
    tier = nation.read(2018, "units").set_index("unit_id").tier
    low = pledged[tier.reindex(pledged.index).isin(["township", "village"]) & (pledged > 0)]
    assert len(low) > 300
    assert (plans.reindex(low.index) >= low).all()


def test_plans_of_earlier_years_stay(nation):
    one, other = nation.read(2016, "plans"), nation.read(2020, "plans")
    low = nation.read(2016, "units").query("tier in ('township', 'village')").unit_id
    old = one[~one.unit_id.isin(low)]
    assert set(old.plan_id) == set(other[other.year == 2016].plan_id)
    assert nation.read(2015, "plans").empty


def test_three_committees_stand_at_their_prefecture(divisions):
    assert [(str(divisions.ids[row]), year) for row, year in committee_exits(divisions)] == [("632800000000", 2019)] * 3
