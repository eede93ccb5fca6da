"""The composite incidence: registered poor, missed and wrongly exited persons over the rural population.

    (registered_poor + missed * nonregistered_population / nonregistered_sampled
     + wrong * exited_population / exited_sampled) / rural_population

Source: special evaluation of county exits (贫困县退出专项评估检查实施办法, 2017).

At each tier it is made anew from parts that were rolled up. The nonregistered population is the rural population less
registered poor and exited persons. A sample of 0 for a population above 0 leaves the unit without evidence.

The ratio is exact, in lowest terms. Where numerator or denominator do not fit into 64 bits it is rounded half to even
to parts of 10^9; that is far finer than any limit it is compared with, and the same on every machine.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pledgetree.indicators.counts import Count, Formula, Ratio, Sums, Whole
from pledgetree.indicators.interviews import HOUSEHOLDS, PERSONS, WRONG
from pledgetree.indicators.register import CLOSING, EXITED_POPULATION, MEMBERS
from pledgetree.indicators.statistics import RURAL_POPULATION

BILLION = 10**9
_MOST = 2**62

COUNTS: tuple[Count, ...] = (
    MEMBERS,
    CLOSING,
    EXITED_POPULATION,
    RURAL_POPULATION,
    *(of[group] for group in ("exited", "nonregistered") for of in (HOUSEHOLDS, PERSONS, WRONG)),
)


def nonregistered_population(sums: Sums) -> Whole:
    """Rural persons who are neither registered as poor nor exited, (U,); 0 where the statistic is smaller."""
    rest: Whole = np.maximum(sums[RURAL_POPULATION] - sums[CLOSING] - sums[EXITED_POPULATION], 0)
    return rest


def term(wrong: int, sampled: int, population: int) -> Fraction | None:
    """``wrong / sampled`` carried over to the population; 0 where there is nobody, None without a sample."""
    if population == 0:
        return Fraction(0)
    return Fraction(wrong * population, sampled) if sampled else None


def fitted(ratio: Fraction) -> tuple[int, int]:
    """Numerator and denominator that fit into 64 bits: in lowest terms, else rounded to parts of 10^9."""
    if max(abs(ratio.numerator), ratio.denominator) < _MOST:
        return ratio.numerator, ratio.denominator
    return round(ratio * BILLION), BILLION


def _composite(sums: Sums) -> Ratio:
    numerator, denominator, rows = (np.zeros_like(sums[MEMBERS]) for _ in range(3))
    visited = sums[HOUSEHOLDS["exited"]] + sums[HOUSEHOLDS["nonregistered"]]
    others = nonregistered_population(sums)
    for unit in np.flatnonzero((visited > 0) & (sums[RURAL_POPULATION] > 0)).tolist():
        missed = term(
            int(sums[WRONG["nonregistered"]][unit]), int(sums[PERSONS["nonregistered"]][unit]), int(others[unit])
        )
        wrong = term(
            int(sums[WRONG["exited"]][unit]), int(sums[PERSONS["exited"]][unit]), int(sums[EXITED_POPULATION][unit])
        )
        if missed is not None and wrong is not None:
            estimated = int(sums[CLOSING][unit]) + missed + wrong
            numerator[unit], denominator[unit] = fitted(estimated / int(sums[RURAL_POPULATION][unit]))
            rows[unit] = visited[unit]
    return Ratio(numerator, denominator, rows)


FORMULAS = (
    Formula(
        "composite.incidence",
        ("persons remaining", "persons missed", "persons wrongly exited"),
        COUNTS,
        _composite,
    ),
)
