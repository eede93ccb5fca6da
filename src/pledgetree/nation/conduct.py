"""Who does well and who does not: faults planted in the made-up nation, at documented rates where there are any.

Which real province, county or household carries a fault is drawn from the seed and says nothing about the real one.
``SOURCES`` gives the source of each kind's rate; it stands in every row of the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgetree.nation.calibration import scaled, share
from pledgetree.nation.divisions import programme_provinces
from pledgetree.nation.draws import below, chance, draw, order_of
from pledgetree.nation.register import Whole
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets

_INSPECTION = "below 2 % of sampled persons in every county exit inspection of 2018 (documented); by province modelled"
SOURCES: Mapping[str, str] = {
    "false_exit": "audit of 2017: 19 counties, 17,000 persons; follow-up of 2018: 41 counties, 29,700 persons "
    "(documented); 2016 and 2019 modelled",
    "wrong_exit": _INSPECTION,
    "missed_household": _INSPECTION,
    "wrong_inclusion": "re-check of 2015: 9.29 of 89.62 million (documented); later 4 per mille, near the 113,400 "
    "persons of the audit (modelled)",
    "heaped_income": "modelled: 10 % of exits in 3 % of counties are put on the next full 100 yuan above the line",
    "unapproved_exit": "modelled: 3 % of exits in 1 % of counties lack approval",
    "late_report": "modelled: 4 % of reports are late",
    "idle_funds": "audit: 3.975 of 62.6 thousand million yuan, 6.35 % of the money sampled (documented)",
    "plan_unapproved": "modelled: five counties a year, one province in 2016",
    "plan_below_pledge": "modelled: five counties a year, one province in 2017",
    "plan_changed_late": "modelled: five counties a year, one province in 2018",
    "plan_missed": "modelled: provinces drawn to miss their plan, and every unit down to the county that fell short",
}

# Persons of false exits found by the audit and counties concerned, by year of exit.
_AUDIT: Mapping[int, tuple[int, int]] = {2016: (17_000, 19), 2017: (17_000, 19), 2018: (29_700, 41), 2019: (14_000, 19)}
_AUDIT_PROVINCES = 5
_PERSONS_PER_AUDITED_COUNTY = 4
# Provinces that miss their plan of persons lifted: in 2018 all met it (documented), the others modelled.
_MISSING: Mapping[int, int] = {2016: 3, 2017: 2, 2019: 1}
# Grades of 2016: 8 good, 4 poor, 4 with the deputy interviewed, 6 others (documented); other years modelled.
_WEAK: Mapping[int, int] = {2015: 2, 2016: 4, 2017: 1}
_MIDDLING: Mapping[int, int] = {2015: 6, 2016: 4, 2017: 4, 2018: 2, 2019: 1, 2020: 1}

_INTERVIEWS = (1_200, 600, 1_200)
"""Households visited per province and year: exited, registered, not registered (modelled)."""
_COUNTY_INTERVIEWS = (60, 30, 60)
"""Households visited in a county that leaves the list, in the same groups (about 1,000 in reality)."""


@dataclass(frozen=True)
class Manner:
    """Rates of one class of provinces, per mille, each from ``low`` to ``high``."""

    wrong: tuple[int, int]
    missed: tuple[int, int]
    recognition: tuple[int, int]


_MANNERS = (
    Manner((1, 8), (1, 8), (945, 990)),
    Manner((11, 18), (10, 17), (905, 935)),
    Manner((27, 40), (24, 36), (860, 895)),
)


@dataclass(frozen=True)
class Conduct:
    """Faults planned for the nation: arrays (C, 7) by county (in code order) and year from 2014; rates per mille.

    ``audited`` is persons of false exits to plant; ``missing`` says whether the county's province misses its plan;
    ``interviews`` (C, 7, 3) is households to visit (exited, registered, not registered).
    """

    wrong: Whole
    missed: Whole
    recognition: Whole
    audited: Whole
    heaped: NDArray[np.bool_]
    unapproved: NDArray[np.bool_]
    missing: NDArray[np.bool_]
    interviews: Whole

    def of(self, places: Whole) -> Conduct:
        """The rows of some counties."""
        return Conduct(*(getattr(self, name)[places] for name in self.__dataclass_fields__))


def provinces_in_order(seed: int, purpose: str, year: int) -> list[int]:
    """The 22 provinces of the programme (two digits as a number) in an order drawn from the seed."""
    codes = np.array(sorted(int(code) for code in programme_provinces()), np.int64)
    return [int(code) for code in codes[order_of(seed, f"{purpose} {year}", codes)]]


def missing_provinces(seed: int, year: int) -> frozenset[int]:
    """Provinces planted to miss their plan; in 2016 they are among the weak ones."""
    return frozenset(provinces_in_order(seed, "manner", year)[: _MISSING.get(year, 0)])


def province_manner(seed: int, year: int) -> dict[int, int]:
    """The class of each province of the programme: 0 sound, 1 middling, 2 weak."""
    weak, middling = _WEAK.get(year, 0), _MIDDLING.get(year, 0)
    return {
        code: 2 if place < weak else 1 if place < weak + middling else 0
        for place, code in enumerate(provinces_in_order(seed, "manner", year))
    }


def _province_rates(seed: int, year: int, province: Whole) -> tuple[Whole, Whole, Whole]:
    """Wrong exits, missed households and recognition, per mille, for each county by its province."""
    manner = province_manner(seed, year)
    codes = np.unique(province)
    words = draw(seed, "rates", year, codes)
    classes = [_MANNERS[manner.get(code, 0)] for code in codes.tolist()]
    columns = []
    for purpose, spans in (
        ("wrong", [one.wrong for one in classes]),
        ("missed", [one.missed for one in classes]),
        ("recognition", [one.recognition for one in classes]),
    ):
        low, high = (np.array(side, np.int64) for side in zip(*spans, strict=True))
        fraction = below(draw(seed, purpose, year, words.view(np.int64)), 1 << 16)
        columns.append((low + fraction * (high - low + 1) // (1 << 16))[np.searchsorted(codes, province)])
    return columns[0], columns[1], columns[2]


def _planned_exits(targets: CountyTargets) -> Whole:
    """What the targets ask of each county and year, roughly the persons who leave poverty: (C, 7)."""
    before = np.concatenate([targets.closing[:, :1], targets.closing[:, :-1]], axis=1)
    return (before - targets.closing).clip(0)


def _audited(seed: int, targets: CountyTargets, households: int) -> Whole:
    """Persons of false exits in the counties the audit names, in a few provinces each year: (C, 7)."""
    audited = np.zeros_like(targets.closing)
    exits, province = _planned_exits(targets), targets.code // 10**4
    for year, (persons, counties) in _AUDIT.items():
        step, total = year - YEARS[0], scaled(persons, households)
        drawn = provinces_in_order(seed, "audit", year)[:_AUDIT_PROVINCES]
        likely = np.flatnonzero(np.isin(province, drawn) & (exits[:, step] >= 2 * _PERSONS_PER_AUDITED_COUNTY))
        likely = likely[order_of(seed, f"audited {year}", targets.code[likely])]
        named = likely[: max(1, min(counties, total // _PERSONS_PER_AUDITED_COUNTY))]
        if len(named):
            audited[named, step] = np.minimum(share(total, exits[named, step].tolist()), exits[named, step] // 2)
    return audited


def _quotas(targets: CountyTargets) -> Whole:
    """Households to visit in each county and year: (C, 7, 3)."""
    exits, province = _planned_exits(targets), targets.code // 10**4
    quotas = np.zeros((*exits.shape, 3), np.int64)
    for code in sorted(int(one) for one in programme_provinces()):
        here = np.flatnonzero((province == code) & (targets.used_villages > 0))
        for year in YEARS[1:]:
            step = year - YEARS[0]
            leaving = (targets.exit_year[here] == year).astype(np.int64)
            weights = (exits[here, step] + targets.rural_population[here] // 100 + 1).tolist()
            for group in range(3):
                wanted = share(_INTERVIEWS[group], weights)
                quotas[here, step, group] = wanted + leaving * _COUNTY_INTERVIEWS[group]
    # Of people not on the list at most about a fifth is visited, three or four to a household.
    others = (targets.rural_population - targets.closing[:, 0]).clip(0) // 20
    quotas[:, :, 2] = np.minimum(quotas[:, :, 2], others[:, None])
    return quotas


def plan_conduct(targets: CountyTargets, households: int, seed: int) -> Conduct:
    """The faults of all counties and years."""
    shape, province = targets.closing.shape, targets.code // 10**4
    wrong, missed, recognition = np.zeros((3, *shape), np.int64)
    heaped, unapproved, missing = np.zeros((3, *shape), np.bool_)
    programme = np.isin(province, [int(code) for code in programme_provinces()])
    for year in YEARS[1:]:
        step = year - YEARS[0]
        wrong[:, step], missed[:, step], recognition[:, step] = _province_rates(seed, year, province)
        heaped[:, step] = chance(draw(seed, "heaped", year, targets.code), 30)
        unapproved[:, step] = programme & chance(draw(seed, "unapproved", year, targets.code), 10)
        missing[:, step] = np.isin(province, sorted(missing_provinces(seed, year)))
    return Conduct(
        wrong=np.where(programme[:, None], wrong, 0),
        missed=missed,
        recognition=recognition,
        audited=_audited(seed, targets, households),
        heaped=heaped,
        unapproved=unapproved,
        missing=missing,
        interviews=_quotas(targets),
    )
