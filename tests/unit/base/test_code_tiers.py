"""The code by itself against the real divisions: every one of the 714,093 units, and codes that are none."""

import pytest

from pledgetree.base.code_tiers import COUNTIES_APART, has_leaders, tier_of, unit_above
from pledgetree.base.errors import UserError
from pledgetree.base.units import TIERS
from pledgetree.nation.divisions import REPEATED, load_divisions
from pledgetree.nation.government import nearest_signing


def test_the_code_says_what_the_real_divisions_say():
    divisions = load_divisions()
    # Every unit down to the township; of the villages, whose codes differ in the last digits only, every tenth.
    rows = [row for row in range(len(divisions.ids)) if divisions.tier[row] < TIERS.index("village") or row % 10 == 0]
    above = nearest_signing(divisions)
    wrong = []
    for row in rows:
        unit = str(divisions.ids[row])
        said = (tier_of(unit), has_leaders(unit), unit_above(unit))
        upper = str(divisions.ids[above[row]]) if above[row] >= 0 else None
        if said != (TIERS[divisions.tier[row]], bool(divisions.signs[row]), upper):
            wrong.append((unit, said))
    assert wrong == []


def test_the_counties_apart_are_those_of_the_divisions():
    assert {code: unit for (tier, code), unit in REPEATED.items() if tier == "county"} == COUNTIES_APART


@pytest.mark.parametrize(
    ("unit", "tier"),
    [
        ("000000000000", "centre"),
        ("520000000000", "province"),
        ("441900000000", "prefecture"),
        ("441900900000", "county"),
        ("350527000000", "county"),
        ("350527900000", "township"),
        ("350527900001", "village"),
        ("441900003001", "village"),
    ],
)
def test_the_tier_of_a_code(unit, tier):
    assert tier_of(unit) == tier


@pytest.mark.parametrize("code", ["", "52", "99", "520000000001", "990000000000", "520500100000", "52050210020x"])
def test_what_is_no_code(code):
    with pytest.raises(UserError) as caught:
        tier_of(code)
    assert [one.code for one in caught.value.faults] == ["WRONG_UNIT_CODE"]
