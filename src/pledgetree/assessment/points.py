"""Points: the five kinds of rule, exact, in hundredths of a point rounded half to even.

* ``linear``: 0 at ``zero``, full at ``full``, proportional between; outside, the nearer end.
* ``step``: the points of the first step that holds; none holds, 0.
* ``cliff``: full when its one step holds, else 0.
* ``deduction``: ``per_points`` less for every whole ``per_unit`` by which the ratio is worse than ``start``, never
  below ``floor``. It starts from the full points; a rule whose points are not positive only takes away, from 0.
* ``band``: linear inside the band that holds the ratio (low end inclusive, high end belonging to the next band);
  outside the bands, the nearer end.

A rule without evidence at a unit gives 0 of its full points. A unit without evidence for any rule has no score: its
full points are 0, so that the ratio of both has no value either. Where a scheme gives points for figures of its own,
completion of a plan and rules that only take away are no evidence by themselves: a province whose records of funds are
missing has no score of funds, instead of a bad one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.completion import completion_of, no_targets
from pledgetree.assessment.exact import (
    Whole,
    affine,
    half_even,
    holds_for,
    to_int64,
    whole_parts,
)
from pledgetree.assessment.figures import Figures, Targets
from pledgetree.law.asking import in_force
from pledgetree.law.model import BandPart, Indicator, PointRule

HUNDRED = 100
Points = NDArray[np.int64]


class RulePoints(NamedTuple):
    """What one rule gives at every unit (U,), in hundredths; ``applies`` is false where another region's rule does."""

    rule: str
    points: Points
    full: Points
    applies: NDArray[np.bool_]


class Score(NamedTuple):
    """Points and full points of every unit (U,), in hundredths, and the rules they are the sum of."""

    points: Points
    full: Points
    per_rule: tuple[RulePoints, ...]


def score(
    figures: Figures,
    rules: Sequence[PointRule],
    indicators: Mapping[str, Indicator],
    day: date,
    targets: Targets | None = None,
) -> Score:
    """Score every unit under the rules in force on the day; a rule of the unit's region goes before one without region.

    Args:
        figures: every tier's figures.
        rules: point rules of one rulebook.
        indicators: that rulebook's indicators, for their direction and kind.
        day: the day of assessment.
        targets: plans in force, for rules on completion; without them no plan is assessable.
    """
    valid = in_force(tuple(rules), day)
    regions = np.array(figures.tree.region, dtype=np.str_)
    evidence = np.zeros(len(regions), dtype=np.bool_)
    telling = [rule for rule in valid if rule.basis == "value" and rule.points > 0] or valid
    scored = []
    for rule in valid:
        numerator, denominator = measured(figures, targets or no_targets(), rule, indicators[rule.indicator])
        applies = _applies(rule, valid, regions)
        known = applies & np.asarray(denominator > 0, dtype=np.bool_)
        given = np.zeros(len(regions), dtype=np.int64)
        given[known] = points_for(rule, indicators[rule.indicator].direction, numerator[known], denominator[known])
        full = np.where(applies, max(hundredths(rule.points), 0), 0).astype(np.int64)
        scored.append(RulePoints(rule.name, given, full, applies))
        # What is missing must not accuse: a class from a score of nothing would be a problem nobody found.
        evidence |= known & (rule in telling)
    points = np.sum([one.points for one in scored], axis=0, dtype=np.int64) if scored else np.zeros_like(evidence, int)
    full = np.sum([one.full for one in scored], axis=0, dtype=np.int64) if scored else np.zeros_like(evidence, int)
    return Score(np.where(evidence, points, 0), np.where(evidence, full, 0), tuple(scored))


def measured(figures: Figures, targets: Targets, rule: PointRule, indicator: Indicator) -> tuple[Whole, Whole]:
    """The ratio a rule looks at, at every unit; the denominator is 0 where there is no evidence."""
    if rule.basis == "completion":
        done = completion_of(figures, targets, indicator)
        return done.numerator, np.where(done.assessable, done.denominator, 0)
    numerator, denominator, _ = figures.of(rule.indicator)
    return numerator, denominator


def points_for(rule: PointRule, direction: str, numerator: Whole, denominator: Whole) -> Points:
    """The points of one rule, in hundredths, for ratios with positive denominators."""
    if rule.kind == "deduction":
        return to_int64(_deduction(rule, direction, numerator, denominator))
    return to_int64(_KINDS[rule.kind](rule, numerator, denominator))


def hundredths(points: Fraction) -> int:
    """Points as a whole number of hundredths, rounded half to even."""
    return round(points * HUNDRED)


def _applies(rule: PointRule, rules: Sequence[PointRule], regions: NDArray[np.str_]) -> NDArray[np.bool_]:
    if rule.region is not None:
        return np.asarray(regions == rule.region, dtype=np.bool_)
    taken = [other.region for other in rules if other.name == rule.name and other.region is not None]
    return ~np.isin(regions, taken) if taken else np.ones(len(regions), dtype=np.bool_)


def _rounded(numerator: Whole, denominator: Whole, slope: Fraction, base: Fraction) -> Whole:
    """``slope * ratio + base`` points, in hundredths rounded half to even."""
    return half_even(*affine(numerator, denominator, slope * HUNDRED, base * HUNDRED))


def _clipped(values: Whole, one_end: Fraction, other_end: Fraction) -> Whole:
    # Rounding never reorders, so clipping after it gives the same as clipping before it.
    low, high = sorted((hundredths(one_end), hundredths(other_end)))
    return np.minimum(np.maximum(values, low), high)


def _linear(rule: PointRule, numerator: Whole, denominator: Whole) -> Whole:
    slope = rule.points / (rule.full - rule.zero)
    return _clipped(_rounded(numerator, denominator, slope, -slope * rule.zero), Fraction(0), rule.points)


def _step(rule: PointRule, numerator: Whole, denominator: Whole) -> Whole:
    given: Whole = np.zeros(len(numerator), dtype=np.int64)
    for step in reversed(rule.steps):
        held = holds_for(numerator, denominator, step.operator, step.value)
        given = np.where(held, np.full(len(numerator), hundredths(step.points)), given)
    return given


def _cliff(rule: PointRule, numerator: Whole, denominator: Whole) -> Whole:
    (edge,) = rule.steps
    held = holds_for(numerator, denominator, edge.operator, edge.value)
    return np.where(held, hundredths(rule.points), 0)


def _deduction(rule: PointRule, direction: str, numerator: Whole, denominator: Whole) -> Whole:
    worse = 1 if direction == "less" else -1
    units = whole_parts(*affine(numerator, denominator, worse / rule.per_unit, -worse * rule.start / rule.per_unit))
    start = max(rule.points, Fraction(0))
    ones = np.ones(len(numerator), dtype=np.int64)
    taken = _rounded(units, ones, -rule.per_points, start)
    return np.maximum(taken, hundredths(rule.floor))


def _band(rule: PointRule, numerator: Whole, denominator: Whole) -> Whole:
    bands = sorted(rule.bands, key=lambda one: one.low)
    given = _inside(bands[0], numerator, denominator)
    for band in bands[1:]:
        reached = holds_for(numerator, denominator, ">=", band.low)
        given = np.where(reached, _inside(band, numerator, denominator), given)
    return given


def _inside(band: BandPart, numerator: Whole, denominator: Whole) -> Whole:
    slope = (band.points_high - band.points_low) / (band.high - band.low)
    values = _rounded(numerator, denominator, slope, band.points_low - slope * band.low)
    return _clipped(values, band.points_low, band.points_high)


_KINDS: Mapping[str, Callable[[PointRule, Whole, Whole], Whole]] = {
    "linear": _linear,
    "step": _step,
    "cliff": _cliff,
    "band": _band,
}
