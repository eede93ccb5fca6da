"""The points of a trace: what each rule gave, the ratio it looked at, and its source.

An indicator shows the rules that look at it, of the rulebook and of those it includes; the indicator that stands for
the points of included rulebooks shows every one of their rules.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pledgetree.assessment.points import hundredths, points_for
from pledgetree.assessment.trace import PointsTrace
from pledgetree.assessment.trace_reading import Reading, withheld
from pledgetree.indicators.catalogue import INCLUDED_POINTS
from pledgetree.law.asking import in_force
from pledgetree.law.model import Indicator, PointRule, Rulebook


def points_of(reading: Reading, name: str) -> tuple[PointsTrace, ...]:
    """The rules behind an indicator's points at the unit, in the order of their rulebooks."""
    if reading.formula(name) == INCLUDED_POINTS:
        graded = [one for one in reading.result.included.values() if reading.place.tier in one.scheme.graded_tiers]
        rules = [rule for one in graded for rule in _applying(reading, one)] if reading.figure(name) else []
        return tuple(_traced(reading, rule) for rule in rules)
    given = {row["rule"] for row in reading.rows("points")}
    rules = [rule for one in reading.books for rule in _applying(reading, one)]
    return tuple(_traced(reading, rule) for rule in rules if rule.indicator == name and rule.name in given)


def _applying(reading: Reading, rulebook: Rulebook) -> Iterable[PointRule]:
    """The rules for the unit; a region's own rule replaces the general one of the same name."""
    rules = [one for one in in_force(rulebook.scheme.points, reading.day) if one.region in (None, reading.place.region)]
    return {one.name: one for one in sorted(rules, key=lambda one: one.region is not None)}.values()


def _traced(reading: Reading, rule: PointRule) -> PointsTrace:
    law = reading.laws[rule.indicator]
    hidden = withheld(law, reading.place.tier)
    numerator, denominator = _measured(reading, rule, law)
    points, full = _given(reading, rule, law, (numerator, denominator))
    return PointsTrace(
        rule=rule.name,
        title=rule.title,
        kind=rule.kind,
        indicator=rule.indicator,
        indicator_title=law.title,
        basis=rule.basis,
        numerator=None if hidden else numerator,
        denominator=None if hidden else denominator,
        points_hundredths=None if hidden else points,
        full_hundredths=full,
        source=rule.source,
    )


def _given(reading: Reading, rule: PointRule, law: Indicator, ratio: tuple[int, int]) -> tuple[int, int]:
    """Points and full points: as the result states them, else worked out anew (it states those of graded units)."""
    row = next(iter(reading.rows("points", rule=rule.name)), None)
    if row is not None:
        return row["points_hundredths"], row["full_hundredths"]
    numerator, denominator = (np.array([one], dtype=object) for one in ratio)
    points = int(points_for(rule, law.direction, numerator, denominator)[0]) if ratio[1] else 0
    return points, max(hundredths(rule.points), 0)


def _measured(reading: Reading, rule: PointRule, law: Indicator) -> tuple[int, int]:
    """The ratio a rule looks at; the denominator is 0 without evidence."""
    own = reading.figure(rule.indicator)
    numerator, denominator = (own["numerator"], own["denominator"]) if own else (0, 0)
    return _completion(reading, law, numerator, denominator) if rule.basis == "completion" else (numerator, denominator)


def _completion(reading: Reading, law: Indicator, numerator: int, denominator: int) -> tuple[int, int]:
    """Achieved over planned as ``completion`` defines it; 0 / 0 where the plan is not assessable."""
    target = reading.target(law.name)
    if target is None or target["plan_state"] != "approved":
        return 0, 0
    over = 1 if law.kind == "additive" else denominator
    delivered, promised = numerator * target["plan_denominator"], over * target["plan_numerator"]
    above, below = (delivered, promised) if law.direction == "more" else (promised, delivered)
    if over == 0:
        return 0, 1
    return (above, below) if above >= 0 and below > 0 else (int(above >= below), 1)
