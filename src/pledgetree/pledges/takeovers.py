"""NOT_TAKEN_OVER: a post changed hands and the successor did not countersign in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pledgetree.pledges.arrays import NO_DAY, NONE, ROLES, SUBORDINATE, Names, Place, Pledges, Posts, Row, Signatures
from pledgetree.pledges.findings import Batch, day, names
from pledgetree.pledges.signatures import signing_places
from pledgetree.pledges.terms import Terms
from pledgetree.pledges.tree import Tree

NEVER = int(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class _Successions:
    """Pairs of a pledge's role that was signed for (row of the earliest signature) and a later holder of the post."""

    signature: Place
    post: Place


def check_takeovers(
    tree: Tree,
    terms: Terms,
    pledges: Pledges,
    signatures: Signatures,
    posts: Posts,
    *,
    officers: Names,
    on: int,
) -> Iterator[Batch]:
    """NOT_TAKEN_OVER for every side and role of a standing pledge that was signed, on the day ``on``.

    A successor owes the signature when the days for it have passed while in the post, and the post was taken before
    the pledge's deadline; whoever signed it personally before need not sign again.
    """
    pairs = _successions(tree, pledges, signatures, posts)
    pledge = signatures.pledge[pairs.signature]
    since = posts.since[pairs.post]
    last = since.astype(np.int64) + terms.takeover_days
    ended = pledges.deadline[pledge]
    owes = (last < on) & (last < posts.until[pairs.post]) & ((ended == NO_DAY) | (since <= ended))
    signature, post, last = pairs.signature[owes], pairs.post[owes], last[owes]
    countersigned = _signed_on(signatures, signature, posts.officer[post], len(officers))
    lacking = (countersigned == NO_DAY) | (countersigned > last)
    signature, post = signature[lacking], post[lacking]
    pledge = signatures.pledge[signature]
    lower = signatures.side[signature] == SUBORDINATE
    unit = np.where(lower, pledges.subordinate[pledge], pledges.superior[pledge])
    words = {
        "officer": names(officers, posts.officer[post]),
        "role": names(ROLES, signatures.role[signature]),
        "unit": names(tree.units.ids, unit),
        "day": day(posts.since[post]),
    }
    expected, found = day(last[lacking].astype(np.int32)), day(countersigned[lacking])
    yield Batch("NOT_TAKEN_OVER", pledge, unit, expected, found, words=words)


def _successions(tree: Tree, pledges: Pledges, signatures: Signatures, posts: Posts) -> _Successions:
    """The holders that came after the first signature of each role of a standing pledge."""
    first = _first_signatures(tree, signatures)
    place = signing_places(pledges, signatures.pledge[first], signatures.side[first], signatures.role[first])
    # Nobody who came before the first of all signatures can be a successor.
    later = np.flatnonzero(posts.since > signatures.signed[first].min(initial=NEVER))
    changed = np.zeros(max(posts.place.max(initial=0), place.max(initial=0)) + 1, np.bool_)
    changed[posts.place[later]] = True
    first, place = first[changed[place]], place[changed[place]]
    order = later[np.lexsort((posts.since[later], posts.role[later], posts.place[later]))]
    moments = _moments(posts.place[order], posts.role.astype(np.int64)[order], posts.since[order])
    role = signatures.role[first].astype(np.int64)
    begin = np.searchsorted(moments, _moments(place, role, signatures.signed[first]), side="right")
    end = np.searchsorted(moments, _moments(place, role, np.full(len(first), NEVER)), side="right")
    count = np.where(place < 0, 0, end - begin)
    # One pair for each later holder: begin, begin + 1, ... of every signature.
    offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return _Successions(np.repeat(first, count), order[np.repeat(begin, count) + offset])


def _first_signatures(tree: Tree, signatures: Signatures) -> Place:
    """The earliest signature of each side and role of the standing pledges."""
    rows = np.flatnonzero(tree.place[signatures.pledge] >= 0)
    key = _role_keys(signatures, rows)
    order = np.lexsort((signatures.signed[rows], key))
    fresh = np.diff(key[order], prepend=NONE) != 0
    first: Place = rows[order[fresh]]
    return first


def _role_keys(signatures: Signatures, rows: Place) -> Place:
    side = signatures.pledge[rows].astype(np.int64) * 2 + signatures.side[rows]
    keys: Place = side * len(ROLES) + signatures.role[rows]
    return keys


def _moments(place: Row, role: Place, days: Row) -> Place:
    """A number that orders by place, then role, then day."""
    return (place.astype(np.int64) * len(ROLES) + role) * 2**33 + days


def _signed_on(signatures: Signatures, rows: Place, officer: Row, officers: int) -> Row:
    """The day each officer first signed in the role of the signature at the row; NO_DAY = never."""
    wanted = _role_keys(signatures, rows) * (officers + 1) + officer + 1
    pledges = np.unique(signatures.pledge[rows])
    among = np.flatnonzero(np.isin(signatures.pledge, pledges))
    key = _role_keys(signatures, among) * (officers + 1) + signatures.officer[among] + 1
    order = np.lexsort((signatures.signed[among], key))
    key, signed = key[order], signatures.signed[among][order]
    found = np.searchsorted(key, wanted)
    known = found < len(key)
    known[known] = key[found[known]] == wanted[known]
    days = np.full(len(wanted), NO_DAY, np.int32)
    days[known] = signed[found[known]]
    return days
