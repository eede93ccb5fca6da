import pytest

from pledgetree.base.errors import UserError
from pledgetree.base.units import CENTRE, TIERS, county_code, pad_code, province_id


@pytest.mark.parametrize(
    ("short", "full"),
    [("0", CENTRE), ("52", "520000000000"), ("5224", "522400000000"), ("522425100001", "522425100001")],
)
def test_short_codes_are_padded_on_the_right(short, full):
    assert pad_code(short) == full


@pytest.mark.parametrize("wrong", ["", "52a", "5224251000011", "52 ", "五二"])
def test_anything_but_digits_is_refused(wrong):
    with pytest.raises(UserError):
        pad_code(wrong)


def test_the_digits_name_county_and_province():
    assert county_code("522425100001") == "522425"
    assert province_id("522425100001") == "520000000000"


def test_tiers_go_from_the_centre_to_the_village():
    assert TIERS[0] == "centre"
    assert TIERS[-1] == "village"
