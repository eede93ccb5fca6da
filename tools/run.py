"""The main job: a made-up nation is written, its years are checked, assessed and published, beside what was published.

Everything goes into a new folder of build/run; the link build/run/latest moves to it when all is done.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from pledgetree.assessment.results import open_result
from pledgetree.base.units import CENTRE
from pledgetree.publish.reading import published_figures

RUNS = Path(__file__).parent.parent / "build" / "run"
RULEBOOK = "cn-central-2016"
NATION_YEARS = range(2014, 2021)
ASSESSED_YEARS = range(2016, 2021)
AT_ONCE = 2
"""Years assessed and published at the same time, each by commands of their own."""
REGISTERED_HOUSEHOLDS = 29_480_000
"""Households entered in the register in 2014, as published: a run with so many is at full size."""

Figures = Mapping[tuple[str, int], int]
"""A number of the whole nation by name and year."""


@dataclass(frozen=True)
class Headline:
    """One line of the summary: what the run gives and what was published.

    ``scale`` is how many persons of the published figure one person of the run stands for (1 for counties).
    """

    title: str
    year: int
    here: int
    published: int
    scale: Fraction

    @property
    def is_same(self) -> bool:
        """Whether the run gives the published figure at its size, rounded to a whole person."""
        return abs(self.here - self.published / self.scale) < 1

    def __str__(self) -> str:
        shown = (f"{self.here:,}", self._show(self.here * self.scale), self._show(self.published))
        title = self.title.format(year=self.year)
        return f"{title:<34}" + "".join(f"{text:>18}" for text in shown) + ("   same" if self.is_same else "   differs")

    def _show(self, value: Fraction | int) -> str:
        return f"{value}" if self.scale == 1 else f"{float(value) / 1e6:.2f} million"


def headlines(found: Figures, published: Figures, households: int, years: Sequence[int]) -> list[Headline]:
    """Rural poor and counties exited of every year assessed, beside the published figures."""
    persons = Fraction(REGISTERED_HOUSEHOLDS, households)
    poor = [
        Headline(
            "Rural poor at the end of {year}",
            year,
            found["poor_remaining", year],
            published["rural_poor_survey", year],
            persons,
        )
        for year in years
    ]
    counties = [
        Headline(
            "Poor counties that left in {year}",
            year,
            found["counties_exited", year],
            published["counties_exited", year],
            Fraction(1),
        )
        for year in years
    ]
    return poor + counties


def published() -> Figures:
    """What was published about the programme."""
    return {(one.name, one.year): one.value for one in published_figures(RULEBOOK)}


def found(results: Mapping[int, Path]) -> Figures:
    """The whole nation's figures of every result; an indicator without rows counts nothing."""
    figures = {(name, year): 0 for name in ("poor_remaining", "counties_exited") for year in results}
    for year, place in results.items():
        for row in open_result(place).table("figures").to_pylist():
            if row["unit_id"] == CENTRE and (row["indicator"], year) in figures:
                figures[row["indicator"], year] = row["numerator"]
    return figures


def new_place(runs: Path, moment: datetime) -> Path:
    """A new folder named by the moment and a counter."""
    runs.mkdir(parents=True, exist_ok=True)
    counter = 1
    while True:
        place = runs / f"{moment:%Y%m%d-%H%M%S}-{counter}"
        try:
            place.mkdir()
        except FileExistsError:
            counter += 1
        else:
            return place


def move_link(link: Path, place: Path) -> None:
    """Let the link name the folder, in one step."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(place.name)
    fresh.replace(link)


def pledgetree(place: Path, *words: str) -> None:
    """Run one command in the run's folder; print it, what it said and how long it took; end when it fails."""
    start = time.monotonic()
    program = Path(sys.executable).with_name("pledgetree")
    done = subprocess.run(
        [str(program), *words], cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False
    )
    # One call to print, so that two commands at the same time do not mix their lines.
    print(f"$ pledgetree {' '.join(words)}\n{done.stdout}  {time.monotonic() - start:.1f} s", flush=True)
    if done.returncode:
        print(f"stopped: the command ended with {done.returncode}", file=sys.stderr)
        sys.exit(done.returncode)


def one_year(place: Path, year: int) -> Path:
    """Check, assess and publish a year; its result."""
    snapshot, result = f"nation/{year}", f"result-{year}"
    pledgetree(place, "check", snapshot)
    pledgetree(place, "assess", snapshot, "--rulebook", RULEBOOK, "--year", str(year), "--out", result)
    pledgetree(place, "publish", result, "--out", f"report-{year}")
    return place / result


def do_the_job(place: Path, *, households: int, seed: int, years: Sequence[int]) -> dict[int, Path]:
    """Write the nation, then check, assess and publish every year, two at a time; the results by year."""
    span = f"{NATION_YEARS[0]}-{NATION_YEARS[-1]}"
    pledgetree(
        place, "nation", "--households", str(households), "--seed", str(seed), "--years", span, "--out", "nation"
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(years, pool.map(lambda year: one_year(place, year), years), strict=True))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--runs", type=Path, default=RUNS, help="folder of all runs")
    parser.add_argument("--first-year", type=int, choices=ASSESSED_YEARS, default=ASSESSED_YEARS[0])
    return parser.parse_args()


def main() -> None:
    """Do the job and print where the report is and the headline figures."""
    chosen = arguments()
    years = range(chosen.first_year, ASSESSED_YEARS[-1] + 1)
    start = time.monotonic()
    place = new_place(chosen.runs, datetime.now().astimezone())
    results = do_the_job(place, households=chosen.households, seed=chosen.seed, years=years)
    lines = headlines(found(results), published(), chosen.households, years)
    move_link(chosen.runs / "latest", place)
    print(f"\nAll households are made up; {chosen.households:,} stand for {REGISTERED_HOUSEHOLDS:,}.")
    print(f"{'':<34}{'this run':>18}{'at full size':>18}{'published':>18}")
    print(*lines, sep="\n")
    print(f"\nDone in {time.monotonic() - start:.0f} s. Each year has its report; open the last one:")
    print(f"  {os.path.relpath(chosen.runs / 'latest' / f'report-{years[-1]}' / 'index.html')}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("stopped")
