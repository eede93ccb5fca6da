"""Grades: rules tried from the best grade down, then caps by problems; the final grade is the worst of both.

A missing class satisfies no ``at_least``. It also stands in the way of ``none_below`` when the indicator was measured
at other graded units: evidence that is missing at one place must not help there. An indicator nobody has evidence for
was not measured this year and stands in nobody's way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pledgetree.base.ratios import holds
from pledgetree.law.model import Cap, GradeRule

HUNDRED = 100


@dataclass(frozen=True)
class Standing:
    """What a unit's grade is computed from.

    ``places``: index of each indicator's class in the order from best to worst. ``missing``: indicators with a class
    rule, measured elsewhere, without a class here. ``points_hundredths``: None when the scheme gives no points.
    """

    places: Mapping[str, int]
    missing: Collection[str]
    points_hundredths: int | None


@dataclass(frozen=True)
class Graded:
    """The grade the rules compute, the grade after caps, and the problems whose caps made the difference."""

    computed: str
    grade: str
    capped_by: tuple[str, ...]


@dataclass(frozen=True)
class Requirement:
    """One condition of a grade rule and how it came out, for the trace.

    ``kind``: ``at_least`` (``asked`` classes ``label`` or better, ``found`` of them), ``none_below`` (``found``
    indicators worse than ``label`` or without evidence, 0 asked), ``points`` (hundredths found, ``label`` the limit).
    """

    kind: str
    label: str
    asked: int
    found: int
    holds: bool


def in_grade_order(rules: Sequence[GradeRule], order: Sequence[str]) -> list[GradeRule]:
    """The rules from the best grade to the worst."""
    return sorted(rules, key=lambda rule: order.index(rule.grade))


def computed_grade(rules: Sequence[GradeRule], standing: Standing, classes_order: Sequence[str]) -> str:
    """The grade of the first rule whose requirements all hold; rules come from the best grade to the worst.

    Raises:
        ValueError: no rule holds; a checked rulebook ends with an unconditional rule.
    """
    for rule in rules:
        if all(one.holds for one in requirements(rule, standing, classes_order)):
            return rule.grade
    raise ValueError("the last grade rule must hold without conditions")


def requirements(rule: GradeRule, standing: Standing, classes_order: Sequence[str]) -> list[Requirement]:
    """Every condition of a grade rule with how it came out."""
    found = [_at_least(label, asked, standing, classes_order) for label, asked in rule.at_least]
    if rule.none_below is not None:
        found.append(_none_below(rule.none_below, standing, classes_order))
    if rule.points is not None:
        points = standing.points_hundredths or 0
        held = holds(points, HUNDRED, rule.points.operator, rule.points.value)
        asked = round(rule.points.value * HUNDRED)
        found.append(Requirement("points", f"{rule.points.operator} {rule.points.value}", asked, points, held))
    return found


def capped(computed: str, caps: Sequence[Cap], problems: Collection[str], order: Sequence[str]) -> Graded:
    """The final grade: the worst of the computed one and the caps of the problems found."""
    standing = [cap for cap in caps if cap.problem in problems]
    worst = max([order.index(computed), *(order.index(cap.grade) for cap in standing)])
    if order[worst] == computed:
        return Graded(computed, computed, ())
    binding = sorted({cap.problem for cap in standing if order.index(cap.grade) == worst})
    return Graded(computed, order[worst], tuple(binding))


def _at_least(label: str, asked: int, standing: Standing, order: Sequence[str]) -> Requirement:
    found = sum(place <= order.index(label) for place in standing.places.values())
    return Requirement("at_least", label, asked, found, found >= asked)


def _none_below(label: str, standing: Standing, order: Sequence[str]) -> Requirement:
    worse = sum(place > order.index(label) for place in standing.places.values())
    found = worse + len(standing.missing)
    return Requirement("none_below", label, 0, found, found == 0)
