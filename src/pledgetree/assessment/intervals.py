"""Confidence intervals of sampled rates, with the household as the unit of sampling error.

What the caller supplies (``SampleCounts``): one row per unit and sampled indicator, already rolled up to every tier:
``unit`` (index into the unit tree), ``indicator`` (name), ``households`` (visited in the indicator's interview group)
and ``households_wrong`` (those counted against the unit). A household is wrong when ``persons_wrong > 0``; for
recognition it is wrong when it does not recognise the work, and households that were not asked are not visited.
For an indicator where more is better the interval is that of the wrong share, turned round (1 - share).

The composite incidence has two sampled parts; ``CompositeParts`` gives, per unit, the counts they are extrapolated to.

The interval is a statement about sampling error only. The law compares the point estimate; the interval shows how far
the data prove the verdict. Figures are text with 6 significant digits and stand outside the result digest.

Sources: Clopper and Pearson 1934, Biometrika 26:404-413 (exact interval); Bonferroni's inequality (composite).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

LEVEL = 0.95
EXACT = "clopper-pearson, households"
COMPOSITE = "bonferroni of clopper-pearson, households"
COMPOSITE_INDICATOR = "composite_incidence"

IntervalRow = tuple[int, str, str, str, str, str, int]
"""``unit`` (index), ``indicator``, ``low``, ``high``, ``level``, ``method``, ``n`` (households)."""


@dataclass(frozen=True)
class HouseholdSample:
    """Households visited and how many of them were wrong."""

    households: int
    wrong: int


@dataclass(frozen=True)
class Interval:
    """A confidence interval for a share between 0 and 1; ``n`` is the number of households it rests on."""

    low: float
    high: float
    level: float
    method: str
    n: int


@dataclass(frozen=True)
class SampleCounts:
    """Households visited and wrong, per unit and sampled indicator; arrays and ``indicator`` have one length (S,)."""

    unit: NDArray[np.int64]
    indicator: tuple[str, ...]
    households: NDArray[np.int64]
    households_wrong: NDArray[np.int64]


@dataclass(frozen=True)
class CompositeParts:
    """What the composite incidence extrapolates to, in persons, per unit; all arrays (C,).

    (registered poor + missed share x nonregistered population + wrong share x exited population) / rural population.
    """

    unit: NDArray[np.int64]
    registered_poor: NDArray[np.int64]
    registered_population_exited: NDArray[np.int64]
    nonregistered_population: NDArray[np.int64]
    rural_population: NDArray[np.int64]


def interval_for(sample: HouseholdSample, level: float = LEVEL) -> Interval:
    """The exact interval of Clopper and Pearson (1934) for the share of wrong households.

    No household visited proves nothing: the interval is 0 to 1.

    Raises:
        ValueError: more households wrong than visited, or a count below 0.
    """
    if not 0 <= sample.wrong <= sample.households:
        raise ValueError("wrong households must lie between 0 and the households visited")
    households = np.array([sample.households], dtype=np.int64)
    low, high = _clopper_pearson(households, np.array([sample.wrong], dtype=np.int64), level)
    return Interval(float(low[0]), float(high[0]), level, EXACT, sample.households)


def composite_interval(
    fixed: int,
    extrapolated: Iterable[tuple[HouseholdSample, int]],
    rural_population: int,
    level: float = LEVEL,
) -> Interval:
    """The interval of (``fixed`` + sum of share x population) / ``rural_population``.

    Each of the sampled parts gets an interval at ``1 - (1 - level) / parts``, so that all hold together at ``level``
    (Bonferroni). A part whose population is 0 adds nothing and is not counted.

    Raises:
        ValueError: the rural population is not positive.
    """
    if rural_population <= 0:
        raise ValueError("the rural population must be positive")
    parts = [(sample, population) for sample, population in extrapolated if population > 0]
    part_level = 1 - (1 - level) / max(len(parts), 1)
    intervals = [(interval_for(sample, part_level), population) for sample, population in parts]
    low = fixed + sum(one.low * population for one, population in intervals)
    high = fixed + sum(one.high * population for one, population in intervals)
    households = sum(one.n for one, _ in intervals)
    return Interval(low / rural_population, high / rural_population, level, COMPOSITE, households)


def six_digits(value: float) -> str:
    """The value with 6 significant digits, never in powers of ten, so that any reader takes it."""
    return format(Decimal(f"{value:.6g}"), "f")


def interval_rows(
    counts: SampleCounts,
    parts: CompositeParts,
    directions: Mapping[str, str],
    level: float = LEVEL,
) -> list[IntervalRow]:
    """The rows of the result's ``intervals`` table, sorted by unit and indicator.

    Args:
        counts: households visited and wrong; rows without households give no interval.
        parts: what the composite extrapolates to; units without a sample that is needed give no interval.
        directions: ``more`` or ``less`` per indicator name; ``more`` turns the interval of the wrong share round.
        level: the confidence level.
    """
    simple = _simple_rows(counts, directions, level)
    return sorted([*simple, *_composite_rows(counts, parts, level)])


def _clopper_pearson(
    households: NDArray[np.int64], wrong: NDArray[np.int64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tail = (1 - level) / 2
    right = households - wrong
    # The beta quantile is not defined where no (or every) household is wrong; there the end is exactly 0 (or 1).
    low = np.where(wrong > 0, beta.ppf(tail, np.maximum(wrong, 1), right + 1), 0.0)
    high = np.where(right > 0, beta.ppf(1 - tail, wrong + 1, np.maximum(right, 1)), 1.0)
    return low, high


def _simple_rows(counts: SampleCounts, directions: Mapping[str, str], level: float) -> list[IntervalRow]:
    visited = counts.households > 0
    low, high = _clopper_pearson(counts.households[visited], counts.households_wrong[visited], level)
    names = [name for name, seen in zip(counts.indicator, visited.tolist(), strict=True) if seen]
    turned = np.array([directions[name] == "more" for name in names], dtype=np.bool_)
    ends = (np.where(turned, 1 - high, low).tolist(), np.where(turned, 1 - low, high).tolist())
    rows = zip(counts.unit[visited].tolist(), names, *ends, counts.households[visited].tolist(), strict=True)
    return [_row(unit, name, Interval(low, high, level, EXACT, n)) for unit, name, low, high, n in rows]


def _composite_rows(counts: SampleCounts, parts: CompositeParts, level: float) -> Iterator[IntervalRow]:
    samples = _samples_by_unit(counts)
    columns = (parts.unit, parts.registered_poor, parts.registered_population_exited, parts.nonregistered_population)
    for unit, poor, exited, others, rural in zip(
        *(column.tolist() for column in (*columns, parts.rural_population)), strict=True
    ):
        sampled = [(samples.get((unit, "wrong_exit_rate")), exited), (samples.get((unit, "missed_rate")), others)]
        needed = [(sample, population) for sample, population in sampled if population > 0]
        known = [(sample, population) for sample, population in needed if sample is not None]
        if rural > 0 and known and len(known) == len(needed):
            yield _row(unit, COMPOSITE_INDICATOR, composite_interval(poor, known, rural, level))


def _samples_by_unit(counts: SampleCounts) -> dict[tuple[int, str], HouseholdSample]:
    households, wrong = counts.households.tolist(), counts.households_wrong.tolist()
    rows = zip(counts.unit.tolist(), counts.indicator, households, wrong, strict=True)
    return {(unit, name): HouseholdSample(seen, bad) for unit, name, seen, bad in rows if seen > 0}


def _row(unit: int, indicator: str, one: Interval) -> IntervalRow:
    return (unit, indicator, six_digits(one.low), six_digits(one.high), six_digits(one.level), one.method, one.n)
