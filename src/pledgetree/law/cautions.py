"""Warnings about a rulebook that is sound but dangerous.

* ``CLIFF``: one unit of measure more or less moves over a tenth of all points. Where a single person decides, figures
  are bent to pass the edge; a linear rule gives no such reason.
* ``COMPOUNDS``: one fact is counted by two indicators that both earn points or classes, so that it weighs twice. The
  points of an included rulebook count the facts of everything that earns points there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil

from pledgetree.base.errors import Fault, fault
from pledgetree.base.ratios import decimal_text
from pledgetree.law.asking import in_force
from pledgetree.law.model import BandPart, PointRule, Rulebook, Scheme
from pledgetree.law.reading import where
from pledgetree.law.references import GRADES

CLIFF_SHARE = Fraction(1, 10)

INCLUDED_POINTS = "included.points"
"""The formula whose figure is the points of the included rulebooks."""

Formulas = Mapping[str, tuple[str, ...]]
"""Name of each formula and the atomic facts it counts."""


def check_cliffs(rulebook: Rulebook) -> Iterator[Fault]:
    """A warning for each point rule whose largest jump is over a tenth of all points in force on its first day."""
    for rule in rulebook.scheme.points:
        total = full_points(rulebook.scheme, rule.effective, rule.region)
        counted = rule.basis == "value" and rulebook.indicators[rule.indicator].kind == "additive"
        jump = largest_jump(rule, counted=counted)
        if total > 0 and jump > total * CLIFF_SHARE:
            place = ("points", rule.name, "from", rule.effective.isoformat())
            region = ("regions", rule.region) if rule.region else ()
            jumped, of = decimal_text(jump, 2), decimal_text(total, 2)
            yield fault("CLIFF", where(GRADES, (*place, *region)), points=jumped, total=of)


def full_points(scheme: Scheme, day: date, region: str | None = None) -> Fraction:
    """The sum of full points in force on a day for a region; the region's own rule goes first."""
    rules = in_force(scheme.points, day)
    chosen = {one.name: one for one in rules if one.region is None}
    chosen |= {one.name: one for one in rules if one.region == region}
    return sum((max(one.points, Fraction(0)) for one in chosen.values()), Fraction(0))


def largest_jump(rule: PointRule, *, counted: bool = False) -> Fraction:
    """The most points that one unit of measure can decide under a rule; 0 when points move without a jump.

    ``counted``: the rule looks at a whole number itself (counties, violations), so that one unit is a step of 1, and a
    slope is a stair. Of a rate or a completion one unit is a small part of the whole, and only a jump decides.
    """
    match rule.kind:
        case "linear" if counted:
            return min(abs(rule.points), abs(rule.points / (rule.full - rule.zero)))
        case "cliff":
            return rule.points
        case "step":
            points = [one.points for one in rule.steps] + [Fraction(0)]
            return max(abs(earlier - later) for earlier, later in pairwise(points))
        case "deduction":
            return rule.per_points * (ceil(1 / rule.per_unit) if counted else 1)
        case "band":
            edges = [abs(later.points_low - earlier.points_high) for earlier, later in pairwise(rule.bands)]
            stairs = [_stair(band) for band in rule.bands] if counted else []
            return max([*edges, *stairs], default=Fraction(0))
    return Fraction(0)


def _stair(band: BandPart) -> Fraction:
    """What a step of 1 gives inside a band."""
    whole = abs(band.points_high - band.points_low)
    return min(whole, whole / (band.high - band.low))


def check_compounds(rulebook: Rulebook, formulas: Formulas, included: Collection[Rulebook] = ()) -> Iterator[Fault]:
    """A warning for each fact counted by two indicators that both earn points or classes.

    Args:
        rulebook: the rulebook examined.
        formulas: the facts each formula counts.
        included: the rulebooks whose points are a figure of it.
    """
    scheme = rulebook.scheme
    earning = sorted({one.indicator for one in scheme.classes} | {one.indicator for one in scheme.points})
    for first, second in combinations(earning, 2):
        facts = (_facts(rulebook, name, formulas, included) for name in (first, second))
        for fact in sorted(set.intersection(*facts)):
            yield fault("COMPOUNDS", GRADES, fact=fact, first=first, second=second)


def check_formulas(rulebook: Rulebook, formulas: Formulas) -> Iterator[Fault]:
    """A fault for each formula that is not in the closed list."""
    for path, name in _formulas(rulebook):
        if name not in formulas:
            yield fault("RULE_FORMULA", path, value=name, allowed=", ".join(sorted(formulas)))


def _formulas(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    for name, indicator in rulebook.indicators.items():
        for day, function in indicator.functions:
            yield where(f"indicators/{name}.yaml", ("functions", day.isoformat())), function


def _facts(rulebook: Rulebook, indicator: str, formulas: Formulas, included: Collection[Rulebook]) -> set[str]:
    functions = {function for _, function in rulebook.indicators[indicator].functions}
    facts = {fact for function in functions for fact in formulas.get(function, ())}
    if INCLUDED_POINTS in functions:
        earned = ((one, rule.indicator) for one in included for rule in one.scheme.points)
        facts = facts.union(*(_facts(one, name, formulas, ()) for one, name in earned))
    return facts
