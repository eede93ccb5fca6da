"""COMPOUND_EXCESS: ten per cent more at each of four steps is 46 % more in the villages."""

from tests.unit.pledges.programmes import codes_found, commitment, found, tree, unit_id

CHAIN = ("", "52", "5205", "520502", "520502100", "520502100201")


def chain(*targets):
    rows = tree(CHAIN)
    names = ("P-goal", "P52", "P5205", "P520502", "P520502100", "P520502100201")
    rows["commitments"] = [
        commitment(name, "poor_lifted", 2016, target) for name, target in zip(names, targets, strict=True)
    ]
    return rows


def test_ten_per_cent_at_each_of_four_steps_is_46_per_cent():
    # 10,000 x 1.1^4 = 14,641 (the published example of piling on); no single step is above its margin.
    compound = [one for one in found(chain(10_000, 10_000, 11_000, 12_100, 13_310, 14_641)) if one[1] == "P52"]
    assert compound == [("COMPOUND_EXCESS", "P52", unit_id("52"), "poor_lifted", 2016, "10000", "14641")]


def test_every_pledge_that_is_piled_upon_says_so_once():
    faults = found(chain(10_000, 10_000, 11_000, 12_100, 13_310, 14_641))
    assert [one[:2] for one in faults] == [("COMPOUND_EXCESS", name) for name in ("P-goal", "P52", "P5205", "P520502")]


def test_ten_per_cent_in_all_is_within_the_margin():
    assert found(chain(10_000, 10_000, 10_500, 11_000, 11_000, 11_000)) == []


def test_one_more_than_the_margin_two_steps_below_is_compound():
    assert [one[:2] for one in found(chain(10_000, 10_000, 10_500, 11_001, 11_001, 11_001))] == [
        ("COMPOUND_EXCESS", "P-goal"),
        ("COMPOUND_EXCESS", "P52"),
    ]


def test_one_step_below_it_is_an_excess_and_not_compound():
    assert codes_found(chain(100, 100, 100, 100, 100, 111)) == ["COMPOUND_EXCESS"] * 4 + ["EXCESS"]
    rows = tree(("", "52"))
    rows["commitments"] = [commitment("P-goal", "poor_lifted", 2016, 100), commitment("P52", "poor_lifted", 2016, 111)]
    assert codes_found(rows) == ["EXCESS"]


def test_a_tier_is_added_up_whole_though_some_of_it_signs_directly():
    # A county under the province itself (its prefecture has no leaders) and one under a prefecture.
    rows = tree(("", "52", "5201", "520101", "5290", "529001"))
    for row in rows["units"]:
        row["signs"] = row["unit_id"] != unit_id("5290")
    rows["pledges"] = [row for row in rows["pledges"] if row["pledge_id"] != "P5290"]
    rows["signatures"] = [row for row in rows["signatures"] if row["pledge_id"] not in {"P5290", "P529001"}]
    direct = next(row for row in rows["pledges"] if row["pledge_id"] == "P529001")
    direct |= {"superior_unit": unit_id("52"), "derives_from": "P52"}
    targets = {"P-goal": 200, "P52": 200, "P5201": 110, "P529001": 110, "P520101": 121}
    rows["commitments"] = [commitment(name, "poor_lifted", 2016, target) for name, target in targets.items()]
    compound = [one for one in found(rows) if one[0] == "COMPOUND_EXCESS"]
    assert compound == [
        ("COMPOUND_EXCESS", "P-goal", unit_id(""), "poor_lifted", 2016, "200", "231"),
        ("COMPOUND_EXCESS", "P52", unit_id("52"), "poor_lifted", 2016, "200", "231"),
    ]


def test_where_less_is_better_nothing_is_piled_on():
    rows = chain(100, 100, 100, 100, 100, 100)
    for row, target in zip(rows["commitments"], (100, 100, 95, 90, 85, 80), strict=True):
        row |= {"indicator": "poor_remaining", "target_numerator": target}
    assert found(rows) == []
