"""``pledgetree pledge redistribute`` and ``pledge descendants``: what would follow, before anyone signs."""

from __future__ import annotations

from pathlib import Path

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.pledging import pledge
from pledgetree.cli.printing import print_json, say

__all__ = ["pledge"]  # the group, with the commands below in it

RULES = ("poor_population", "remaining_capacity")
_year_option = click.option(
    "--year", type=click.IntRange(1900, 2200), required=True, help="The tree stands as on its 31 December."
)
_rulebook_option = click.option(
    "--rulebook", help="Name or folder of the rulebook; default: the snapshot's, else the default one."
)


@pledge.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--pledge", "pledge_id", required=True, help="The pledge that those below do not cover.")
@click.option("--indicator", required=True, help="The additive indicator.")
@_year_option
@click.option("--rule", type=click.Choice(RULES), default=RULES[0], show_default=True, help="How to divide.")
@_rulebook_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def redistribute(
    snapshot: Path,
    pledge_id: str,
    indicator: str,
    year: int,
    rule: str,
    rulebook: str | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """Show a shortfall divided among the pledges below. Nothing is changed."""
    from pledgetree.pledges.proposals import proposal_record, propose, standing_pledges

    proposal = propose(standing_pledges(snapshot, year, rulebook), pledge_id, indicator, rule)
    if as_json:
        print_json(proposal_record(proposal, rule))
        return
    for one in proposal.shares:
        say("{unit}: {before}, then {after}", unit=one.child.unit, before=one.child.target, after=one.after)
        if not one.feasible:
            say("    more than is left of its stock")
    say("{shortfall} short, {unplaced} of it not placed", shortfall=proposal.shortfall, unplaced=proposal.unplaced)


@pledge.command()
@click.argument("snapshot", type=FOLDER)
@click.option("--pledge", "pledge_id", required=True, help="The pledge that is to be amended.")
@_year_option
@_rulebook_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def descendants(
    snapshot: Path,
    pledge_id: str,
    year: int,
    rulebook: str | None,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
) -> None:
    """List the pledges that must be signed again when a pledge is amended."""
    from pledgetree.pledges.proposals import standing_pledges, to_sign_again

    found = to_sign_again(standing_pledges(snapshot, year, rulebook), pledge_id)
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(one)
    say("{count} pledges must be signed again", count=len(found))
