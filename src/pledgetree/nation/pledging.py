"""The pledges themselves as arrays: who pledges to whom, from when to when, and what they derive from.

The Centre's goal is the pledge without a superior. Each unit pledges to the nearest unit above that signs, so Chongqing
and Hainan pass over places in the code that have no leaders. Beside the tree stand a few pledges of partners and of
departments, which do not cascade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.units import CENTRE, TIERS
from pledgetree.nation.columns import Whole, days, named
from pledgetree.nation.government import COUNTERSIGNED_AFTER, Signing
from pledgetree.nation.register import day_number
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

TYPES = ("vertical", "partner", "department")
VERTICAL, PARTNER, DEPARTMENT = range(len(TYPES))
EPOCH = date(1970, 1, 1)
REASONS = ("", "baseline re-checked", "moved to a new site before the date agreed")
NO_PLACE, UNKNOWN = -1, -2
"""Of what a pledge derives from: nothing, or something that is no pledge."""
# 22 provinces signed at the conference of 27-28 November 2015 (documented); the goal and the other days are modelled.
_SIGNED: Mapping[str, tuple[int, int, int]] = {
    "centre": (2015, 11, 23),
    "province": (2015, 11, 28),
    "prefecture": (2015, 12, 12),
    "county": (2015, 12, 19),
    "township": (2015, 12, 24),
    "village": (2015, 12, 30),
}
DEADLINE = day_number(2020, 12, 31)
# East-west cooperation as arranged in December 2016 (中办发〔2016〕69号): the receiving province first. Days modelled.
_PARTNERS = (("64", "35"), ("62", "12"), ("52", "44"))
_PARTNERS_SIGNED = day_number(2016, 12, 20)
_DEPARTMENTS = (("52", "finance"), ("53", "education"), ("62", "health"))
_DEPARTMENTS_SIGNED = day_number(2016, 4, 12)


@dataclass(frozen=True)
class Pledges:
    """Pledges as arrays (B,); those of the tree stand first, at the places of their units in the tree.

    ``subordinate`` and ``superior`` are rows of the divisions (-1 = none), ``derives`` and ``superseded`` places among
    the pledges, days are counted from 1970-01-01, ``reason`` is a place in ``REASONS``.
    """

    ids: pa.StringArray
    type: Whole
    superior: Whole
    subordinate: Whole
    derives: Whole
    signed: Whole
    deadline: Whole
    superseded: Whole
    reason: Whole
    department: Whole
    """Place in ``_DEPARTMENTS``, -1 = none."""

    def joined(self, others: Sequence[Pledges]) -> Pledges:
        """These pledges and others after them."""
        return Pledges(*(_joined([getattr(one, each.name) for one in (self, *others)]) for each in fields(self)))

    def only(self, kept: Whole) -> Pledges:
        """The pledges at some places, without renumbering what they derive from."""
        return Pledges(*(_taken(getattr(self, one.name), kept) for one in fields(self)))


def _joined(columns: Sequence[pa.StringArray | Whole]) -> pa.StringArray | Whole:
    return pa.concat_arrays(columns) if isinstance(columns[0], pa.StringArray) else np.concatenate(columns)


def _taken(column: pa.StringArray | Whole, kept: Whole) -> pa.StringArray | Whole:
    return column.take(pa.array(kept)) if isinstance(column, pa.StringArray) else column[kept]


def pledge_ids(units: pa.StringArray, year: int = 2015) -> pa.StringArray:
    """Ids of the pledges units sign in a year."""
    return pc.binary_join_element_wise(f"PG-{year}-", units, "")


def tree_pledges(tree: Signing) -> Pledges:
    """One pledge for each unit of the tree, signed from the top in November and December 2015."""
    count = len(tree.row)
    signed = np.array([day_number(*_SIGNED[one]) for one in TIERS], np.int64)
    none = np.full(count, NO_PLACE, np.int64)
    return Pledges(
        ids=pledge_ids(pa.array(tree.ids, pa.string())),
        type=np.full(count, VERTICAL, np.int64),
        superior=np.where(tree.superior < 0, NO_PLACE, tree.row[tree.superior]),
        subordinate=tree.row.copy(),
        derives=tree.superior.copy(),
        signed=signed[tree.tier],
        deadline=np.full(count, DEADLINE, np.int64),
        superseded=none,
        reason=np.zeros(count, np.int64),
        department=none,
    )


def new_edition(pledges: Pledges, places: Whole, signed: Whole, ids: pa.StringArray) -> Pledges:
    """Further pledges like those at some places, with their own ids and days."""
    return replace(pledges.only(places), ids=ids, signed=signed, superseded=np.full(len(places), NO_PLACE, np.int64))


def partner_pledges(units: pa.StringArray) -> Pledges:
    """Eastern provinces promise help; the receiving province confirms."""
    return _beside(units, _PARTNERS, PARTNER, _PARTNERS_SIGNED)


def department_pledges(units: pa.StringArray) -> Pledges:
    """Departments of provinces promise their part to the department of the Centre."""
    return _beside(units, [("", one) for one, _ in _DEPARTMENTS], DEPARTMENT, _DEPARTMENTS_SIGNED)


def _beside(units: pa.StringArray, pairs: Sequence[tuple[str, str]], kind: int, signed: int) -> Pledges:
    """Pledges outside the tree, from the second to the first unit of each pair."""
    count = len(pairs)
    upper, lower = (
        pc.index_in(pa.array([one.ljust(12, "0") for one in side]), units) for side in zip(*pairs, strict=True)
    )
    none = np.full(count, NO_PLACE, np.int64)
    word = "EW" if kind == PARTNER else "DP"
    return Pledges(
        ids=pa.array([f"{word}-2016-{one or '00'}-{other}" for one, other in pairs], pa.string()),
        type=np.full(count, kind, np.int64),
        superior=upper.to_numpy().astype(np.int64),
        subordinate=lower.to_numpy().astype(np.int64),
        derives=none,
        signed=np.full(count, signed, np.int64),
        deadline=np.full(count, DEADLINE, np.int64),
        superseded=none,
        reason=np.zeros(count, np.int64),
        department=np.arange(count) if kind == DEPARTMENT else none,
    )


def pledges_table(pledges: Pledges, units: pa.StringArray, last: int) -> pa.Table:
    """The declared table ``pledges`` as known on a day: what was signed by then.

    Args:
        pledges: all pledges.
        units: id of every unit of the divisions.
        last: the day.
    """
    here = pledges.signed <= last
    by = np.where((pledges.superseded >= 0) & here[pledges.superseded], pledges.superseded, NO_PLACE)
    known = pledges.only(np.flatnonzero(here))
    derives = pledges.ids.take(pa.array(known.derives, mask=known.derives < 0))
    return pa.table(
        {
            "pledge_id": known.ids,
            "type": named(known.type, TYPES),
            "superior_unit": units.take(pa.array(known.superior, mask=known.superior < 0)),
            "superior_office": _offices(known.department, of_centre=True),
            "subordinate_unit": units.take(pa.array(known.subordinate)),
            "subordinate_office": _offices(known.department, of_centre=False),
            "derives_from": pc.if_else(pa.array(known.derives == UNKNOWN), pa.scalar("PG-2014-000000000000"), derives),
            "signed_on": days(known.signed),
            "deadline": days(known.deadline),
            "superseded_by": pledges.ids.take(pa.array(by[here], mask=by[here] < 0)),
            "reason": named(known.reason, REASONS),
        }
    )


def _offices(department: Whole, *, of_centre: bool) -> pa.Array:
    ids = pa.array([office_id(place, of_centre=of_centre) for place in range(len(_DEPARTMENTS))], pa.string())
    return ids.take(pa.array(department, mask=department < 0))


def office_id(department: int, *, of_centre: bool) -> str:
    """The office on one side of a department's pledge."""
    code, subject = _DEPARTMENTS[department]
    return f"{CENTRE if of_centre else code.ljust(12, '0')}-{subject}"


def pledging_offices() -> list[str]:
    """The offices on both sides of the departments' pledges."""
    return [office_id(place, of_centre=up) for place in range(len(_DEPARTMENTS)) for up in (True, False)]


def department_signatures(pledges: Pledges, heads: Sequence[Mapping[str, Any]], year: int) -> pa.Table:
    """Who signed for departments in a year: the head on the day of the pledge, and who followed, ten days later.

    Args:
        pledges: all pledges; those of departments are signed here.
        heads: rows of the declared table ``posts`` about the heads of ``pledging_offices``, full or acting.
        year: the year; a signature of another one is left out.
    """
    rows = []
    for place in np.flatnonzero(pledges.type == DEPARTMENT).tolist():
        for side in ("superior", "subordinate"):
            office = office_id(int(pledges.department[place]), of_centre=side == "superior")
            for post in (one for one in heads if one["office_id"] == office):
                day = _hand_on(post)
                if day is not None and day.year == year:
                    hand = {"officer_id": post["officer_id"], "capacity": post["capacity"], "signed_on": day}
                    rows.append({"pledge_id": pledges.ids[place].as_py(), "side": side, "role": post["role"], **hand})
    return pa.Table.from_pylist(rows, schema=arrow_schema(declared_tables()["signatures"]))


def _hand_on(post: Mapping[str, Any]) -> date | None:
    """The day a head of a department signs the department's pledge, None where the post ended before."""
    signed = EPOCH + timedelta(days=_DEPARTMENTS_SIGNED)
    since, until = post["held_from"], post["held_until"]
    day: date = signed if since <= signed else since + timedelta(days=COUNTERSIGNED_AFTER)
    return day if until is None or day < until else None
