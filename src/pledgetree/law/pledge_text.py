"""What a rulebook says in words about pledges (``pledge_text.yaml``): form, clauses, consequences, by day and tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pledgetree.base.errors import Fault, user_error
from pledgetree.law.documents import Raw, items, table
from pledgetree.law.model import Rulebook, Source, Text
from pledgetree.law.reading import where
from pledgetree.law.references import known

FILE = "pledge_text.yaml"
PART = "pledge_text"


@dataclass(frozen=True)
class Form:
    """The title and the opening of a pledge; ``effective`` is the day this form took effect."""

    title: Text
    preamble: Text
    effective: date
    source: Source


@dataclass(frozen=True)
class Wording:
    """A clause or a consequence; ``family`` is empty for a consequence."""

    name: str
    family: str
    text: Text
    source: Source


@dataclass(frozen=True)
class PledgeText:
    """What holds on a day for pledges of one tier; ``families`` are titles in the order they are printed."""

    form: Form
    families: Mapping[str, Text]
    clauses: tuple[Wording, ...]
    consequences: tuple[Wording, ...]


def pledge_text_on(rulebook: Rulebook, day: date, tier: str, kind: str = "vertical") -> PledgeText:
    """The words for a pledge of a kind (``vertical``, ``department``, ``partner``) given by a unit of a tier.

    Raises:
        UserError: PLEDGE_TEXT_MISSING, the rulebook has no words for pledges, or none in force on the day.
    """
    content = table(rulebook.raw, PART)
    found = _latest(table(content, "form", "from"), day)
    if found is None:
        raise user_error("PLEDGE_TEXT_MISSING", rulebook.name, day=day.isoformat())
    begun, form = found
    return PledgeText(
        form=Form(form["title"], form["preamble"], begun, Source(**form["source"])),
        families={name: one["title"] for name, one in _entries(content, "families")},
        clauses=tuple(_wordings(content, "clauses", day, tier, kind)),
        consequences=tuple(_wordings(content, "consequences", day, tier, kind)),
    )


def check_pledge_text(raw: Raw) -> Iterator[Fault]:
    """Clauses whose family has no title."""
    families = table(raw, PART, "families")
    for name, clause in items(raw, PART, "clauses"):
        family = clause.get("family")
        if isinstance(family, str):
            yield from known("RULE_FAMILY", where(FILE, ("clauses", name, "family")), family, families)


def _entries(content: Mapping[str, Any], part: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from items(content, part)


def _latest(dated: Mapping[str, Any], day: date) -> tuple[date, Mapping[str, Any]] | None:
    begun = [(date.fromisoformat(one), entry) for one, entry in dated.items() if one <= day.isoformat()]
    return max(begun, key=lambda pair: pair[0], default=None)


def _wordings(content: Mapping[str, Any], part: str, day: date, tier: str, kind: str) -> Iterator[Wording]:
    for name, entry in _entries(content, part):
        found = _latest(table(entry, "from"), day)
        if found is None:
            continue
        if tier in found[1].get("tiers", (tier,)) and kind in found[1].get("types", (kind,)):
            yield Wording(name, entry.get("family", ""), found[1]["text"], Source(**found[1]["source"]))
