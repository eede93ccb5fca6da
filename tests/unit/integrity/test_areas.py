"""Units know their county and region, whichever tier they are of; the line follows the region."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from pledgetree.integrity.areas import areas_of, lines_of
from pledgetree.law.loading import load_rulebook
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.snapshot.folders import frozen


def test_a_unit_lies_in_its_own_or_the_nearest_county_and_inherits_its_region(tmp_path):
    areas = areas_of(open_snapshot(frozen(tmp_path)))
    codes = ["520502100201", "520502100000", "520502000000", "520500000000", "000000000000", "999999999999"]
    rows = areas.counties_of(pa.chunked_array([codes]), None).tolist()
    named = [areas.ids[row] if row >= 0 else None for row in rows]
    assert named == ["520502000000"] * 3 + [None] * 3
    assert dict(zip(areas.ids, areas.region, strict=True))["520502100201"] == "west"
    assert dict(zip(areas.ids, areas.region, strict=True))["000000000000"] == ""


def test_an_old_code_leads_to_the_county_it_became(tmp_path):
    areas = areas_of(open_snapshot(frozen(tmp_path)))
    day = pa.chunked_array([pa.array([date(2010, 1, 1)])])
    (row,) = areas.counties_of(pa.chunked_array([["522401000000"]]), day).tolist()
    assert areas.ids[row] == "520502000000"


def test_the_line_of_2016_is_the_published_one(tmp_path):
    areas = areas_of(open_snapshot(frozen(tmp_path)))
    assert lines_of(areas, load_rulebook("cn-central-2016"), date(2016, 12, 31)) == {"": 295_200, "west": 295_200}
