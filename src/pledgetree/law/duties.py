"""Turns the raw form of ``duties.yaml`` into the duty matrix; the raw form must have passed every check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pledgetree.law.model import DeadlineRule, Department, Duty, DutyMatrix, Role, Source

Entry = Mapping[str, Any]


def matrix_of(content: Entry) -> DutyMatrix:
    """The duty matrix of a file's content; an empty one for an empty content."""
    departments, roles = _sorted(content, "departments"), _sorted(content, "roles")
    return DutyMatrix(
        departments={
            name: Department(name, one["title"], one["kind"], tuple(one["tiers"])) for name, one in departments
        },
        roles={name: Role(name, one["title"], one["held_at"]) for name, one in roles},
        evidence=dict(_sorted(content, "evidence")),
        duties=tuple(duty for name, one in _sorted(content, "duties") for duty in _duties(name, one)),
    )


def _sorted(content: Entry, key: str) -> list[tuple[str, Any]]:
    return sorted(content.get(key, {}).items())


def _duties(name: str, entry: Entry) -> Iterator[Duty]:
    """The dated versions of a duty, each once for every department that owes it."""
    for day, one in _sorted(entry, "from"):
        shared = "each_of" in one
        for owner in sorted(one["each_of"]) if shared else [one["owner"]]:
            yield _duty(f"{name}/{owner}" if shared else name, entry, (day, one), owner)


def _duty(name: str, entry: Entry, dated: tuple[str, Entry], owner: str) -> Duty:
    day, one = dated
    return Duty(
        name=name,
        title=entry["title"],
        tiers=tuple(entry["tiers"]),
        scope=entry.get("scope", "programme"),
        effective=date.fromisoformat(day),
        owner=owner,
        accountable=tuple(one["accountable"]),
        contact=one["contact"],
        contact_at=one.get("contact_at", owner),
        supporting=tuple(one.get("supporting", ())),
        owed_to=one["owed_to"],
        evidence=tuple(one["evidence"]),
        lifecycle=one["lifecycle"],
        calendar=one["calendar"],
        deadline=deadline_of(one["deadline"]),
        source=Source(**one["source"]),
    )


def deadline_of(entry: Entry) -> DeadlineRule:
    """A deadline rule; days stand under ``days`` or, where only working days count, under ``working_days``."""
    return DeadlineRule(
        on=entry.get("on", ""),
        years=entry.get("years", 0),
        by=date.fromisoformat(entry["by"]) if "by" in entry else None,
        after=entry.get("after", ""),
        days=entry.get("working_days", entry.get("days", 0)),
        working="working_days" in entry,
        holidays=entry.get("holidays", "keep"),
    )
