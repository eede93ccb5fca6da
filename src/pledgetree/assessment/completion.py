"""Completion: what was delivered over what the plan in force promised.

``Completion`` of an indicator where more is better is achieved / planned; where less is better, planned / achieved: one
or more always means the plan is met. An unapproved or missing plan is not assessable and never met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.exact import Whole, product
from pledgetree.assessment.figures import Figures, Targets
from pledgetree.law.model import Indicator


@dataclass(frozen=True)
class Completion:
    """One indicator's completion at every unit (U,).

    ``planned``: the unit has a plan row or a pledge commitment for the indicator. ``assessable``: its plan is approved.
    ``numerator / denominator``: the completion; 0 / 1 where it is not assessable.
    """

    planned: NDArray[np.bool_]
    assessable: NDArray[np.bool_]
    numerator: Whole
    denominator: Whole

    @property
    def met(self) -> NDArray[np.bool_]:
        """Whether the approved plan is met."""
        return self.assessable & np.asarray(self.numerator >= self.denominator, dtype=np.bool_)


def completion_of(figures: Figures, targets: Targets, indicator: Indicator) -> Completion:
    """The completion of one indicator at every unit.

    Additive figures compare their numerators; a unit without rows delivered nothing. Rates compare the ratios; a rate
    without evidence delivered nothing. A plan of zero is met by whatever is at least as good as zero.
    """
    planned, assessable, target, per = _plan_columns(figures, targets, indicator.name)
    achieved, over, _ = figures.of(indicator.name)
    if indicator.kind == "additive":
        over = np.ones_like(achieved)
    delivered, promised = product(achieved, per), product(over, target)
    numerator, denominator = (delivered, promised) if indicator.direction == "more" else (promised, delivered)
    # Nothing planned, or figures below zero: the ratio says nothing, the comparison still does.
    plain = np.asarray((numerator >= 0) & (denominator > 0), dtype=np.bool_)
    met = np.where(np.asarray(numerator >= denominator, dtype=np.bool_), 1, 0)
    known = assessable & (over > 0)
    return Completion(
        planned,
        assessable,
        np.where(known, np.where(plain, numerator, met), 0),
        np.where(known & plain, denominator, 1),
    )


def no_targets() -> Targets:
    """Targets of a year without plans and pledges."""
    none = np.empty(0, dtype=np.int64)
    return Targets(
        unit=none,
        indicator=none,
        plan_id=[],
        plan_numerator=none,
        plan_denominator=none,
        plan_state=[],
        pledge_id=[],
        pledge_numerator=none,
        pledge_denominator=none,
    )


def _plan_columns(
    figures: Figures, targets: Targets, name: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    units = figures.numerator.shape[0]
    planned, assessable = np.zeros(units, dtype=np.bool_), np.zeros(units, dtype=np.bool_)
    numerator, denominator = np.zeros(units, dtype=np.int64), np.ones(units, dtype=np.int64)
    rows = np.flatnonzero(targets.indicator == figures.indicators.index(name))
    approved = rows[np.array([targets.plan_state[row] == "approved" for row in rows.tolist()], dtype=np.bool_)]
    planned[targets.unit[rows]] = True
    assessable[targets.unit[approved]] = True
    numerator[targets.unit[approved]] = targets.plan_numerator[approved]
    denominator[targets.unit[approved]] = targets.plan_denominator[approved]
    return planned, assessable, numerator, denominator
