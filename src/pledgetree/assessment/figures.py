"""The arrays the assessment works on: the tree of units, figures of every tier, targets, evidence.

Invariants: everything is a whole number; units stand in an order where every parent comes before its children; an
absent figure has ``rows`` 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class UnitTree:
    """The units of a programme, U of them, every parent before its children.

    ``ids`` (U,) 12-character text; ``parent`` (U,) place of the unit above, -1 for the root; ``tier`` (U,) index into
    ``base.units.TIERS``; ``region`` the unit's own or its nearest ancestor's, empty = none.
    """

    ids: NDArray[np.str_]
    parent: NDArray[np.int32]
    tier: NDArray[np.int8]
    names: list[str]
    region: list[str]
    in_programme: NDArray[np.bool_]

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.ids, kind="stable").astype(np.int64)

    def index(self, unit_ids: ArrayLike) -> NDArray[np.int64]:
        """The place of each unit id (N,), -1 where it is unknown."""
        wanted = np.asarray(unit_ids, dtype=np.str_)
        if not len(self.ids):
            return np.full(wanted.shape, -1, np.int64)
        ordered = self.ids[self._order]
        spots = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        found: NDArray[np.int64] = np.where(ordered[spots] == wanted, self._order[spots], -1)
        return found


@dataclass(frozen=True)
class Figures:
    """Every indicator at every unit: numerator, denominator and rows counted, each (U, I) int64."""

    tree: UnitTree
    indicators: tuple[str, ...]
    numerator: NDArray[np.int64]
    denominator: NDArray[np.int64]
    rows: NDArray[np.int64]

    def of(self, indicator: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Numerator, denominator and rows of one indicator at every unit, each (U,).

        Raises:
            ValueError: the indicator is not among the figures.
        """
        place = self.indicators.index(indicator)
        return self.numerator[:, place], self.denominator[:, place], self.rows[:, place]


@dataclass(frozen=True)
class Targets:
    """The plan in force and the pledge, one row per unit and indicator that has either, T rows.

    ``unit`` and ``indicator`` (T,) are places in the tree and in ``Figures.indicators``; ``plan_state`` is approved,
    unapproved or none; a denominator of 0 means that there is no plan or no pledge.
    """

    unit: NDArray[np.int64]
    indicator: NDArray[np.int64]
    plan_id: list[str | None]
    plan_numerator: NDArray[np.int64]
    plan_denominator: NDArray[np.int64]
    plan_state: list[str]
    pledge_id: list[str | None]
    pledge_numerator: NDArray[np.int64]
    pledge_denominator: NDArray[np.int64]


@dataclass(frozen=True)
class Finding:
    """A confirmed finding at a unit (place in the tree); ``persons`` it concerns, 0 when it does not count any."""

    unit: int
    problem: str
    finding_id: str
    persons: int


@dataclass(frozen=True)
class PlanFault:
    """What is wrong with a unit's annual plan; ``code`` is a key of ``faults.toml``."""

    unit: int
    code: str
    indicator: str
    plan_id: str
    detail: str


@dataclass(frozen=True)
class Evidence:
    """What problems are judged on besides figures."""

    findings: tuple[Finding, ...]
    plan_faults: tuple[PlanFault, ...]
