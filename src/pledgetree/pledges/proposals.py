"""What would follow, before anyone signs: a shortfall divided among the pledges below, and who must sign again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pledgetree.base.dates import year_end
from pledgetree.base.errors import user_error
from pledgetree.law.loading import default_name, load_rulebook
from pledgetree.pledges.amendments import must_sign_again
from pledgetree.pledges.arrays import Programme
from pledgetree.pledges.reading import day_number, programme_of, read_tables
from pledgetree.pledges.redistribution import Redistribution, what_if
from pledgetree.pledges.terms import Terms, terms_of
from pledgetree.pledges.tree import Tree, build_tree
from pledgetree.snapshot.opening import open_snapshot


@dataclass(frozen=True)
class Standing:
    """The pledges of a snapshot as they stand on 31 December of a year."""

    programme: Programme
    tree: Tree
    terms: Terms
    year: int


def standing_pledges(path: Path, year: int, rulebook: str | Path | None = None) -> Standing:
    """Read the pledge tree of a snapshot.

    Raises:
        UserError: what opening the snapshot and loading the rulebook raise; TABLE_MISSING.
    """
    snapshot = open_snapshot(path)
    terms = terms_of(load_rulebook(rulebook or snapshot.rulebook or default_name()), year_end(year))
    programme = programme_of(read_tables(snapshot), year, terms.base_statistic)
    tree = build_tree(programme.units, programme.pledges, day_number(year_end(year)))
    return Standing(programme, tree, terms, year)


def propose(standing: Standing, pledge_id: str, indicator: str, rule: str) -> Redistribution:
    """Divide what the pledges below lack of a pledge's target for an indicator and the year.

    Args:
        standing: the tree.
        pledge_id: the pledge that is not covered.
        indicator: an additive indicator of the rulebook.
        rule: one of ``redistribution.RULES``.

    Raises:
        UserError: UNKNOWN_INDICATOR; UNKNOWN_PLEDGE, no standing pledge of that id has such a commitment.
    """
    ways = standing.terms.ways
    if indicator not in ways:
        raise user_error("UNKNOWN_INDICATOR", indicator=indicator, allowed=", ".join(sorted(ways)))
    commitment = (indicator, standing.year)
    return what_if(
        standing.programme,
        standing.tree,
        pledge_id=pledge_id,
        commitment=commitment,
        rule=rule,
        less=ways[indicator].less,
    )


def proposal_record(proposal: Redistribution, rule: str) -> Mapping[str, object]:
    """The form ``pledge redistribute --json`` prints."""
    return {
        "rule": rule,
        "target": proposal.target,
        "shortfall": proposal.shortfall,
        "unplaced": proposal.unplaced,
        "shares": [
            {
                "pledge_id": one.child.pledge_id,
                "unit": one.child.unit,
                "before": one.child.target,
                "after": one.after,
                "feasible": one.feasible,
            }
            for one in proposal.shares
        ],
    }


def to_sign_again(standing: Standing, pledge_id: str) -> list[str]:
    """The standing pledges that derive from a pledge, directly or through others: an amendment of it concerns them all.

    Raises:
        UserError: UNKNOWN_PLEDGE.
    """
    return must_sign_again(standing.programme.pledges, standing.tree, pledge_id)
