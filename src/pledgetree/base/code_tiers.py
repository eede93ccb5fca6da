"""What a division code says by itself: its tier, the unit above, whether the place has leaders.

Where the table ``units`` is at hand it decides; this is for the time before there is one. Codes follow GB/T 2260 and
the statistical division codes: 2 digits province, 4 prefecture, 6 county, 9 township, 12 village. Places in the code
without leaders are passed over when one looks up: the prefectures 01 and 02 of the four municipalities and 90 of a
province, and the county 01 (the urban districts taken together) of a prefecture-level city (01 to 20).
"""

from __future__ import annotations

from itertools import pairwise

from pledgetree.base.errors import user_error
from pledgetree.base.units import CENTRE, TIER_DIGITS, TIERS, pad_code

COUNTIES_APART = {"441900": "441900900000", "442000": "442000900000", "460400": "460400900000"}
"""Counties whose padded code is that of their prefecture, and the unit id they have instead."""

# The provinces of each area of the country are numbered from 1; 50, 71, 81 and 82 stand by themselves.
_BY_AREA = {1: 5, 2: 3, 3: 7, 4: 6, 5: 4, 6: 5}
_NUMBERED = frozenset(f"{area}{number}" for area, last in _BY_AREA.items() for number in range(1, last + 1))
PROVINCES = _NUMBERED | {"50", "71", "81", "82"}
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_LAST_CITY = 20
# Zhongshan district of Liupanshui and the city of Jiayuguan: counties numbered 01 that have leaders.
_LED_COUNTIES = frozenset({"520201", "620201"})


def tier_of(unit_id: str) -> str:
    """The tier of a 12-digit unit id.

    Raises:
        UserError: WRONG_UNIT_CODE, the text is no such code, or its digits name no province or a unit below none.
    """
    if pad_code(unit_id) != unit_id or (unit_id != CENTRE and unit_id[:2] not in PROVINCES):
        raise user_error("WRONG_UNIT_CODE", value=unit_id)
    if unit_id in COUNTIES_APART.values():
        return "county"
    tier = next(one for one in TIERS if int(unit_id[TIER_DIGITS[one] :] or "0") == 0)
    if not _has_every_tier(unit_id, tier):
        raise user_error("WRONG_UNIT_CODE", value=unit_id)
    return tier


def _has_every_tier(unit_id: str, tier: str) -> bool:
    """Whether no digits of a tier down to ``tier`` are all zeros; counties with an id of their own lend them."""
    ends = [TIER_DIGITS[one] for one in TIERS[: TIERS.index(tier) + 1]]
    empty = [end for start, end in pairwise(ends) if int(unit_id[start:end]) == 0]
    return not empty or (empty == [TIER_DIGITS["county"]] and unit_id[:6] in COUNTIES_APART)


def has_leaders(unit_id: str) -> bool:
    """Whether a unit is more than a place in the code."""
    tier, province, prefecture = tier_of(unit_id), unit_id[:2], int(unit_id[2:4])
    if tier == "prefecture":
        return prefecture != 90 and not (province in MUNICIPALITIES and prefecture <= 2)
    if tier == "county" and unit_id not in COUNTIES_APART.values():
        ordinary = province not in MUNICIPALITIES and prefecture <= _LAST_CITY
        return not (ordinary and unit_id[4:6] == "01") or unit_id[:6] in _LED_COUNTIES
    return True


def unit_above(unit_id: str) -> str | None:
    """The nearest unit above that has leaders; None for the Centre."""
    tier = tier_of(unit_id)
    if tier == "centre":
        return None
    digits = TIER_DIGITS[TIERS[TIERS.index(tier) - 1]]
    above = COUNTIES_APART.get(unit_id[:6]) if tier == "township" else None
    above = above or pad_code(unit_id[:digits] or CENTRE)
    return above if has_leaders(above) else unit_above(above)
