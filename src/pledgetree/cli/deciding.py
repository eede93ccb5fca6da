"""``pledgetree decide``: the county-exit gates on a plain table."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_json, say


@click.command()
@click.option("--rulebook", required=True, help="Name or folder of the rulebook, for example cn-county-exit-2017.")
@click.option("--input", "table", type=FOLDER, required=True, help="CSV file, one county per row.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def decide(rulebook: str, table: Path, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Decide which counties may exit, by the four gates, from counts in a table."""
    from pledgetree.assessment.decide import decide_file
    from pledgetree.law.loading import load_rulebook

    decisions = decide_file(table, load_rulebook(rulebook))
    if as_json:
        print_json(decisions)
        return
    for one in decisions:
        if one["may_exit"]:
            say("{county} may exit", county=one["county"])
        else:
            say("{county} may not exit: {failed}", county=one["county"], failed=", ".join(one["failed"]))
