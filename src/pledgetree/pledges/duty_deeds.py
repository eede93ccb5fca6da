"""What a unit has already done, as far as the tables say: pledged, countersigned, reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.law.model import Duty
from pledgetree.lifecycle.deadlines import Due
from pledgetree.pledges.establishment import Establishment

TABLES = ("pledges", "signatures", "reports")
PLEDGE, COUNTERSIGNATURE, REPORT = "pledge", "countersignature", "yearly_report"


@dataclass(frozen=True)
class Deeds:
    """The day the unit's first pledge was signed, the day its newest head signed it, the day of each year's report."""

    pledged: date | None = None
    countersigned: date | None = None
    reported: Mapping[int, date] = field(default_factory=dict)

    def done_on(self, duty: Duty, due: Due | None) -> date | None:
        """The day a duty was done, as its evidence shows; None when it was not, or no table says."""
        if duty.calendar == "once" and PLEDGE in duty.evidence:
            return self.pledged
        if COUNTERSIGNATURE in duty.evidence:
            return self.countersigned if due is not None else None
        if REPORT in duty.evidence and due is not None and due.year is not None:
            return self.reported.get(due.year)
        return None


def deeds_of(tables: Mapping[str, pa.Table], establishment: Establishment, roles: frozenset[str], day: date) -> Deeds:
    """The deeds of a unit up to a day.

    Args:
        tables: those of ``TABLES`` that are there.
        establishment: the unit's.
        roles: the roles of its heads.
        day: later deeds do not count yet.
    """
    pledges = _of_unit(tables.get("pledges"), "subordinate_unit", establishment.unit)
    vertical = [one for one in pledges if one["type"] == "vertical"]
    signed = [one["signed_on"] for one in vertical if one["signed_on"] is not None and one["signed_on"] <= day]
    own = {one["pledge_id"] for one in vertical}
    reports = _of_unit(tables.get("reports"), "unit_id", establishment.unit)
    sent = {one["year"]: one["submitted_on"] for one in reports if one["submitted_on"] is not None}
    return Deeds(
        pledged=min(signed, default=None),
        countersigned=_countersigned(tables.get("signatures"), establishment, roles, own, day),
        reported={year: on for year, on in sent.items() if on <= day},
    )


def _of_unit(table: pa.Table | None, column: str, unit: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if table is not None:
        found = table.filter(pc.equal(table.column(column), unit)).to_pylist()
    return found


def _countersigned(
    signatures: pa.Table | None, establishment: Establishment, roles: frozenset[str], pledges: set[str], day: date
) -> date | None:
    """The first day on which the newest head signed a pledge of the unit after taking over."""
    heads = [
        one for (office, role), held in establishment.posts.items() if office is None and role in roles for one in held
    ]
    if signatures is None or not heads:
        return None
    newest = max(heads, key=lambda one: one.since)
    rows = signatures.filter(pc.equal(signatures.column("officer_id"), newest.officer)).to_pylist()
    days = [one["signed_on"] for one in rows if one["pledge_id"] in pledges and newest.since <= one["signed_on"] <= day]
    return min(days, default=None)
