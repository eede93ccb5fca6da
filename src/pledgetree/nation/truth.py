"""The truth about a made-up nation: what was planted, and what each year is calibrated to."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pledgetree.nation.calibration import Calibration
from pledgetree.nation.sources import REGIONS

README = """\
Everything in the folders beside this one is MADE UP, except the divisions, the exit years of the 832 poor counties and
the published figures the totals are calibrated to. Households, persons, officers, pledges, plans, funds, interviews and
faults are drawn from the seed: which real province, county or village carries a fault says nothing about the real one.
Grades computed from these data are illustrative.

households: {households}    seed: {seed}    years: {years}

faults.parquet    every planted fault: kind, year, where, persons or money, and the source of its rate
pledge_faults.parquet
                  every finding the planted cases in the pledge tree must raise, from the year-end `since` on: what
                  the cascade check tells must be these and no others
calibration.csv   what each year's register is calibrated to, and the movements of the years that were made:
                  2014 the register's own figure; 2015-2020 the survey of the statistics office
"""
_KEYS = ("kind", "year", "unit_id", "household_id", "interview_id", "fund_id", "report_id", "plan_id")


def calibration_record(one: Calibration) -> dict[str, str | int]:
    """One year's calibration in plain words and numbers."""
    return {
        "year": one.year,
        "basis": one.basis,
        "published_persons": one.published,
        "scaled_persons": one.persons,
        **{region: one.regions[region] for region in REGIONS},
        "region_shares_of": one.shares_of,
        "status": one.status,
    }


def write_truth(
    folder: Path,
    planted: tuple[Iterable[pa.Table], pa.Table],
    calibrations: Sequence[Calibration],
    flows: Mapping[int, Mapping[str, int]],
    made: Mapping[str, object],
) -> None:
    """Write the files of the truth into a new folder.

    Args:
        folder: the folder to make.
        planted: tables of planted faults, and the findings planted in the pledge tree.
        calibrations: every year's calibration.
        flows: persons by movement of each year that was made.
        made: households, seed and years, for the README.
    """
    folder.mkdir()
    faults, of_pledges = planted
    table = pa.concat_tables(list(faults))
    table = table.sort_by([(name, "ascending") for name in _KEYS])
    pq.write_table(table, folder / "faults.parquet", compression="zstd", store_schema=False)
    pq.write_table(of_pledges, folder / "pledge_faults.parquet", compression="zstd", store_schema=False)
    records = [{**calibration_record(one), **flows.get(one.year, {})} for one in calibrations]
    with (folder / "calibration.csv").open("w", encoding="utf-8", newline="") as file:
        names = list(dict.fromkeys(name for record in records for name in record))
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    (folder / "README.txt").write_text(README.format(**made), encoding="utf-8")
