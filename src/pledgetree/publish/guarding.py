"""What figures that derive from counts of people would tell about them, and when it is nothing new.

A rate, an interval, a verdict or a class goes when a count behind it is hidden. A verdict or a class stays where it
would be the same for every value the reader must still hold possible: then it tells nothing about the hidden count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from pledgetree.base.ratios import holds
from pledgetree.law.model import ClassRule, Indicator
from pledgetree.publish.disclosure import Cell, Known
from pledgetree.publish.reading import Facts
from pledgetree.publish.suppression import LOW

Outcome = Callable[[Fraction], object]
"""What the law makes of a value: a verdict, a class."""
PARTS = ("numerator", "rest", "denominator")


def counts_people(indicator: Indicator) -> bool:
    """Whether an indicator's numerator counts persons or households.

    Additive indicators say it by their unit of measure, sampled ones by being sampled; an unsampled rate does when it
    is read from the register alone.
    """
    if indicator.kind == "additive":
        return indicator.unit in ("persons", "households")
    return indicator.sampling is not None or (
        indicator.kind == "rate" and "households" in indicator.reads and "interviews" not in indicator.reads
    )


def is_estimate(indicator: Indicator) -> bool:
    """Whether a rate is put together from samples and stocks: its fraction is no count, but its parts are."""
    return indicator.kind == "rate" and indicator.sampling is None and "interviews" in indicator.reads


def is_stock(indicator: Indicator) -> bool:
    """Whether a figure comes from the people still on the register, as their number or as a share of others."""
    return indicator.sampling is None and indicator.direction == "less" and counts_people(indicator)


def needs(facts: Facts, indicator: Indicator) -> tuple[str, ...]:
    """The count columns that whatever derives from an indicator would betray.

    Its own counts; for an estimate the counts of every sampled gate and the stock: the rural population is public, so
    that the estimate and two of its parts give the third.
    """
    if is_estimate(indicator):
        gates = (facts.rulebook.indicators[gate.indicator] for gate in facts.rulebook.scheme.gates)
        sampled = [one for one in gates if one.sampling and one.direction == "less"]
        stocks = [one for one in facts.indicators() if is_stock(one)]
        return tuple(column for one in (*sampled, *stocks) for column in _own(one))
    return _own(indicator) if counts_people(indicator) else ()


def _own(indicator: Indicator) -> tuple[str, ...]:
    return (indicator.name,) if indicator.kind == "additive" else tuple(f"{indicator.name}.{part}" for part in PARTS)


def known(indicator: Indicator, outcome: Outcome) -> Known | None:
    """Whether a reader knows the outcome of an indicator from its count being small; None where no count is its own."""
    if not counts_people(indicator):
        return None

    def same(counts: Mapping[str, Cell], minimum: int) -> bool:
        return len({outcome(value) for value in _possible(indicator, counts, minimum)}) == 1

    return same


def _possible(indicator: Indicator, counts: Mapping[str, Cell], minimum: int) -> list[Fraction]:
    """Every value a reader must hold possible; none where the reader can tell no bounds."""
    small = range(1, minimum)
    if indicator.kind == "additive":
        return [Fraction(count) for count in small] if counts[indicator.name].state == LOW else []
    numerator, rest, denominator = (counts[column] for column in _own(indicator))
    if not isinstance(denominator.value, int) or denominator.value < minimum:
        return []
    if numerator.state == LOW:
        return [Fraction(count, denominator.value) for count in small]
    return [1 - Fraction(count, denominator.value) for count in small] if rest.state == LOW else []


def verdict_of(operator: str, limit: Fraction) -> Outcome:
    """What a gate makes of a rate."""
    return lambda value: holds(value.numerator, value.denominator, operator, limit)


def class_of(rule: ClassRule) -> Outcome:
    """What a class rule makes of a value."""

    def label(value: Fraction) -> str:
        met = (one.label for one in rule.limits if holds(value.numerator, value.denominator, one.operator, one.value))
        return next(met, rule.otherwise)

    return label
