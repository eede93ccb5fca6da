"""``pledgetree forecast``: who will keep the pledges by the deadline, and who will not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from pledgetree.base.dates import parse_date
from pledgetree.cli.options import FOLDER, lang_option


def _day(_ctx: click.Context, _param: click.Parameter, value: str) -> date:
    return parse_date(value, "--on")


def _print_record(whole: dict[str, Any]) -> None:
    """One JSON document with a commitment on each line: a nation has millions, and people search them by line."""
    rest = {name: value for name, value in whole.items() if name != "commitments"}
    click.echo(json.dumps(rest, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "commitments": [', nl=False)
    between = "\n    "
    for one in whole["commitments"]:
        click.echo(between + json.dumps(one, ensure_ascii=False), nl=False)
        between = ",\n    "
    click.echo("\n  ]\n}")


@click.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--on", callback=_day, required=True, help="Day of the forecast; a year's figures count from its end on.")
@click.option("--unit", help="Code of the unit to look at, with the units right below it; default: the whole tree.")
@click.option("--rulebook", help="Name or folder of the rulebook; default: the snapshot's, else the default one.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON only: every unit below --unit, else down to counties."
)
@lang_option
def forecast(
    snapshot: Path,
    on: date,
    unit: str | None,
    rulebook: str | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Forecast the pledges of SNAPSHOT to their deadline, and how many people would be left."""
    from pledgetree.cli.forecast_words import print_forecast
    from pledgetree.pledges.forecast_records import record
    from pledgetree.pledges.forecasting import forecast as make_forecast

    found = make_forecast(snapshot, on=on, unit=unit, rulebook=rulebook)
    if as_json:
        _print_record(record(found))
    else:
        print_forecast(found)
