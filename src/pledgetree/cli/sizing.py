"""``pledgetree sample size`` and ``pledgetree sample design``: how many cases, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgetree.base.errors import user_error
from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import language, print_json, say
from pledgetree.publish.messages import translations

if TYPE_CHECKING:
    from pledgetree.survey.phases import TwoPhases
    from pledgetree.survey.planning import CurvePoint
    from pledgetree.survey.sizes import Goal, Plan


class Share(click.ParamType[Fraction]):
    """A share between 0 and 1, both excluded, as an exact number: ``0.02`` or ``2/100``."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """The share; another text is a usage error."""
        try:
            share = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            share = Fraction(0)
        if not 0 < share < 1:
            self.fail(f"'{value}' is not a share between 0 and 1; write 0.02 or 2/100", param, ctx)
        return share


def _goal_options(command: Callable[..., None]) -> Callable[..., None]:
    """What is to be proved, and how alike the cases of a cluster are."""
    inside = click.FloatRange(0, 1, min_open=True, max_open=True)
    options = (
        click.option("--limit", type=Share(), required=True, help="The rate to be proved, for example 0.02."),
        click.option("--level", type=inside, default=0.95, show_default=True, help="Level of the proof."),
        click.option("--households", type=click.IntRange(min=1), default=1, help="Households visited in a village."),
        click.option("--alike", type=click.FloatRange(0, 1), default=0.0, help="Correlation within villages (rho)."),
        click.option("--picture", type=FOLDER, help="New SVG file for the power curve."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def sample() -> None:
    """Plan samples: how many cases prove a rate, and where to visit."""


@sample.command("size")
@_goal_options
@click.option("--above", is_flag=True, help="Prove the rate above the limit; default: within it.")
@click.option("--truth", type=click.FloatRange(0, 1), help="The true rate the plan is made for.")
@click.option(
    "--power",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.8,
    show_default=True,
    help="Chance of proof at that truth.",
)
@click.option("--allowed", type=click.IntRange(0, 1000), default=5, show_default=True, help="List plans up to so many.")
@click.option("--population", type=click.IntRange(min=1), help="Cases there are in all; default: unlimited.")
@click.option("--second", type=click.IntRange(min=1), help="Cases of a second sample, announced beforehand.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def size(
    limit: Fraction,
    level: float,
    population: int | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
    **words: Any,
) -> None:
    """Say how many cases prove that a rate is within a limit, or above it."""
    from pledgetree.survey.planning import first_plans, plan_record, power_curve
    from pledgetree.survey.sizes import Goal, design_effect

    goal, effect = Goal(limit, level, population), design_effect(words["households"], words["alike"])
    plans = first_plans(limit, level, population, words["allowed"])
    chosen = _chosen(goal, words)
    curve = power_curve(goal, chosen or plans[-1], above=words["above"])
    phases = _phases(goal, chosen or plans[-1], words["second"])
    _draw_curve(words["picture"], curve, limit, above=words["above"])
    record: dict[str, Any] = {
        "limit": float(limit),
        "level": level,
        "population": population,
        "design_effect": effect,
        "plans": [plan_record(one, effect) for one in plans],
        "chosen": None if chosen is None else {**plan_record(chosen, effect), "power": chosen.power},
        "two_phases": phases,
        "curve": [asdict(one) for one in curve],
    }
    if as_json:
        print_json(record)
    else:
        _say_size(record, above=words["above"])


def _chosen(goal: Goal, words: dict[str, Any]) -> Plan | None:
    """The plan for a truth; None without one."""
    from pledgetree.survey.sizes import plan_above, plan_within

    if words["truth"] is None:
        if words["above"]:
            raise click.UsageError("--above needs --truth")
        return None
    return (plan_above if words["above"] else plan_within)(goal, words["truth"], words["power"])


def _phases(goal: Goal, plan: Plan, second: int | None) -> dict[str, Any] | None:
    from pledgetree.survey.phases import outlook, plan_two_phases

    if second is None:
        return None
    made: TwoPhases = plan_two_phases(goal.limit, plan.n, second, goal.level)
    truths = [float(goal.limit) * part / 4 for part in range(1, 13)]
    return {**asdict(made), "outlook": [asdict(outlook(made, truth)) for truth in truths if truth <= 1]}


def _draw_curve(place: Path | None, curve: Sequence[CurvePoint], limit: Fraction, *, above: bool) -> None:
    from pledgetree.publish.pictures.power_curve import power_curve_svg
    from pledgetree.survey.writing import write_new

    if place is None:
        return
    _ = translations(language()).gettext
    words = {
        "title": _("Chance of proof by true rate"),
        "proved": _("proved above") if above else _("proved within"),
        "point": _("point estimate at most the limit"),
        "rate": _("true rate"),
        "limit": _("limit {limit}").format(limit=f"{float(limit) * 100:g} %"),
    }
    proved = [(one.truth, one.proved) for one in curve]
    points = [(one.truth, one.point_verdict) for one in curve]
    write_new(place, power_curve_svg(proved, points, float(limit), words).encode())


def _say_size(record: dict[str, Any], *, above: bool) -> None:
    chosen, phases = record["chosen"], record["two_phases"]
    for plan in record["plans"] if chosen is None else []:
        say("{visits} visits ({n} independent cases): proved within with at most {allowed} wrong", **plan)
    if chosen is not None and above:
        say("{visits} visits ({n} independent cases): proved above with more than {allowed} wrong", **chosen)
    elif chosen is not None:
        say("{visits} visits ({n} independent cases): proved within with at most {allowed} wrong", **chosen)
    if phases is not None:
        say("first {first}: within up to {within_first} wrong, above from {above_first}", **phases)
        say("both, {first} and {second}: within up to {within_both}, above from {above_both}", **phases)
    _say_curve(record["curve"])


def _say_curve(curve: Sequence[dict[str, float]]) -> None:
    say("true rate: chance of proof, chance that the point estimate is at most the limit")
    for one in curve[::4]:
        say("{truth:.2%}: {proved:.3f}, {point_verdict:.3f}", **one)


@sample.command("design")
@click.argument("frame", metavar="FRAME.tsv", type=FOLDER)
@_goal_options
@click.option("--total", type=click.IntRange(min=1), required=True, help="Villages to draw in all.")
@click.option(
    "--allocation",
    type=click.Choice(["proportional", "power", "neyman"]),
    default="power",
    show_default=True,
    help="How strata share them.",
)
@click.option("--exponent", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Of power allocation.")
@click.option("--minimum", type=click.IntRange(min=0), default=1, show_default=True, help="Least per stratum.")
@click.option("--expected", type=FOLDER, help="CSV with columns stratum and rate, factor (oversampling) or both.")
@click.option("--out", type=FOLDER, help="New file of lines stratum TAB n, for pledgetree draw --n-by.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def design(frame: Path, total: int, as_json: bool, **words: Any) -> None:  # noqa: FBT001 - a flag of the program
    """Spread a sample of villages over the strata of FRAME.tsv, with its cost and what it proves."""
    from pledgetree.survey.frames import read_frame
    from pledgetree.survey.planning import Allocation, counts_text, plan_strata, read_expectations
    from pledgetree.survey.writing import write_new

    expected = read_expectations(words["expected"]) if words["expected"] else {}
    allocation = Allocation(words["allocation"], words["exponent"], words["minimum"])
    strata = plan_strata(read_frame(frame), total, allocation, expected)
    record = {**_worth(total, words), "strata": [asdict(one) for one in strata]}
    if words["out"]:
        write_new(words["out"], counts_text(strata))
    if as_json:
        print_json(record)
        return
    for one in strata:
        say("{stratum}: {n} of {units} (probability {probability:.4f})", **asdict(one))
    say("{total} villages, {visits} visits, worth {effective} independent cases", **record)
    _say_curve(record["curve"])


def _worth(total: int, words: dict[str, Any]) -> dict[str, Any]:
    """What a sample of so many villages costs and proves; its power curve is drawn on the way."""
    from pledgetree.survey.planning import effective_cases, most_allowed, power_curve
    from pledgetree.survey.sizes import Goal, design_effect

    goal, households = Goal(words["limit"], words["level"]), words["households"]
    effective = effective_cases(total, households, words["alike"])
    plan = most_allowed(goal, effective)
    if plan is None:
        raise user_error("NOT_PROVABLE", limit=f"{float(goal.limit):g}")
    curve = power_curve(goal, plan, above=False)
    _draw_curve(words["picture"], curve, goal.limit, above=False)
    return {
        "total": total,
        "households": households,
        "visits": total * households,
        "design_effect": design_effect(households, words["alike"]),
        "effective": effective,
        "allowed": plan.allowed,
        "curve": [asdict(one) for one in curve],
    }
