"""The work on one batch of counties: live through the years, and give the tables of the years wanted.

``run_batch`` is what worker processes do; it depends on its job alone, so the order and number of workers change
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pledgetree.evidence.manifest import Part
from pledgetree.nation.columns import Whole, days, digits, named
from pledgetree.nation.conduct import SOURCES, Conduct
from pledgetree.nation.draws import below, below_low, draw
from pledgetree.nation.fieldwork import interviews
from pledgetree.nation.moves import live_year
from pledgetree.nation.outcomes import (
    ATTRIBUTES,
    CAUSES,
    FAULTS,
    GUARANTEES,
    attributes,
    causes,
    is_measured,
    living,
    mark_exit_faults,
    wrongly_included,
)
from pledgetree.nation.register import (
    EXITED,
    INFLOWS,
    LEFT_POVERTY,
    OUTFLOWS,
    SERIALS,
    STATES,
    Batch,
    Homes,
    Register,
    chosen,
    day_number,
    enter_2014,
    person_numbers,
)
from pledgetree.nation.sources import YEARS
from pledgetree.snapshot.writing import write_part

FLOWS = ("opening", *INFLOWS[1:], *OUTFLOWS[1:], "closing", "delivered")
"""Columns of ``BatchResult.flows``; delivered = persons of exits approved in the year."""
PARTED = ("households", "persons")
MEASURE_KINDS = ("industry", "relocation", "ecology", "education", "health", "housing", "labour", "social_security")
TRUTH = pa.schema(
    [
        ("kind", pa.string()),
        ("year", pa.int64()),
        ("unit_id", pa.string()),
        ("household_id", pa.string()),
        ("interview_id", pa.string()),
        ("fund_id", pa.string()),
        ("report_id", pa.string()),
        ("plan_id", pa.string()),
        ("persons", pa.int64()),
        ("amount_fen", pa.int64()),
        ("source", pa.string()),
    ]
)
"""The columns of the truth: what is planted, where, and where its rate is from."""
_VILLAGE_LISTING_LIMIT_FROM = 2016


@dataclass(frozen=True)
class Job:
    """One batch, the years wanted (ascending), and the folder of each year when tables are stored in parts."""

    batch: Batch
    conduct: Conduct
    years: tuple[int, ...]
    folders: Mapping[int, Path] = field(default_factory=dict)
    measured_per_mille: int = 0


@dataclass(frozen=True)
class BatchResult:
    """What a batch gives back.

    ``flows`` (years lived, C, columns of ``FLOWS``) in persons; ``villages`` by year wanted (V, 2): delivered, closing;
    ``village_exit`` (V,): year a listed village left the list, 0 = not yet; ``tables`` by year and name; ``parts`` too.
    """

    code: Whole
    village: Whole
    flows: Whole
    villages: Mapping[int, Whole]
    village_exit: Whole
    tables: Mapping[int, Mapping[str, pa.Table]]
    parts: Mapping[int, Mapping[str, list[Part]]]


def truth_rows(kind: str, year: int, columns: Mapping[str, Any], count: int) -> pa.Table:
    """Rows of the truth; columns not given are empty."""
    fixed = {
        "kind": pa.array([kind] * count, pa.string()),
        "year": pa.array(np.full(count, year)),
        "source": pa.array([SOURCES[kind]] * count, pa.string()),
    }
    given = {**fixed, **columns}
    return pa.table([given.get(one.name, pa.nulls(count, one.type)) for one in TRUTH], schema=TRUTH)


def _listed(homes: Homes, year: int) -> Whole:
    """Households in the table of the year, by id: all but those struck off in earlier years."""
    here = np.flatnonzero((homes.removed_year == 0) | (homes.removed_year == year))
    return here[np.argsort(homes.number[here], kind="stable")]


def _households(batch: Batch, homes: Homes, year: int) -> pa.Table:
    life = living(homes, batch.seed, year)
    columns = {
        "household_id": digits(homes.number, 16),
        "unit_id": digits(batch.village, 12).take(pa.array(homes.village)),
        "identified_on": days(homes.identified_on),
        "state": named(homes.state, STATES),
        "exit_approved_on": days(homes.approved_on),
        "exited_on": days(homes.exited_on),
        "relapsed_on": days(homes.relapsed_on),
        "attribute": named(attributes(batch.seed, homes.number), ATTRIBUTES),
        "main_cause": named(causes(batch.seed, homes.number), CAUSES),
        "income_fen": life.income,
    }
    for place, name in enumerate(GUARANTEES):
        columns[name] = life.guarantees[:, place]
    return pa.table(columns)


def _persons(register: Register) -> tuple[pa.Table, Whole]:
    """The table ``persons`` in key order, and the person numbers in that order."""
    number = person_numbers(register.homes, register.people)
    order = np.argsort(number, kind="stable")
    number, people = number[order], chosen(register.people, order)
    table = pa.table(
        {
            "person_id": digits(number, 18),
            "household_id": digits(number // 100, 16),
            "birth_year": people.birth_year,
            "sex": named(people.female.astype(np.int8), ("male", "female")),
            "opening": people.opening,
            "inflow": named(people.inflow, INFLOWS),
            "outflow": named(people.outflow, OUTFLOWS),
            "closing": people.counted,
        }
    )
    return table, number


def _measures(job: Job, homes: Homes, year: int) -> pa.Table:
    homes = chosen(homes, is_measured(job.batch.seed, homes, job.measured_per_mille))
    words = draw(job.batch.seed, "measure", year, homes.number)
    kind = below(words, len(MEASURE_KINDS))
    province = digits(homes.number // (SERIALS * 10**4), 2).to_pylist()
    offices = [f"{code}0000000000-{MEASURE_KINDS[one]}" for code, one in zip(province, kind.tolist(), strict=True)]
    ids = [f"ME-{year}-{one}" for one in digits(homes.number, 16).to_pylist()]
    return pa.table(
        {
            "measure_id": pa.array(ids, pa.string()),
            "household_id": digits(homes.number, 16),
            "kind": named(kind, MEASURE_KINDS),
            "office_id": pa.array(offices, pa.string()),
            "started_on": days(day_number(year, 2, 1) + below_low(words, 270)),
            "ended_on": pa.nulls(len(ids), pa.date32()),
            "cost_fen": (20 + below_low(words, 480)) * 10_000,
        }
    )


def _household_truth(batch: Batch, homes: Homes, year: int) -> list[pa.Table]:
    here = (homes.state == EXITED) & (homes.exit_year == year)
    masks = {FAULTS[kind]: here & (homes.fault == kind) for kind in range(1, len(FAULTS))}
    masks["wrong_inclusion"] = wrongly_included(homes)
    found = []
    for kind, mask in masks.items():
        who = np.flatnonzero(mask)
        columns = {
            "unit_id": digits(batch.village[homes.village[who]], 12),
            "household_id": digits(homes.number[who], 16),
            "persons": pa.array(homes.size[who]),
        }
        found.append(truth_rows(kind, year, columns, len(who)))
    return found


def _missed_truth(visits: pa.Table, year: int) -> pa.Table:
    wrong = visits.column("persons_wrong").to_numpy() > 0
    missed = visits.filter(pa.array(wrong & visits.column("household_id").is_null().to_numpy()))
    columns = {
        "unit_id": missed.column("unit_id").combine_chunks(),
        "interview_id": missed.column("interview_id").combine_chunks(),
        "persons": missed.column("persons_wrong").combine_chunks(),
    }
    return truth_rows("missed_household", year, columns, missed.num_rows)


def _flows(register: Register, batch: Batch, year: int) -> Whole:
    """Persons of each county by movement: (C, columns of FLOWS)."""
    homes, people = register.homes, register.people
    county = homes.county[people.home]
    approved = _delivered(register, year)
    masks = [
        people.opening,
        *(people.inflow == code for code in range(1, len(INFLOWS))),
        *(people.outflow == code for code in range(1, len(OUTFLOWS))),
        people.counted,
        approved,
    ]
    return np.column_stack([np.bincount(county[mask], minlength=batch.counties) for mask in masks])


def _delivered(register: Register, year: int) -> Any:
    """Persons who left poverty this year by an exit that was approved this year."""
    homes, people = register.homes, register.people
    approved = (homes.exit_year == year) & (homes.approved_on >= day_number(year, 1, 1))
    return (people.outflow == LEFT_POVERTY) & approved[people.home]


def _village_figures(register: Register, batch: Batch, year: int) -> Whole:
    homes, people = register.homes, register.people
    village = homes.village[people.home]
    masks = (_delivered(register, year), people.counted)
    return np.column_stack([np.bincount(village[mask], minlength=len(batch.village)) for mask in masks])


def _leave_list(batch: Batch, exits: Whole, closing: Whole, year: int) -> Whole:
    """Listed villages whose incidence fell to the limit (2 %, west 3 %) leave the list, from 2016 on."""
    if year < _VILLAGE_LISTING_LIMIT_FROM:
        return exits
    limit = np.repeat(batch.limit, np.diff(batch.village_start))
    within = closing * 1000 <= limit * batch.village_people
    return np.where(batch.village_listed & (exits == 0) & within, year, exits)


def _write_parts(job: Job, year: int, tables: Mapping[str, tuple[pa.Table, Whole]]) -> dict[str, list[Part]]:
    """Write each table in parts by county; numbers are the row's county codes, ascending."""
    folder = job.folders[year]
    parts: dict[str, list[Part]] = {}
    for name, (table, county) in tables.items():
        starts = np.searchsorted(county, job.batch.code)
        ends = np.searchsorted(county, job.batch.code, side="right")
        parts[name] = [
            write_part(folder, name, f"{code:06d}", table.slice(start, end - start))
            for code, start, end in zip(job.batch.code.tolist(), starts.tolist(), ends.tolist(), strict=True)
        ]
    return parts


def _emit(job: Job, register: Register, year: int) -> tuple[dict[str, pa.Table], dict[str, list[Part]]]:
    """The tables of a year, those in parts already written."""
    homes = chosen(register.homes, _listed(register.homes, year))
    visits = interviews(job.batch, homes, job.conduct, year)
    truth = pa.concat_tables([*_household_truth(job.batch, homes, year), _missed_truth(visits, year)])
    small = {"interviews": visits, "measures": _measures(job, homes, year), "truth": truth}
    persons, number = _persons(register)
    large = {
        "households": (_households(job.batch, homes, year), homes.number // SERIALS),
        "persons": (persons, number // (SERIALS * 100)),
    }
    if year in job.folders:
        return small, _write_parts(job, year, large)
    return {**small, **{name: table for name, (table, _) in large.items()}}, {}


def run_batch(job: Job) -> BatchResult:
    """Live through the years to the last one wanted, and give what was wanted."""
    batch = job.batch
    register = enter_2014(batch)
    flows, villages, tables, parts = [], {}, {}, {}
    exits = np.zeros(len(batch.village), np.int64)
    for year in range(YEARS[0], job.years[-1] + 1):
        if year > YEARS[0]:
            live_year(register, batch, year)
            mark_exit_faults(register, batch, job.conduct, year)
        flows.append(_flows(register, batch, year))
        figures = _village_figures(register, batch, year)
        exits = _leave_list(batch, exits, figures[:, 1], year)
        if year in job.years:
            villages[year] = figures
            tables[year], parts[year] = _emit(job, register, year)
    return BatchResult(batch.code, batch.village, np.stack(flows), villages, exits, tables, parts)
