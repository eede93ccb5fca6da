"""``pledgetree freeze`` and ``pledgetree check``: make a snapshot, examine one."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option, now
from pledgetree.cli.printing import fault_record, print_faults, print_json, progress_bar, say


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--year", type=click.IntRange(1900, 2200), required=True, help="Year the tables describe.")
@click.option("--out", type=FOLDER, required=True, help="New snapshot folder.")
@click.option("--rulebook", help="Rulebook the snapshot is meant for.")
@lang_option
def freeze(folder: Path, year: int, out: Path, rulebook: str | None) -> None:
    """Freeze FOLDER (any of the declared tables as .csv or .parquet) into a snapshot."""
    from pledgetree.law.loading import load_rulebook
    from pledgetree.snapshot.freezing import freeze as freeze_folder
    from pledgetree.snapshot.opening import open_snapshot

    with progress_bar() as report:
        freeze_folder(
            folder,
            year=year,
            out=out,
            frozen_at=now(),
            rulebook=load_rulebook(rulebook).name if rulebook else None,
            progress=report,
            warn=lambda one: print_faults([one]),
        )
    say("Snapshot {out}, digest {digest}", out=out, digest=open_snapshot(out, verify=False).digest)


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def check(snapshot: Path, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Examine a snapshot: its digests, keys, references, values and flows. Exit 1 when there are faults."""
    from pledgetree.snapshot.checking import examine_snapshot

    with progress_bar() as report:
        digest, faults = examine_snapshot(snapshot, report)
    if as_json:
        print_json({"snapshot": digest, "faults": [fault_record(one) for one in faults]})
    else:
        print_faults(faults)
        say("{count} faults in {snapshot}", count=len(faults), snapshot=snapshot)
    if any(one.severity == "fault" for one in faults):
        raise click.exceptions.Exit(1)
