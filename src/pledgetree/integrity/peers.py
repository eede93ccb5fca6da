"""A rate far above that of the peers: funnel limits with the spread that honest peers have among themselves.

Spiegelhalter (2005, Statistics in Medicine 24:1185): the over-dispersion of winsorised z-scores gives a variance
between units, so that ordinary differences between counties are no discovery. Rates are compared as angles,
arcsin sqrt(p), whose sampling variance is 1 / (4 n) whatever the rate (Anscombe 1948, Biometrika 35:246): the long
upper tail of small rates would otherwise look like discoveries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
_WINSORISED = 0.1
_LEAST_PEERS = 10


@dataclass(frozen=True)
class Peers:
    """Per unit: rate, z-score and one-sided p-value (NaN without cases); the common rate, the spread of the angles."""

    rate: Reals
    statistic: Reals
    p_value: Reals
    centre: float
    spread: float


def compare_with_peers(cases: Wholes, total: Wholes) -> Peers:
    """Compare each unit's cases / total with the whole.

    Args:
        cases: (m,) cases.
        total: (m,) what they are counted of; 0 = the unit is left out. Fewer than 10 units are not compared.
    """
    used = total > 0
    rate = np.full(len(total), np.nan)
    rate[used] = cases[used] / total[used]
    nothing = np.full(len(total), np.nan)
    centre = float(cases[used].sum() / total[used].sum()) if used.any() else 0.0
    if used.sum() < _LEAST_PEERS or not 0 < centre < 1:
        return Peers(rate, nothing, nothing.copy(), centre, 0.0)
    angle = np.arcsin(np.sqrt(rate[used]))
    # The median angle is the peers' own: a few who cheat do not shift it.
    distance, variance = angle - float(np.median(angle)), 1 / (4 * total[used])
    between = _between(distance / np.sqrt(variance), 1 / variance)
    statistic, p_value = nothing, nothing.copy()
    statistic[used] = distance / np.sqrt(variance + between)
    p_value[used] = norm.sf(statistic[used])
    return Peers(rate, statistic, p_value, centre, float(np.sqrt(between)))


def _between(scores: Reals, weight: Reals) -> float:
    """The variance between units by the method of moments on winsorised scores (Spiegelhalter 2005, section 3.3)."""
    low, high = np.quantile(scores, [_WINSORISED, 1 - _WINSORISED])
    dispersion = float(np.mean(np.clip(scores, low, high) ** 2))
    count = len(scores)
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    return max(0.0, (count * dispersion - (count - 1)) / room) if room > 0 else 0.0
