"""The real divisions of 2016 as the declared table ``units``: 714,093 units from the Centre to the village.

Ids are division codes padded with zeros on the right. Where a padded code repeats at a lower tier, the lower unit has
an id of its own (``REPEATED``), which no other unit holds. Units stay at the edition of 2016-07-31 in every year; what
changed since stands in ``code_changes``.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from pledgetree.base.units import CENTRE, CODE_LENGTH, TIER_DIGITS, TIERS, pad_code
from pledgetree.nation.sources import poor_counties, province_weights

# The lower of two units with one padded code, by tier and code.
REPEATED: Mapping[tuple[str, str], str] = {
    ("county", "441900"): "441900900000",
    ("county", "442000"): "442000900000",
    ("county", "460400"): "460400900000",
    ("township", "350527000"): "350527900000",
    ("village", "350527000000"): "350527900001",
}
# Names of places in the code that have no leaders and sign nothing.
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_TOWN_WORDS = "居|社区|生活区|街道|开发区|园区|管理区|虚拟|学校|公司|林场|农场"
_LENGTHS = {digits: tier for tier, digits in TIER_DIGITS.items()}


@dataclass(frozen=True)
class Divisions:
    """The units as arrays, parents before children, in the order Centre, provinces, ... villages, each by code.

    ``parent`` is the row of the unit above (-1 = none), ``tier`` an index into ``base.units.TIERS``, ``number`` the id
    as an integer, ``province`` the row of the province (-1 for the Centre), ``rural`` marks villages whose name is
    not that of a town neighbourhood.
    """

    ids: NDArray[np.str_]
    names: pa.StringArray
    number: NDArray[np.int64]
    parent: NDArray[np.int64]
    tier: NDArray[np.int8]
    province: NDArray[np.int64]
    region: NDArray[np.str_]
    signs: NDArray[np.bool_]
    in_programme: NDArray[np.bool_]
    rural: NDArray[np.bool_]

    def rows_of(self, tier: str) -> NDArray[np.int64]:
        """The rows of one tier, ascending."""
        return np.flatnonzero(self.tier == TIERS.index(tier))

    def index(self, ids: list[str]) -> NDArray[np.int64]:
        """The rows of some ids.

        Raises:
            KeyError: an id is not a unit.
        """
        order = np.argsort(self.number)
        wanted = np.array([int(one) for one in ids], np.int64)
        found = order[np.searchsorted(self.number[order], wanted) % len(order)]
        if not np.array_equal(self.number[found], wanted):
            raise KeyError("not a unit id")
        return found


def _read() -> tuple[list[str], pa.StringArray]:
    """Codes as printed, and names, shortest codes first."""
    packed = files("pledgetree.nation").joinpath("data", "divisions-2016.csv.gz").read_bytes()
    options = pacsv.ConvertOptions(column_types={"code": pa.string(), "name": pa.string()})
    table = pacsv.read_csv(pa.BufferReader(gzip.decompress(packed)), convert_options=options)
    return table.column("code").to_pylist(), table.column("name").combine_chunks()


def _signing(names: pa.StringArray, tier: NDArray[np.int8]) -> NDArray[np.bool_]:
    named: NDArray[np.bool_] = pc.is_in(names, pa.array(sorted(PLACEHOLDERS))).to_numpy(zero_copy_only=False)
    high = (tier == TIERS.index("prefecture")) | (tier == TIERS.index("county"))
    signs: NDArray[np.bool_] = ~(named & high)
    return signs


def programme_provinces() -> frozenset[str]:
    """The two-digit codes of the 22 provinces that pledged to the Centre: those with a poor county (documented)."""
    return frozenset(one.listed_code[:2] for one in poor_counties())


def _parents(codes: list[str], tiers: list[str]) -> list[int]:
    """The row of the unit above each; row 0 is the Centre, codes begin at row 1."""
    row = {(tier, code): place for place, (tier, code) in enumerate(zip(tiers, codes, strict=True), start=1)}
    above = dict(zip(TIERS[2:], TIERS[1:-1], strict=True))
    return [-1] + [
        row[above[tier], code[: TIER_DIGITS[above[tier]]]] if tier != "province" else 0
        for tier, code in zip(tiers, codes, strict=True)
    ]


@cache
def load_divisions() -> Divisions:
    """The 714,093 units of the divisions of 2016, the Centre among them."""
    codes, names = _read()
    tiers = [_LENGTHS[len(code)] for code in codes]
    ids = [CENTRE] + [
        REPEATED.get((tier, code)) or code.ljust(CODE_LENGTH, "0") for tier, code in zip(tiers, codes, strict=True)
    ]
    all_names = pa.concat_arrays([pa.array(["中央"]), names])
    tier = np.array([0] + [TIERS.index(one) for one in tiers], np.int8)
    rows = {pad_code(code): row for row, code in enumerate(codes, start=1) if len(code) == 2}
    province = np.array([-1] + [rows[pad_code(code[:2])] for code in codes], np.int64)
    signs = _signing(all_names, tier)
    town = pc.match_substring_regex(all_names, _TOWN_WORDS).to_numpy(zero_copy_only=False)
    regions = {one.code: one.region for one in province_weights()}
    programme = programme_provinces()
    return Divisions(
        ids=np.array(ids),
        names=all_names,
        number=np.array([int(one) for one in ids], np.int64),
        parent=np.array(_parents(codes, tiers), np.int64),
        tier=tier,
        province=province,
        region=np.array([""] + [regions[code[:2]] for code in codes]),
        signs=signs,
        in_programme=np.array([False] + [code[:2] in programme for code in codes]) & signs,
        rural=(tier == TIERS.index("village")) & ~town,
    )


def units_table(divisions: Divisions) -> pa.Table:
    """The declared table ``units``."""
    parent = pa.array(divisions.parent, mask=divisions.parent < 0)
    ids = pa.array(divisions.ids)
    tiers = pa.DictionaryArray.from_arrays(pa.array(divisions.tier), pa.array(TIERS)).cast(pa.string())
    region = pa.array(divisions.region, mask=divisions.region == "")
    empty = pa.nulls(len(divisions.ids), pa.date32())
    return pa.table(
        {
            "unit_id": ids,
            "parent_id": ids.take(parent),
            "tier": tiers,
            "name": divisions.names,
            "region": region,
            "signs": divisions.signs,
            "in_programme": divisions.in_programme,
            "valid_from": empty,
            "valid_to": empty,
        }
    )
