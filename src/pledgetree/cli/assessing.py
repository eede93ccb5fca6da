"""``assess``, ``explain``, ``verify``, ``publish``: make a result, open its numbers, prove it, show it."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option, now
from pledgetree.cli.printing import language, print_faults, print_json, progress_bar, say
from pledgetree.publish.messages import translations


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--rulebook", required=True, help="Name of a bundled rulebook, or a folder.")
@click.option("--year", type=click.IntRange(1900, 2200), required=True, help="Year to assess.")
@click.option("--out", type=FOLDER, required=True, help="New result folder.")
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Who adds up."
)
@click.option("--previous", type=FOLDER, help="An earlier result: counties unchanged since are not recomputed.")
@lang_option
def assess(
    snapshot: Path,
    rulebook: str,
    year: int,
    out: Path,
    engine: str,
    previous: Path | None,
) -> None:
    """Assess one year of a programme from a snapshot under a rulebook."""
    from pledgetree.assessment.running import assess as run_assessment

    with progress_bar() as report:
        result = run_assessment(
            snapshot, rulebook=rulebook, year=year, out=out, engine=engine, previous=previous, at=now(), progress=report
        )
    say("Result {out}, digest {digest}", out=out, digest=result.digest)


@click.command()
@click.argument("result", type=FOLDER)
@click.option("--unit", required=True, help="Unit code; shorter codes are padded.")
@click.option("--indicator", help="One indicator; default: the grade and all indicators.")
@click.option("--snapshot", type=FOLDER, help="Snapshot of the result: lists the households counted in a village.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def explain(
    result: Path,
    unit: str,
    indicator: str | None,
    snapshot: Path | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Explain a number of a result: counts, rule, article, source."""
    from pledgetree.assessment.explaining import explain as explain_unit
    from pledgetree.assessment.explaining import trace_json, trace_text

    trace = explain_unit(result, unit, indicator=indicator, snapshot=snapshot)
    if as_json:
        print_json(trace_json(trace))
    else:
        click.echo(trace_text(trace, language(), translations(language()).gettext))


@click.command()
@click.argument("result", type=FOLDER)
@click.option("--snapshot", type=FOLDER, required=True, help="The snapshot the result was made from.")
@lang_option
def verify(result: Path, snapshot: Path) -> None:
    """Recompute a result and compare its digests. Exit 1 when they differ."""
    from pledgetree.assessment.verifying import verify as verify_result

    with progress_bar() as report:
        faults = verify_result(result, snapshot, progress=report)
    print_faults(faults)
    if faults:
        raise click.exceptions.Exit(1)
    say("The result follows from the snapshot: every exact table has the same digest.")


@click.command()
@click.argument("result", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="New folder for the report.")
@lang_option
def publish(result: Path, out: Path) -> None:
    """Write the report in three languages: pages, workbooks, tables."""
    from pledgetree.publish.publishing import publish as publish_result

    with progress_bar() as report:
        publish_result(result, out=out, progress=report)
    say("Report: {page}", page=out / "index.html")
