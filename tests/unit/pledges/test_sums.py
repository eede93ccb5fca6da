"""SHORTFALL, EXCESS, RATE_SHORTFALL: each where it occurs, and where it nearly does."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pledgetree.base.errors import UserError
from tests.unit.pledges.programmes import checked, codes_found, found, promise, row_of, terms, tree, unit_id, without

TOWNSHIP = "P520502100"  # two villages below it
VILLAGE = "P520502100201"


def promised(leaf=100, indicator="poor_lifted", **changes):
    return promise(tree(), indicator, 2016, leaf, **changes)


def set_target(rows, pledge, target, indicator="poor_lifted"):
    row_of(rows, "commitments", pledge_id=pledge, indicator=indicator)["target_numerator"] = target
    return rows


def test_children_who_promise_exactly_the_figure_raise_nothing():
    assert found(promised()) == []


def test_one_person_less_is_a_shortfall_of_the_pledge_above():
    rows = set_target(promised(), VILLAGE, 99)
    assert found(rows) == [("SHORTFALL", TOWNSHIP, unit_id("520502100"), "poor_lifted", 2016, "200", "199")]


def test_one_person_more_is_none():
    assert found(set_target(promised(), VILLAGE, 101)) == []


def test_exactly_the_margin_is_no_excess():
    assert found(set_target(promised(), VILLAGE, 120)) == []


def test_one_person_above_the_margin_is_an_excess():
    rows = set_target(promised(), VILLAGE, 121)
    assert found(rows) == [
        # The county above sees the same villages two steps below.
        ("COMPOUND_EXCESS", "P520502", unit_id("520502"), "poor_lifted", 2016, "200", "221"),
        ("EXCESS", TOWNSHIP, unit_id("520502100"), "poor_lifted", 2016, "200", "221"),
    ]


def test_the_margin_is_the_rulebooks():
    assert codes_found(set_target(promised(), VILLAGE, 121), excess_margin=Fraction(11, 100)) == []


def test_a_child_without_a_figure_counts_nothing():
    rows = without(promised(), "commitments", pledge_id=VILLAGE)
    assert found(rows) == [("SHORTFALL", TOWNSHIP, unit_id("520502100"), "poor_lifted", 2016, "200", "100")]


def test_when_no_child_has_a_figure_the_sum_is_nothing():
    rows = promised()
    for name in (VILLAGE, "P520502100202"):
        rows = without(rows, "commitments", pledge_id=name)
    assert found(rows) == [("SHORTFALL", TOWNSHIP, unit_id("520502100"), "poor_lifted", 2016, "200", "0")]


def test_below_the_lowest_tier_of_an_indicator_no_figure_is_asked():
    rows = promised(indicator="counties_exited")
    rows["commitments"] = [row for row in rows["commitments"] if len(row["pledge_id"]) <= len("P520502")]
    assert found(rows) == []
    rows["commitments"] = [row for row in rows["commitments"] if len(row["pledge_id"]) <= len("P5205")]
    assert codes_found(rows) == ["SHORTFALL"]


def test_where_less_is_better_more_people_left_are_a_shortfall():
    rows = set_target(promised(indicator="poor_remaining"), VILLAGE, 101, "poor_remaining")
    assert found(rows) == [("SHORTFALL", TOWNSHIP, unit_id("520502100"), "poor_remaining", 2016, "200", "201")]


@pytest.mark.parametrize(("target", "codes"), [(80, []), (79, ["EXCESS"])])
def test_where_less_is_better_far_fewer_left_are_an_excess(target, codes):
    assert codes_found(set_target(promised(indicator="poor_remaining"), VILLAGE, target, "poor_remaining")) == codes


def two_years_of_people_left(baseline):
    """The first village has a figure for 2015 only, whose baseline it still counts in 2016."""
    rows = promise(promise(tree(), "poor_remaining", 2015, 100), "poor_remaining", 2016, 100)
    row = row_of(rows, "commitments", pledge_id=VILLAGE, year=2015)
    row |= {"baseline_numerator": baseline, "baseline_denominator": 1}
    return without(rows, "commitments", pledge_id=VILLAGE, year=2016)


def test_where_less_is_better_a_missing_figure_counts_the_baseline():
    assert found(two_years_of_people_left(100)) == []
    assert found(two_years_of_people_left(101)) == [
        ("SHORTFALL", TOWNSHIP, unit_id("520502100"), "poor_remaining", 2016, "200", "201")
    ]


def test_where_less_is_better_no_commitment_at_all_counts_nothing():
    rows = without(promised(indicator="poor_remaining"), "commitments", pledge_id=VILLAGE)
    assert found(rows) == [("EXCESS", TOWNSHIP, unit_id("520502100"), "poor_remaining", 2016, "200", "100")]


def test_a_unit_none_of_whose_subordinates_has_a_pledge_is_uncovered_and_not_short():
    rows = promised()
    for name in (VILLAGE, "P520502100202"):
        for table in ("pledges", "commitments", "signatures"):
            rows = without(rows, table, pledge_id=name)
    assert codes_found(rows) == ["UNCOVERED", "UNCOVERED"]


def test_later_years_are_not_judged_yet():
    rows = set_target(promised(), VILLAGE, 99)
    assert codes_found(rows, year=2016) == ["SHORTFALL"]
    assert codes_found(rows, year=2015) == []


# Three villages of 100 people: 5 % together, however unequal they are.
def rates(first, second):
    rows = promise(tree(), "poverty_incidence", 2016, (5, 100))
    for name, rate in ((VILLAGE, first), ("P520502100202", second)):
        row = row_of(rows, "commitments", pledge_id=name)
        row |= {"target_numerator": rate[0], "target_denominator": rate[1]}
    return rows


def test_rates_are_weighed_and_never_averaged():
    # The mean of 2 % and 20 % is 11 %; together they are 10 of 200.
    assert found(rates((3, 185), (7, 15))) == []


def test_one_person_more_makes_the_rates_below_worse():
    assert found(rates((3, 185), (8, 15))) == [
        ("RATE_SHORTFALL", TOWNSHIP, unit_id("520502100"), "poverty_incidence", 2016, "10/200", "11/200")
    ]


def test_without_any_rate_below_there_is_nothing_to_compare():
    rows = rates((5, 100), (5, 100))
    rows["commitments"] = [row for row in rows["commitments"] if len(row["pledge_id"]) < 13]
    assert found(rows) == []


def test_figures_that_cannot_be_added_exactly_are_refused():
    rows = set_target(set_target(promised(), VILLAGE, 2**61), "P520502100202", 2**61)
    with pytest.raises(UserError, match="FIGURES_TOO_LARGE"):
        found(rows)


def test_large_figures_are_compared_exactly():
    rows = promised(leaf=2**53)
    assert found(rows) == []
    assert codes_found(set_target(rows, VILLAGE, 2**53 - 1)) == ["SHORTFALL"]


def test_the_severity_is_the_rulebooks():
    severities = {**terms().severities, "SHORTFALL": "warning"}
    (finding,) = checked(set_target(promised(), VILLAGE, 99), severities=severities).findings
    assert (finding.severity, finding.fault.severity) == ("warning", "warning")
    assert replace(finding, severity="fault").record()["severity"] == "fault"
