"""The whole matrix at once: every duty at every unit below one, for owners, accountable posts and contacts.

The same faults as ``duty_holders`` finds at one unit, by sets of units instead of unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault
from pledgetree.law.asking import in_force
from pledgetree.law.model import Duty, DutyMatrix, Rulebook
from pledgetree.pledges.duty_holders import is_office
from pledgetree.pledges.duty_places import PARTNERS, provinces_of
from pledgetree.pledges.establishment import posts_on

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
NO_OFFICE = -2


@dataclass(frozen=True)
class Administration:
    """All units with their offices, and the posts held on one day, as places: rows of ``units`` and of ``offices``.

    Offices are sorted by id; -1 stands for a unit or an office that is not there, ``NO_OFFICE`` for a post without one.
    """

    ids: pa.Array
    tier: pa.Array
    province: pa.Array
    office_ids: list[str]
    office_unit: Places
    department: pa.Array
    post_unit: Places
    post_office: Places
    role: pa.Array

    def in_tiers(self, tiers: tuple[str, ...]) -> Flags:
        """Which units stand in one of the tiers."""
        return _member(self.tier, tiers)

    def in_provinces(self, codes: frozenset[str]) -> Flags:
        """Which units lie in provinces with these first two digits."""
        return _member(self.province, sorted(codes))

    def offices_of(self, department: str) -> Places:
        """The places of the offices of a department, by id."""
        return np.flatnonzero(_member(self.department, [department]))

    def count(self, department: str) -> Places:
        """How many offices of a department each unit has."""
        places = self.office_unit[self.offices_of(department)]
        return np.bincount(places[places >= 0], minlength=len(self.ids))

    def held_at_unit(self, role: str) -> Flags:
        """Which units have a holder of a role that belongs to no office."""
        places = self.post_unit[_member(self.role, [role]) & (self.post_office == NO_OFFICE)]
        return self._at(places)

    def held_in(self, role: str, department: str) -> Flags:
        """Which units have a holder of a role in their one office of a department (the first by id)."""
        offices = self.offices_of(department)
        first = offices[np.unique(self.office_unit[offices], return_index=True)[1]]
        manned = np.isin(first, self.post_office[_member(self.role, [role])])
        return self._at(self.office_unit[first[manned]])

    def _at(self, places: Places) -> Flags:
        found = np.zeros(len(self.ids), bool)
        found[places[places >= 0]] = True
        return found


def administration_of(units: pa.Table, offices: pa.Table, posts: pa.Table) -> Administration:
    """The administration of the tables ``units``, ``offices`` and of the ``posts`` held on a day."""
    offices = offices.sort_by("office_id")
    ids, office_ids = _column(units, "unit_id"), _column(offices, "office_id")
    seats = _column(posts, "office_id")
    # A post in an office that is not there is no post of the unit itself.
    in_office = np.where(pc.is_null(seats).to_numpy(zero_copy_only=False), NO_OFFICE, _places(seats, office_ids))
    return Administration(
        ids=ids,
        tier=_column(units, "tier").dictionary_encode(),
        province=pc.utf8_slice_codeunits(ids, 0, 2).dictionary_encode(),
        office_ids=office_ids.to_pylist(),
        office_unit=_places(_column(offices, "unit_id"), ids),
        department=_column(offices, "department").dictionary_encode(),
        post_unit=_places(_column(posts, "unit_id"), ids),
        post_office=in_office,
        role=_column(posts, "role").dictionary_encode(),
    )


def _column(table: pa.Table, name: str) -> pa.Array:
    return table.column(name).combine_chunks()


def _places(values: pa.Array, among: pa.Array) -> Places:
    found: Places = pc.fill_null(pc.index_in(values, value_set=among), -1).to_numpy().astype(np.int64)
    return found


def _member(values: pa.Array, allowed: Sequence[str]) -> Flags:
    """Which of some dictionary-encoded texts are among the allowed ones."""
    known: Flags = np.isin(values.dictionary.to_pylist(), list(allowed))
    found: Flags = np.append(known, False)[pc.fill_null(values.indices, len(known)).to_numpy()]
    return found


def _flags(units: pa.Table, column: str) -> Flags:
    values: Flags = pc.fill_null(units.column(column), fill_value=False).to_numpy().astype(bool)
    return values


def below(units: pa.Table, unit: str) -> Flags:
    """Which units stand below one in the tree, at any depth, without the unit itself."""
    ids = units.column("unit_id").combine_chunks()
    parent = pc.fill_null(pc.index_in(units.column("parent_id"), value_set=ids), -1).to_numpy().astype(np.int64)
    start = pc.index(ids, pa.scalar(unit)).as_py()
    found = np.zeros(len(ids), bool)
    reached = parent == start if start >= 0 else found
    while bool((reached & ~found).any()):
        found |= reached
        reached = (parent >= 0) & found[parent]
    return found


def check_matrix(rulebook: Rulebook, tables: tuple[pa.Table, pa.Table, pa.Table], unit: str, day: date) -> list[Fault]:
    """The faults of the matrix at every unit below one, sorted by unit.

    Args:
        rulebook: whose duties.
        tables: ``units``, ``offices``, ``posts``.
        unit: the unit whose subordinates are looked at; its own faults are not among them.
        day: posts are looked at on this day.
    """
    units, offices, posts = tables
    whole = administration_of(units, offices, posts_on(posts, day))
    inside, leads = below(units, unit), _flags(units, "signs")
    partners = provinces_of(rulebook, PARTNERS, day)
    scopes = {"programme": _flags(units, "in_programme"), "all": np.ones(len(inside), bool)}
    scopes["partner"] = ~scopes["programme"] & whole.in_provinces(partners)
    found: list[Fault] = []
    for duty in in_force(rulebook.matrix.duties, day):
        owing = inside & leads & whole.in_tiers(duty.tiers) & scopes[duty.scope]
        if bool(owing.any()):
            found += _duty_faults(rulebook.matrix, duty, whole, owing)
    return sorted(set(found), key=lambda one: (one.where, one))


def _duty_faults(matrix: DutyMatrix, duty: Duty, whole: Administration, owing: Flags) -> Iterator[Fault]:
    owned = np.ones(len(owing), np.int64)
    if is_office(matrix, duty.owner):
        owned = whole.count(duty.owner)
        for unit in _units(whole, owing & (owned == 0)):
            yield fault("DUTY_UNOWNED", unit, duty=duty.name, unit=unit)
        for unit in _units(whole, owing & (owned > 1)):
            yield fault("DUTY_OWNED_TWICE", unit, duty=duty.name, unit=unit, owners=_owners(whole, duty, unit))
    for role in duty.accountable:
        # Where the owning office is missing, its posts are not missed a second time.
        missed = owing & (owned > 0) if matrix.roles[role].held_at == "office" else owing
        for unit in _units(whole, missed & ~_answered(matrix, role, duty.owner, whole)):
            yield fault("POST_VACANT", unit, duty=duty.name, role=role, unit=unit)
    for unit in _units(whole, owing & ~_answered(matrix, duty.contact, duty.contact_at, whole)):
        yield fault("WORKING_CONTACT_MISSING", unit, duty=duty.name, unit=unit)


def _answered(matrix: DutyMatrix, role: str, department: str, whole: Administration) -> Flags:
    """Which units have somebody in a role; a body always answers."""
    match matrix.roles[role].held_at:
        case "unit":
            return whole.held_at_unit(role)
        case "office":
            return whole.held_in(role, department)
    return np.ones(len(whole.ids), bool)


def _units(whole: Administration, flags: Flags) -> list[str]:
    found: list[str] = whole.ids.filter(pa.array(flags)).to_pylist()
    return found


def _owners(whole: Administration, duty: Duty, unit: str) -> str:
    place = pc.index(whole.ids, pa.scalar(unit)).as_py()
    return ", ".join(whole.office_ids[one] for one in whole.offices_of(duty.owner) if whole.office_unit[one] == place)
