"""Unit codes and tiers.

A unit id is the 12-digit statistical division code; shorter codes are padded with zeros on the right, the Centre is
``000000000000``. The digits are a path: 2 province, 4 prefecture, 6 county, 9 township, 12 village. Parents are read
from the ``units`` table, never from the digits: a few lower units carry a code of their own (see ``nation``).
"""

from __future__ import annotations

from pledgetree.base.errors import user_error

CENTRE = "000000000000"
CODE_LENGTH = 12
TIERS = ("centre", "province", "prefecture", "county", "township", "village")
TIER_DIGITS = {"centre": 0, "province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}


def pad_code(code: str) -> str:
    """The 12-digit unit id of a division code of 1 to 12 digits.

    Raises:
        UserError: WRONG_UNIT_CODE, the text is not 1 to 12 digits.
    """
    if not (code.isascii() and code.isdigit() and len(code) <= CODE_LENGTH):
        raise user_error("WRONG_UNIT_CODE", value=code)
    return code.ljust(CODE_LENGTH, "0")


def county_code(unit_id: str) -> str:
    """The six digits that name the county of a unit."""
    return unit_id[:6]


def province_id(unit_id: str) -> str:
    """The unit id of the province a unit's code lies in."""
    return pad_code(unit_id[:2])
