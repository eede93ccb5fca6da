"""Classes: each assessed indicator of a unit is put into one class, by its own ratio or by completion of the plan.

By value: a unit without evidence has no class. By completion: the approved plan in force is the measure; a plan that is
missing or not approved puts the unit into the worst class, because an unapproved plan is never assessed as met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.completion import Completion, completion_of
from pledgetree.assessment.exact import Whole, holds_for
from pledgetree.assessment.figures import Figures, Targets
from pledgetree.law.asking import in_force
from pledgetree.law.model import ClassRule, Rulebook

NO_CLASS = -1

ClassRow = tuple[int, str, str, str]
"""unit, indicator, basis, class."""


@dataclass(frozen=True)
class IndicatorClasses:
    """One class rule applied to every unit: ``place`` (U,) is an index into the scheme's order, -1 = no class."""

    rule: ClassRule
    place: NDArray[np.int8]


def classify(
    figures: Figures,
    targets: Targets,
    rulebook: Rulebook,
    day: date,
    graded: NDArray[np.bool_],
) -> list[IndicatorClasses]:
    """Apply every class rule in force on the day to every unit.

    Args:
        figures: every tier's figures.
        targets: plans in force and pledges.
        rulebook: its scheme's class rules.
        day: the day of assessment.
        graded: units (U,) that are graded; for these a missing plan is judged even where no row speaks of it.
    """
    order = rulebook.scheme.classes_order
    found = []
    for rule in in_force(rulebook.scheme.classes, day):
        if rule.basis == "completion":
            done = completion_of(figures, targets, rulebook.indicators[rule.indicator])
            place = _by_completion(rule, done, order, graded)
        else:
            numerator, denominator, _ = figures.of(rule.indicator)
            place = _by_value(rule, numerator, denominator, order)
        found.append(IndicatorClasses(rule, place))
    return found


def class_rows(classes: list[IndicatorClasses], order: tuple[str, ...]) -> list[ClassRow]:
    """The rows of the result's ``classes`` table, sorted by unit and indicator."""
    rows: list[ClassRow] = []
    for one in classes:
        units = np.flatnonzero(one.place != NO_CLASS)
        labels = one.place[units].tolist()
        rows.extend(
            (unit, one.rule.indicator, one.rule.basis, order[label])
            for unit, label in zip(units.tolist(), labels, strict=True)
        )
    return sorted(rows)


def places_at(classes: list[IndicatorClasses], unit: int) -> Mapping[str, int]:
    """The places of one unit's classes by indicator; indicators without a class are left out."""
    places = {one.rule.indicator: int(one.place[unit]) for one in classes}
    return {indicator: place for indicator, place in places.items() if place != NO_CLASS}


def _by_value(rule: ClassRule, numerator: Whole, denominator: Whole, order: tuple[str, ...]) -> NDArray[np.int8]:
    place = np.full(len(numerator), NO_CLASS, dtype=np.int8)
    seen = np.asarray(denominator > 0, dtype=np.bool_)
    place[seen] = _limits(rule, numerator[seen], denominator[seen], order)
    return place


def _by_completion(
    rule: ClassRule, done: Completion, order: tuple[str, ...], graded: NDArray[np.bool_]
) -> NDArray[np.int8]:
    place = np.full(len(graded), NO_CLASS, dtype=np.int8)
    # 厅字〔2016〕6号 measures completion of the annual plan the Leading Group approved: without approval nothing can be
    # met, so that a missing or unapproved plan stands in the worst class.
    place[done.planned | graded] = len(order) - 1
    known = done.assessable
    place[known] = _limits(rule, done.numerator[known], done.denominator[known], order)
    return place


def _limits(rule: ClassRule, numerator: Whole, denominator: Whole, order: tuple[str, ...]) -> NDArray[np.int8]:
    place = np.full(len(numerator), order.index(rule.otherwise), dtype=np.int8)
    for limit in reversed(rule.limits):
        place[holds_for(numerator, denominator, limit.operator, limit.value)] = order.index(limit.label)
    return place
