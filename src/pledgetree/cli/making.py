"""``pledgetree nation``: write the bundled, made-up programme."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, Years, lang_option
from pledgetree.cli.printing import progress_bar, say


@click.command()
@click.option("--households", type=click.IntRange(min=1), required=True, help="Households entered in 2014.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Seed; the same seed gives the same bytes.")
@click.option("--years", type=Years(), required=True, help="Years to write, for example 2014-2020.")
@click.option("--out", type=FOLDER, required=True, help="New folder: one snapshot per year, and the truth.")
@lang_option
def nation(households: int, seed: int, years: range, out: Path) -> None:
    """Write the bundled nation: real divisions and published totals, made-up households."""
    from pledgetree.nation.programme import write_nation

    with progress_bar() as report:
        write_nation(households=households, seed=seed, years=years, out=out, progress=report)
    say("Wrote {count} snapshots and the truth about them to {out}.", count=len(years), out=out)
