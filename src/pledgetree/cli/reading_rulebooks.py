"""``pledgetree rulebook check``: examine a rulebook."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import fault_record, print_faults, print_json, say


@click.group()
def rulebook() -> None:
    """Rulebooks: the law as data."""


@rulebook.command("check")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def check(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Examine a rulebook: files, keys, sources, editions, cliffs. Exit 1 when there are faults.

    DIR is a folder, or the name of a bundled rulebook where no such folder is here.
    """
    from pledgetree.indicators.catalogue import facts_by_formula
    from pledgetree.law.loading import bundled_folder, bundled_names, check_rulebook

    bundled = not folder.exists() and str(folder) in bundled_names()
    faults = check_rulebook(bundled_folder() / folder if bundled else folder, facts_by_formula())
    serious = [one for one in faults if one.severity == "fault"]
    if as_json:
        print_json({"rulebook": str(folder), "faults": [fault_record(one) for one in faults]})
    else:
        print_faults(faults)
        say("{faults} faults and {warnings} warnings", faults=len(serious), warnings=len(faults) - len(serious))
    if serious:
        raise click.exceptions.Exit(1)
