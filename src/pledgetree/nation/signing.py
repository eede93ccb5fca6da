"""The signatures under the pledges as arrays, and as the declared table, by the year in which they were given."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Whole, days, named
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.government import Side, Terms, signatures_of
from pledgetree.nation.pledging import DEPARTMENT, Pledges
from pledgetree.nation.register import day_number
from pledgetree.nation.sources import YEARS

SIDES = ("superior", "subordinate")
SUPERIOR, SUBORDINATE = range(len(SIDES))
SIGNERS = ("party_head", "government_head", "body", "village_committee")
PARTY_HEAD, GOVERNMENT_HEAD, BODY, COMMITTEE = range(len(SIGNERS))
NOBODY = -1
"""The term of office of a body or a committee: it signs without an officer."""


@dataclass(frozen=True)
class Signatures:
    """Signatures as arrays (G,): place of the pledge, side, role (place in ``SIGNERS``), term of office, day."""

    pledge: Whole
    side: Whole
    role: Whole
    term: Whole
    day: Whole

    def only(self, kept: Whole) -> Signatures:
        """The signatures at some places."""
        return Signatures(*(getattr(self, one.name)[kept] for one in fields(self)))


def all_signatures(divisions: Divisions, pledges: Pledges, terms: Terms) -> Signatures:
    """Who signs what and when, up to the end of 2020, if everybody does what they must."""
    bound = np.flatnonzero((pledges.superior >= 0) & (pledges.type != DEPARTMENT))
    upper, lower = pledges.superior[bound], pledges.subordinate[bound]
    village, centre = bound[divisions.tier[lower] == TIERS.index("village")], bound[divisions.tier[upper] == 0]
    parts = [
        _heads(bound, lower, SUBORDINATE, pledges, terms),
        _heads(bound, upper, SUPERIOR, pledges, terms),
        _bodies(village, SUBORDINATE, COMMITTEE, pledges),
        _bodies(centre, SUPERIOR, BODY, pledges),
    ]
    return Signatures(*(np.concatenate([getattr(one, each.name) for one in parts]) for each in fields(Signatures)))


def _heads(places: Whole, units: Whole, side: int, pledges: Pledges, terms: Terms) -> Signatures:
    place, term, day = signatures_of(Side(places, units, pledges.signed[places]), terms, YEARS[-1])
    return Signatures(places[place], np.full(len(place), side, np.int64), terms.role[term], term, day)


def _bodies(places: Whole, side: int, role: int, pledges: Pledges) -> Signatures:
    same = np.ones(len(places), np.int64)
    return Signatures(places, side * same, role * same, NOBODY * same, pledges.signed[places])


def signatures_table(signatures: Signatures, pledges: Pledges, terms: Terms, year: int) -> pa.Table:
    """Rows of the declared table ``signatures`` that heads and bodies of units gave in a year."""
    first, last = day_number(year, 1, 1), day_number(year, 12, 31)
    given = signatures.only(np.flatnonzero((signatures.day >= first) & (signatures.day <= last)))
    return pa.table(
        {
            "pledge_id": pledges.ids.take(pa.array(given.pledge)),
            "side": named(given.side, SIDES),
            "role": named(given.role, SIGNERS),
            "officer_id": terms.officer.take(pa.array(given.term, mask=given.term < 0)),
            "capacity": named(np.zeros(len(given.pledge), np.int64), ("full",)),
            "signed_on": days(given.day),
        }
    )
