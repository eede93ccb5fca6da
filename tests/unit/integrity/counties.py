"""Twelve counties of one province with registered households and interviews; one of them may falsify its data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.freezing import freeze

LINE = 295_200
"""The line of 2016 in fen (published)."""
COUNTIES = [f"5205{number:02}000000" for number in range(1, 13)]
FALSE = COUNTIES[4]
VILLAGES = 6
EACH = 1200


def villages(county: str) -> list[str]:
    return [f"{county[:6]}100{number:03}" for number in range(201, 201 + VILLAGES)]


def units() -> pa.Table:
    above = [("000000000000", None, "centre"), ("520000000000", "000000000000", "province")]
    above.append(("520500000000", "520000000000", "prefecture"))
    rows = above + [(one, "520500000000", "county") for one in COUNTIES]
    rows += [(f"{one[:6]}100000", one, "township") for one in COUNTIES]
    rows += [(village, f"{one[:6]}100000", "village") for one in COUNTIES for village in villages(one)]
    ids, parents, tiers = zip(*rows, strict=True)
    return pa.table(
        {
            "unit_id": ids,
            "parent_id": pa.array(parents, pa.string()),
            "tier": tiers,
            "name": ids,
            "region": pa.array(["west" if one == "520000000000" else None for one in ids], pa.string()),
            "signs": [True] * len(ids),
            "in_programme": [True] * len(ids),
        }
    )


def households(draws: np.random.Generator, *, honest: bool) -> pa.Table:
    tables = []
    for county in COUNTIES:
        income = (np.round(draws.lognormal(np.log(3200), 0.4, EACH), -1) * 100).astype(np.int64)
        late, water = draws.random(EACH) < 0.05, draws.random(EACH) >= 0.01
        if county == FALSE and not honest:
            near = (income < LINE) & (income >= LINE - 20_000)
            income = np.where(near, income + 20_000, income)
            late, water = draws.random(EACH) < 0.5, draws.random(EACH) >= 0.2
        day = np.where(late, 17166, 17100)  # 2016-12-31 and 2016-10-26
        tables.append(
            pa.table(
                {
                    "household_id": [f"{county}{number:04}" for number in range(EACH)],
                    "unit_id": [villages(county)[number % VILLAGES] for number in range(EACH)],
                    "identified_on": pa.array([16_000] * EACH, pa.int32()).cast(pa.date32()),
                    "state": ["exited"] * EACH,
                    "exit_approved_on": pa.array(day.astype(np.int32)).cast(pa.date32()),
                    "exited_on": pa.array(day.astype(np.int32)).cast(pa.date32()),
                    "attribute": ["general"] * EACH,
                    "main_cause": ["land"] * EACH,
                    "income_fen": income,
                    **{name: [True] * EACH for name in ("food", "clothing", "education", "medical", "housing")},
                    "water": water,
                }
            )
        )
    return pa.concat_tables(tables)


def interviews(draws: np.random.Generator, *, honest: bool) -> pa.Table:
    rows = []
    for county in COUNTIES:
        false = county == FALSE and not honest
        for village in villages(county):
            for number in range(20):
                form = "".join(draws.choice(list("abcd"), 30).tolist())
                who = number % 2
                wrong = draws.random() < 0.02 or (false and who == 1 and number >= 8)
                rows.append((f"I{village}{number}", village, f"{county}{who}", int(wrong), form))
            if false:
                rows[-1] = (*rows[-1][:4], rows[-2][4])
    ids, unit, who, wrong, forms = zip(*rows, strict=True)
    return pa.table(
        {
            "interview_id": ids,
            "unit_id": unit,
            "interviewed_on": pa.array([17160] * len(ids), pa.int32()).cast(pa.date32()),
            "group": ["exited"] * len(ids),
            "persons": [1] * len(ids),
            "persons_wrong": wrong,
            "interviewer_id": who,
            "answers": forms,
        }
    )


def with_every_column(name: str, rows: pa.Table) -> pa.Table:
    """The columns of the declared table; those not made here are empty."""
    for field in arrow_schema(declared_tables()[name]):
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    return rows


def snapshot(folder: Path, *, honest: bool, seed: int = 20161017) -> Path:
    """A frozen snapshot of 2016."""
    tables, out, draws = folder / "tables", folder / "snapshot", np.random.default_rng(seed)
    tables.mkdir(parents=True)
    for name, rows in (
        ("units", units()),
        ("households", households(draws, honest=honest)),
        ("interviews", interviews(draws, honest=honest)),
    ):
        pq.write_table(with_every_column(name, rows), tables / f"{name}.parquet")
    freeze(tables, year=2016, out=out, frozen_at="2017-01-01T00:00:00+00:00")
    return out
