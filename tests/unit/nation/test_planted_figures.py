import pytest

from pledgetree.nation.drafting import PER_KIND
from pledgetree.nation.planted_figures import KINDS

RAISED = {
    "figure_missing": {"SHORTFALL"},
    "nobody_left_too_early": {"EXCESS"},
    "pledged_twice": {"DOUBLE", "EXCESS"},
    "beyond_the_stock": {"INFEASIBLE"},
    "level_rises": {"NOT_MONOTONE", "SHORTFALL"},
    "figure_due_late": {"LATE_DEADLINE"},
    "unknown_milestone": {"UNKNOWN_INDICATOR"},
    "incidence_raised": {"RATE_SHORTFALL"},
    "base_doubled": {"RATE_WITHOUT_BASE"},
    "piled_on_in_county": {"COMPOUND_EXCESS"},
    "piled_on_in_prefecture": {"COMPOUND_EXCESS"},
}


@pytest.mark.parametrize("kind", [one.name for one in KINDS])
def test_every_kind_has_its_cases_and_says_what_they_raise(grown, kind):
    rows = [row for row in grown.planted.to_pylist() if row["kind"] == kind]
    assert {row["case"] for row in rows} == set(range(1, PER_KIND + 1))
    assert {row["code"] for row in rows} <= RAISED[kind]
    assert all("modelled" in row["source"] for row in rows)


def test_piling_on_keeps_each_step_within_the_margin(grown):
    """10 % at each of four steps is 46 %: here 10, 11, 12, 13 from the prefecture to its villages."""
    rows = [row for row in grown.planted.to_pylist() if row["kind"] == "piled_on_in_prefecture"]
    assert sorted((row["expected"], row["found"]) for row in rows) == [("10", "13")] * 3 + [("11", "13")] * 3


def test_the_centre_and_the_provinces_promise_what_they_would_anyway(grown):
    high = grown.honest.signing.tier <= 1
    rows = grown.commitments
    at = (rows.pledge < high.sum()) & (rows.indicator < 3)
    promised = grown.honest.target[rows.pledge[at], rows.year[at] - 2016, rows.indicator[at]]
    assert (rows.target[at] == promised).all()
    assert at.sum() == high.sum() * 15
