"""``pledgetree cascade``: examine the pledge tree of a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_faults, print_json, say


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--year", type=click.IntRange(1900, 2200), required=True, help="The tree stands as on its 31 December.")
@click.option("--rulebook", help="Name or folder of the rulebook; default: the snapshot's, else the default one.")
@click.option("--indicator", help="Only the faults about this indicator.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def cascade(
    snapshot: Path,
    year: int,
    rulebook: str | None,
    indicator: str | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Check that the pledges of SNAPSHOT add up, are signed and hang together. Exit 1 when there are faults."""
    from pledgetree.pledges.checking import cascade as check_cascade

    found = check_cascade(snapshot, year=year, rulebook=rulebook, indicator=indicator)
    serious = [one for one in found.faults if one.severity == "fault"]
    if as_json:
        print_json(found.record())
    else:
        print_faults(found.faults)
        say("{faults} faults and {warnings} warnings", faults=len(serious), warnings=len(found.faults) - len(serious))
    if serious:
        raise click.exceptions.Exit(1)
