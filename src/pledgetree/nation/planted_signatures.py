"""Faults planted among the signatures: missing ones, the wrong hand, a successor who never countersigned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Flags, Whole
from pledgetree.nation.drafting import FIRST_YEAR, Draft, Kind, day_text
from pledgetree.nation.government import Terms
from pledgetree.nation.register import day_number
from pledgetree.nation.signing import (
    COMMITTEE,
    GOVERNMENT_HEAD,
    PARTY_HEAD,
    SIGNERS,
    SUBORDINATE,
    SUPERIOR,
    Signatures,
)
from pledgetree.nation.sources import YEARS

_TAKEOVER_DAYS = 30
"""As the rulebook has it (modelled there)."""


@dataclass
class SignedDraft:
    """A draft with its signatures and terms of office; ``left_out`` marks signatures that were never given."""

    draft: Draft
    signatures: Signatures
    terms: Terms
    left_out: Flags

    def rows(self, pledge: int, side: int, role: int) -> Whole:
        """The signatures of a role on one side of a pledge."""
        own = np.flatnonzero(self.signatures.pledge == pledge)
        found: Whole = own[(self.signatures.side[own] == side) & (self.signatures.role[own] == role)]
        return found

    def left(self) -> Signatures:
        """The signatures that were given."""
        return self.signatures.only(np.flatnonzero(~self.left_out))


def _missing(signed: SignedDraft, side: int, role: int) -> Callable[[Draft, int], None]:
    """One role on one side never signed."""

    def plant(draft: Draft, place: int) -> None:
        signed.left_out[signed.rows(place, side, role)] = True
        unit = place if side == SUBORDINATE else int(draft.tree.superior[place])
        draft.tell("MISSING_SIGNATURE", place, unit, (SIGNERS[role], ""))

    return plant


def _wrong_hand(signed: SignedDraft) -> Callable[[Draft, int], None]:
    """The township's party head signs in the place of the village's."""

    def plant(draft: Draft, village: int) -> None:
        own, above = (signed.rows(village, side, PARTY_HEAD) for side in (SUBORDINATE, SUPERIOR))
        signed.signatures.term[own] = signed.signatures.term[above[0]]
        draft.tell("WRONG_SIGNATORY", village, village, (SIGNERS[PARTY_HEAD], ""))

    return plant


def _countersigned(signed: SignedDraft, side: int) -> Callable[[Draft], Whole]:
    """Places of pledges that a successor countersigned on a side, villages or counties."""
    tier = TIERS.index("village" if side == SUPERIOR else "county")

    def candidates(draft: Draft) -> Whole:
        given = signed.signatures
        later = (given.side == side) & (given.day > draft.pledges.signed[given.pledge]) & ~draft.gone[given.pledge]
        here = np.unique(given.pledge[later])
        here = here[here < len(draft.tree.row)]
        here = here[draft.tree.tier[here] == tier]
        found: Whole = here[draft.pledges.superseded[here] < 0]
        return found

    return candidates


def _not_taken_over(signed: SignedDraft, side: int) -> Callable[[Draft, int], None]:
    """A successor does not countersign one of the pledges."""

    def plant(draft: Draft, place: int) -> None:
        own = np.flatnonzero((signed.signatures.pledge == place) & (signed.signatures.side == side))
        row = own[signed.signatures.day[own] > draft.pledges.signed[place]][0]
        signed.left_out[row] = True
        last = int(signed.terms.since[signed.signatures.term[row]]) + _TAKEOVER_DAYS
        since = next(year for year in range(FIRST_YEAR, YEARS[-1] + 1) if last < day_number(year, 12, 31))
        unit = place if side == SUBORDINATE else int(draft.tree.superior[place])
        draft.tell("NOT_TAKEN_OVER", place, unit, (day_text(last), ""), since=since)

    return plant


def _counties(draft: Draft) -> Whole:
    return np.flatnonzero(draft.tree.tier == TIERS.index("county"))


def _itself(_draft: Draft, places: Whole) -> Whole:
    return places


def kinds(signed: SignedDraft) -> tuple[Kind, ...]:
    """Planted last, when everybody has signed."""
    return (
        Kind("county_head_missing", _counties, _missing(signed, SUBORDINATE, GOVERNMENT_HEAD), _itself),
        Kind("village_head_missing", Draft.villages, _missing(signed, SUBORDINATE, PARTY_HEAD)),
        Kind("committee_missing", Draft.villages, _missing(signed, SUBORDINATE, COMMITTEE)),
        Kind("township_head_missing", Draft.villages, _missing(signed, SUPERIOR, GOVERNMENT_HEAD)),
        Kind("wrong_hand", Draft.villages, _wrong_hand(signed)),
        Kind(
            "county_not_taken_over",
            _countersigned(signed, SUBORDINATE),
            _not_taken_over(signed, SUBORDINATE),
            _itself,
        ),
        Kind("township_not_taken_over", _countersigned(signed, SUPERIOR), _not_taken_over(signed, SUPERIOR)),
    )
