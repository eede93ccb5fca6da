"""The duty matrix of a rulebook, and the lifecycles of duties, as sections of reference pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pledgetree.law.model import DeadlineRule, Duty, Rulebook, Source
from pledgetree.lifecycle.moves import Lifecycle
from pledgetree.lifecycle.tables import LIFECYCLES

Table = Callable[[str, Iterable[str], Iterable[Iterable[object]]], str]
MOVED = {
    "keep": "",
    "next": "; a day off moves to the next working day",
    "previous": "; a day off moves to the one before",
}
EVENTS = {
    "year_end": "the end of the year",
    "pledge_signed": "the pledge is signed",
    "takeover": "a new head takes over",
    "event": "what it is about has happened",
}


def deadline_text(rule: DeadlineRule) -> str:
    """By when, in words."""
    if rule.on:
        later = {0: "of the year", 1: "of the next year"}.get(rule.years, f"{rule.years} years later")
        day = f"the last day of month {rule.on[:2]}" if rule.on.endswith("end") else rule.on
        return f"{day} {later}{MOVED[rule.holidays]}"
    if rule.by is not None:
        return f"by {rule.by}{MOVED[rule.holidays]}"
    if rule.after:
        kind = "working days" if rule.working else "days"
        return f"{rule.days} {kind} after {EVENTS[rule.after]}{MOVED[rule.holidays]}"
    return "always"


def duty_row(duty: Duty, cite: Callable[[Source], str]) -> tuple[object, ...]:
    """One duty: who, by when, to whom, why."""
    tiers = ", ".join(duty.tiers) + ("" if duty.scope == "programme" else f" ({duty.scope})")
    contact = duty.contact if duty.contact_at == duty.owner else f"{duty.contact} of {duty.contact_at}"
    return (
        f"`{duty.name}`",
        duty.title["en"],
        tiers,
        duty.owner,
        ", ".join(duty.accountable),
        contact,
        ", ".join(duty.supporting),
        duty.owed_to,
        ", ".join(duty.evidence),
        f"{duty.calendar}: {deadline_text(duty.deadline)}",
        duty.lifecycle,
        duty.effective,
        cite(duty.source),
    )


def duties(rulebook: Rulebook, table: Table, cite: Callable[[Source], str]) -> str:
    """The duty matrix of a rulebook."""
    names = (
        "duty",
        "title",
        "tiers",
        "owner",
        "accountable",
        "contact",
        "supporting",
        "owed to",
        "evidence",
        "deadline",
    )
    columns = (*names, "lifecycle", "from", "source")
    return table("Duties", columns, (duty_row(one, cite) for one in rulebook.matrix.duties))


def lifecycle_page(table: Table) -> str:
    """The page of all lifecycles: states with their owners, moves with actor, evidence and deadline."""
    head = [
        "# Lifecycles\n",
        "The states and moves of duties and joint tasks: who must act in a state, who may move on, what proves it, by",
        "when. A deadline is the day the duty is due, or a number of days that the rulebook holds. A move that is not",
        "here is refused (`MOVE_REFUSED`).\n",
    ]
    return "\n".join([*head, *(_lifecycle(one, table) for one in LIFECYCLES.values())])


def _lifecycle(one: Lifecycle, table: Table) -> str:
    owners = {state.name: state.owner or "(end)" for state in one.states}
    rows = (
        (f"{move.start} ({owners[move.start]})", move.end, move.actor, move.evidence, move.deadline or "")
        for move in one.moves
    )
    return table(one.name, ("from (who must act)", "to", "who moves", "evidence", "deadline"), rows)
