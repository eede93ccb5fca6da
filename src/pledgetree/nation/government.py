"""Who signs for whom: the signing units of the programme, their heads, offices and signatures.

Officers are pseudonyms; terms and changes of office are modelled: three of ten heads from the province to the township
change once from 2016 to 2020, party heads of villages stay. A successor countersigns every pledge of the unit within
ten days of taking over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.units import CENTRE, TIERS
from pledgetree.nation.columns import Whole, days, digits, named
from pledgetree.nation.counties import MEASURE_KINDS
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, below_low, chance, draw
from pledgetree.nation.register import day_number

ROLES = ("party_head", "government_head")
_TITLES = ("党委书记", "政府主要负责人")
_DEPARTMENTS = {
    "industry": "农业",
    "relocation": "发展和改革",
    "ecology": "林业",
    "education": "教育",
    "health": "卫生和计划生育",
    "housing": "住房和城乡建设",
    "labour": "人力资源和社会保障",
    "social_security": "民政",
    "poverty_relief": "扶贫开发",
    "finance": "财政",
}
_CHANGES_PER_MILLE = 300
COUNTERSIGNED_AFTER = 10


@dataclass(frozen=True)
class Signing:
    """The units of the programme that sign, Centre first, then by row: province, prefecture, county, and on.

    ``superior`` is the place (in these arrays) of the nearest signing unit above, -1 for the Centre.
    """

    row: Whole
    ids: NDArray[np.str_]
    tier: NDArray[np.int8]
    superior: Whole

    def below_centre(self) -> Whole:
        """The places of all but the Centre."""
        return np.arange(1, len(self.row))


def nearest_signing(divisions: Divisions) -> Whole:
    """The row of the nearest unit above that signs, for every unit (U,), -1 for the Centre."""
    above = divisions.parent.copy()
    for _ in TIERS:
        skip = (above >= 0) & ~divisions.signs[above]
        above = np.where(skip, divisions.parent[above], above)
    return above


def signing_units(divisions: Divisions, lowest: str = "county") -> Signing:
    """The Centre and the units of the 22 provinces that sign, down to a tier."""
    high = divisions.tier <= TIERS.index(lowest)
    row = np.concatenate([[0], np.flatnonzero(divisions.in_programme & high)])
    place = np.full(len(divisions.ids) + 1, -1, np.int64)
    place[row] = np.arange(len(row))
    superior = place[nearest_signing(divisions)[row]]
    return Signing(row, divisions.ids[row], divisions.tier[row], superior)


@dataclass(frozen=True)
class Terms:
    """Terms of office (t,): row of the unit, role (place in ``ROLES``), officer and days; ``until`` 0 = still."""

    unit_row: Whole
    role: Whole
    officer: pa.StringArray
    since: Whole
    until: Whole

    def only(self, kept: Whole) -> Terms:
        """Some of the terms."""
        officer = self.officer.take(pa.array(kept))
        return Terms(self.unit_row[kept], self.role[kept], officer, self.since[kept], self.until[kept])


def terms_of_office(divisions: Divisions, seed: int) -> Terms:
    """Both heads of the signing units down to the township and the party heads of villages, up to 2020.

    Townships and villages of the programme only; a village's committee signs as a body.
    """
    high = (divisions.tier > 0) & (divisions.tier <= TIERS.index("county")) & divisions.signs
    towns = (divisions.tier == TIERS.index("township")) & divisions.in_programme
    villages = (divisions.tier == TIERS.index("village")) & divisions.in_programme
    parts = [
        _terms(divisions, seed, np.flatnonzero(high), roles=2, per_mille=_CHANGES_PER_MILLE),
        _terms(divisions, seed, np.flatnonzero(towns), roles=2, per_mille=_CHANGES_PER_MILLE),
        _terms(divisions, seed, np.flatnonzero(villages), roles=1, per_mille=0),
    ]
    return Terms(
        unit_row=np.concatenate([one.unit_row for one in parts]),
        role=np.concatenate([one.role for one in parts]),
        officer=pa.concat_arrays([one.officer for one in parts]),
        since=np.concatenate([one.since for one in parts]),
        until=np.concatenate([one.until for one in parts]),
    )


def _terms(divisions: Divisions, seed: int, units: Whole, *, roles: int, per_mille: int) -> Terms:
    """The terms of the first ``roles`` roles at some units; so many in a thousand change hands once."""
    rows = np.repeat(units, roles)
    role = np.tile(np.arange(roles), len(units))
    words = draw(seed, "post", 0, divisions.number[rows] * 10 + role)
    since = day_number(2011, 7, 1) + below(words, 1_400)
    change = day_number(2016, 3, 1) + below_low(words, 1_700)
    changed = chance(draw(seed, "change", 0, divisions.number[rows] * 10 + role), per_mille)
    all_rows = np.concatenate([rows, rows[changed]])
    all_roles = np.concatenate([role, role[changed]])
    turn = np.concatenate([np.zeros(len(rows), np.int64), np.ones(int(changed.sum()), np.int64)])
    return Terms(
        unit_row=all_rows,
        role=all_roles,
        officer=_officers(divisions.number[all_rows] * 100 + all_roles * 10 + turn),
        since=np.concatenate([since, change[changed]]),
        until=np.concatenate([np.where(changed, change, 0), np.zeros(int(changed.sum()), np.int64)]),
    )


def _officers(numbers: Whole) -> pa.StringArray:
    """A pseudonym made of the unit, the role and the turn: nobody is meant."""
    return pc.binary_join_element_wise("OF-", digits(numbers, 14), "")


def posts(divisions: Divisions, terms: Terms, year: int) -> pa.Table:
    """The declared table ``posts`` as known at the end of a year."""
    last = day_number(year, 12, 31)
    known = np.flatnonzero(terms.since <= last)
    until = np.where(terms.until[known] <= last, terms.until[known], 0)
    return pa.table(
        {
            "officer_id": terms.officer.take(pa.array(known)),
            "unit_id": digits(divisions.number[terms.unit_row[known]], 12),
            "office_id": pa.nulls(len(known), pa.string()),
            "role": named(terms.role[known], ROLES),
            "title": named(terms.role[known], _TITLES),
            "held_from": days(terms.since[known]),
            "held_until": days(until),
        }
    )


def offices(divisions: Divisions) -> pa.Table:
    """The declared table ``offices``: ten departments of the Centre and of each province."""
    units = [(CENTRE, "")] + [
        (str(divisions.ids[row]), divisions.names[row].as_py()) for row in divisions.rows_of("province").tolist()
    ]
    rows = [
        {
            "office_id": f"{unit}-{subject}",
            "unit_id": unit,
            "department": subject,
            "name": f"{name}{words}{'部门' if name else '主管部门'}",
            "lead_of": subject if subject in MEASURE_KINDS else None,
        }
        for unit, name in units
        for subject, words in _DEPARTMENTS.items()
    ]
    return pa.Table.from_pylist(rows)


@dataclass(frozen=True)
class Side:
    """One side of many pledges: the signing unit's row and the day of signature, beside the pledge's place."""

    pledge: Whole
    unit_row: Whole
    signed: Whole


def signatures_of(side: Side, terms: Terms, year: int) -> tuple[Whole, Whole, Whole]:
    """Who signs: places in ``side``, places in ``terms`` and days, up to the end of the year.

    Whoever held the post on the day of the pledge signs then; a successor ten days after taking over.
    """
    order = np.argsort(terms.unit_row, kind="stable")
    sorted_rows = terms.unit_row[order]
    first = np.searchsorted(sorted_rows, side.unit_row)
    count = np.searchsorted(sorted_rows, side.unit_row, side="right") - first
    place = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    term = order[first[place] + within]
    signed = side.signed[place]
    over = (terms.until[term] > 0) & (terms.until[term] <= signed)
    day = np.where(terms.since[term] <= signed, signed, terms.since[term] + COUNTERSIGNED_AFTER)
    keep = ~over & (day <= day_number(year, 12, 31))
    return place[keep], term[keep], day[keep]
