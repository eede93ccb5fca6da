"""The whole pledge tree of the made-up nation, from the Centre to the village, with what is planted in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.units import TIERS
from pledgetree.nation import planted_figures, planted_pledges
from pledgetree.nation.columns import Whole
from pledgetree.nation.committing import Commitments, all_commitments, commitments_table, milestones
from pledgetree.nation.county_offices import every_office, office_posts
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.drafting import Draft, last_day
from pledgetree.nation.government import Signing, Terms, posts, signing_units
from pledgetree.nation.planted_signatures import SignedDraft, kinds
from pledgetree.nation.pledging import (
    Pledges,
    department_pledges,
    department_signatures,
    partner_pledges,
    pledges_table,
    pledging_offices,
    tree_pledges,
)
from pledgetree.nation.promises import Promises, county_places, spread, summed_upwards
from pledgetree.nation.register import Batch
from pledgetree.nation.signing import Signatures, all_signatures, signatures_table
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets
from pledgetree.snapshot.canonical import fitted

NEVER = 1_000_000
"""The day a pledge that is never signed would be signed: after all others."""
_LAST_SIGNED = 2016


@dataclass(frozen=True)
class PledgeTree:
    """The pledges, what they promise, who signed, and the rows of the truth about what is planted.

    ``honest`` are the promises of every unit before anything was planted: plans keep to them.
    """

    divisions: Divisions
    terms: Terms
    honest: Promises
    pledges: Pledges
    commitments: Commitments
    signatures: Signatures
    heads: Sequence[Mapping[str, Any]]
    """Posts of the heads of departments that pledge beside the tree, to the end of 2020."""
    planted: pa.Table


def grow(
    divisions: Divisions, targets: CountyTargets, promises: Promises, terms: Terms, batches: Sequence[Batch], seed: int
) -> PledgeTree:
    """Make the tree: honest first, then the faults, then the signatures under what stands, and theirs.

    Args:
        divisions: the units.
        targets: of every county.
        promises: of the units down to the county.
        terms: who holds which post when.
        batches: the villages with registered households.
        seed: decides where faults are planted.
    """
    tree = signing_units(divisions, "village")
    rows = _rows_of_villages(divisions, batches)
    honest = spread(promises, tree, batches, rows)
    rural = _rural(tree, targets)
    pledges = tree_pledges(tree)
    commitments = all_commitments(honest, rural)
    draft = Draft(seed, tree, honest, rural, pledges, commitments, np.zeros(len(tree.row), np.bool_))
    for kind in (*planted_pledges.KINDS, *planted_figures.KINDS):
        draft.plant(kind)
    units = pa.array(divisions.ids, pa.string())
    draft.add_pledges(partner_pledges(units).joined([department_pledges(units)]))
    draft.add_commitments(milestones(draft.pledges))
    signed = _signed(divisions, draft, terms)
    return _kept(divisions, terms, draft, signed)


def _rows_of_villages(divisions: Divisions, batches: Sequence[Batch]) -> Whole:
    numbers = np.concatenate([np.empty(0, np.int64), *(one.village for one in batches)])
    order = np.argsort(divisions.number)
    rows: Whole = order[np.searchsorted(divisions.number[order], numbers)]
    return rows


def _rural(tree: Signing, targets: CountyTargets) -> Whole:
    """Rural population of the signing counties at or below each unit (S,)."""
    place, county = county_places(tree, targets)
    people = np.zeros(len(tree.row), np.int64)
    people[place] = targets.rural_population[county]
    return summed_upwards(tree, people)


def _signed(divisions: Divisions, draft: Draft, terms: Terms) -> SignedDraft:
    given = all_signatures(divisions, draft.pledges, terms)
    signed = SignedDraft(draft, given, terms, draft.gone[given.pledge].copy())
    for kind in kinds(signed):
        draft.plant(kind)
    return signed


def _kept(divisions: Divisions, terms: Terms, draft: Draft, signed: SignedDraft) -> PledgeTree:
    """The tree without what was never signed."""
    pledges = replace(draft.pledges, signed=np.where(draft.gone, NEVER, draft.pledges.signed))
    return PledgeTree(
        divisions,
        terms,
        draft.promises,
        pledges,
        draft.commitments,
        signed.left(),
        _heads_of_departments(divisions, draft.seed),
        draft.truth(),
    )


def _heads_of_departments(divisions: Divisions, seed: int) -> list[dict[str, Any]]:
    seats = office_posts(every_office(divisions), seed, YEARS[-1])
    here = pc.is_in(seats["office_id"], value_set=pa.array(pledging_offices()))
    heads: list[dict[str, Any]] = seats.filter(pc.and_(here, pc.equal(seats["role"], "department_head"))).to_pylist()
    return heads


def edition(year: int) -> int:
    """The year whose pledges and commitments a snapshot holds: amendments and pledges beside the tree are of 2016."""
    return min(year, _LAST_SIGNED)


def pledge_rows(tree: PledgeTree, year: int) -> pa.Table:
    """The declared table ``pledges`` at the end of a year."""
    return pledges_table(tree.pledges, pa.array(tree.divisions.ids, pa.string()), last_day(year))


def commitment_rows(tree: PledgeTree, year: int) -> pa.Table:
    """The declared table ``commitments`` at the end of a year."""
    return commitments_table(tree.commitments, tree.pledges, last_day(year))


def signature_rows(tree: PledgeTree, year: int) -> pa.Table:
    """What was signed in a year: a part of the declared table ``signatures``."""
    of_units = signatures_table(tree.signatures, tree.pledges, tree.terms, year)
    of_departments = department_signatures(tree.pledges, tree.heads, year)
    return pa.concat_tables([fitted(of_units, of_departments.schema), of_departments])


def post_rows(tree: PledgeTree, year: int, *, villages: bool) -> pa.Table:
    """A part of the declared table ``posts`` at the end of a year: party heads of villages, who stay, or the others."""
    in_village = tree.divisions.tier[tree.terms.unit_row] == TIERS.index("village")
    return posts(tree.divisions, tree.terms.only(np.flatnonzero(in_village == villages)), year)
