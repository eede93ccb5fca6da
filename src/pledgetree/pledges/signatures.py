"""Who signed: MISSING_SIGNATURE, WRONG_SIGNATORY."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pledgetree.base.units import TIERS
from pledgetree.pledges.arrays import (
    BODIES,
    NONE,
    ROLES,
    SIDES,
    SUBORDINATE,
    Code,
    Day,
    Flags,
    Names,
    Place,
    Pledges,
    Posts,
    Row,
    Signatures,
)
from pledgetree.pledges.findings import Batch, day, names, same
from pledgetree.pledges.terms import Terms
from pledgetree.pledges.tree import Tree

DEPARTMENT_HEAD = ROLES.index("department_head")


def check_signed(tree: Tree, terms: Terms, pledges: Pledges, signatures: Signatures) -> Iterator[Batch]:
    """MISSING_SIGNATURE, one per side and role, on the unit that has not signed; the programme goal needs none."""
    rows = tree.pledge[pledges.vertical[tree.pledge] & ~pledges.goal[tree.pledge]]
    for side, units in enumerate((pledges.superior, pledges.subordinate)):
        here = rows[units[rows] >= 0]
        demanded = _demanded(terms, SIDES[side])[tree.units.tier[units[here]]]
        for role, name in enumerate(ROLES):
            if not demanded[:, role].any():
                continue
            signed = np.zeros(len(pledges.ids), np.bool_)
            signed[signatures.pledge[(signatures.side == side) & (signatures.role == role)]] = True
            lacking = here[demanded[:, role] & ~signed[here]]
            count, unit = len(lacking), units[lacking]
            words = {"unit": names(tree.units.ids, unit), "side": same(SIDES[side], count)}
            yield Batch("MISSING_SIGNATURE", lacking, unit, same(name, count), same("", count), words=words)


def _demanded(terms: Terms, side: str) -> Flags:
    """Which roles must sign on a side; bool, tiers x roles."""
    demanded = np.zeros((len(TIERS), len(ROLES)), np.bool_)
    for number, tier in enumerate(TIERS):
        for role in terms.required.get((side, tier), ()):
            demanded[number, ROLES.index(role)] = True
    return demanded


def signing_places(pledges: Pledges, pledge: Row, side: Code, role: Code) -> Row:
    """Where a signatory's post is looked up: the side's unit; for heads of departments its office, where it has one."""
    lower = side == SUBORDINATE
    unit = np.where(lower, pledges.subordinate[pledge], pledges.superior[pledge])
    office = np.where(lower, pledges.posts[SUBORDINATE][pledge], pledges.posts[1 - SUBORDINATE][pledge])
    return np.where(role == DEPARTMENT_HEAD, office, unit).astype(np.int32)


class Tenures:
    """Who held which post when, looked up by place and role."""

    def __init__(self, posts: Posts) -> None:
        self._posts = posts
        key = _post_keys(posts.place, posts.role)
        self._order = np.argsort(key, kind="stable")
        self._begin = np.concatenate([[0], np.cumsum(np.bincount(key))])

    def held(self, place: Row, role: Code, officer: Row, on: Day) -> Flags:
        """Whether each officer held the role at the place on the day."""
        key = _post_keys(place, role)
        held = np.zeros(len(key), np.bool_)
        rows = np.flatnonzero((place >= 0) & (officer >= 0) & (key < len(self._begin) - 1))
        tenure, end = self._begin[key[rows]], self._begin[key[rows] + 1]
        while len(rows):
            left = tenure < end
            rows, tenure, end = rows[left], tenure[left], end[left]
            post = self._order[tenure]
            right = (self._posts.officer[post] == officer[rows]) & (self._posts.since[post] <= on[rows])
            right &= on[rows] < self._posts.until[post]
            held[rows[right]] = True
            rows, tenure, end = rows[~right], tenure[~right] + 1, end[~right]
        return held


def _post_keys(place: Row, role: Code) -> Place:
    keys: Place = place.astype(np.int64) * len(ROLES) + role
    return keys


def check_signatories(
    tree: Tree, pledges: Pledges, signatures: Signatures, posts: Posts, officers: Names
) -> Iterator[Batch]:
    """WRONG_SIGNATORY: the officer did not hold the role there on the day; bodies sign without an officer."""
    stands = tree.place[signatures.pledge] >= 0
    bodies = np.isin(signatures.role, [ROLES.index(role) for role in BODIES])
    place = signing_places(pledges, signatures.pledge, signatures.side, signatures.role)
    right = Tenures(posts).held(place, signatures.role, signatures.officer, signatures.signed)
    right |= bodies & (signatures.officer == NONE)
    wrong = np.flatnonzero(stands & ~right)
    pledge, role = signatures.pledge[wrong], signatures.role[wrong]
    unit = np.where(signatures.side[wrong] == SUBORDINATE, pledges.subordinate[pledge], pledges.superior[pledge])
    words = {
        "officer": names(officers, signatures.officer[wrong]),
        "unit": names(tree.units.ids, unit),
        "day": day(signatures.signed[wrong]),
    }
    expected = names(ROLES, role)
    yield Batch("WRONG_SIGNATORY", pledge, unit, expected, same("", len(wrong)), words=words)
