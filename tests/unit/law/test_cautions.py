from datetime import date
from fractions import Fraction

import pytest

from pledgetree.law.cautions import check_compounds, full_points, largest_jump
from pledgetree.law.loading import bundled_folder, check_rulebook, load_rulebook

LINEAR = "        kind: linear\n        points: 90\n        zero: 0\n        full: 1\n"
FORMULAS = {
    "register.persons_exited": ("approved exits",),
    "interviews.wrong_exit_rate": ("exited persons examined", "wrongly exited persons"),
    "interviews.exit_accuracy": ("exited persons examined", "wrongly exited persons"),
}


def warnings(book, body):
    book.change("grades.yaml", LINEAR, body)
    return [str(one) for one in book.faults()]


def test_fifteen_of_a_hundred_points_for_one_person_is_a_cliff():
    # Published: a completion of 100 % earned 15 of 100 points, one person short earned none (Sichuan, 2017).
    [one] = check_rulebook(bundled_folder() / "cn-funds-2017+cliff")
    assert (one.code, one.severity) == ("CLIFF", "warning")
    assert str(one) == (
        "CLIFF grades.yaml points.fund_people_lifted.from.2016-01-01: one unit of measure more or less moves 15 of 100 "
        "points; prefer a linear rule or smaller steps: whoever stands at an edge is tempted to bend the figure"
    )


def test_a_linear_rule_has_no_cliff(book):
    assert book.faults() == []


DEDUCTION = (
    "        kind: deduction\n        points: 90\n        start: 1\n        per_unit: 1/10\n        per_points: {}\n"
)
ALL = '{operator: ">=", value: 1, points: 90}'
MOST = '{operator: ">=", value: 9/10, points: 80}'


@pytest.mark.parametrize(
    ("body", "points"),
    [
        (f"        kind: cliff\n        points: 90\n        steps: [{ALL}]\n", "90"),
        (f"        kind: step\n        points: 90\n        steps: [{ALL}, {MOST}]\n", "80"),
        (DEDUCTION.format(11), "11"),
        (
            (
                "        kind: band\n        points: 90\n        bands:\n"
                "          - {low: 0, high: 1/2, points_low: 0, points_high: 30}\n"
                "          - {low: 1/2, high: 1, points_low: 50, points_high: 90}\n"
            ),
            "20",
        ),
    ],
    ids=["cliff", "step", "deduction", "band"],
)
def test_every_kind_that_jumps_is_measured(book, body, points):
    assert warnings(book, body) == [
        (
            "CLIFF grades.yaml points.lifted.from.2016-01-01: one unit of measure more or less moves "
            f"{points} of 100 points; "
            "prefer a linear rule or smaller steps: whoever stands at an edge is tempted to bend the figure"
        )
    ]


@pytest.mark.parametrize(
    ("body", "points"),
    [
        # 90 points between 0 and 3 counties: one county more or less is 30 points, whatever the line between.
        ("kind: linear\n        points: 90\n        zero: 0\n        full: 3\n", "30"),
        ("kind: linear\n        points: 90\n        zero: 0\n        full: 1/2\n", "90"),
        ("kind: deduction\n        points: 90\n        start: 0\n        per_unit: 1/3\n        per_points: 4\n", "12"),
        (
            (
                "kind: band\n        points: 90\n        bands:\n"
                "          - {low: 0, high: 2, points_low: 0, points_high: 60}\n"
                "          - {low: 2, high: 9, points_low: 60, points_high: 90}\n"
            ),
            "30",
        ),
    ],
    ids=["linear", "steeper than one", "deduction", "band"],
)
def test_where_few_are_counted_a_slope_is_a_stair(book, body, points):
    book.change("grades.yaml", "basis: completion\n" + LINEAR, "basis: value\n" + LINEAR)
    [one] = warnings(book, f"        {body}")
    assert f"moves {points} of 100 points" in one


@pytest.mark.parametrize(
    "body",
    [
        DEDUCTION.format(10),
        "        kind: band\n        points: 90\n        bands: [{low: 0, high: 1, points_low: 0, points_high: 90}]\n",
    ],
    ids=["exactly a tenth", "one band"],
)
def test_a_tenth_and_less_is_no_cliff(book, body):
    assert warnings(book, body) == []


def test_a_cliff_in_one_region_is_found_there(book):
    own = "        regions: {west: {points: 15, source: {title: The rules, status: documented}}}\n"
    found = warnings(book, f"        kind: cliff\n        points: 1\n        steps: [{ALL}]\n{own}")
    [one] = [one for one in found if "regions" in one]
    assert one.startswith("CLIFF grades.yaml points.lifted.from.2016-01-01.regions.west: one unit of measure")
    assert "moves 15 of 25 points" in one


def test_the_sum_of_points_counts_no_deduction_and_each_rule_once():
    funds = load_rulebook("cn-funds-2017").scheme
    sums = [
        full_points(funds, date(year, 12, 31), region) for year in (2016, 2020) for region in (None, "east", "west")
    ]
    assert sums == [100] * 6
    assert full_points(funds, date(2015, 12, 31)) == 0


def test_a_jump_is_in_points():
    rules = {one.name: largest_jump(one) for one in load_rulebook("cn-funds-2017").scheme.points if not one.region}
    assert rules["allocation_speed"] == 4
    assert rules["precise_use"] == Fraction(1, 2)
    assert rules["carry_over_rate"] == rules["integration_rate"] == 0


def test_one_fact_counted_twice_is_a_warning(book):
    formulas = {**FORMULAS, "register.persons_exited": ("approved exits", "wrongly exited persons")}
    assert [str(one) for one in book.faults(formulas)] == [
        (
            "COMPOUNDS grades.yaml: the fact 'wrongly exited persons' is counted by two indicators, persons_lifted and "
            "wrong_exit_rate, and so weighs twice; let one indicator earn for a fact"
        )
    ]


def test_the_points_of_an_included_rulebook_count_its_facts():
    """People lifted earn a class of their own and, in the rulebook of funds, points that earn another class."""
    central, funds = load_rulebook("cn-central-2016"), load_rulebook("cn-funds-2017")
    formulas = {"register.persons_exited": ("persons exited",)}
    assert list(check_compounds(central, formulas)) == []
    [one] = check_compounds(central, formulas, [funds])
    assert dict(one.params) == {"fact": "persons exited", "first": "fund_performance", "second": "poor_lifted"}


def test_an_indicator_that_earns_nothing_compounds_nothing(book):
    formulas = {**FORMULAS, "register.persons_exited": ("wrongly exited persons",)}
    text = (book.folder / "grades.yaml").read_text(encoding="utf-8")
    start, end = text.index("  wrong:\n"), text.index("grades:\n  good:")
    book.write("grades.yaml", text[:start] + text[end:])
    assert book.faults(formulas) == []


def test_formulas_come_from_a_closed_list(book):
    del (formulas := dict(FORMULAS))["interviews.exit_accuracy"]
    assert [str(one) for one in book.faults(formulas)] == [
        (
            "RULE_FORMULA indicators/wrong_exit_rate.yaml functions.2018-01-01: there is no formula "
            "'interviews.exit_accuracy'; formulas are reviewed code of a closed list: interviews.wrong_exit_rate, "
            "register.persons_exited"
        )
    ]
