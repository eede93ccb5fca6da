"""Where a duty falls: a unit's tier, the unit above, whether the scheme speaks to it; from a snapshot or the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.code_tiers import has_leaders, tier_of, unit_above
from pledgetree.base.errors import user_error
from pledgetree.base.units import pad_code
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook
from pledgetree.snapshot.codes import CodeResolver

PROVINCES = "programme/provinces"
PARTNERS = "programme/partner_provinces"


@dataclass(frozen=True)
class Place:
    """A unit that may owe duties; ``scope`` is ``programme``, ``partner`` or ``none``, ``name`` may be unknown."""

    unit: str
    name: str
    tier: str
    superior: str | None
    leads: bool
    scope: str

    def owes(self, scope: str) -> bool:
        """Whether a duty of a scope falls on the unit; a unit without leaders owes nothing."""
        return self.leads and scope in ("all", self.scope)


def place_by_code(rulebook: Rulebook, code: str, day: date) -> Place:
    """The place a division code names by itself; see ``base.code_tiers``.

    Raises:
        UserError: WRONG_UNIT_CODE; what ``value_on`` raises.
    """
    unit = pad_code(code)
    tier = tier_of(unit)
    inside = PROVINCES not in rulebook.parameters or unit[:2] in provinces_of(rulebook, PROVINCES, day)
    scope = "programme" if inside else _outside(rulebook, unit, day)
    return Place(unit, "", tier, unit_above(unit), has_leaders(unit), scope)


def place_in_units(rulebook: Rulebook, units: pa.Table, changes: pa.Table | None, code: str, day: date) -> Place:
    """The place a code meant on a day in the tables ``units`` and ``code_changes``.

    Raises:
        UserError: WRONG_UNIT_CODE; UNKNOWN_UNIT, no unit had this code on the day.
    """
    wanted = pad_code(code)
    on = pa.array([day], pa.date32())
    (unit,) = CodeResolver(units, changes).resolve(pa.array([wanted]), on).to_pylist()
    if unit is None:
        raise user_error("UNKNOWN_UNIT", value=wanted)
    rows = {one["unit_id"]: one for one in _way_up(units, unit)}
    row = rows[unit]
    scope = "programme" if row["in_programme"] else _outside(rulebook, unit, day)
    return Place(unit, row["name"], row["tier"], _nearest_signing(rows, unit), row["signs"], scope)


def _way_up(units: pa.Table, unit: str) -> list[dict[str, Any]]:
    """The rows of a unit and of every unit above it."""
    columns = units.select(["unit_id", "parent_id", "tier", "name", "signs", "in_programme"])
    found: list[dict[str, Any]] = []
    here: str | None = unit
    while here is not None and here not in {one["unit_id"] for one in found}:
        rows = columns.filter(pc.equal(columns.column("unit_id"), here)).to_pylist()
        found += rows[:1]
        here = rows[0]["parent_id"] if rows else None
    return found


def _nearest_signing(rows: dict[str, dict[str, Any]], unit: str) -> str | None:
    above: str | None = rows[unit]["parent_id"]
    while above is not None and above in rows and not rows[above]["signs"]:
        above = rows[above]["parent_id"]
    return above


def _outside(rulebook: Rulebook, unit: str, day: date) -> str:
    return "partner" if unit[:2] in provinces_of(rulebook, PARTNERS, day) else "none"


def provinces_of(rulebook: Rulebook, parameter: str, day: date) -> frozenset[str]:
    """The first two digits of the provinces a parameter lists on a day; none when the rulebook lacks it.

    Raises:
        UserError: NO_VALUE_ON_DATE.
    """
    if parameter not in rulebook.parameters:
        return frozenset()
    return frozenset(str(value_on(rulebook, parameter, day).value).split())
