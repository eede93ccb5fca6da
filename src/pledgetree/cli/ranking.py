"""``pledgetree ranks``: how far ranks may be from the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_json, say


@click.command()
@click.argument("table", metavar="TABLE.csv", type=FOLDER)
@click.option("--estimate", required=True, help="Column of estimates.")
@click.option("--se", required=True, help="Column of their standard errors.")
@click.option("--id", "identity", help="Column of names; default: id, else the first other column.")
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help="Level of the sets.",
)
@click.option("--seed", type=click.IntRange(0, 2**64), default=1, show_default=True, help="Seed of the bootstrap.")
@click.option("--draws", type=click.IntRange(100, 10**6), default=20_000, show_default=True, help="Bootstrap draws.")
@click.option("--ascending", is_flag=True, help="Rank 1 is the smallest; default: the largest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def ranks(
    table: Path,
    estimate: str,
    se: str,
    identity: str | None,
    ascending: bool,  # noqa: FBT001 - a flag of the command line
    as_json: bool,  # noqa: FBT001 - a flag of the command line
    **bootstrap: Any,
) -> None:
    """Rank the rows of TABLE.csv, with the sets that hold the true ranks."""
    from pledgetree.survey.ranks import rank_sets, read_figures

    names, estimates, errors = read_figures(table, estimate, se, identity)
    found = rank_sets(-estimates if ascending else estimates, errors, **bootstrap)
    if as_json:
        rows = zip(names, found, strict=True)
        print_json(
            [
                {"id": name, "rank": one.rank, "marginal": one.marginal, "simultaneous": one.simultaneous}
                for name, one in rows
            ]
        )
        return
    for name, one in sorted(zip(names, found, strict=True), key=lambda pair: pair[1].rank):
        (low, high), (least, most) = one.marginal, one.simultaneous
        ends = {"low": low, "high": high, "least": least, "most": most}
        say("{rank} {name}: alone {low} to {high}, with all others {least} to {most}", rank=one.rank, name=name, **ends)
