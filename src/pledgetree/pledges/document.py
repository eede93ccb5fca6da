"""The content of a pledge document, and the canonical record that its digest covers and the paper carries inside.

The record holds what is promised, by whom, to whom, until when, and who must sign: not who has signed and not what has
been done since, so that a pledge keeps its digest from the draft to the last signature. Figures are texts (``12``,
``435/9667``), exact at any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pledgetree.evidence.digests import canonical_json, sha256_bytes
from pledgetree.law.model import Text
from pledgetree.law.pledge_text import PledgeText

RECORD_FORM = "pledgetree pledge 1"


@dataclass(frozen=True)
class Party:
    """A unit, or an office of it; ``within`` names the units above, from the province down."""

    unit_id: str
    name: str
    tier: str
    within: tuple[str, ...] = ()
    office_id: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Figure:
    """A promised or measured value; a whole number has the denominator 1."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return str(self.numerator) if self.denominator == 1 else f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True)
class Promise:
    """A commitment for an indicator and a year."""

    indicator: str
    year: int
    kind: str
    basis: str
    baseline: Figure | None
    target: Figure
    due_on: date | None


@dataclass(frozen=True)
class Clause:
    """A clause of a family; with a day it is a milestone, ``done_on`` and ``evidence`` tell of its fulfilment.

    ``status`` says how well a clause of the rulebook is known; a pledge's own clause has none.
    """

    number: int
    family: str
    text: str | Text
    due_on: date | None = None
    done_on: date | None = None
    evidence: str | None = None
    status: str = ""


@dataclass(frozen=True)
class Signatory:
    """Who must sign for a side; ``title``, ``signed_on`` and ``capacity`` are what the tables know of it."""

    side: str
    role: str
    title: str | None = None
    signed_on: date | None = None
    capacity: str | None = None


@dataclass(frozen=True)
class PledgeContent:
    """Everything a pledge document says; ``text`` is the rulebook's part; the programme goal has no superior."""

    pledge_id: str
    type: str
    superior: Party | None
    subordinate: Party
    derives_from: str | None
    replaces: tuple[str, ...]
    superseded_by: str | None
    reason: str | None
    deadline: date | None
    promises: tuple[Promise, ...]
    clauses: tuple[Clause, ...]
    signatories: tuple[Signatory, ...]
    rulebook: str
    text: PledgeText
    made_up: bool

    @property
    def milestones(self) -> tuple[Clause, ...]:
        """The clauses that are to be done by a day, the earliest first."""
        dated = [(one.due_on, one.number, one) for one in self.clauses if one.due_on is not None]
        return tuple(one for _, _, one in sorted(dated, key=lambda entry: entry[:2]))

    @property
    def parties(self) -> Mapping[str, Party]:
        """The parties by side."""
        above = {} if self.superior is None else {"superior": self.superior}
        return {**above, "subordinate": self.subordinate}

    def record(self) -> dict[str, Any]:
        """The canonical record, plain JSON; its RFC 8785 form is what ``record_bytes`` gives."""
        return {
            "form": RECORD_FORM,
            "pledge_id": self.pledge_id,
            "type": self.type,
            "parties": {side: _party(one) for side, one in self.parties.items()},
            "derives_from": self.derives_from,
            "replaces": list(self.replaces),
            "reason": self.reason,
            "deadline": _day(self.deadline),
            "commitments": [_promise(one) for one in self.promises],
            "clauses": [_clause(one) for one in self.clauses],
            "consequences": [dict(one.text) for one in self.text.consequences],
            "signatories": [{"side": one.side, "role": one.role} for one in self.signatories],
            "rulebook": self.rulebook,
            "made_up": self.made_up,
        }

    def record_bytes(self) -> bytes:
        """The RFC 8785 form of the record."""
        return canonical_json(self.record())

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical record, 64 hexadecimal digits."""
        return sha256_bytes(self.record_bytes())


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _party(one: Party) -> dict[str, Any]:
    office = None if one.office_id is None else {"office_id": one.office_id, "name": one.office}
    return {"unit_id": one.unit_id, "name": one.name, "tier": one.tier, "within": list(one.within), "office": office}


def _promise(one: Promise) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "year": one.year,
        "kind": one.kind,
        "basis": one.basis,
        "baseline": None if one.baseline is None else str(one.baseline),
        "target": str(one.target),
        "due_on": _day(one.due_on),
    }


def _clause(one: Clause) -> dict[str, Any]:
    text = one.text if isinstance(one.text, str) else dict(one.text)
    return {"number": one.number, "family": one.family, "text": text, "due_on": _day(one.due_on)}
