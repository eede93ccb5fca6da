"""Which registered households a number of a village counts, read from the snapshot the result was made from.

Only figures of the register are opened this far. Households visited by interviewers are not: who answered an inspector
is never disclosed to those inspected.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pledgetree.assessment.trace import UnitPlace
from pledgetree.base.dates import year_end, year_start
from pledgetree.base.errors import user_error
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.opening import Snapshot, open_snapshot

EXITED, REMAINING = "exited", "remaining"
COUNTED = {
    "register.persons_exited": EXITED,
    "register.persons_remaining": REMAINING,
    "register.incidence": REMAINING,
}
"""Formulas whose households are listed, and which persons make a household count."""


class Origin(Protocol):
    """What a list needs of a result: its year, and the digest of the snapshot it was made from (``extra``)."""

    @property
    def year(self) -> int:
        """The year assessed."""

    @property
    def extra(self) -> Mapping[str, object]:
        """Further keys of the manifest; ``snapshot`` is the snapshot's digest."""


def households_counted(
    snapshot: Path, result: Origin, place: UnitPlace, formulas: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The households behind each figure of the register at a village, by indicator; ids sorted.

    Args:
        snapshot: folder of the snapshot.
        result: the result explained.
        place: the unit; above the village nothing is listed.
        formulas: the formula in force by indicator.

    Raises:
        UserError: SNAPSHOT_NOT_OF_RESULT, and what opening a snapshot raises.
    """
    opened = open_snapshot(snapshot, verify=False)
    if opened.digest != result.extra.get("snapshot"):
        raise user_error("SNAPSHOT_NOT_OF_RESULT", snapshot)
    listed = {name: COUNTED[formula] for name, formula in formulas.items() if formula in COUNTED}
    if place.tier != "village" or not listed:
        return {}
    opened.require("households", "persons")
    households = _households_of(opened, place.unit_id)
    persons = _persons_of(opened, households["household_id"])
    return {name: _counted(households, persons, kind, result.year) for name, kind in listed.items()}


def _households_of(snapshot: Snapshot, unit_id: str) -> pa.Table:
    """The village's households; those under an old code that means this village are its own."""
    changes = snapshot.read("code_changes") if snapshot.has("code_changes") else None
    codes = {unit_id}
    if changes is not None:
        codes |= {*changes["old_code"].to_pylist(), *changes["new_code"].to_pylist()}
    columns = ["household_id", "unit_id", "exit_approved_on"]
    wanted = ds.field("unit_id").isin(sorted(codes))
    found = ds.dataset(snapshot.paths("households")).to_table(columns=columns, filter=wanted)
    days = pa.repeat(year_end(snapshot.year), found.num_rows).cast(pa.date32())
    meant = CodeResolver(snapshot.read("units"), changes).resolve(found["unit_id"], days)
    return found.filter(pc.fill_null(pc.equal(meant, unit_id), fill_value=False))


def _persons_of(snapshot: Snapshot, households: pa.ChunkedArray) -> pa.Table:
    wanted = ds.field("household_id").isin(households.combine_chunks())
    columns = ["household_id", "outflow", "closing"]
    return ds.dataset(snapshot.paths("persons")).to_table(columns=columns, filter=wanted)


def _counted(households: pa.Table, persons: pa.Table, kind: str, year: int) -> tuple[str, ...]:
    if kind == EXITED:
        # Delivered means left the stock by an exit approved in the year; the register's other ways out never count.
        approved = households["exit_approved_on"]
        in_year = pc.and_(pc.greater_equal(approved, year_start(year)), pc.less_equal(approved, year_end(year)))
        households = households.filter(pc.fill_null(in_year, fill_value=False))
        persons = persons.filter(pc.equal(persons["outflow"], EXITED))
    else:
        persons = persons.filter(persons["closing"])
    counted = set(persons["household_id"].to_pylist())
    return tuple(sorted(one for one in households["household_id"].to_pylist() if one in counted))
