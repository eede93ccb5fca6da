from collections import Counter

import pandas as pd
import pytest

from pledgetree.nation.calibration import closing_stock, scaled
from pledgetree.nation.sources import published_income, published_poor

HOUSEHOLDS = 3_000
EXITS = {2016: 28, 2017: 125, 2018: 283, 2019: 344, 2020: 52}


@pytest.mark.parametrize("year", range(2014, 2021))
def test_832_counties_left_in_their_years(nation, year):
    exits = nation.read(year, "unit_exits")
    counties = exits[exits.tier == "county"]
    years = Counter(counties.approved_on.astype(str).str[:4].astype(int))
    assert years == {one: count for one, count in EXITS.items() if one <= year}


def test_exits_by_province_are_the_list_of_832(nation):
    exits = nation.read(2020, "unit_exits")
    counts = Counter(exits[exits.tier == "county"].unit_id.str[:2])
    assert counts["53"] == 88
    assert counts["50"] == 14
    assert counts["63"] == 42
    assert len(counts) == 22


@pytest.mark.parametrize("year", range(2014, 2021))
def test_the_two_series_are_kept_apart_and_calibrated(nation, year):
    rows = nation.read(year, "statistics")
    national = rows[(rows.unit_id == "000000000000") & (rows.year == year)].set_index("name").value
    assert national["registered_poor"] == closing_stock(year, HOUSEHOLDS).persons
    assert national["rural_poor_survey"] == scaled(published_poor()[year, "national"], HOUSEHOLDS)
    persons = nation.read(year, "persons")
    assert persons.closing.sum() == national["registered_poor"]


def test_parents_are_the_sums_of_their_children(nation):
    rows, units = nation.read(2018, "statistics"), nation.read(2018, "units").set_index("unit_id")
    people = rows[(rows.year == 2018) & ~rows.name.str.startswith("disposable")]
    above = people.assign(parent=people.unit_id.map(units.parent_id)).dropna(subset="parent")
    sums = above.groupby(["parent", "name"]).value.sum()
    own = people.set_index(["unit_id", "name"]).value
    assert (own.loc[sums.index] == sums).all()


def test_incomes_of_the_centre_are_the_published_ones(nation):
    rows = nation.read(2020, "statistics")
    centre = rows[(rows.unit_id == "000000000000") & rows.name.str.startswith("disposable")]
    found = {(year, name): value for year, name, value in centre[["year", "name", "value"]].itertuples(index=False)}
    assert found == dict(published_income())


def test_villages_that_left_have_few_poor(nation):
    exits = nation.read(2020, "unit_exits")
    villages = exits[exits.tier == "village"]
    assert len(villages) == 13
    assert villages.unit_id.is_unique
    assert (pd.to_datetime(villages.announced_on) > pd.to_datetime(villages.approved_on)).all()


def test_what_was_delivered_before_is_what_the_snapshot_of_that_year_shows(nation):
    rows = nation.read(2018, "statistics")
    told = rows[rows.name == "delivered"]
    assert set(told.year) == {2016, 2017}
    lived = nation.read(2017, "persons").merge(nation.read(2017, "households"), on="household_id")
    approved = pd.to_datetime(lived.exit_approved_on).dt.year == 2017
    lifted = lived[(lived.outflow == "exited") & approved].groupby(lived.unit_id.str[:6]).size()
    counties = told[(told.year == 2017) & (told.unit_id.str[6:] == "000000") & (told.unit_id.str[4:6] != "00")]
    by_county = counties.set_index(counties.unit_id.str[:6]).value
    assert (by_county[by_county > 0].sort_index() == lifted[lifted > 0].sort_index()).all()
    assert told[(told.year == 2017) & (told.unit_id == "000000000000")].value.item() == lifted.sum()
