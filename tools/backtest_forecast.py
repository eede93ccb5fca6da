"""Back-tests the forecast on the published figures of rural poverty and writes the tables of its page in the docs.

``python -m tools.backtest_forecast`` writes; with ``--check`` it only compares and ends with 1 when they differ.
From the figures up to a year the next one is forecast, by the very functions that ``pledgetree forecast`` uses; the
interval rests on the errors that were known by that year, of the nation and of its three regions together.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from importlib.resources import files
from math import isnan, sqrt
from pathlib import Path

import numpy as np

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.forecast_course import BEST, POINT, WORST, Course, finish
from pledgetree.pledges.forecast_method import Errors, Real, error_bands, joined, past_errors, smoothed_paces
from pledgetree.pledges.forecast_terms import ForecastTerms, forecast_terms

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "forecast.md"
BEGIN, END = "<!-- back-test: begin -->\n", "<!-- back-test: end -->\n"
PERSONS = 10_000
"""The published figures are in units of ten thousand persons."""
LAST_YEAR = 2020

Published = Mapping[str, Mapping[int, int]]
Point = Callable[[Real, ForecastTerms], float]


def published() -> Published:
    """Persons by area and year."""
    text = files("pledgetree.nation").joinpath("data", "rural-poverty-published.csv").read_text(encoding="utf-8")
    found: dict[str, dict[int, int]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["area"], {})[int(row["year"])] = int(row["poor_10k_persons"]) * PERSONS
    return found


def bundled_terms() -> ForecastTerms:
    """The terms of the bundled central rulebook."""
    return forecast_terms(load_rulebook("cn-central-2016"), date(LAST_YEAR, 12, 31))


def stocks(series: Mapping[int, int], last: int) -> Real:
    """One series up to a year as (1, T)."""
    return np.array([[value for year, value in sorted(series.items()) if year <= last]], np.float64)


def falls(stock: Real) -> Real:
    """The falls of a stock, NaN in its first year."""
    paces = np.full(stock.shape, np.nan)
    paces[:, 1:] = stock[:, :-1] - stock[:, 1:]
    return paces


def known_errors(figures: Published, last: int, terms: ForecastTerms) -> Errors:
    """The errors of all one-year forecasts whose outcome was published by a year."""
    every = [stocks(series, last) for series in figures.values()]
    return joined([past_errors(one, smoothed_paces(falls(one), terms), terms) for one in every if one.size])


@dataclass(frozen=True)
class Forecast:
    """One forecast and what came."""

    area: str
    origin: int
    year: int
    point: float
    low: float
    high: float
    came: int

    @property
    def hit(self) -> bool | None:
        """Whether the interval held; None without one."""
        return None if isnan(self.low) else self.low <= self.came <= self.high


def forecast_of(figures: Published, area: str, origin: int, year: int, terms: ForecastTerms) -> Forecast:
    """The forecast of one area's figure from what was known at a year's end."""
    stock = stocks(figures[area], origin)
    pace = smoothed_paces(falls(stock), terms)[:, -1]
    now = stock[:, -1]
    low, high = error_bands(known_errors(figures, origin, terms), terms).of(now)
    falling = np.zeros(1, np.bool_)
    course = Course(now, pace, now, np.zeros(1), falling, scale=now, low=low, high=high)
    left = now - finish(course, np.array([float(year - origin)]), terms).progress
    ends = float(left[POINT, 0]), float(left[BEST, 0]), float(left[WORST, 0])
    return Forecast(area, origin, year, *ends, came=figures[area][year])


def origins(series: Mapping[int, int], terms: ForecastTerms) -> Iterator[int]:
    """The years from which the next one can be forecast."""
    years = sorted(series)
    yield from years[terms.fewest_paces : -1]


def next_years(figures: Published, terms: ForecastTerms) -> list[Forecast]:
    """Every forecast of the year after."""
    return [
        forecast_of(figures, area, year, year + 1, terms)
        for area, series in figures.items()
        for year in origins(series, terms)
    ]


def to_the_deadline(figures: Published, terms: ForecastTerms) -> list[Forecast]:
    """The nation's forecasts of the last year from every earlier one."""
    series = figures["national"]
    return [forecast_of(figures, "national", year, LAST_YEAR, terms) for year in origins(series, terms)]


def _ten_thousand(value: float) -> str:
    return "–" if isnan(value) else f"{value / PERSONS:,.0f}"


def _table(rows: list[Forecast]) -> Iterator[str]:
    yield "| area | known until | forecast for | forecast | interval | published | held |"
    yield "|---|---|---|---|---|---|---|"
    for one in rows:
        ends = "none" if one.hit is None else f"{_ten_thousand(one.low)} to {_ten_thousand(one.high)}"
        held = "" if one.hit is None else "yes" if one.hit else "no"
        cells = (one.area, one.origin, one.year, _ten_thousand(one.point), ends, _ten_thousand(one.came), held)
        yield "| " + " | ".join(map(str, cells)) + " |"


def _rate(rows: list[Forecast]) -> str:
    with_one = [one for one in rows if one.hit is not None]
    return f"{sum(bool(one.hit) for one in with_one)} of {len(with_one)}"


def root_mean_square(figures: Published, terms: ForecastTerms, point: Point) -> float:
    """Of the errors of all forecasts of the year after, relative to the stock at their origin."""
    errors = []
    for series in figures.values():
        for year in origins(series, terms):
            stock = stocks(series, year)
            errors.append((series[year + 1] - point(stock, terms)) / float(stock[0, -1]))
    return sqrt(sum(one**2 for one in errors) / len(errors))


def damped(stock: Real, terms: ForecastTerms) -> float:
    """The method of the house, without its interval."""
    pace = smoothed_paces(falls(stock), terms)[0, -1]
    return max(float(stock[0, -1] - float(terms.damping) * pace), 0.0)


def same_number(stock: Real, _terms: ForecastTerms) -> float:
    """As many persons as last year."""
    return max(float(2 * stock[0, -1] - stock[0, -2]), 0.0)


def same_share(stock: Real, _terms: ForecastTerms) -> float:
    """The same share of the stock as last year (log-linear)."""
    return float(stock[0, -1] ** 2 / stock[0, -2])


def _methods(figures: Published, terms: ForecastTerms) -> Iterator[str]:
    yield "| method | root mean square error, % of the stock |"
    yield "|---|---|"
    others = [
        (smoothing, damping) for smoothing in ("5/10", "7/10", "1") for damping in ("8/10", "9/10", "95/100", "98/100")
    ]
    for smoothing, damping in others:
        changed = replace(terms, smoothing=Fraction(smoothing), damping=Fraction(damping))
        chosen = " **(used)**" if changed == terms else ""
        name = f"damped trend, smoothing {float(changed.smoothing):g}, damping {float(changed.damping):g}{chosen}"
        yield f"| {name} | {100 * root_mean_square(figures, changed, damped):.1f} |"
    yield f"| as many persons as last year | {100 * root_mean_square(figures, terms, same_number):.1f} |"
    yield f"| the same share of the stock as last year | {100 * root_mean_square(figures, terms, same_share):.1f} |"


def section() -> str:
    """The generated part of the page."""
    figures, terms = published(), bundled_terms()
    ahead, deadline = next_years(figures, terms), to_the_deadline(figures, terms)
    level = round(100 * terms.interval_level)
    lines = [
        f"The figure of the next year, in ten thousand persons; intervals of {level} %:",
        "",
        *_table(ahead),
        "",
        f"The interval held in **{_rate(ahead)}** forecasts that had one.",
        "",
        f"The nation's figure of {LAST_YEAR}, one to {LAST_YEAR - deadline[0].origin} years ahead:",
        "",
        *_table(deadline),
        "",
        f"The interval held in **{_rate(deadline)}** forecasts that had one.",
        "",
        f"What other numbers and other methods would have given on the same {len(ahead)} forecasts of the next year:",
        "",
        *_methods(figures, terms),
        "",
    ]
    return "\n".join(lines)


def renewed(page: str) -> str:
    """The page with its generated part made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{section()}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Write or compare."""
    page = PAGE.read_text(encoding="utf-8")
    new = renewed(page)
    if "--check" in arguments:
        if new != page:
            print(f"docs/explanation/{PAGE.name} is not current: run 'python -m tools.backtest_forecast'")
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
