import numpy as np
import pyarrow.compute as pc

from pledgetree.base.units import TIERS
from pledgetree.nation.divisions import PLACEHOLDERS, REPEATED, programme_provinces, units_table
from pledgetree.nation.sources import code_changes, poor_counties


def test_counts_of_the_edition_of_2016(divisions):
    counts = {tier: len(divisions.rows_of(tier)) for tier in TIERS}
    assert counts == {
        "centre": 1,
        "province": 31,
        "prefecture": 344,
        "county": 2_856,
        "township": 42_951,
        "village": 667_910,
    }
    assert len(divisions.ids) == 714_093


def test_ids_are_unique_and_repeated_codes_have_their_own(divisions):
    assert len(np.unique(divisions.ids)) == 714_093
    for (tier, code), own in REPEATED.items():
        row = int(divisions.index([own])[0])
        assert TIERS[divisions.tier[row]] == tier
        assert own[:6] == code[:6]
    assert divisions.ids[divisions.parent[divisions.index(["350527900001"])]] == ["350527900000"]
    assert divisions.ids[divisions.parent[divisions.index(["350527900000"])]] == ["350527000000"]
    assert divisions.ids[divisions.parent[divisions.index(["441900900000"])]] == ["441900000000"]


def test_parents_stand_one_tier_above_and_first(divisions):
    below = np.arange(1, len(divisions.ids))
    assert (divisions.parent[below] < below).all()
    assert (divisions.tier[divisions.parent[below]] == divisions.tier[below] - 1).all()


def test_placeholders_do_not_sign(divisions):
    silent = np.flatnonzero(~divisions.signs)
    names = {divisions.names[row].as_py() for row in silent.tolist()}
    assert names == PLACEHOLDERS
    assert sorted(divisions.ids[silent].tolist()) == [
        "110100000000", "120100000000", "139000000000", "310100000000", "419000000000", "429000000000",
        "460201000000", "469000000000", "500100000000", "500200000000", "659000000000",
    ]  # fmt: skip


def test_22_provinces_owe_a_pledge(divisions):
    provinces = divisions.rows_of("province")
    assert divisions.in_programme[provinces].sum() == 22
    assert len(programme_provinces()) == 22
    assert not divisions.in_programme[0]


def test_poor_counties_are_units_but_three_committees(divisions):
    rows = divisions.index([one.unit_id for one in poor_counties()])
    tiers = [TIERS[tier] for tier in divisions.tier[rows]]
    assert tiers.count("county") == 829
    assert {one.name for one, tier in zip(poor_counties(), tiers, strict=True) if tier != "county"} == {
        "冷湖行委",
        "茫崖行委",
        "大柴旦行委",
    }


def test_code_changes_lead_from_every_listed_code_that_is_no_unit(divisions):
    known = set(divisions.ids[divisions.rows_of("county")].tolist())
    listed = {one.listed_code + "000000" for one in poor_counties()}
    missing = listed - known
    assert len(missing) == 30
    assert missing <= {one.new_code for one in code_changes()}
    assert sum(one.old_code in known for one in code_changes()) == 28


def test_units_table_has_regions_everywhere_but_the_centre(divisions):
    table = units_table(divisions)
    assert table.num_rows == 714_093
    assert pc.sum(pc.is_null(table["region"])).as_py() == 1
    assert pc.sum(pc.is_null(table["parent_id"])).as_py() == 1
