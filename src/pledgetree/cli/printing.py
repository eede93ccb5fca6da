"""What the commands print: faults in the reader's language, JSON without anything else, a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pledgetree.base.errors import Fault
from pledgetree.publish.messages import translate_fault, translations

LANGUAGES = ("en", "zh-hans", "fr")
LANGUAGE = "pledgetree.language"
Report = Callable[[int, int, str], None]


def language() -> str:
    """The language of messages: what ``--lang`` of the running command left in the context, else English."""
    context = click.get_current_context(silent=True)
    return context.meta.get(LANGUAGE, "en") if context else "en"


def say(template: str, **values: object) -> None:
    """Print one translated line on standard output."""
    click.echo(translations(language()).gettext(template).format(**values))


def fault_record(one: Fault) -> dict[str, str]:
    """A fault as the JSON outputs show it; words are English so that programs can rely on them."""
    return {
        "code": one.code,
        "severity": one.severity,
        "where": one.where,
        "what": one.what,
        "remedy": one.remedy,
    }


def print_faults(faults: Iterable[Fault]) -> None:
    """Print faults on standard error, one per line."""
    for one in faults:
        click.echo(translate_fault(one, language()), err=True)


def print_json(value: object) -> None:
    """Print one JSON document and nothing else; its letters are escaped where the output is not Unicode."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=not unicode, indent=2))


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A progress bar on a terminal; silent elsewhere. The block reports (done, total, what)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _what: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield report
