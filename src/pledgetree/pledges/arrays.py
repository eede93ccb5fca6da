"""The pledge tree as arrays: what the tables say, with every text replaced by the row or code it names.

``-1`` stands for "none" among rows and codes, ``NO_DAY`` for an empty date; days are counted from 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Names = NDArray[np.object_]
Flags = NDArray[np.bool_]
Code = NDArray[np.int8]
Short = NDArray[np.int16]
Row = NDArray[np.int32]
Day = NDArray[np.int32]
Whole = NDArray[np.int64]
Place = NDArray[np.int64]

NONE = -1
NO_DAY = int(np.iinfo(np.int32).min)

KINDS = ("additive", "rate", "milestone")
BASES = ("annual", "cumulative", "level")
SIDES = ("superior", "subordinate")
ROLES = ("party_head", "government_head", "body", "department_head", "village_committee")
BODIES = ("body", "village_committee")
ADDITIVE, RATE, MILESTONE = range(3)
ANNUAL, CUMULATIVE, LEVEL = range(3)
SUPERIOR, SUBORDINATE = range(2)


@dataclass(frozen=True)
class Units:
    """Units in the order of their ids; all arrays have length U."""

    ids: Names
    parent: Row
    tier: Code
    signs: Flags
    owes: Flags
    """In the programme, and the code valid on the day of the check."""


@dataclass(frozen=True)
class Pledges:
    """All pledges in the order of their ids; all arrays have length P."""

    ids: Names
    vertical: Flags
    goal: Flags
    """The superior is empty: the Centre's programme goal."""
    superior: Row
    subordinate: Row
    posts: tuple[Row, Row]
    """Where each side's posts are looked up: its unit, or U + its office; superior first."""
    derives: Row
    derives_text: Names
    signed: Day
    deadline: Day
    reasoned: Flags
    superseded_by: Row


@dataclass(frozen=True)
class Commitments:
    """The rows of the table, in any order; a (pledge, indicator, year) stands there once; arrays of length M."""

    indicators: tuple[str, ...]
    years: tuple[int, ...]
    pledge: Row
    indicator: Short
    year: Short
    kind: Code
    basis: Code
    target: Whole
    denominator: Whole
    baseline: Whole
    """Baseline numerator; 0 where it is empty."""
    due: Day


@dataclass(frozen=True)
class Signatures:
    """Signatures given by the day of the check."""

    pledge: Row
    side: Code
    role: Code
    officer: Row
    """Code of the officer; -1 = empty."""
    signed: Day


@dataclass(frozen=True)
class Posts:
    """Who held which post when; a post with an office stands there twice, at its unit and at U + its office."""

    place: Row
    role: Code
    officer: Row
    since: Day
    until: Day
    """First day no longer in the post; the largest day = still held."""


@dataclass(frozen=True)
class HouseholdNames:
    """Households named in pledges."""

    pledge: Row
    household: Row
    ids: Names


@dataclass(frozen=True)
class Programme:
    """Everything the cascade check looks at."""

    units: Units
    pledges: Pledges
    commitments: Commitments
    signatures: Signatures
    posts: Posts
    officers: Names
    populations: Mapping[int, Whole]
    """Per year the population base of every unit, -1 where the statistics do not have it."""
    households: HouseholdNames
