"""Picking whole households so that their persons make up an exact number, many counties at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pledgetree.nation.draws import Words

Whole = NDArray[np.int64]


def sorted_within(group: Whole, key: Words) -> Whole:
    """The order by group, then by key (its upper 40 bits); stable, so that all machines agree."""
    joint = (group.astype(np.uint64) << np.uint64(40)) | (key >> np.uint64(24))
    order: Whole = np.argsort(joint, kind="stable")
    return order


def starts_of(ordered_group: Whole, groups: int) -> Whole:
    """Where each group begins in an array sorted by group, and its end: (groups + 1,)."""
    return np.searchsorted(ordered_group, np.arange(groups + 1))


def running(values: Whole, ordered_group: Whole, starts: Whole) -> Whole:
    """The running sum of values inside each group, arrays sorted by group."""
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    within: Whole = total[1:] - total[starts[ordered_group]]
    return within


def place_within(ordered_group: Whole, starts: Whole) -> Whole:
    """The place of each row in its group, from 0, arrays sorted by group."""
    return np.arange(len(ordered_group)) - starts[ordered_group]


def _fill_gap(sizes: Whole, gap: int) -> tuple[list[int], int]:
    """Places of later households, each the next one that still fits, and what stays open."""
    places: list[int] = []
    at = 0
    while gap:
        fits = np.flatnonzero(sizes[at:] <= gap)
        if not len(fits):
            break
        at += int(fits[0])
        places.append(at)
        gap -= int(sizes[at])
        at += 1
    return places, gap


def first_fit(group: Whole, key: Words, size: Whole, wanted: Whole) -> tuple[NDArray[np.bool_], Whole]:
    """Take households in the order of their key while they fit into what the group wants.

    Args:
        group: group of each household (n,), below ``len(wanted)``.
        key: order inside the group (n,).
        size: persons of each household (n,), at least 1.
        wanted: persons wanted by each group (G,), not negative.

    Returns:
        Whether each household is taken (n,), and the persons each group still lacks (G,).
    """
    order = sorted_within(group, key)
    groups, sizes = group[order], size[order]
    starts = starts_of(groups, len(wanted))
    take = running(sizes, groups, starts) <= wanted[groups]
    lacking = wanted - np.bincount(groups[take], weights=sizes[take], minlength=len(wanted)).astype(np.int64)
    counts = np.bincount(groups[take], minlength=len(wanted))
    for one in np.flatnonzero(lacking > 0).tolist():
        first = int(starts[one] + counts[one])
        more, lacking[one] = _fill_gap(sizes[first : int(starts[one + 1])], int(lacking[one]))
        take[[first + place for place in more]] = True
    taken = np.zeros(len(group), np.bool_)
    taken[order[take]] = True
    return taken, lacking
