"""Official statistics and the lists of counties and villages that left, as declared tables.

``rural_poor_survey`` and ``registered_poor`` are two series: what the statistics office estimated, and what the
register counts. From 2015 on the made-up register is calibrated to the survey, so the two agree there; in 2014 they do
not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.calibration import rural_poor_survey, share
from pledgetree.nation.columns import Whole, days, digits
from pledgetree.nation.divisions import Divisions
from pledgetree.nation.draws import below, draw
from pledgetree.nation.planning import committee_exits
from pledgetree.nation.register import day_number
from pledgetree.nation.sources import YEARS, code_changes, poor_counties, province_weights, published_income
from pledgetree.nation.targets import CountyTargets

_WAVE = 12
_INCOMES = ("disposable_income", "disposable_income_poor_areas")


def _upwards(divisions: Divisions, row: Whole, values: Whole) -> Whole:
    """County values summed at every unit above; (U,)."""
    total = np.zeros(len(divisions.ids), np.int64)
    total[row] = values
    at, carried = row, values
    while len(at):
        above = divisions.parent[at]
        at, carried = above[above >= 0], carried[above >= 0]
        np.add.at(total, at, carried)
    return total


def _survey_2014(targets: CountyTargets, households: int) -> Whole:
    """The survey's rural poor of 2014 by county: the region's figure in proportion to the register (modelled)."""
    regions = np.array(targets.region)
    values = np.zeros(len(regions), np.int64)
    for region, total in rural_poor_survey(YEARS[0], households).items():
        here = np.flatnonzero(regions == region)
        weights = targets.closing[here, 0] if targets.closing[here, 0].any() else targets.rural_population[here]
        values[here] = share(total, weights.tolist())
    return values


def _people(targets: CountyTargets, households: int, year: int) -> Iterator[tuple[str, Whole]]:
    closing = targets.closing[:, year - YEARS[0]]
    yield "rural_population", targets.rural_population
    yield "registered_poor", closing
    yield "rural_poor_survey", _survey_2014(targets, households) if year == YEARS[0] else closing


def _incomes(divisions: Divisions, seed: int, year: int) -> Iterator[tuple[str, str, int]]:
    """Income series of the Centre as published, of provinces in proportion to 2016, give or take 1.2 % (modelled)."""
    published = published_income()
    listed = {one.listed_code[:2] for one in poor_counties()}
    rows = divisions.rows_of("province").tolist()
    for name in _INCOMES:
        national = published[year, name]
        yield str(divisions.ids[0]), name, national
        for row, one in zip(rows, province_weights(), strict=True):
            if name == _INCOMES[0] or one.code in listed:
                level = one.income_yuan * 100 * national // published[2016, _INCOMES[0]]
                wave = below(draw(seed, name, year, divisions.number[row : row + 1]), 2 * _WAVE + 1) - _WAVE
                yield str(divisions.ids[row]), name, level * (1000 + int(wave[0])) // 1000


def statistics(
    divisions: Divisions, targets: CountyTargets, made: tuple[int, int], year: int, delivered: Mapping[int, Whole]
) -> pa.Table:
    """The declared table ``statistics`` up to a year, for the units down to the county; incomes from 2013 on.

    ``made`` is the number of households of 2014 and the seed; ``delivered`` holds, for each year assessed before, the
    persons of each county who left by an approved exit: what that year's assessment found.
    """
    households, seed = made
    high = np.flatnonzero(divisions.tier <= TIERS.index("county"))
    tables = []
    for one in range(YEARS[0], year + 1):
        for name, values in _people(targets, households, one):
            total = _upwards(divisions, targets.row, values)
            # A population of nobody is no figure; no poor person is one.
            shown = high[total[high] > 0] if name == "rural_population" else high
            tables.append(_stat_rows(divisions.ids[shown].tolist(), one, name, total[shown]))
    for one, values in delivered.items():
        tables.append(
            _stat_rows(divisions.ids[high].tolist(), one, "delivered", _upwards(divisions, targets.row, values)[high])
        )
    for one in range(YEARS[0] - 1, year + 1):
        rows = list(_incomes(divisions, seed, one))
        for name in _INCOMES:
            some = [row for row in rows if row[1] == name]
            tables.append(_stat_rows([row[0] for row in some], one, name, np.array([row[2] for row in some], np.int64)))
    return pa.concat_tables(tables)


def _stat_rows(ids: list[str], year: int, name: str, values: Whole) -> pa.Table:
    count = len(ids)
    return pa.table(
        {
            "unit_id": pa.array(ids, pa.string()),
            "year": np.full(count, year),
            "name": pa.array([name] * count, pa.string()),
            "value": values,
        }
    )


def code_change_table() -> pa.Table:
    """The declared table ``code_changes``."""
    return pa.Table.from_pylist(
        [{"old_code": one.old_code, "new_code": one.new_code, "changed_on": one.changed_on} for one in code_changes()]
    )


def _exit_rows(ids: list[str] | pa.Array, tier: str, approved: Whole, announced: Whole) -> pa.Table:
    return pa.table(
        {
            "unit_id": pa.array(ids, pa.string()),
            "tier": pa.array([tier] * len(ids), pa.string()),
            "approved_on": days(approved),
            "announced_on": days(announced),
        }
    )


def unit_exits(
    divisions: Divisions, targets: CountyTargets, village: Whole, village_exit: Whole, year: int
) -> pa.Table:
    """The declared table ``unit_exits`` up to a year: the real exit years of the 832 counties, and modelled villages.

    A county's exit is approved in its year and announced the next spring (days modelled). The three committees of
    Haixi prefecture, counties on the list without a code in 2016, stand at their prefecture on days of their own.
    """
    gone = np.flatnonzero((targets.exit_year > 0) & (targets.exit_year <= year))
    ids = divisions.ids[targets.row[gone]].tolist()
    exits = targets.exit_year[gone].tolist()
    approved = [day_number(one, 12, 10) for one in exits]
    for place, (row, when) in enumerate(committee_exits(divisions)):
        if when <= year:
            ids.append(str(divisions.ids[row]))
            exits.append(when)
            approved.append(day_number(when, 12, 10) + place)
    announced = [day_number(one + 1, 4, 30) if one < year else 0 for one in exits]
    counties = _exit_rows(ids, "county", np.array(approved, np.int64), np.array(announced, np.int64))
    left = np.flatnonzero((village_exit > 0) & (village_exit <= year))
    days_left = np.array([day_number(one, 11, 20) for one in village_exit[left].tolist()], np.int64)
    return pa.concat_tables([counties, _exit_rows(digits(village[left], 12), "village", days_left, days_left + 10)])
