"""``write_nation``: a snapshot per year of the bundled programme, and the truth about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa

from pledgetree.base.errors import user_error
from pledgetree.base.folders import new_folder
from pledgetree.evidence.manifest import DATAPACKAGE, Part, Resource, write_manifest
from pledgetree.nation.batching import make_batches
from pledgetree.nation.calibration import calibrations, closing_stock
from pledgetree.nation.columns import Whole
from pledgetree.nation.conduct import Conduct, missing_provinces, plan_conduct
from pledgetree.nation.counties import FLOWS, PARTED, BatchResult, Job, run_batch
from pledgetree.nation.county_offices import every_office, office_posts
from pledgetree.nation.divisions import Divisions, load_divisions, programme_provinces, units_table
from pledgetree.nation.government import Signing, Terms, signing_units, terms_of_office
from pledgetree.nation.joint_tasks import joint_tasks
from pledgetree.nation.money import Funds, fund_truth, fund_years, funds_table, make_funds, spending
from pledgetree.nation.official import code_change_table, statistics, unit_exits
from pledgetree.nation.oversight import findings, reports
from pledgetree.nation.planning import (
    YearPlan,
    county_exits,
    delivered_upwards,
    make_plan,
    missing_units,
    plan_truth,
    planned_years,
    unit_plans,
    village_plans,
)
from pledgetree.nation.pledge_tree import (
    PledgeTree,
    commitment_rows,
    edition,
    grow,
    pledge_rows,
    post_rows,
    signature_rows,
)
from pledgetree.nation.promises import Promises, make_promises
from pledgetree.nation.register import Batch
from pledgetree.nation.sharing import Shared
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets, county_targets
from pledgetree.nation.truth import calibration_record, write_truth
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.writing import SnapshotWriter, write_part

Progress = Callable[[int, int, str], None]
RULEBOOK = "cn-central-2016"
# From here on households and persons are stored in parts, one file per county.
PARTS_FROM = 1_000_000
# The table of measures is a sample of at most about a million households.
_MEASURED = 250
_MOST_MEASURED = 1_000_000
_FIRST_PLEDGES = 2015


@dataclass(frozen=True)
class Plot:
    """Everything decided before the first household is made: one seed, one size."""

    households: int
    seed: int
    divisions: Divisions
    targets: CountyTargets
    conduct: Conduct
    signing: Signing
    promises: Promises
    terms: Terms


@dataclass(frozen=True)
class Lived:
    """What the counties did: ``flows`` (years, C, columns of FLOWS), villages (V,) in code order, and their figures."""

    flows: Whole
    village: Whole
    village_exit: Whole
    village_figures: Mapping[int, Whole]
    tables: Mapping[int, Mapping[str, pa.Table]]
    parts: Mapping[int, Mapping[str, Sequence[Part]]]


def _silent(_done: int, _total: int, _what: str) -> None:
    """Report nothing."""


def make_plot(households: int, seed: int) -> Plot:
    """Targets, conduct, pledges and posts of a nation of so many households."""
    divisions = load_divisions()
    targets = county_targets(divisions, households, seed)
    signing = signing_units(divisions)
    return Plot(
        households=households,
        seed=seed,
        divisions=divisions,
        targets=targets,
        conduct=plan_conduct(targets, households, seed),
        signing=signing,
        promises=make_promises(signing, targets),
        terms=terms_of_office(divisions, seed),
    )


def _jobs(plot: Plot, batches: Sequence[Batch], years: Sequence[int], folder: Path) -> list[Job]:
    folders = {year: folder / str(year) for year in years} if plot.households >= PARTS_FROM else {}
    measured = min(_MEASURED, max(1, _MOST_MEASURED * 1000 // plot.households))
    return [
        Job(batch, plot.conduct.of(np.searchsorted(plot.targets.code, batch.code)), tuple(years), folders, measured)
        for batch in batches
    ]


def _run(jobs: Sequence[Job], workers: int, progress: Progress) -> Iterator[BatchResult]:
    """The results in the order of the jobs, whoever does them."""
    count = min(workers, len(jobs))
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn")) if count > 1 else None
    with pool or nullcontext():
        results = pool.map(run_batch, jobs) if pool else map(run_batch, jobs)
        for done, result in enumerate(results, start=1):
            progress(done, len(jobs), "counties")
            yield result


def _gather(plot: Plot, results: Sequence[BatchResult], years: Sequence[int]) -> Lived:
    """Put the batches' results together; they come in the order of county codes."""
    lived = len(results[0].flows) if results else 0
    flows = np.zeros((lived, len(plot.targets.code), len(FLOWS)), np.int64)
    for one in results:
        flows[:, np.searchsorted(plot.targets.code, one.code)] = one.flows
    tables = {
        year: {name: pa.concat_tables([one.tables[year][name] for one in results]) for name in results[0].tables[year]}
        for year in years
    }
    parts = {
        year: {name: [part for one in results for part in one.parts[year].get(name, ())] for name in PARTED}
        for year in years
    }
    return Lived(
        flows=flows,
        village=np.concatenate([one.village for one in results]),
        village_exit=np.concatenate([one.village_exit for one in results]),
        village_figures={year: np.concatenate([one.villages[year] for one in results]) for year in years},
        tables=tables,
        parts=parts,
    )


def _delivered(plot: Plot, lived: Lived, year: int) -> Whole:
    column = lived.flows[year - YEARS[0], :, FLOWS.index("delivered")]
    return delivered_upwards(plot.signing, plot.targets, column)


def _delivered_before(lived: Lived, year: int) -> dict[int, Whole]:
    """Persons lifted in each county, for the planned years before this one."""
    column = FLOWS.index("delivered")
    return {one: lived.flows[one - YEARS[0], :, column] for one in planned_years(year) if one < year}


def _plan(plot: Plot, lived: Lived, year: int) -> YearPlan:
    return make_plan(
        plot.promises,
        county_exits(plot.divisions, plot.signing, plot.targets, year),
        _delivered(plot, lived, year),
        missing_units(plot.signing, missing_provinces(plot.seed, year)),
        (plot.seed, year),
    )


def _plans(plot: Plot, lived: Lived, tree: PledgeTree, year: int) -> Iterator[pa.Table]:
    """Plans of all years for the signing units, and of the snapshot's own year down to the village."""
    for one in planned_years(year):
        yield unit_plans(plot.signing, _plan(plot, lived, one))
    if year in planned_years(year):
        rows = plot.divisions.index([f"{one:012d}" for one in lived.village.tolist()])
        figures = lived.village_figures[year][:, 0]
        yield village_plans(tree.honest, plot.divisions, _plan(plot, lived, year), rows, figures)


def _empty(name: str) -> pa.Table:
    return arrow_schema(declared_tables()[name]).empty_table()


def _programme(plot: Plot) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.isin(plot.targets.code // 10**4, [int(code) for code in programme_provinces()])


def _funds(plot: Plot, year: int) -> Funds:
    return make_funds(plot.targets, _programme(plot), plot.households, plot.seed, year)


def _money_tables(plot: Plot, year: int) -> dict[str, pa.Table]:
    """Funds, projects and payments of the year and the one before."""
    funds = [_funds(plot, one) for one in fund_years(year)]
    spent = [spending(one, plot.seed) for one in funds]
    return {
        "funds": pa.concat_tables([funds_table(one) for one in funds]),
        "projects": pa.concat_tables([one for one, _ in spent]),
        "payments": pa.concat_tables([one for _, one in spent]),
    }


def _tables(plot: Plot, lived: Lived, tree: PledgeTree, year: int) -> tuple[dict[str, pa.Table], list[pa.Table]]:
    """Every table of a year but units and those in parts, and what is planted in this year alone."""
    made = dict(lived.tables[year])
    households = made.pop("truth")
    sent, late = reports(plot.signing, plot.seed, year)
    plans = list(_plans(plot, lived, tree, year))
    tables = {
        **made,
        **_money_tables(plot, year),
        "plans": pa.concat_tables(plans) if plans else _empty("plans"),
        "code_changes": code_change_table(),
        "offices": every_office(plot.divisions),
        **joint_tasks(plot.divisions, plot.seed, year),
        "reports": sent,
        "findings": findings(plot.signing, households, plot.seed, year),
        "statistics": statistics(
            plot.divisions, plot.targets, (plot.households, plot.seed), year, _delivered_before(lived, year)
        ),
        "unit_exits": unit_exits(plot.divisions, plot.targets, lived.village, lived.village_exit, year),
    }
    return tables, [households, late]


def _shared_truth(plot: Plot, lived: Lived, years: Sequence[int]) -> Iterator[pa.Table]:
    """What is planted in plans and funds, which a snapshot also holds for years before its own."""
    for year in range(fund_years(years[0])[0], years[-1] + 1):
        yield fund_truth(_funds(plot, year))
    for year in planned_years(years[-1]):
        yield plan_truth(plot.signing, _plan(plot, lived, year), _delivered(plot, lived, year))


def _shared_tables(shared: Shared, plot: Plot, tree: PledgeTree, folder: Path, year: int) -> list[Resource]:
    """Tables that other years' snapshots hold too: units always, pledges and what they promise from 2015 on."""
    tables = [shared.table(folder, "units", "", lambda: units_table(plot.divisions))]
    if year >= _FIRST_PLEDGES:
        at = edition(year)
        tables.append(shared.table(folder, "pledges", str(at), lambda: pledge_rows(tree, at)))
        tables.append(shared.table(folder, "commitments", str(at), lambda: commitment_rows(tree, at)))
    return tables


def _add_signed(writer: SnapshotWriter, shared: Shared, plot: Plot, tree: PledgeTree, folder: Path, year: int) -> None:
    """Signatures by the year they were given, and posts: what does not change between years is one file."""
    since = str(min(year, _FIRST_PLEDGES))
    villages = shared.part(folder, "posts", "villages", partial(post_rows, tree, year, villages=True), edition=since)
    others = write_part(folder, "posts", "others", post_rows(tree, year, villages=False))
    seats = write_part(folder, "posts", "offices", office_posts(every_office(plot.divisions), plot.seed, year))
    writer.add_parts("posts", [villages, others, seats])
    if year < _FIRST_PLEDGES:
        for name in ("pledges", "commitments", "signatures"):
            writer.add(name, _empty(name))
        return
    given = range(_FIRST_PLEDGES, year + 1)
    writer.add_parts(
        "signatures", [shared.part(folder, "signatures", str(one), partial(signature_rows, tree, one)) for one in given]
    )


def _write_year(
    plot: Plot, lived: Lived, grown: tuple[PledgeTree, Shared], folder: Path, at: tuple[int, str]
) -> list[pa.Table]:
    """Write one snapshot of ``at``, the year and the moment of freezing; gives what is planted."""
    (tree, shared), (year, frozen_at) = grown, at
    folder.mkdir(exist_ok=True)
    writer = SnapshotWriter(
        folder, year=year, frozen_at=frozen_at, made_up=True, rulebook=RULEBOOK, name=f"made-up-nation-{year}"
    )
    tables, planted = _tables(plot, lived, tree, year)
    for name, table in tables.items():
        writer.add(name, table)
    for name, parts in lived.parts[year].items():
        if parts:
            writer.add_parts(name, parts)
    _add_signed(writer, shared, plot, tree, folder, year)
    alike = _shared_tables(shared, plot, tree, folder, year)
    manifest = writer.finish()
    extra = {
        "note": "made up: real divisions and published totals, invented households; grades are illustrative",
        "households": plot.households,
        "seed": plot.seed,
        "calibration": calibration_record(closing_stock(year, plot.households)),
    }
    whole = replace(manifest, resources=(*manifest.resources, *alike), extra=extra)
    write_manifest(folder / DATAPACKAGE, whole)
    return planted


def _national_flows(lived: Lived, years: Sequence[int]) -> dict[int, dict[str, int]]:
    return {year: dict(zip(FLOWS, lived.flows[year - YEARS[0]].sum(axis=0).tolist(), strict=True)) for year in years}


def write_nation(
    *,
    households: int,
    seed: int,
    years: range,
    out: Path,
    frozen_at: str | None = None,
    workers: int | None = None,
    progress: Progress = _silent,
) -> None:
    """Write ``out/<year>`` for each year, and ``out/truth``; same arguments, same bytes, whatever the workers.

    Args:
        households: registered households of 2014; 29,480,000 is the real number.
        seed: a whole number from 0.
        years: consecutive years from 2014 to 2020; a year is the same alone and in a longer run.
        out: a folder that does not exist.
        frozen_at: the moment written into the manifests; by default the end of February of the next year.
        workers: processes; by default as many as processors.
        progress: called with (done, total, what).

    Raises:
        UserError: YEARS_OUTSIDE_PROGRAMME, FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED.
        ValueError: households below 1 or a negative seed.
    """
    if households < 1 or seed < 0:
        raise ValueError("households from 1, seed from 0")
    wanted = sorted(years)
    if not wanted or wanted[0] < YEARS[0] or wanted[-1] > YEARS[-1]:
        raise user_error(
            "YEARS_OUTSIDE_PROGRAMME", f"{years[0]}-{years[-1]}" if years else "", first=YEARS[0], last=YEARS[-1]
        )
    with new_folder(out) as folder:
        plot = make_plot(households, seed)
        batches = make_batches(plot.divisions, plot.targets, plot.seed)
        results = list(_run(_jobs(plot, batches, wanted, folder), workers or os.cpu_count() or 1, progress))
        lived = _gather(plot, results, wanted)
        tree = grow(plot.divisions, plot.targets, plot.promises, plot.terms, batches, seed)
        shared = Shared()
        planted = list(_shared_truth(plot, lived, wanted))
        for done, year in enumerate(wanted, start=1):
            moment = frozen_at or f"{year + 1}-02-28T00:00:00Z"
            planted += _write_year(plot, lived, (tree, shared), folder / str(year), (year, moment))
            progress(done, len(wanted), "years")
        made = {"households": households, "seed": seed, "years": f"{wanted[0]}-{wanted[-1]}"}
        write_truth(
            folder / "truth", (planted, tree.planted), calibrations(households), _national_flows(lived, wanted), made
        )
