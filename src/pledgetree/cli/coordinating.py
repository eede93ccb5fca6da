"""``pledgetree duties`` and ``pledgetree tasks``: who owes what by when, and how joint tasks stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pledgetree.base.dates import parse_date
from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import language, print_faults, print_json, say
from pledgetree.publish.messages import translations

if TYPE_CHECKING:
    from pledgetree.pledges.duties import Ledger, Owed
    from pledgetree.pledges.duty_holders import Answering, Seat
    from pledgetree.pledges.tasks import Standing

# What stands between the parts of a list that have commas themselves; French has a narrow space before the sign.
_BETWEEN = {"en": "; ", "zh-hans": "；", "fr": "\u202f; "}


class Day(click.ParamType[date]):
    """A day as ``YYYY-MM-DD``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002 - click's own signature
        """The day; a wrong text is a user fault."""
        return value if isinstance(value, date) else parse_date(str(value), param.opts[0] if param else "")


@click.command()
@click.option("--unit", required=True, help="Unit code; shorter codes are padded.")
@click.option("--date", "day", type=Day(), required=True, help="The day asked about.")
@click.option("--rulebook", required=True, help="Name or folder of the rulebook.")
@click.option("--snapshot", type=FOLDER, help="Names offices and officers, and finds what is owned by nobody.")
@click.option("--below", is_flag=True, help="Also list the faults of every unit below; needs --snapshot.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def duties(
    unit: str,
    day: date,
    rulebook: str,
    snapshot: Path | None,
    below: bool,  # noqa: FBT001 - a flag of the command line
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Print what a unit owes, to whom, by when, and why."""
    from pledgetree.pledges.duties import duties_of
    from pledgetree.pledges.duty_records import ledger_record

    ledger = duties_of(rulebook, unit, day, snapshot, below=below)
    if as_json:
        print_json(ledger_record(ledger))
        return
    place = ledger.place
    name = f"{place.unit} {place.name}".rstrip()
    say("{unit}: {count} duties on {day}", unit=name, count=len(ledger.owed), day=day)
    if not place.leads:
        say("This is a place in the code without leaders; it owes nothing.")
    for owed in ledger.owed:
        _print_owed(ledger, owed)
    print_faults(ledger.faults)


def _print_owed(ledger: Ledger, owed: Owed) -> None:
    duty, assigned, lang = owed.duty, owed.assigned, language()
    matrix = ledger.rulebook.matrix
    click.echo("")
    click.echo(f"{owed.due.on.isoformat() if owed.due else '-':10}  {duty.title[lang]}  [{duty.name}]")
    if owed.done is not None:
        say("    done on {day}", day=owed.done)
    say("    owner: {owner}", owner=_seat(ledger, assigned.owner))
    say("    accountable: {posts}", posts=_BETWEEN[lang].join(_post(ledger, one) for one in assigned.accountable))
    contact = f"{_post(ledger, assigned.contact)}, {_seat(ledger, assigned.contact_seat)}"
    say("    working contact: {contact}", contact=contact)
    if assigned.supporting:
        say("    supporting: {offices}", offices=_BETWEEN[lang].join(_seat(ledger, one) for one in assigned.supporting))
    _print_owed_to(ledger, owed)
    say("    evidence: {evidence}", evidence=_BETWEEN[lang].join(matrix.evidence[one][lang] for one in duty.evidence))
    source = " ".join(part for part in (duty.source.title, duty.source.document, duty.source.article) if part)
    say("    why: {source} ({status})", source=source, status=translations(lang).gettext(duty.source.status))


def _print_owed_to(ledger: Ledger, owed: Owed) -> None:
    match owed.duty.owed_to:
        case "people":
            say("    owed to: the people")
        case "partner":
            say("    owed to: the partner")
        case "leading_group" if "leading_group" in ledger.rulebook.matrix.departments:
            title = ledger.rulebook.matrix.departments["leading_group"].title[language()]
            say("    owed to: {unit}", unit=title)
        case _:
            say("    owed to: {unit}", unit=owed.owed_to)


def _seat(ledger: Ledger, seat: Seat) -> str:
    title = ledger.rulebook.matrix.departments[seat.department].title[language()]
    return f"{title} ({seat.office.id})" if seat.office else title


def _post(ledger: Ledger, post: Answering) -> str:
    title = ledger.rulebook.matrix.roles[post.role].title[language()]
    names = [one.officer if one.capacity == "full" else f"{one.officer} ({one.capacity})" for one in post.holders]
    return f"{title} {', '.join(names)}".strip()


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--on", "day", type=Day(), required=True, help="The day on which the tasks are looked at.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def tasks(snapshot: Path, day: date, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Print how the joint tasks of SNAPSHOT stand: critical path, what is overdue, what is blocked and by whom."""
    from pledgetree.pledges.tasks import standing_record, tasks_on

    standing = tasks_on(snapshot, day)
    if as_json:
        print_json(standing_record(standing))
    else:
        _print_standing(standing)


def _print_standing(standing: Standing) -> None:
    network = standing.tasks.network
    opened = sum(len(one.members) for one in standing.parts)
    say("{count} tasks, {open} open on {day}", count=len(network.ids), open=opened, day=standing.day)
    if standing.parts:
        part = standing.parts[0]
        path = " > ".join(network.ids[one] for one in part.critical_path)
        say("last to end: {finish}; critical path: {path}", finish=date.fromordinal(part.finish), path=path)
    for place in standing.overdue:
        row = standing.tasks.rows[place]
        say("overdue since {due}: {task} {title}", due=row["due_on"], task=row["task_id"], title=row["title"])
    for one in standing.blocked:
        row = standing.tasks.rows[one.task]
        say(
            "blocked since {since}: {task} {title}; {waiting} tasks wait; to be resolved by {unit}",
            since=row["blocked_since"] or "-",
            task=row["task_id"],
            title=row["title"],
            waiting=len(one.waiting),
            unit=one.escalate_to or "-",
        )
    print_faults(standing.faults)
