"""Amendments: the old edition stays on record, the new one carries a reason, and whoever stands below signs again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.pledges.arrays import Pledges
from pledgetree.pledges.tree import Tree

PledgeRow = Mapping[str, object]


def amend(pledge: PledgeRow, *, pledge_id: str, reason: str, changes: PledgeRow) -> tuple[PledgeRow, PledgeRow]:
    """The old edition, which names its successor, and the new one, which is not signed yet; rows of ``pledges``.

    Raises:
        UserError: AMENDMENT_WITHOUT_REASON.
    """
    if not reason.strip():
        raise user_error("AMENDMENT_WITHOUT_REASON", pledge["pledge_id"])
    old = {**pledge, "superseded_by": pledge_id}
    new = {**pledge, **changes, "pledge_id": pledge_id, "superseded_by": None, "signed_on": None, "reason": reason}
    return old, new


def must_sign_again(pledges: Pledges, tree: Tree, pledge_id: str) -> list[str]:
    """The ids of all standing pledges that derive from a pledge, directly or through others, sorted.

    The pledge may stand or be superseded already: whoever has signed under its new edition derives from that one.

    Raises:
        UserError: UNKNOWN_PLEDGE, there is no such pledge.
    """
    changed = pledges.ids == pledge_id
    if not changed.any():
        raise user_error("UNKNOWN_PLEDGE", value=pledge_id)
    below = np.zeros(len(pledges.ids), np.bool_)
    derives = (pledges.derives >= 0) & (tree.place >= 0)
    while changed.any():
        following = derives & changed[pledges.derives] & ~below
        below |= following
        changed = following
    return [str(one) for one in pledges.ids[below]]
