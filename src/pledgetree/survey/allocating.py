"""How many units each stratum gives: proportional, power and Neyman allocation with a minimum, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pledgetree.base.errors import user_error


@dataclass(frozen=True)
class StratumShare:
    """A stratum: how many units it has, and the score that its share of the sample follows."""

    name: str
    units: int
    score: float


def power_scores(sizes: Sequence[float], variation: Sequence[float], exponent: float) -> list[float]:
    """Size^q times the coefficient of variation (Bankier 1988, American Statistician 42:174-177).

    q = 1 serves the whole, q = 0 every stratum alike; 1/2 is a usual middle.
    """
    return [size**exponent * spread for size, spread in zip(sizes, variation, strict=True)]


def neyman_scores(sizes: Sequence[float], rates: Sequence[float]) -> list[float]:
    """Size times standard deviation of a share expected at ``rates`` (Neyman 1934)."""
    return [size * (rate * (1 - rate)) ** 0.5 for size, rate in zip(sizes, rates, strict=True)]


def allocate(strata: Sequence[StratumShare], total: int, minimum: int = 0) -> dict[str, int]:
    """Whole numbers that add up to ``total``, as near to the scores as minimum and capacity allow.

    A stratum with fewer units than the minimum gives all it has. Remainders go to the largest fractions, ties to the
    stratum named first.

    Raises:
        UserError: TOTAL_TOO_SMALL, TOTAL_TOO_LARGE, SCORE_NEGATIVE.
    """
    low = {one.name: min(minimum, one.units) for one in strata}
    if total < sum(low.values()):
        raise user_error("TOTAL_TOO_SMALL", total=total, needed=sum(low.values()))
    if total > sum(one.units for one in strata):
        raise user_error("TOTAL_TOO_LARGE", total=total, units=sum(one.units for one in strata))
    if any(one.score < 0 for one in strata):
        raise user_error("SCORE_NEGATIVE")
    return _rounded(_shares(strata, total, low), strata, total, low)


def _shares(strata: Sequence[StratumShare], total: int, low: dict[str, int]) -> dict[str, float]:
    """Real numbers proportional to the scores, between minimum and capacity, that add up to the total.

    The number at a multiplier t is min(max(t x score, minimum), units), which rises with t: t is found by halving.
    """

    def at(times: float) -> dict[str, float]:
        return {one.name: min(max(times * one.score, low[one.name]), one.units) for one in strata}

    below, above = 0.0, 1.0
    while sum(at(above).values()) < total and above < 1e30:
        above *= 2
    for _ in range(200):
        middle = (below + above) / 2
        below, above = (below, middle) if sum(at(middle).values()) >= total else (middle, above)
    return at(above)


def _rounded(
    shares: dict[str, float], strata: Sequence[StratumShare], total: int, low: dict[str, int]
) -> dict[str, int]:
    units = {one.name: one.units for one in strata}
    whole = {name: max(int(share + 1e-9), low[name]) for name, share in shares.items()}
    order = sorted(whole, key=lambda name: whole[name] - shares[name])
    while (left := total - sum(whole.values())) > 0:
        # Only strata without a score may be asked beyond their share here, and only when all others are full.
        for name in [one for one in order if whole[one] < units[one]][:left]:
            whole[name] += 1
    return whole
