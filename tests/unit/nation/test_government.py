import pandas as pd

from pledgetree.nation.government import ROLES, offices, posts, signing_units, terms_of_office
from pledgetree.nation.register import day_number


def test_every_signing_unit_has_the_nearest_signing_unit_above(divisions):
    signing = signing_units(divisions)
    pairs = zip(signing.ids, signing.superior, strict=True)
    above = {unit: signing.ids[place] if place >= 0 else None for unit, place in pairs}
    assert above["000000000000"] is None
    # Wulong lies in the placeholder 500200, Qionghai in 469000: both sign with their province.
    assert above["500232000000"] == "500000000000"
    assert above["469002000000"] == "460000000000"
    assert above["130125000000"] == "130100000000"
    assert "500200000000" not in above
    assert sum(one == "000000000000" for one in above.values()) == 22


def test_both_heads_are_held_without_gap_or_overlap(divisions):
    terms = terms_of_office(divisions, 1)
    table = posts(divisions, terms, 2020).to_pandas().astype({"role": str})
    signing = divisions.signs & (divisions.tier > 0) & ((divisions.tier <= 3) | divisions.in_programme)
    assert set(table.unit_id) == set(divisions.ids[signing])
    villages = table[table.unit_id.isin(divisions.ids[divisions.tier == 5])]
    assert set(villages.role) == {"party_head"}
    assert villages.unit_id.is_unique
    assert set(table.role) == set(ROLES)
    assert table.officer_id.is_unique
    # Row by row for the upper tiers and the townships and villages of one province.
    table = table[table.unit_id.str.endswith("000000") | table.unit_id.str.startswith("62")]
    ordered = table.sort_values(["unit_id", "role", "held_from"])
    following = ordered.groupby(["unit_id", "role"]).held_from.shift(-1)
    assert (following.isna() == ordered.held_until.isna()).all()
    both = following.notna()
    assert (following[both] == ordered.held_until[both]).all()
    assert (pd.to_datetime(ordered.groupby(["unit_id", "role"]).held_from.min()) < "2015-11-28").all()


def test_posts_of_a_year_know_nothing_of_later_changes(divisions):
    terms = terms_of_office(divisions, 1)
    table = posts(divisions, terms, 2016).to_pandas()
    last = pd.Timestamp("2016-12-31")
    assert (pd.to_datetime(table.held_from) <= last).all()
    assert (pd.to_datetime(table.held_until.dropna()) <= last).all()
    assert terms.since.max() > day_number(2016, 12, 31)


def test_the_tree_goes_down_to_the_village(divisions):
    high, whole = signing_units(divisions), signing_units(divisions, "village")
    assert whole.ids[: len(high.ids)].tolist() == high.ids.tolist()
    assert whole.superior[: len(high.ids)].tolist() == high.superior.tolist()
    assert len(whole.row) == 1 + divisions.in_programme.sum()
    # The county-tier placeholder of Sanya has no leaders: its townships sign with the prefecture.
    above = dict(zip(whole.ids.tolist(), whole.ids[whole.superior].tolist(), strict=True))
    towns = {one for one in above if one.startswith("460201")} - {"460201000000"}
    assert {above[one] for one in towns if one.endswith("000")} == {"460200000000"}


def test_offices_of_centre_and_provinces(divisions):
    table = offices(divisions).to_pandas()
    assert len(table) == 320
    assert table.office_id.is_unique
