"""What a sample proves about a limit: three states, besides the verdict of the law on the point estimate."""

from __future__ import annotations

from fractions import Fraction

from pledgetree.publish.disclosure import ReleasedTable

WITHIN, OPEN, BEYOND, NONE = "within", "open", "beyond", "none"


def proof_state(low: Fraction, high: Fraction, operator: str, limit: Fraction) -> str:
    """``within`` when the whole interval keeps the limit, ``beyond`` when none of it does, else ``open``."""
    at_most = operator.startswith("<")
    best, worst = (low, high) if at_most else (high, low)
    if (worst <= limit) if at_most else (worst >= limit):
        return WITHIN
    if (best > limit) if at_most else (best < limit):
        return BEYOND
    return OPEN


def proof(figures: ReleasedTable, unit_id: str, gate: str, indicator: str) -> str:
    """The state of a unit's gate, from released cells; ``none`` without a shown interval."""
    interval = figures.at(unit_id, f"{indicator}.interval").value
    limit = figures.at(unit_id, f"gate.{gate}.limit").value
    operator = figures.at(unit_id, f"gate.{gate}.operator").value
    if not isinstance(interval, tuple) or not isinstance(limit, Fraction) or not isinstance(operator, str):
        return NONE
    low, high = interval
    return proof_state(Fraction(str(low)), Fraction(str(high)), operator, limit)
