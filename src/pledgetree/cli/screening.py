"""``pledgetree screen``: look for data that deserve a visit."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_json, say


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--rulebook", help="Name or folder of the rulebook; default: the snapshot's, else the default one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def screen(
    snapshot: Path,
    rulebook: str | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Screen the data of SNAPSHOT. A flag is a reason to visit, never a verdict; it stays with the planning desk."""
    from pledgetree.integrity.screening import screen as screen_snapshot

    found = screen_snapshot(snapshot, rulebook)
    if as_json:
        print_json(found.record())
        return
    for one in found.flags:
        say(
            "{unit} {screen}: {cases} of {total}, q = {q}",
            unit=one.test.unit,
            screen=one.test.screen,
            cases=one.test.cases,
            total=one.test.total,
            q=f"{one.q_value:.2g}",
        )
    say("{flags} flags in {tests} tests: reasons to visit, no verdicts", flags=len(found.flags), tests=len(found.tests))
