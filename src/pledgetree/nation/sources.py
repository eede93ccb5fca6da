"""The package data of the made-up nation: real divisions, real exit years, published figures, modelled weights.

Where each file comes from and how well it is known stands in the file ``NOTICE`` and in a ``status`` column
(documented, recalled, modelled).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from pledgetree.base.units import pad_code

YEARS = range(2014, 2021)
"""The years of the programme that can be made: the register began in 2014, the deadline was 2020."""

REGIONS = ("east", "centre", "west")
REGISTER_HOUSEHOLDS = 29_480_000
"""Households entered in the register from April to October 2014 (documented)."""
REGISTER_PERSONS = 89_620_000
"""Persons entered in 2014 (documented)."""
RECHECK_REMOVED = 9_290_000
"""Persons struck off as wrongly included by the re-check of 2015 (documented)."""
RECHECK_ADDED = 8_070_000
"""Persons added by the re-check of 2015 (documented)."""
POOR_VILLAGES = 128_000
"""Villages listed as poor in 2014 (documented)."""

LINE_FEN: Mapping[int, int] = {
    2014: 280_000, 2015: 285_500, 2016: 295_200, 2017: 295_200, 2018: 299_500, 2019: 321_800, 2020: 400_000,
}  # fmt: skip
"""Poverty line per person and year; 2014-2016 documented, later years recalled."""

# Persons who fell back into poverty, by year; recalled from statements of the State Council.
RELAPSED: Mapping[int, int] = {2016: 684_000, 2017: 208_000, 2018: 58_000, 2019: 5_400}


@dataclass(frozen=True)
class ProvinceWeight:
    """A province's region and its modelled shares inside the region: poor persons, rural population, income of 2016."""

    code: str
    region: str
    poor: int
    rural: int
    income_yuan: int


@dataclass(frozen=True)
class PoorCounty:
    """One of the 832 poor counties as listed, and its unit in the divisions of 2016 (a county, else its prefecture)."""

    listed_code: str
    name: str
    unit_id: str
    exit_year: int


@dataclass(frozen=True)
class CodeChange:
    """A county that was renamed or renumbered; ``status`` says how well the day is known."""

    old_code: str
    new_code: str
    changed_on: date
    status: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("pledgetree.nation").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def province_weights() -> tuple[ProvinceWeight, ...]:
    """The 31 provinces in the order of their codes."""
    return tuple(
        ProvinceWeight(
            row["code"], row["region"], int(row["poor_weight"]), int(row["rural_weight"]), int(row["income_2016_yuan"])
        )
        for row in _rows("province-weights.csv")
    )


@cache
def published_poor() -> Mapping[tuple[int, str], int]:
    """Rural poor persons by year and area (``national``, ``east``, ``centre``, ``west``), as published."""
    rows = _rows("rural-poverty-published.csv")
    return {(int(row["year"]), row["area"]): int(row["poor_10k_persons"]) * 10_000 for row in rows}


@cache
def published_incidence() -> Mapping[str, int]:
    """Incidence of 2016 in tenths of a per cent by region, the only year published for all three."""
    rows = _rows("rural-poverty-published.csv")
    return {
        row["area"]: round(float(row["incidence_pct"]) * 10)
        for row in rows
        if row["year"] == "2016" and row["area"] in REGIONS
    }


@cache
def published_income() -> Mapping[tuple[int, str], int]:
    """National income of rural residents in fen per person and year, by year and name of the series."""
    return {(int(row["year"]), row["name"]): int(row["yuan"]) * 100 for row in _rows("income-published.csv")}


@cache
def poor_counties() -> tuple[PoorCounty, ...]:
    """The 832 poor counties in the order of the list; three had no code of their own in 2016 (see the NOTICE)."""
    units = {row["listed_code"]: row["unit_2016"] for row in _rows("county-codes.csv")}
    return tuple(
        PoorCounty(row["code"], row["county"], pad_code(units.get(row["code"], row["code"])), int(row["exit_year"]))
        for row in _rows("poor-counties-832.csv")
    )


@cache
def code_changes() -> tuple[CodeChange, ...]:
    """How listed codes came from codes of 2016 (or of the years before), in the order of the file."""
    return tuple(
        CodeChange(
            pad_code(row["old_code"]),
            pad_code(row["new_code"]),
            date.fromisoformat(row["changed_on"]),
            row["status"],
        )
        for row in _rows("county-codes.csv")
    )
