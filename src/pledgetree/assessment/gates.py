"""Gates: vetoes that compare an indicator's ratio with a limit of the law, by region and day.

The comparison is the point estimate against the limit, by cross-multiplied whole numbers; the operator is the one the
limit's wording uses, because two official wordings differ at exactly the limit. Without evidence a gate is neither
passed nor failed here (``no_evidence``); what that means is decided by who asks: a county may not exit on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.exact import holds_for
from pledgetree.assessment.figures import Figures
from pledgetree.base.errors import user_error
from pledgetree.base.ratios import holds
from pledgetree.base.units import TIERS
from pledgetree.law.asking import value_on
from pledgetree.law.model import Gate, Rulebook

PASS, FAIL, NO_EVIDENCE = "pass", "fail", "no_evidence"

GateRow = tuple[int, str, int, int, int, int, str, str, str]
"""unit, gate, numerator, denominator, limit numerator, limit denominator, operator, verdict, reason."""


@dataclass(frozen=True)
class GateLimit:
    """A limit in force: the ratio must satisfy ``operator value``."""

    value: Fraction
    operator: str


@dataclass(frozen=True)
class GateVerdicts:
    """One gate at every unit (U,); ``seen`` is false without evidence, ``failed`` implies ``seen``."""

    gate: Gate
    seen: NDArray[np.bool_]
    failed: NDArray[np.bool_]
    rows: list[GateRow]


def limit_on(rulebook: Rulebook, parameter: str, day: date, region: str) -> GateLimit:
    """The limit in force on a day for a region; the empty region takes the value without region.

    Raises:
        UserError: UNKNOWN_PARAMETER, NO_VALUE_ON_DATE; GATE_WITHOUT_LIMIT, the value is no number or has no operator.
    """
    found = value_on(rulebook, parameter, day, region or None)
    if found.operator is None or not isinstance(found.value, int | Fraction):
        raise user_error("GATE_WITHOUT_LIMIT", rulebook.name, parameter=parameter)
    return GateLimit(Fraction(found.value), found.operator)


def verdict_for(numerator: int, denominator: int, limit: GateLimit) -> tuple[str, str]:
    """Verdict and reason of one ratio.

    Reasons: ``within_limit``, ``above_limit``, ``below_limit``, ``no_evidence``, and ``at_limit``: a failure at exactly
    the limit, which only a strict operator knows.
    """
    if denominator == 0:
        return NO_EVIDENCE, NO_EVIDENCE
    if holds(numerator, denominator, limit.operator, limit.value):
        return PASS, "within_limit"
    if holds(numerator, denominator, "==", limit.value):
        return FAIL, "at_limit"
    return FAIL, "above_limit" if holds(numerator, denominator, ">", limit.value) else "below_limit"


def judge_gates(figures: Figures, rulebook: Rulebook, day: date) -> list[GateVerdicts]:
    """Every gate of the scheme at every unit.

    Rows stand for units with evidence, and for units of the programme down to the county that have none; a township or
    village without a sample has no row.
    """
    asked = figures.tree.in_programme & (figures.tree.tier <= TIERS.index("county"))
    return [_judge_gate(figures, rulebook, gate, day=day, asked=asked) for gate in rulebook.scheme.gates]


def _judge_gate(
    figures: Figures, rulebook: Rulebook, gate: Gate, *, day: date, asked: NDArray[np.bool_]
) -> GateVerdicts:
    numerator, denominator, _ = figures.of(gate.indicator)
    regions = np.array(figures.tree.region, dtype=np.str_)
    seen = denominator > 0
    failed = np.zeros_like(seen)
    rows: list[GateRow] = []
    for region in np.unique(regions[seen | asked]).tolist():
        # The limit of the unit's own region: 2 %, in the west 3 % for the composite incidence
        # (exit mechanism 2016, county criteria); the operator is part of the value.
        limit = limit_on(rulebook, gate.parameter, day, region)
        here = (regions == region) & seen
        failed[here] = ~holds_for(numerator[here], denominator[here], limit.operator, limit.value)
        units = np.flatnonzero((regions == region) & (seen | asked)).tolist()
        rows.extend(_row(unit, gate.name, int(numerator[unit]), int(denominator[unit]), limit) for unit in units)
    return GateVerdicts(gate, seen, failed, sorted(rows))


def _row(unit: int, gate: str, numerator: int, denominator: int, limit: GateLimit) -> GateRow:
    verdict, reason = verdict_for(numerator, denominator, limit)
    value = limit.value
    return (unit, gate, numerator, denominator, value.numerator, value.denominator, limit.operator, verdict, reason)
