"""Estimates on a large sample beside svy in the same run: 1 million rows, 88 strata, 20,000 primary units, 22 domains.

Both get their columns in memory: svy a Polars table, ours the arrays that reading a file gives. svy is called once
before it is timed. The digits must agree to 1e-9.

    python -m benchmarks.bench_estimate [--rows 1000000] [--repeat 5]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import polars as pl
import svy

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Estimate, Question, estimate
from pledgetree.survey.variances import Domains

STRATA, UNITS, DOMAINS = 88, 20_000, 22


def made_up(rows: int) -> dict[str, np.ndarray]:
    """Units of every stratum; a stratum lies in one domain, as counties in a province."""
    chance = np.random.default_rng(1)
    unit = chance.integers(0, UNITS, rows)
    stratum = unit % STRATA
    y = chance.normal(10, 3, rows) + unit % 7
    return {
        "stratum": stratum,
        "unit": unit,
        "domain": stratum % DOMAINS,
        "weight": chance.uniform(1, 50, rows),
        "y": y,
        "x": chance.uniform(1, 5, rows),
        "case": (chance.random(rows) < 0.02).astype(float),
    }


def best(work: Callable[[], object], repeat: int) -> tuple[float, object]:
    times, result = [], None
    for _ in range(repeat):
        begun = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begun)
    return min(times), result


def ours(data: dict[str, np.ndarray], kind: str, y: str, *, by: bool) -> list[Estimate]:
    design = make_design(data["weight"], data["stratum"], [StageColumns("unit", data["unit"], None)])
    question = Question(kind, data[y], data["x"] if kind == "ratio" else None)
    names = [str(one) for one in range(DOMAINS)]
    return estimate(design, question, Domains(data["domain"], DOMAINS), names) if by else estimate(design, question)


def largest_difference(own: list[Estimate], other: object) -> float:
    by_name = {one.by_level[0] if one.by_level else "": one for one in other.estimates if one.y_level in (None, 1, 1.0)}
    pairs = [(one, by_name[one.domain or ""]) for one in own]
    return max(max(abs(a.estimate / b.est - 1), abs(a.se / b.se - 1)) for a, b in pairs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeat", type=int, default=5)
    given = options.parse_args()
    data = made_up(given.rows)
    table = pl.DataFrame(data).with_columns(pl.col("domain").cast(pl.String))
    theirs = svy.Sample(table, svy.Design(stratum="stratum", wgt="weight", psu="unit")).estimation
    cases = (
        ("mean, all", ("mean", "y", False), lambda: theirs.mean("y")),
        ("mean, 22 domains", ("mean", "y", True), lambda: theirs.mean("y", by="domain")),
        ("proportion, 22 domains", ("proportion", "case", True), lambda: theirs.prop("case", by="domain")),
        ("ratio, 22 domains", ("ratio", "y", True), lambda: theirs.ratio("y", "x", by="domain")),
    )
    for name, (kind, y, by), other in cases:
        other()
        took, found = best(lambda kind=kind, y=y, by=by: ours(data, kind, y, by=by), given.repeat)
        took_other, found_other = best(other, given.repeat)
        apart = largest_difference(found, found_other)
        print(f"{name}: {took:.3f} s, svy {took_other:.3f} s: {took_other / took:.1f} times as fast (at least 5), "
              f"largest difference {apart:.1e}")  # fmt: skip


if __name__ == "__main__":
    main()
