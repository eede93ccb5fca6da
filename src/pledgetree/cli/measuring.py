"""``pledgetree poverty`` and ``pledgetree deprivation``: measures of poverty with their errors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgetree.base.errors import fault
from pledgetree.cli.estimating import design_columns, design_options, warn_of_lonely_units
from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_faults, print_json, say

if TYPE_CHECKING:
    from pledgetree.survey.poverty import Poverty


@click.command()
@click.argument("data", metavar="DATA.csv", type=FOLDER)
@click.option("--income", required=True, help="Column of incomes.")
@click.option("--line", required=True, help="The poverty line: a number, or a column with the line of each row.")
@design_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def poverty(data: Path, income: str, line: str, as_json: bool, **words: Any) -> None:  # noqa: FBT001 - a flag of the command
    """Measure poverty and inequality of incomes: FGT 0 to 2, Watts, Sen, Gini, with their errors."""
    from pledgetree.survey.asking import number_or_column, read_sample
    from pledgetree.survey.poverty import measure_poverty

    amount = number_or_column(line)
    columns = [income] if amount is not None else [income, line]
    sample = read_sample(data, design_columns(**words), numbers=columns)
    numbers = sample.columns.numbers
    lines = numbers[line] if amount is None else amount
    found = measure_poverty(sample.design, numbers[income], lines, sample.domains, sample.names)
    warn_of_lonely_units(sample)
    _warn_of_missing_measures(found)
    if as_json:
        print_json([_poverty_record(one) for one in found])
        return
    for one in found:
        figures = {name: "-" if value is None else f"{value:.6g}" for name, value in one.values.items()}
        say(
            "{name}: FGT {fgt0}, {fgt1}, {fgt2}; Watts {watts}; Sen {sen}; Gini {gini}",
            name=one.domain or "*",
            **figures,
        )


def _warn_of_missing_measures(found: Iterable[Poverty]) -> None:
    for one in found:
        name = one.domain or "*"
        if one.values["watts"] is None:
            print_faults([fault("WATTS_UNDEFINED", domain=name)])
        if one.errors["fgt0"] is None:
            print_faults([fault("DOMAIN_TOO_SMALL", domain=name)])


def _poverty_record(one: Poverty) -> dict[str, object]:
    record: dict[str, object] = {"domain": one.domain}
    for name, value in one.values.items():
        record |= {name: value, f"{name}_se": one.errors[name]}
    return record


@click.command()
@click.argument("data", metavar="DATA.csv", type=FOLDER)
@click.option(
    "--dimension",
    "dimensions",
    multiple=True,
    required=True,
    help='A dimension "COLUMN<CUTOFF" or "COLUMN<CUTOFF:WEIGHT"; repeat the option.',
)
@click.option("--k", type=float, required=True, help="A row is poor when the weights of its deprivations reach K.")
@design_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def deprivation(
    data: Path,
    dimensions: tuple[str, ...],
    k: float,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
    **words: Any,
) -> None:
    """Measure poverty in several dimensions by Alkire and Foster: H, A, M0 with contributions, and their errors."""
    from pledgetree.survey.asking import read_dimensions
    from pledgetree.survey.deprivation import deprivation_record, measure_deprivation

    sample, read = read_dimensions(data, design_columns(**words), dimensions)
    found = measure_deprivation(sample.design, read, k, sample.domains, sample.names)
    warn_of_lonely_units(sample)
    if as_json:
        print_json([deprivation_record(one) for one in found])
        return
    for one in found:
        figures = {name: f"{value:.6g}" for name, (value, _) in one.measures.items()}
        say("{name}: H {headcount}, A {intensity}, M0 {m0}", name=one.domain or "*", **figures)
