"""Rank sets of 22 provinces with 20,000 draws, and of 200 counties with 2,000.

Floor: drawing the same normal errors and taking the largest difference of each draw once over all pairs.

    python -m benchmarks.bench_ranks [--repeat 3]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from pledgetree.survey.randomness import Chance
from pledgetree.survey.ranks import rank_sets

SIZES = ((22, 20_000, "at most 1 s"), (200, 2_000, "no bound"))


def best(work: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def floor(units: int, draws: int) -> np.ndarray:
    noise = Chance(1).normals(units, draws)
    largest = np.zeros(draws)
    for unit in range(units - 1):
        np.maximum(largest, np.abs(noise[unit + 1 :] - noise[unit]).max(axis=0), out=largest)
    return largest


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeat", type=int, default=3)
    repeat = options.parse_args().repeat
    for units, draws, bound in SIZES:
        estimates, errors = Chance(2).normals(units) * 3, Chance(3).uniforms(units) + 0.5
        took = best(lambda e=estimates, s=errors, d=draws: rank_sets(e, s, draws=d), repeat)
        least = best(lambda u=units, d=draws: floor(u, d), repeat)
        print(f"{units} units, {draws} draws: {took:.2f} s ({bound}), {took / least:.1f} times one pass over all pairs")


if __name__ == "__main__":
    main()
