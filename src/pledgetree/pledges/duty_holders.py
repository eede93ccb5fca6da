"""Who is assigned to a duty at a unit: one owning office, the accountable posts, one working contact, supporters.

Clear and distinct responsibilities (责任清晰, 厅字〔2016〕33号 art. 3): what has no owner, two owners, a vacant post
without an acting officer or no working contact is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pledgetree.base.errors import Fault, fault
from pledgetree.law.model import Duty, DutyMatrix
from pledgetree.pledges.duty_places import Place
from pledgetree.pledges.establishment import Establishment, Holder, Office


@dataclass(frozen=True)
class Seat:
    """A department, and the office that is its one at the unit (None = the unit itself, or not known)."""

    department: str
    office: Office | None


@dataclass(frozen=True)
class Answering:
    """A role that answers for a duty, and who holds it; nobody where no snapshot says, or in a body."""

    role: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class Assigned:
    """Owner, accountable posts, working contact with its office, supporting offices, and what is wrong with them."""

    owner: Seat
    accountable: tuple[Answering, ...]
    contact: Answering
    contact_seat: Seat
    supporting: tuple[Seat, ...]
    faults: tuple[Fault, ...]


def assign(matrix: DutyMatrix, duty: Duty, place: Place, establishment: Establishment | None) -> Assigned:
    """Who is assigned to a duty at a place; without an establishment departments and roles alone, and no faults."""
    if establishment is None:
        return _by_name(duty)
    owner = Seat(duty.owner, _only_office(matrix, establishment, duty.owner))
    contact_seat = Seat(duty.contact_at, _only_office(matrix, establishment, duty.contact_at))
    accountable = tuple(_answering(matrix, establishment, role, owner) for role in duty.accountable)
    contact = _answering(matrix, establishment, duty.contact, contact_seat)
    found = (
        *_owner_faults(matrix, duty, place, establishment),
        *_post_faults(matrix, duty, place, accountable, owner),
        *_contact_faults(duty, place, contact),
    )
    supporting = tuple(Seat(one, _only_office(matrix, establishment, one)) for one in duty.supporting)
    return Assigned(owner, accountable, contact, contact_seat, supporting, found)


def _by_name(duty: Duty) -> Assigned:
    return Assigned(
        owner=Seat(duty.owner, None),
        accountable=tuple(Answering(role, ()) for role in duty.accountable),
        contact=Answering(duty.contact, ()),
        contact_seat=Seat(duty.contact_at, None),
        supporting=tuple(Seat(one, None) for one in duty.supporting),
        faults=(),
    )


def is_office(matrix: DutyMatrix, department: str) -> bool:
    """Whether a department is an office of a unit, and not the unit itself."""
    return matrix.departments[department].kind == "office"


def _only_office(matrix: DutyMatrix, establishment: Establishment, department: str) -> Office | None:
    """The one office of a department; the first of several by id."""
    offices = establishment.offices_of(department) if is_office(matrix, department) else ()
    return offices[0] if offices else None


def _answering(matrix: DutyMatrix, establishment: Establishment, role: str, seat: Seat) -> Answering:
    match matrix.roles[role].held_at:
        case "unit":
            return Answering(role, establishment.holders(None, role))
        case "office" if seat.office is not None:
            return Answering(role, establishment.holders(seat.office.id, role))
    return Answering(role, ())


def _owner_faults(matrix: DutyMatrix, duty: Duty, place: Place, establishment: Establishment) -> Iterator[Fault]:
    if not is_office(matrix, duty.owner):
        return
    offices = establishment.offices_of(duty.owner)
    if not offices:
        yield fault("DUTY_UNOWNED", place.unit, duty=duty.name, unit=place.unit)
    if len(offices) > 1:
        owners = ", ".join(one.id for one in offices)
        yield fault("DUTY_OWNED_TWICE", place.unit, duty=duty.name, unit=place.unit, owners=owners)


def _post_faults(
    matrix: DutyMatrix, duty: Duty, place: Place, accountable: tuple[Answering, ...], owner: Seat
) -> Iterator[Fault]:
    """Vacant posts; where the owning office is missing, its posts are not missed a second time."""
    for one in accountable:
        held_at = matrix.roles[one.role].held_at
        missed = held_at == "unit" or (held_at == "office" and owner.office is not None)
        if missed and not one.holders:
            yield fault("POST_VACANT", place.unit, duty=duty.name, role=one.role, unit=place.unit)


def _contact_faults(duty: Duty, place: Place, contact: Answering) -> Iterator[Fault]:
    if not contact.holders:
        yield fault("WORKING_CONTACT_MISSING", place.unit, duty=duty.name, unit=place.unit)
