"""What a unit owes on a day: each duty with its owner, its accountable posts, to whom, by when, and its article.

Without a snapshot the owner is a department and posts are roles; with one they are offices and officers, and what is
missing is a fault of the matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pledgetree.base.errors import Fault, user_error
from pledgetree.base.units import CENTRE
from pledgetree.law.asking import in_force
from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import Duty, DutyMatrix, Rulebook
from pledgetree.lifecycle.calendars import calendar_of
from pledgetree.lifecycle.deadlines import Due, next_due
from pledgetree.pledges.duty_deeds import TABLES, Deeds, deeds_of
from pledgetree.pledges.duty_holders import Assigned, assign
from pledgetree.pledges.duty_matrix import check_matrix
from pledgetree.pledges.duty_places import Place, place_by_code, place_in_units
from pledgetree.pledges.establishment import Establishment, establishment_of
from pledgetree.snapshot.opening import open_snapshot


@dataclass(frozen=True)
class Owed:
    """A duty of the unit: who is assigned to it, the unit it is owed to (None = no one unit), when it is due next.

    ``done`` is the day it was done, where a table says so.
    """

    duty: Duty
    assigned: Assigned
    owed_to: str | None
    due: Due | None
    done: date | None


@dataclass(frozen=True)
class Ledger:
    """What a unit owes on a day, by day due (standing duties last), and the faults of the matrix at this unit."""

    place: Place
    day: date
    rulebook: Rulebook
    resolved: bool
    owed: tuple[Owed, ...]
    below: Sequence[Fault] = ()

    @property
    def faults(self) -> list[Fault]:
        """The faults of all duties, each once, sorted; after them those of the units below."""
        return [*sorted({one for owed in self.owed for one in owed.assigned.faults}), *self.below]


def duties_of(
    rulebook: str | Path, unit: str, day: date, snapshot: Path | None = None, *, below: bool = False
) -> Ledger:
    """What a unit owes on a day.

    Args:
        rulebook: name or folder.
        unit: division code; shorter ones are padded.
        day: the day asked about.
        snapshot: a snapshot with ``units``, ``offices`` and ``posts``; without one the tier follows from the code.
        below: look for faults at every unit below, too; needs a snapshot.

    Raises:
        UserError: what loading the rulebook and opening the snapshot raise; NO_DUTIES, WRONG_UNIT_CODE, UNKNOWN_UNIT,
            SNAPSHOT_NEEDED.
    """
    law = load_rulebook(rulebook)
    if not law.matrix.duties:
        raise user_error("NO_DUTIES", law.name)
    if snapshot is None:
        if below:
            raise user_error("SNAPSHOT_NEEDED", option="--below")
        return ledger(law, place_by_code(law, unit, day), day, None)
    opened = open_snapshot(snapshot)
    opened.require("units", "offices", "posts")
    changes = opened.read("code_changes") if opened.has("code_changes") else None
    units, offices, posts = (opened.read(name) for name in ("units", "offices", "posts"))
    place = place_in_units(law, units, changes, unit, day)
    establishment = establishment_of(offices, posts, place.unit, day)
    tables = {name: opened.read(name) for name in TABLES if opened.has(name)}
    found = ledger(law, place, day, establishment, deeds_of(tables, establishment, heads_of(law.matrix), day))
    return replace(found, below=check_matrix(law, (units, offices, posts), place.unit, day)) if below else found


def ledger(
    rulebook: Rulebook, place: Place, day: date, establishment: Establishment | None, deeds: Deeds | None = None
) -> Ledger:
    """What a place owes on a day under a rulebook, given its establishment and its deeds where they are known."""
    calendar, done = calendar_of(rulebook), deeds or Deeds()
    owed = [
        Owed(
            duty=duty,
            assigned=assign(rulebook.matrix, duty, place, establishment),
            owed_to=_owed_to(duty, place),
            due=due,
            done=done.done_on(duty, due),
        )
        for duty in duties_at(rulebook, place, day)
        for due in [next_due(duty.deadline, day, _events(rulebook.matrix, duty, establishment), calendar)]
        if _runs(rulebook, duty, day, due)
    ]
    return Ledger(place, day, rulebook, establishment is not None, tuple(sorted(owed, key=_order)))


def duties_at(rulebook: Rulebook, place: Place, day: date) -> Iterator[Duty]:
    """The duties in force on a day that fall on a place."""
    for duty in in_force(rulebook.matrix.duties, day):
        if place.tier in duty.tiers and place.owes(duty.scope):
            yield duty


def _runs(rulebook: Rulebook, duty: Duty, day: date, due: Due | None) -> bool:
    """Whether a duty is still about a year that some edition governs, and its term has not ended."""
    last = max(one.last_year for one in rulebook.editions)
    if duty.calendar == "standing" and duty.deadline.by is not None:
        return day <= duty.deadline.by
    about = due.year if due is not None and due.year is not None else day.year
    return about <= last


def heads_of(matrix: DutyMatrix) -> frozenset[str]:
    """The roles of a unit's own heads: posts at the unit that belong to no office."""
    return frozenset(name for name, role in matrix.roles.items() if role.held_at == "unit")


def _events(matrix: DutyMatrix, duty: Duty, establishment: Establishment | None) -> Mapping[str, date]:
    """What has happened since a duty took effect: whoever led before has signed the pledge in the first place."""
    taken = establishment.latest_takeover(heads_of(matrix)) if establishment is not None else None
    return {} if taken is None or taken < duty.effective else {"takeover": taken}


def _owed_to(duty: Duty, place: Place) -> str | None:
    match duty.owed_to:
        case "superior":
            return place.superior
        case "centre" | "leading_group":
            return CENTRE
        case "leadership":
            return place.unit
    return None


def _order(owed: Owed) -> tuple[bool, date, str]:
    return (owed.due is None, owed.due.on if owed.due is not None else date.max, owed.duty.name)
