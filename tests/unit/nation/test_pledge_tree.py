"""The whole tree in memory: what the cascade check finds in it is what was planted, and nothing else."""

import pyarrow as pa
import pytest

from pledgetree.base.dates import year_end
from pledgetree.law.loading import load_rulebook
from pledgetree.nation.batching import make_batches
from pledgetree.nation.county_offices import every_office, office_posts
from pledgetree.nation.divisions import units_table
from pledgetree.nation.official import code_change_table, statistics
from pledgetree.nation.pledge_tree import commitment_rows, edition, grow, pledge_rows, post_rows, signature_rows
from pledgetree.nation.programme import make_plot
from pledgetree.pledges.checking import check_programme
from pledgetree.pledges.reading import programme_of
from pledgetree.pledges.terms import CODES, terms_of
from pledgetree.snapshot.canonical import fitted
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

SEED = 7


def tables(plot, tree, year, seed):
    """The declared tables the check reads, as of the end of a year."""
    made = {
        "units": [units_table(plot.divisions)],
        "pledges": [pledge_rows(tree, edition(year))],
        "commitments": [commitment_rows(tree, edition(year))],
        "signatures": [signature_rows(tree, one) for one in range(2015, year + 1)],
        "posts": [
            *(post_rows(tree, year, villages=one) for one in (True, False)),
            office_posts(every_office(plot.divisions), seed, year),
        ],
        "statistics": [statistics(plot.divisions, plot.targets, (plot.households, seed), year, {})],
        "code_changes": [code_change_table()],
    }
    return {
        name: pa.concat_tables([fitted(part, arrow_schema(declared_tables()[name])) for part in parts])
        for name, parts in made.items()
    }


def checked(plot, tree, year, seed=SEED):
    terms = terms_of(load_rulebook("cn-central-2016"), year_end(year))
    found = check_programme(programme_of(tables(plot, tree, year, seed), year, terms.base_statistic), terms, year)
    assert all(one.fault.what for one in found.findings)
    return sorted(
        (one.code, one.pledge_id, one.unit, one.indicator or "", one.year or 0, one.expected, one.found)
        for one in found.findings
    )


def told(tree, year):
    names = ("code", "pledge_id", "unit_id", "indicator", "year", "expected", "found")
    return sorted(
        tuple(row[name] or (0 if name == "year" else "") for name in names)
        for row in tree.planted.to_pylist()
        if row["since"] <= year
    )


@pytest.mark.parametrize("year", [2015, 2016, 2020])
def test_everything_planted_is_found_and_nothing_else(plot, grown, year):
    assert checked(plot, grown, year) == told(grown, year)


def test_every_code_is_planted(grown):
    assert set(grown.planted["code"].to_pylist()) == set(CODES)


def test_what_a_tiny_nation_of_another_seed_has_room_for_is_found_too():
    # With this seed the head of a department that pledged changes in 2016.
    seed = 1
    plot = make_plot(40, seed)
    batches = make_batches(plot.divisions, plot.targets, seed)
    tree = grow(plot.divisions, plot.targets, plot.promises, plot.terms, batches, seed)
    assert checked(plot, tree, 2020, seed) == told(tree, 2020)
    assert len(tree.planted) > 50


def test_every_unit_of_the_programme_signed_once_or_is_planted(plot, grown):
    pledges = pledge_rows(grown, 2015).to_pandas()
    bound = pledges[pledges.type == "vertical"].subordinate_unit
    assert bound.is_unique
    divisions = plot.divisions
    owing = set(divisions.ids[divisions.in_programme]) | {"000000000000"}
    uncovered = set(bound) ^ owing
    planted = {row["unit_id"] for row in grown.planted.to_pylist() if row["code"] == "UNCOVERED"}
    assert planted <= uncovered
    # The villages of a township without a pledge have none either and are not told again.
    assert {one[:9] for one in uncovered} == {one[:9] for one in planted}


def test_years_share_what_does_not_change():
    assert [edition(year) for year in range(2015, 2021)] == [2015, 2016, 2016, 2016, 2016, 2016]
