"""INFEASIBLE, NOT_MONOTONE, RATE_WITHOUT_BASE, UNKNOWN_INDICATOR."""

import pytest

from tests.unit.pledges.programmes import checked, codes_found, commitment, found, promise, tree, unit_id

PLEDGE = "P520521100201"
UNIT = unit_id("520521100201")


def own(*commitments):
    """A tree whose last village alone has commitments (nobody adds it up)."""
    rows = tree()
    rows["commitments"] = list(commitments)
    return rows


def lifted(target, **changes):
    return commitment(PLEDGE, "poor_lifted", 2016, target, **changes)


@pytest.mark.parametrize(
    ("target", "baseline", "codes"),
    [(100, 100, []), (101, 100, ["INFEASIBLE"]), (101, 0, []), (101, None, []), (101, -1, [])],
)
def test_a_target_above_the_stock_it_is_taken_from(target, baseline, codes):
    assert codes_found(own(lifted(target, baseline_numerator=baseline))) == codes


def test_what_is_infeasible_is_told_on_the_pledge_itself():
    rows = own(lifted(101, baseline_numerator=100))
    assert found(rows) == [("INFEASIBLE", PLEDGE, UNIT, "poor_lifted", 2016, "100", "101")]


def series(indicator, basis, *targets, first=2014):
    return own(
        *(commitment(PLEDGE, indicator, first + place, target, basis=basis) for place, target in enumerate(targets))
    )


@pytest.mark.parametrize(
    ("indicator", "basis", "targets", "codes"),
    [
        ("poor_lifted", "cumulative", (10, 20, 20), []),
        ("poor_lifted", "cumulative", (10, 20, 19), ["NOT_MONOTONE"]),
        # The published yearly reductions fall: 1240, 1289 and 1386 ten thousands, then 1109.
        ("poor_lifted", "annual", (1289, 1386, 1109), []),
        ("poor_remaining", "level", (4335, 3046, 1660), []),
        ("poor_remaining", "level", (3046, 1660, 1661), ["NOT_MONOTONE"]),
        ("villages_exited", "level", (3, 2, 2), ["NOT_MONOTONE"]),
        ("poverty_incidence", "level", ((45, 1000), (9, 200), (31, 1000)), []),
        ("poverty_incidence", "level", ((31, 1000), (9, 200)), ["NOT_MONOTONE"]),
    ],
)
def test_targets_of_following_years(indicator, basis, targets, codes):
    assert codes_found(series(indicator, basis, *targets)) == codes


def test_the_later_year_is_told_with_both_figures():
    assert found(series("poverty_incidence", "level", (31, 1000), (9, 200))) == [
        ("NOT_MONOTONE", PLEDGE, UNIT, "poverty_incidence", 2015, "31/1000", "9/200")
    ]


def test_a_year_without_a_figure_is_passed_over():
    rows = series("poor_lifted", "cumulative", 10, 20, 19)
    rows["commitments"].pop(1)
    assert codes_found(rows) == []
    rows["commitments"][1]["target_numerator"] = 9
    assert found(rows)[0][:1] + found(rows)[0][4:] == ("NOT_MONOTONE", 2016, "10", "9")


def test_figures_on_another_basis_are_not_compared():
    rows = series("poor_lifted", "cumulative", 10, 20, 19)
    rows["commitments"][2]["basis"] = "annual"
    assert codes_found(rows) == []


def test_a_fall_after_the_year_is_not_told_yet():
    assert codes_found(series("poor_lifted", "cumulative", 10, 20, 19), year=2015) == []


def based(denominator, base, **changes):
    rows = own(commitment(PLEDGE, "poverty_incidence", 2016, (1, denominator)))
    row = {"unit_id": UNIT, "year": 2016, "name": "rural_population", "value": base} | changes
    rows["statistics"] = [row]
    return rows


@pytest.mark.parametrize("denominator", [950, 1000, 1050])
def test_a_base_within_five_per_cent_is_the_population(denominator):
    assert found(based(denominator, 1000)) == []


@pytest.mark.parametrize("denominator", [949, 1051, 100])
def test_a_rate_for_another_base(denominator):
    assert found(based(denominator, 1000)) == [
        ("RATE_WITHOUT_BASE", PLEDGE, UNIT, "poverty_incidence", 2016, "1000", str(denominator))
    ]


@pytest.mark.parametrize("change", [{"year": 2015}, {"name": "disposable_income"}, {"unit_id": unit_id("52")}])
def test_where_the_statistics_say_nothing_no_base_is_demanded(change):
    assert found(based(100, 1000, **change)) == []


def test_a_rate_of_another_base_is_left_alone():
    rows = based(100, 1000)
    rows["commitments"][0]["indicator"] = "income_growth"
    assert found(rows) == []


def test_an_indicator_the_rulebook_does_not_know():
    rows = own(commitment(PLEDGE, "happiness", 2016, 1), commitment(PLEDGE, "happiness", 2017, 1))
    assert found(rows) == [("UNKNOWN_INDICATOR", PLEDGE, UNIT, "happiness", 2016, "", "")]


def test_an_unknown_indicator_is_named_in_words():
    (one,) = checked(own(commitment(PLEDGE, "happiness", 2016, 1))).findings
    assert "'happiness'" in one.record()["detail"]
    assert "poor_lifted" in one.fault.remedy


def test_a_milestone_may_name_a_family_of_clauses():
    milestone = commitment(PLEDGE, "organisation", 2016, 1, kind="milestone")
    assert found(own(milestone)) == []
    assert codes_found(own(milestone | {"kind": "additive"})) == ["UNKNOWN_INDICATOR"]
    assert codes_found(own(milestone | {"indicator": "organisations"})) == ["UNKNOWN_INDICATOR"]


def test_nothing_is_added_up_for_an_unknown_indicator():
    rows = promise(tree(), "happiness", 2016, 1)
    rows["commitments"][-1]["target_numerator"] = 0
    assert set(codes_found(rows)) == {"UNKNOWN_INDICATOR"}
