"""Too many incomes just above the line, where incomes are rounded: the jump at the line against jumps elsewhere.

Rounded incomes heap, and a density test alarms at every heap. So the line is compared with placebo cut-offs that lie
alike to the heaps: at the same distance from the round numbers, whole steps away. What happens at all of them is
rounding; what happens at the line alone is not. (Placebo cut-offs: Cattaneo, Idrobo and Titiunik 2020, A Practical
Introduction to Regression Discontinuity Designs, section 5.2; heaps: Frandsen 2017, Advances in Econometrics 38.)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Wholes = NDArray[np.int64]
Reals = NDArray[np.float64]
_MOST_PLACEBOS = 12
"""On each side; further away the distribution is another."""
_SURE = 4.0
"""Standard deviations of a count by chance."""
_LEAST_PLACEBOS = 6
_LEAST_IN_A_WINDOW = 5
_ROUND = (10, 50, 100, 500, 1000)
_HEAPED = 1.3
"""Multiples of a number that are so much more frequent among those of the finer one than by chance are heaps."""


@dataclass(frozen=True)
class Bunching:
    """``excess`` persons above the line that would be expected below it; ``statistic`` has a t distribution.

    ``step`` is the width of the windows and the distance of the placebo cut-offs; statistic and p-value (one-sided)
    are None where there are too few values or placebo cut-offs.
    """

    step: int
    below: int
    above: int
    excess: float
    placebos: int
    statistic: float | None
    p_value: float | None


def rounding_step(values: Wholes, unit: int) -> int:
    """The coarsest rounding that shows: the largest of 10, 50, 100, 500, 1000 units whose multiples form heaps.

    Args:
        values: incomes in whole small units.
        unit: small units in the unit that people round in, for example 100 fen in a yuan.
    """
    numbers = (1, *_ROUND)
    counts = [len(values), *(int(np.count_nonzero(values % (one * unit) == 0)) for one in _ROUND)]
    heaped = [_ROUND[0]]
    for place, number in enumerate(_ROUND, 1):
        expected = counts[place - 1] * numbers[place - 1] / number
        if expected and counts[place] >= _HEAPED * expected and counts[place] - expected >= _SURE * sqrt(expected):
            heaped.append(number)
    return max(heaped) * unit


def bunching(values: Wholes, line: int, unit: int) -> Bunching:
    """Compare the windows on both sides of the line with those of placebo cut-offs.

    Args:
        values: (n,) incomes, not negative, in whole small units.
        line: the cut-off in the same units; a value equal to it stands above.
        unit: small units in the unit that people round in.
    """
    step = max(rounding_step(values, unit), _ROUND[2] * unit)
    reach = _MOST_PLACEBOS + 1
    edges = line + step * np.arange(-reach - 1, reach + 2)
    counts = np.diff(np.searchsorted(np.sort(values), edges)).astype(np.float64)
    below, above = counts[:-1], counts[1:]
    place = np.arange(-reach, reach + 1)
    # The windows beside the line hold what was moved: placebo cut-offs keep two steps away.
    used = (np.abs(place) >= 2) & (edges[1:-1] > step) & (np.minimum(below, above) >= _LEAST_IN_A_WINDOW)
    middle = reach
    return _compared(step, below, above, used, middle)


def _compared(step: int, below: Reals, above: Reals, used: NDArray[np.bool_], middle: int) -> Bunching:
    jump = np.log(above + 0.5) - np.log(below + 0.5)
    variance = 1 / (above + 0.5) + 1 / (below + 0.5)
    count = int(used.sum())
    here = (int(below[middle]), int(above[middle]))
    if count < _LEAST_PLACEBOS or sum(here) < 2 * _LEAST_IN_A_WINDOW:
        return Bunching(step, *here, 0.0, count, None, None)
    place = np.arange(len(jump)) - middle
    design = np.stack([np.ones(count), place[used]], axis=1)
    weight = 1 / variance[used]
    inverse = np.linalg.inv(design.T @ (weight[:, None] * design))
    fitted = inverse @ (design.T @ (weight * jump[used]))
    residual = jump[used] - design @ fitted
    freedom = count - design.shape[1]
    # Heaps and the shape of the distribution make jumps vary by more than chance alone; never by less.
    dispersion = max(1.0, float(weight @ residual**2) / freedom)
    statistic = (jump[middle] - fitted[0]) / sqrt(dispersion * (variance[middle] + inverse[0, 0]))
    ratio = float(np.exp(fitted[0]))
    excess = (here[1] - ratio * here[0]) / (1 + ratio)
    return Bunching(step, *here, excess, count, float(statistic), float(student.sf(statistic, freedom)))
