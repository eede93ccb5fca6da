"""Asks a rulebook: which edition governs a year, which value, function and rules are in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from pledgetree.base.errors import user_error
from pledgetree.evidence.digests import digest_json
from pledgetree.law.editions import restricted
from pledgetree.law.model import (
    Cap,
    ClassRule,
    Consequence,
    DatedValue,
    Duty,
    Edition,
    GradeRule,
    Indicator,
    PointRule,
    Problem,
    Rulebook,
    Text,
)

Rule = TypeVar("Rule", ClassRule, PointRule, GradeRule, Cap, Problem, Consequence, Duty)


def edition_for(rulebook: Rulebook, year: int) -> Edition:
    """The edition that governs a year.

    Raises:
        UserError: NO_EDITION.
    """
    for edition in rulebook.editions:
        if edition.first_year <= year <= edition.last_year:
            return edition
    years = ", ".join(f"{one.first_year}-{one.last_year}" for one in rulebook.editions)
    raise user_error("NO_EDITION", rulebook.name, year=year, years=years)


def edition_digest(rulebook: Rulebook, edition: Edition) -> str:
    """SHA-256, in hex, of the RFC 8785 form of what is effective by 31 December of the edition's last year."""
    return digest_json(restricted(rulebook.raw, edition))


def value_on(rulebook: Rulebook, name: str, day: date, region: str | None = None) -> DatedValue:
    """The value of a parameter on a day: the region's own if it has one in force, else the one for everywhere.

    Raises:
        UserError: UNKNOWN_PARAMETER; NO_VALUE_ON_DATE, none is in force yet or it was ended by ``null``.
    """
    if name not in rulebook.parameters:
        known = ", ".join(sorted(rulebook.parameters))
        raise user_error("UNKNOWN_PARAMETER", rulebook.name, parameter=name, allowed=known)
    values = rulebook.parameters[name].values
    for wanted in (region, None):
        begun = [one for one in values if one.region == wanted and one.effective <= day]
        latest = max(begun, key=lambda one: one.effective, default=None)
        if latest is not None and latest.value is not None:
            return latest
    raise user_error("NO_VALUE_ON_DATE", rulebook.name, name=name, day=day.isoformat())


def function_on(indicator: Indicator, day: date) -> str:
    """The name of the formula that computes an indicator on a day.

    Raises:
        UserError: NO_VALUE_ON_DATE, no formula is in force yet.
    """
    begun = [one for one in indicator.functions if one[0] <= day]
    if not begun:
        raise user_error("NO_VALUE_ON_DATE", name=indicator.name, day=day.isoformat())
    return max(begun)[1]


def in_force(rules: Iterable[Rule], day: date) -> tuple[Rule, ...]:
    """The rules in force on a day: of each identity the one that took effect last, in the order of the rulebook."""
    found: dict[tuple[str, ...], Rule] = {}
    for rule in rules:
        earlier = found.get(identity(rule))
        if rule.effective <= day and (earlier is None or earlier.effective <= rule.effective):
            found[identity(rule)] = rule
    return tuple(found.values())


def identity(rule: Rule) -> tuple[str, ...]:
    """What makes two dated rules versions of one rule."""
    match rule:
        case ClassRule():
            return (rule.indicator,)
        case PointRule():
            return (rule.name, rule.region or "")
        case GradeRule():
            return (rule.grade,)
        case Cap():
            return (rule.problem,)
        case _:
            return (rule.name,)


def text_in(text: Text, lang: str) -> str:
    """A text in one language of the house.

    Raises:
        KeyError: the language is none of the house's.
    """
    return text[lang]
