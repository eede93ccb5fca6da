"""Offices beside the sector departments, down to the county, and the posts in every office: made up.

``government.offices`` has ten departments of the Centre and of each province. Here are the departments that the duties
of a responsibility system need besides: the leading group and the procuratorate at the Centre; organisation, discipline
inspection and audit at the Centre, in the provinces and, with poverty relief and finance, in every prefecture and
county of the programme. Each office has a head and a working contact; some heads are followed by an acting officer for
a while before the next full one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from pledgetree.base.units import CENTRE, TIERS
from pledgetree.nation.columns import Whole
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, below_low, chance, draw
from pledgetree.nation.government import offices
from pledgetree.snapshot.canonical import fitted
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

_WORDS = {
    "leading_group": "扶贫开发领导小组",
    "procuratorate": "人民检察院",
    "poverty_relief": "扶贫开发办公室",
    "finance": "财政局",
    "organisation": "组织部",
    "discipline_inspection": "纪律检查机关",
    "audit": "审计机关",
}
_CENTRAL = ("leading_group", "procuratorate")
_EVERYWHERE = ("organisation", "discipline_inspection", "audit")
_LOCAL = ("poverty_relief", "finance", *_EVERYWHERE)
_TITLES = {"department_head": "部门主要负责人", "working_contact": "工作联系人"}
_FIRST_DAY = date(2012, 1, 1)
_CHANGE_FROM = date(2016, 3, 1)
_CHANGES_PER_MILLE = 100
_ACTING_DAYS = 60


def local_rows(divisions: Divisions) -> Whole:
    """The rows of the prefectures and counties that owe a pledge."""
    local = (divisions.tier == TIERS.index("prefecture")) | (divisions.tier == TIERS.index("county"))
    return np.flatnonzero(local & divisions.in_programme)


def every_office(divisions: Divisions) -> pa.Table:
    """The declared table ``offices``: those of ``government.offices`` and the ones beside them."""
    more = more_offices(divisions)
    return pa.concat_tables([fitted(offices(divisions), more.schema), more])


def more_offices(divisions: Divisions) -> pa.Table:
    """The declared table ``offices`` for the departments that ``government.offices`` does not have."""
    units: list[tuple[str, str, tuple[str, ...]]] = [(CENTRE, "", (*_CENTRAL, *_EVERYWHERE))]
    units += [(*_unit(divisions, row), _EVERYWHERE) for row in divisions.rows_of("province").tolist()]
    units += [(*_unit(divisions, row), _LOCAL) for row in local_rows(divisions).tolist()]
    rows = [
        {
            "office_id": f"{unit}-{department}",
            "unit_id": unit,
            "department": department,
            "name": f"{name}{_WORDS[department]}",
            "lead_of": None,
        }
        for unit, name, departments in units
        for department in departments
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(declared_tables()["offices"]))


def _unit(divisions: Divisions, row: int) -> tuple[str, str]:
    return str(divisions.ids[row]), str(divisions.names[row].as_py())


def office_posts(every: pa.Table, seed: int, year: int) -> pa.Table:
    """The declared table ``posts`` for every office: head and working contact, as known at the end of a year."""
    ids, units = every.column("office_id").to_pylist(), every.column("unit_id").to_pylist()
    numbers = np.arange(len(ids), dtype=np.int64)
    words = draw(seed, "office change", 0, numbers)
    changed = chance(draw(seed, "office changed", 0, numbers), _CHANGES_PER_MILLE)
    since, change = below(words, 1_400), below_low(words, 1_700)
    rows = []
    for place, (office, unit) in enumerate(zip(ids, units, strict=True)):
        begun = _FIRST_DAY + timedelta(days=int(since[place]))
        left = _CHANGE_FROM + timedelta(days=int(change[place])) if changed[place] else None
        rows += _terms(office, unit, begun, left)
    last = date(year, 12, 31)
    known = [_as_known(one, last) for one in rows if one["held_from"] <= last]
    return pa.Table.from_pylist(known, schema=arrow_schema(declared_tables()["posts"]))


def _terms(office: str, unit: str, begun: date, left: date | None) -> list[dict[str, Any]]:
    """The contact for good; the head until ``left``, then an acting officer, then the next head."""
    contact = _post(office, unit, "working_contact", "full", (begun, None))
    if left is None:
        return [contact, _post(office, unit, "department_head", "full", (begun, None))]
    taken = left + timedelta(days=_ACTING_DAYS)
    return [
        contact,
        _post(office, unit, "department_head", "full", (begun, left)),
        _post(office, unit, "department_head", "acting", (left, taken)),
        _post(office, unit, "department_head", "full", (taken, None)),
    ]


def _post(office: str, unit: str, role: str, capacity: str, days: tuple[date, date | None]) -> dict[str, Any]:
    first, until = days
    return {
        "officer_id": f"OF-{office}-{role}-{first:%Y%m%d}",
        "unit_id": unit,
        "office_id": office,
        "role": role,
        "title": _TITLES[role],
        "held_from": first,
        "held_until": until,
        "capacity": capacity,
    }


def _as_known(post: dict[str, Any], last: date) -> dict[str, Any]:
    """A post as it stood on a day: an end still to come is not known."""
    until: date | None = post["held_until"]
    return post | {"held_until": until if until is not None and until <= last else None}
