"""What the cascade check finds in the pledge tree, counted by unit and code, for the result.

Which pledge is meant and what was expected says ``pledgetree cascade``; a result holds how many faults stand at each
unit and how many below it, so that their number is bounded by the units and a report can mark them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.assessment.assembling import Assembler
from pledgetree.assessment.governing import Law
from pledgetree.assessment.inputs import Ground
from pledgetree.assessment.rollup import roll_sum
from pledgetree.pledges.checking import batches_of
from pledgetree.pledges.reading import REQUIRED, day_number, programme_of, read_tables
from pledgetree.pledges.terms import terms_of
from pledgetree.pledges.tree import build_tree

Counts = NDArray[np.int64]
FaultCounts = Mapping[tuple[str, str], Counts]
"""Faults about each unit, by code and severity."""
_NEEDED = "pledges/excess_margin"
"""A rulebook without the parameters of pledges judges none."""


def fault_counts(ground: Ground, law: Law) -> FaultCounts:
    """Faults about each unit, by code and severity; nothing where there are no pledges to look at.

    Raises:
        UserError: FIGURES_TOO_LARGE, PLEDGE_RULE.
    """
    snapshot = ground.snapshot
    if _NEEDED not in law.rulebook.parameters or not all(snapshot.has(name) for name in REQUIRED):
        return {}
    terms = terms_of(law.rulebook, law.day)
    programme = programme_of(read_tables(snapshot), law.year, terms.base_statistic)
    tree = build_tree(programme.units, programme.pledges, day_number(law.day))
    place = ground.tree.index(programme.units.ids.astype(np.str_))
    counts: dict[tuple[str, str], Counts] = {}
    for batch in batches_of(programme, tree, terms, law.year):
        if len(batch.unit):
            key = batch.code, terms.severities[batch.code]
            total = counts.setdefault(key, np.zeros(len(ground.tree.ids), np.int64))
            at = place[batch.unit[batch.unit >= 0]]
            np.add.at(total, at[at >= 0], 1)
    return counts


def pledge_faults_table(assembler: Assembler, counts: FaultCounts) -> pa.Table:
    """A row for each unit and code with faults at the unit or below it."""
    units, codes, columns = [], [], []
    for (code, severity), own in sorted(counts.items()):
        whole = roll_sum(assembler.tree, own)
        here = np.flatnonzero(whole)
        units.append(here)
        codes += [(code, severity)] * len(here)
        columns.append(np.stack([own[here], whole[here] - own[here]]))
    own_and_below = np.concatenate([np.empty((2, 0), np.int64), *columns], axis=1)
    names = list(zip(*codes, strict=True)) or [(), ()]
    return assembler.columns(
        "pledge_faults", np.concatenate([np.empty(0, np.int64), *units]), [*map(list, names), *own_and_below]
    )
