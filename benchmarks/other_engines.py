"""The core join and roll-up in pandas and Polars, for scale: persons with their households, per village, per tier."""

from __future__ import annotations

import pandas as pd
import polars as pl

PERSON_COLUMNS = ["household_id", "opening", "inflow", "outflow", "closing"]
HOME_COLUMNS = ["household_id", "unit_id", "exit_approved_on"]
SUMS = ["persons", "opening", "closing", "exited", "approved"]


def files(snapshot, table):
    folder = snapshot / table
    return sorted(folder.glob("*.parquet")) if folder.is_dir() else [snapshot / f"{table}.parquet"]


def with_pandas(snapshot, year):
    """Rows of the roll-up, all tiers together."""
    people = pd.concat([pd.read_parquet(one, columns=PERSON_COLUMNS) for one in files(snapshot, "persons")])
    homes = pd.concat([pd.read_parquet(one, columns=HOME_COLUMNS) for one in files(snapshot, "households")])
    homes["in_year"] = pd.to_datetime(homes.pop("exit_approved_on")).dt.year == year
    rows = people.merge(homes, on="household_id", how="left")
    rows["persons"], rows["exited"] = 1, rows["outflow"] == "exited"
    rows["approved"] = rows["exited"] & rows["in_year"]
    sums = rows.groupby("unit_id")[SUMS].sum()
    units = pd.read_parquet(snapshot / "units.parquet", columns=["unit_id", "parent_id"])
    parents, count = units.set_index("unit_id")["parent_id"], len(sums)
    while len(sums := sums.groupby(sums.index.map(parents)).sum()):
        count += len(sums)
    return count


def with_polars(snapshot, year):
    """Rows of the roll-up, all tiers together."""
    homes = pl.scan_parquet(files(snapshot, "households")).select(
        "household_id", "unit_id", in_year=pl.col("exit_approved_on").dt.year() == year
    )
    exited = pl.col("outflow") == "exited"
    sums = (
        pl.scan_parquet(files(snapshot, "persons"))
        .join(homes, on="household_id", how="left")
        .with_columns(persons=pl.lit(1), exited=exited, approved=exited & pl.col("in_year"))
        .group_by("unit_id")
        .agg(pl.col(SUMS).sum())
        .collect()
    )
    parents = pl.read_parquet(snapshot / "units.parquet", columns=["unit_id", "parent_id"])
    count = 0
    while len(sums):
        count += len(sums)
        up = sums.join(parents, on="unit_id").drop("unit_id").rename({"parent_id": "unit_id"})
        sums = up.drop_nulls("unit_id").group_by("unit_id").agg(pl.col(SUMS).sum())
    return count
