"""The form in which a unit's duties are printed as JSON; ``schema/duties.schema.json`` describes it."""

from __future__ import annotations

from typing import Any

from pledgetree.base.errors import Fault
from pledgetree.law.model import DeadlineRule, Source
from pledgetree.pledges.duties import Ledger, Owed
from pledgetree.pledges.duty_holders import Answering, Seat

Record = dict[str, Any]


def ledger_record(ledger: Ledger) -> Record:
    """A unit's duties and the faults of the matrix."""
    place = ledger.place
    return {
        "unit": place.unit,
        "name": place.name or None,
        "tier": place.tier,
        "superior": place.superior,
        "date": ledger.day.isoformat(),
        "rulebook": ledger.rulebook.name,
        "resolved": ledger.resolved,
        "duties": [_owed(ledger, one) for one in ledger.owed],
        "faults": [fault_record(one) for one in ledger.faults],
    }


def fault_record(one: Fault) -> Record:
    """A fault of the matrix; ``unit`` is the unit it is about."""
    params = dict(one.params)
    return {
        "code": one.code,
        "severity": one.severity,
        "duty": params["duty"],
        "unit": params["unit"],
        "role": params.get("role"),
        "detail": one.what,
    }


def _owed(ledger: Ledger, owed: Owed) -> Record:
    duty, assigned = owed.duty, owed.assigned
    return {
        "duty": duty.name,
        "title": dict(duty.title),
        "owner": _seat(ledger, assigned.owner),
        "accountable": [one for post in assigned.accountable for one in _holders(post)],
        "contact": {**_holders(assigned.contact)[0], **_seat(ledger, assigned.contact_seat)},
        "supporting": [_seat(ledger, one) for one in assigned.supporting],
        "owed_to": {"kind": duty.owed_to, "unit": owed.owed_to},
        "evidence": list(duty.evidence),
        "lifecycle": duty.lifecycle,
        "calendar": duty.calendar,
        "deadline": deadline_record(duty.deadline),
        "due": owed.due.on.isoformat() if owed.due is not None else None,
        "year": owed.due.year if owed.due is not None else None,
        "done": owed.done.isoformat() if owed.done is not None else None,
        "article": duty.source.article,
        "source": source_record(duty.source),
    }


def _seat(ledger: Ledger, seat: Seat) -> Record:
    office = seat.office
    known = ledger.rulebook.matrix.departments[seat.department].kind == "office" and office is not None
    return {"department": seat.department, "office_id": office.id if known and office is not None else None}


def _holders(post: Answering) -> list[Record]:
    held = [{"role": post.role, "officer_id": one.officer, "capacity": one.capacity} for one in post.holders]
    return held or [{"role": post.role, "officer_id": None, "capacity": None}]


def deadline_record(rule: DeadlineRule) -> Record:
    """A deadline rule with the keys its file has."""
    record: Record = {}
    if rule.on:
        record |= {"on": rule.on, "years": rule.years}
    if rule.by is not None:
        record["by"] = rule.by.isoformat()
    if rule.after:
        record |= {"after": rule.after, "working_days" if rule.working else "days": rule.days}
    return record | {"holidays": rule.holidays}


def source_record(source: Source) -> Record:
    """Where a duty comes from and how well it is known."""
    return {
        "title": source.title,
        "document": source.document,
        "article": source.article,
        "status": source.status,
        "note": source.note,
    }
