from __future__ import annotations

from pledgetree.publish.reading import published_figures, read_facts
from tests.unit.publish.programme import CENTRE, made_up_programme


def test_units_below_the_county_stay_behind():
    result = made_up_programme(counties=1)
    result.add(
        "units",
        unit_id="520101001000",
        parent_id="520101000000",
        tier="township",
        name="T",
        region="",
        signs=True,
        in_programme=True,
    )
    result.add("figures", unit_id="520101001000", indicator="poor_lifted", numerator=50, denominator=1, rows=9)
    facts = read_facts(result)
    assert "520101001000" not in facts.units
    assert "520101001000" not in facts.tables["figures"]


def test_provinces_stand_in_the_official_order(facts):
    codes = [unit.unit_id[:2] for unit in facts.provinces]
    assert len(codes) == 31
    assert codes[:4] == ["11", "12", "13", "14"]
    assert codes == sorted(codes)
    assert sum(unit.in_programme for unit in facts.provinces) == 22


def test_rows_are_found_by_what_they_hold(facts):
    row = facts.row("figures", CENTRE, indicator="poor_lifted")
    assert row["numerator"] > 0
    assert facts.row("figures", CENTRE, indicator="none") is None
    assert facts.row("figures", "999999999999", indicator="poor_lifted") is None


def test_the_tree_is_walked_both_ways(facts):
    counties = facts.below("520000000000", "county")
    assert len(counties) == 6
    assert facts.ancestors(counties[0]) == ["520100000000", "520000000000", CENTRE]


def test_the_minimum_is_the_rulebooks_parameter(facts):
    assert facts.minimum == 10


def test_indicators_and_gates_stand_in_the_order_of_the_law(facts):
    names = [one.name for one in facts.indicators()]
    assert names[0] == "poor_lifted"
    assert names.index("exit_accuracy") < names.index("recognition") < names.index("poor_remaining")
    assert [one.name for one in facts.gates()] == ["wrong_exit", "missed", "recognition", "composite_incidence"]


def test_published_figures_belong_to_their_programme():
    by_name = {(one.name, one.year): one.value for one in published_figures("cn-central-2016")}
    # Statistics office: 43.35 million in 2016, 70.17 million in 2014; the register counted 89.62 million in 2014.
    assert by_name["rural_poor_survey", 2016] == 43_350_000
    assert by_name["rural_poor_survey", 2014] == 70_170_000
    assert by_name["registered_poor", 2014] == 89_620_000
    # 832 poor counties left in five years.
    assert sum(value for (name, _), value in by_name.items() if name == "counties_exited") == 832
    assert published_figures("cn-central-2016+strict") == published_figures("cn-central-2016")
    assert published_figures("another-country") == []
