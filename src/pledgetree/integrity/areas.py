"""The counties that are screened: where each row's unit lies, and which line of poverty holds there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.units import TIERS
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.opening import Snapshot

Rows = NDArray[np.int64]
_COUNTY = TIERS.index("county")


@dataclass(frozen=True)
class Areas:
    """Units with, for each, its own or nearest county above (row, -1 = none) and its region ("" = none)."""

    ids: list[str]
    county: Rows
    region: list[str]
    resolver: CodeResolver

    def counties_of(self, codes: pa.ChunkedArray, days: pa.ChunkedArray | None) -> Rows:
        """The row of the county that each unit code, read on its day, lies in; -1 where there is none."""
        places = self.resolver.places(codes, days)
        return np.where(places < 0, -1, np.append(self.county, -1)[places])


def areas_of(snapshot: Snapshot) -> Areas:
    """The areas of a snapshot's units.

    Raises:
        UserError: TABLE_MISSING.
    """
    units = snapshot.read("units", ["unit_id", "parent_id", "tier", "region", "valid_from", "valid_to"])
    changes = snapshot.read("code_changes") if snapshot.has("code_changes") else None
    ids = units.column("unit_id").combine_chunks()
    up = pc.fill_null(pc.index_in(units.column("parent_id"), ids), -1).to_numpy().astype(np.int64)
    tier = pc.fill_null(pc.index_in(units.column("tier"), pa.array(TIERS)), -1).to_numpy()
    region = units.column("region").to_pylist()
    at, county = np.arange(len(ids)), np.full(len(ids), -1, np.int64)
    place = np.full(len(ids), -1, np.int64)
    own = np.array([one is not None for one in region], np.bool_)
    for _ in TIERS:
        inside = at >= 0
        county = np.where(inside & (county < 0) & (tier[at] == _COUNTY), at, county)
        place = np.where(inside & (place < 0) & own[at], at, place)
        at = np.where(inside, up[at], -1)
    named = [region[one] or "" if one >= 0 else "" for one in place.tolist()]
    return Areas(ids.to_pylist(), county, named, CodeResolver(units, changes))


def lines_of(areas: Areas, rulebook: Rulebook, day: date) -> dict[str, int]:
    """The poverty line in fen by region.

    Raises:
        UserError: UNKNOWN_PARAMETER, NO_VALUE_ON_DATE.
    """
    return {
        region: int(str(value_on(rulebook, "line/income", day, region or None).value))
        for region in sorted(set(areas.region))
    }
