"""The forecast at full size: 714,093 units, 5 years of figures, 3 indicators, on one machine's two cores.

Prints the time of the whole forecast on arrays in memory (reading and counting tables apart), and its ratio to one
vectorised pass written by hand: the same damped trend, the same quantiles of past errors and the same search for the
date with both ends of the interval, for a nation known to be complete and to have additive figures only.

    python -m benchmarks.bench_forecast [--villages 667910] [--repeat 3]
"""

from __future__ import annotations

import argparse
import resource
from datetime import date

import numpy as np

from benchmarks.bench_cascade import SIZES, added_up, fastest, make_units, numbered
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.forecast_outcomes import Outcomes, outcomes_of, people_of
from pledgetree.pledges.forecast_promises import INCIDENCE, LEFT, LIFTED, Promises
from pledgetree.pledges.forecast_series import Series
from pledgetree.pledges.forecast_terms import ForecastTerms, forecast_terms
from pledgetree.pledges.reading import day_number

YEARS = (2014, 2015, 2016, 2017, 2018)
DEADLINE = date(2020, 12, 31)
MOST_RATIO, MOST_SECONDS = 3, 10
LATE_YEARS = 2.25
"""From the end of 2018: three months after the deadline."""


def make_series(villages: int) -> Series:
    """Villages of up to 400 poor, of whom about a sixth leave each year, added up to every unit above."""
    chance = np.random.default_rng(1)
    units = make_units(villages)
    count = len(units.ids)
    leaf = chance.integers(60, 400, count)
    stock = np.empty((count, len(YEARS)))
    for at in range(len(YEARS)):
        stock[:, at] = added_up(units, leaf)
        leaf = np.maximum(leaf - chance.integers(0, 100, count), 0)
    fall = np.full_like(stock, np.nan)
    fall[:, 1:] = stock[:, :-1] - stock[:, 1:]
    population = added_up(units, np.full(count, 900))
    return Series(YEARS, stock, fall, fall + 1, {}, population, np.ones(count, np.int64))


def make_promises(series: Series) -> list[Promises]:
    """Every unit promises persons lifted from 2015 on, persons left, and the incidence, for 2020."""
    count = len(series.stock)
    ids, unit = numbered("P", count), np.arange(count)
    first = series.stock[:, 0].astype(np.int64)
    one, day = np.ones(count, np.int64), np.full(count, day_number(DEADLINE), np.int32)
    promises = []
    for indicator, kind, target, below in (
        ("poor_lifted", LIFTED, first * 9 // 10, one),
        ("poor_remaining", LEFT, first // 10, one),
        ("poverty_incidence", INCIDENCE, first // 10, series.population),
    ):
        due = first // 2
        years = np.full(count, 2015), np.full(count, 2020)
        promises.append(
            Promises(indicator, kind, unit, ids, target, below, due, below, np.ones(count, np.bool_), *years, day)
        )
    return promises


def by_hand(series: Series, promises: list[Promises], terms: ForecastTerms) -> int:
    """The same figures, straight down the columns; gives back how many are late."""
    low, high = quantiles_by_hand(series, terms)
    now = series.stock[:, -1]
    mine = size_by_hand(now)
    variants = (0.0, low[mine] * now, high[mine] * now)
    lifted, left, rate = promises
    done = np.nansum(series.lifted[:, 1:], axis=1)
    rising, falling = smooth_by_hand(series.lifted, terms), smooth_by_hand(series.fall, terms)
    return (
        late_by_hand(lifted.target - done, rising, now, variants, terms, rising=True)
        + late_by_hand(now - left.target, falling, now, variants, terms, rising=False)
        + late_by_hand(now - rate.target, falling, now, variants, terms, rising=False)
    )


def size_by_hand(stock: np.ndarray) -> np.ndarray:
    return np.floor(np.log10(np.maximum(stock, 1))).astype(np.int64)


def smooth_by_hand(paces: np.ndarray, terms: ForecastTerms) -> np.ndarray:
    phi, beta = float(terms.damping), float(terms.smoothing)
    smooth = paces[:, 1].copy()
    for at in range(2, paces.shape[1]):
        smooth = beta * paces[:, at] + (1 - beta) * phi * smooth
    return smooth


def quantiles_by_hand(series: Series, terms: ForecastTerms) -> tuple[np.ndarray, np.ndarray]:
    phi, stock = float(terms.damping), series.stock
    errors, sizes = [], []
    for at in range(2, len(YEARS)):
        smooth = smooth_by_hand(series.fall[:, :at], terms)
        error = stock[:, at] - np.maximum(stock[:, at - 1] - phi * smooth, 0)
        errors.append(error / np.maximum(stock[:, at - 1], 1))
        sizes.append(stock[:, at - 1])
    classes, relative = size_by_hand(np.concatenate(sizes)), np.concatenate(errors)
    low, high = np.zeros(12), np.zeros(12)
    for size in range(9):
        mine = np.sort(relative[classes == size])
        if len(mine):
            low[size], high[size] = mine[len(mine) // 10], mine[-1 - len(mine) // 10]
    return low, high


def late_by_hand(
    need: np.ndarray, pace: np.ndarray, room: np.ndarray, variants, terms: ForecastTerms, *, rising
) -> int:
    phi, beta = float(terms.damping), float(terms.smoothing)
    share, wide = 0.0, 0.0
    before = [np.zeros(len(need)) for _ in variants]
    reached = [np.full(len(need), np.inf) for _ in variants]
    for year in range(1, terms.horizon_years + 1):
        wide = 1.0 if year == 1 else (wide**2 + (1 + beta * share) ** 2) ** 0.5
        share += phi**year
        for which, error in enumerate(variants):
            made = np.minimum(share * pace - wide * error, room)
            if rising:
                made = np.maximum(made, before[which])
            crossing = np.isinf(reached[which]) & (made >= need)
            step = np.where(crossing, made - before[which], 1)
            reached[which] = np.where(crossing, year - 1 + (need - before[which]) / step, reached[which])
            before[which] = made
    return int(np.count_nonzero(reached[0] > LATE_YEARS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--villages", type=int, default=SIZES[-1])
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    terms = forecast_terms(load_rulebook("cn-central-2016"), DEADLINE)
    series = make_series(asked.villages)
    promises = make_promises(series)

    def whole() -> list[Outcomes]:
        people = people_of(series, terms)
        return [outcomes_of(one, series, people, terms) for one in promises]

    with np.errstate(divide="ignore", invalid="ignore"):
        least = fastest(lambda: by_hand(series, promises, terms), asked.repeat)
        time = fastest(whole, asked.repeat)
    print(f"units: {len(series.stock):,}")
    print(f"commitments: {sum(len(one.unit) for one in promises):,}")
    print(f"whole forecast on arrays in memory: {time:.2f} s (at most {MOST_SECONDS} s)")
    print(f"one vectorised pass by hand: {least:.2f} s")
    print(f"ratio: {time / least:.1f} (at most {MOST_RATIO})")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


if __name__ == "__main__":
    main()
