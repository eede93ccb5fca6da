"""``pledgetree estimate``: figures of a sample with their error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgetree.base.errors import fault, user_error
from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_faults, print_json, say

if TYPE_CHECKING:
    from pledgetree.survey.asking import DesignColumns, Sample
    from pledgetree.survey.estimating import Estimate


def design_options(command: Callable[..., None]) -> Callable[..., None]:
    """The columns that make up the design of a sample."""
    options = (
        click.option("--weight", help="Column of weights; default: from the population counts, else 1."),
        click.option("--strata", help="Column of strata."),
        click.option("--cluster", help="Columns of clusters from above: C or C,C2."),
        click.option("--fpc", help="Columns of population counts: units in the stratum, units in the cluster."),
        click.option("--by", help="Column of domains."),
        click.option(
            "--lonely-unit",
            type=click.Choice(["centre", "average", "certainty", "refuse"]),
            default="centre",
            show_default=True,
            help="What a stratum with one primary unit adds to the error.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def design_columns(
    weight: str | None, strata: str | None, cluster: str | None, fpc: str | None, by: str | None, lonely_unit: str
) -> DesignColumns:
    """The options as columns of the design."""
    from pledgetree.survey.asking import DesignColumns, split_names

    return DesignColumns(weight, strata, split_names(cluster), split_names(fpc), by, lonely_unit)


def warn_of_lonely_units(sample: Sample) -> None:
    """Say on standard error when strata with one unit were centred."""
    from pledgetree.survey.designs import lonely_strata

    strata = lonely_strata(sample.design)
    if strata and sample.design.lonely == "centre":
        print_faults([fault("LONELY_UNIT_CENTRED", strata=strata)])


@click.command()
@click.argument("data", metavar="DATA.csv", type=FOLDER)
@design_options
@click.option("--mean", help="Column whose mean is estimated.")
@click.option("--total", help="Column whose total is estimated.")
@click.option("--proportion", help='Share of rows for which "X==v" holds.')
@click.option("--ratio", help='Two columns "Y/X" whose totals are divided.')
@click.option("--ci", type=click.Choice(["korn-graubard", "wilson", "logit", "t"]), help="Kind of interval.")
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)
@click.option("--planned-effect", type=click.FloatRange(min=1), help="Design effect where a sample shows no case.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def estimate(
    data: Path,
    ci: str | None,
    level: float,
    planned_effect: float | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
    **words: Any,
) -> None:
    """Estimate a figure from a sample, with its error and what it rests on."""
    from pledgetree.survey.asking import read_question
    from pledgetree.survey.estimating import KINDS, Manner
    from pledgetree.survey.estimating import estimate as estimate_figure

    asked = {kind: words.pop(kind) for kind in KINDS}
    kind, text = _only_question(asked)
    if kind != "proportion" and ci not in (None, "t"):
        raise user_error("INTERVAL_NOT_FOR", method=str(ci))
    sample, question = read_question(data, design_columns(**words), kind, text)
    manner = Manner(level, ci, planned_effect)
    found = estimate_figure(sample.design, question, sample.domains, sample.names, manner)
    warn_of_lonely_units(sample)
    print_faults(fault("DOMAIN_TOO_SMALL", domain=one.domain or "*") for one in found if one.se is None)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        _say_estimates(found, kind)


def _only_question(asked: dict[str, str | None]) -> tuple[str, str]:
    given = [(kind, text) for kind, text in asked.items() if text is not None]
    if len(given) != 1:
        raise click.UsageError("give one of --mean, --total, --proportion, --ratio")
    return given[0]


def _say_estimates(found: Iterable[Estimate], kind: str) -> None:
    """One line for each domain; what the presentation standard suppresses is not shown."""
    from pledgetree.survey.presenting import CAUTION, SUPPRESSED, standing

    for one in found:
        name, rests = one.domain or "*", {"n": one.n, "psus": one.psus, "df": one.df}
        standard = standing(one, kind)
        if standard == SUPPRESSED:
            say("{name}: too weak to be shown (n {n}, primary units {psus}, df {df})", name=name, **rests)
            continue
        figures = {"value": f"{one.estimate:.6g}", "low": f"{one.ci_low:.6g}", "high": f"{one.ci_high:.6g}"}
        say("{name}: {value} ({low} to {high}; n {n}, primary units {psus}, df {df})", name=name, **figures, **rests)
        if standard == CAUTION:
            say("{name}: with caution, fewer than 8 degrees of freedom", name=name)
