"""What a rulebook says about pledges: margins, days, required signatures, severities, and the way of each indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pledgetree.base.errors import UserError, user_error
from pledgetree.base.units import TIERS
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook
from pledgetree.pledges.arrays import ROLES, SIDES

CODES = (
    "COMPOUND_EXCESS",
    "DOUBLE",
    "EARLY_RACE",
    "EXCESS",
    "INFEASIBLE",
    "LATE_DEADLINE",
    "MISSING_SIGNATURE",
    "NOT_MONOTONE",
    "NOT_TAKEN_OVER",
    "ORPHAN",
    "RATE_SHORTFALL",
    "RATE_WITHOUT_BASE",
    "SHORTFALL",
    "SIGNED_BEFORE_PARENT",
    "SKIPPED_LEVEL",
    "STALE",
    "UNCOVERED",
    "UNKNOWN_INDICATOR",
    "WRONG_SIGNATORY",
)
SEVERITIES = ("fault", "warning", "note")


@dataclass(frozen=True)
class Way:
    """How an indicator behaves in the tree: whether less is better, and the lowest tier it has (place in TIERS)."""

    less: bool
    lowest: int


@dataclass(frozen=True)
class Terms:
    """The rulebook's values on one day; ``required`` maps (side, tier) to roles, ``skips`` holds pairs of tiers."""

    excess_margin: Fraction
    early_margin_months: int
    takeover_days: int
    base_tolerance: Fraction
    base_statistic: str
    other_bases: frozenset[str]
    clause_families: frozenset[str]
    required: Mapping[tuple[str, str], tuple[str, ...]]
    skips: frozenset[tuple[str, str]]
    severities: Mapping[str, str]
    ways: Mapping[str, Way]


def terms_of(rulebook: Rulebook, day: date) -> Terms:
    """The terms a rulebook sets for pledges on a day.

    Raises:
        UserError: UNKNOWN_PARAMETER or NO_VALUE_ON_DATE, a value is missing; PLEDGE_RULE, a text is not of its form.
    """

    def value(name: str) -> object:
        return value_on(rulebook, f"pledges/{name}", day).value

    def words(name: str) -> frozenset[str]:
        return frozenset(str(value(name)).replace(",", " ").split())

    return Terms(
        excess_margin=_fraction("excess_margin", value("excess_margin")),
        early_margin_months=_whole("early_margin_months", value("early_margin_months")),
        takeover_days=_whole("takeover_days", value("takeover_days")),
        base_tolerance=_fraction("base_tolerance", value("base_tolerance")),
        base_statistic=str(value("base_statistic")),
        other_bases=words("rates_of_another_base"),
        clause_families=words("clause_families"),
        required=required_roles(str(value("required_signatures"))),
        skips=frozenset(_pairs(words("allowed_skips"))),
        severities=severities(str(value("severities"))),
        ways=_ways(rulebook, lowest_tiers(str(value("lowest_tiers")))),
    )


def _fraction(name: str, value: object) -> Fraction:
    if isinstance(value, int | Fraction) and value >= 0:
        return Fraction(value)
    raise _wrong(name, value, "a fraction such as 10/100")


def _whole(name: str, value: object) -> int:
    if isinstance(value, int) and value >= 0:
        return value
    raise _wrong(name, value, "a whole number, 0 or more")


def _wrong(name: str, value: object, form: str) -> UserError:
    return user_error("PLEDGE_RULE", f"parameters/pledges/{name}.yaml", value=str(value), form=form)


def _ways(rulebook: Rulebook, lowest: Mapping[str, int]) -> dict[str, Way]:
    village = len(TIERS) - 1
    return {name: Way(one.direction == "less", lowest.get(name, village)) for name, one in rulebook.indicators.items()}


def lowest_tiers(text: str) -> dict[str, int]:
    """The lowest tier of indicators that end above the village, from entries ``INDICATOR: TIER``.

    Raises:
        UserError: PLEDGE_RULE.
    """
    found = {}
    for (indicator, *_), tiers in _entries("lowest_tiers", text):
        if len(tiers) != 1 or tiers[0] not in TIERS:
            raise _wrong("lowest_tiers", f"{indicator}: {' '.join(tiers)}", f"INDICATOR: TIER of {', '.join(TIERS)}")
        found[indicator] = TIERS.index(tiers[0])
    return found


def required_roles(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Roles by (side, tier) from entries ``side: roles`` and ``side tier: roles``, divided by semicolons or lines.

    An entry with a tier goes before the one for the whole side.

    Raises:
        UserError: PLEDGE_RULE.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    entries = sorted(_entries("required_signatures", text), key=lambda one: len(one[0]))
    for place, roles in entries:
        side, *tiers = place
        known = side in SIDES and set(tiers) <= set(TIERS) and set(roles) <= set(ROLES) and len(tiers) <= 1
        if not known:
            form = f"SIDE [TIER]: ROLES, with sides {', '.join(SIDES)} and roles {', '.join(ROLES)}"
            raise _wrong("required_signatures", " ".join([*place, *roles]), form)
        found |= {(side, tier): roles for tier in tiers or TIERS}
    return found


def severities(text: str) -> dict[str, str]:
    """The severity of every code from entries ``severity: CODES``; each code of the check stands there once.

    Raises:
        UserError: PLEDGE_RULE.
    """
    pairs = [(code, severity) for (severity, *_), codes in _entries("severities", text) for code in codes]
    if sorted(code for code, _ in pairs) != list(CODES) or not {one for _, one in pairs} <= set(SEVERITIES):
        raise _wrong("severities", text, f"SEVERITY: CODES ({', '.join(SEVERITIES)}), each once of {', '.join(CODES)}")
    return dict(pairs)


def _entries(name: str, text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The parts of a text before and after the colon of each entry, as words."""
    for entry in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        before, colon, after = entry.partition(":")
        if not (colon and before.strip()):
            raise _wrong(name, entry, "entries NAME: WORDS, divided by semicolons")
        yield tuple(before.split()), tuple(after.replace(",", " ").split())


def _pairs(words: frozenset[str]) -> Iterator[tuple[str, str]]:
    for word in words - {"none"}:
        above, _, below = word.partition(">")
        if not {above, below} <= set(TIERS):
            raise _wrong("allowed_skips", word, "pairs such as province>county, or none")
        yield above, below
