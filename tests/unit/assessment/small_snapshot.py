"""A small snapshot: two villages, one of them renumbered, and households that came and went in every way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.writing import SnapshotWriter

VILLAGE, OTHER, OLD = "010101100001", "010101100002", "010101100999"
THIS_YEAR, LAST_YEAR = date(2016, 11, 1), date(2015, 11, 1)


def table(name, *rows):
    schema = arrow_schema(declared_tables()[name])
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema=schema)


def household(number, *, unit=VILLAGE, exited=None):
    fulfilled = dict.fromkeys(("food", "clothing", "education", "medical", "housing", "water"), True)
    return {
        "household_id": f"010101-{number}",
        "unit_id": unit,
        "identified_on": date(2014, 6, 1),
        "state": "exited" if exited else "poor",
        "exit_approved_on": exited,
        "attribute": "general",
        "main_cause": "illness",
        "income_fen": 300_000,
        **fulfilled,
    }


def person(number, outflow="none", closing=None):
    return {
        "person_id": f"010101-{number}-{outflow}-01",
        "household_id": f"010101-{number}",
        "birth_year": 1970,
        "sex": "female",
        "opening": True,
        "inflow": "none",
        "outflow": outflow,
        "closing": outflow == "none" if closing is None else closing,
    }


def unit(unit_id):
    return {"unit_id": unit_id, "tier": "village", "name": unit_id, "signs": True, "in_programme": True}


def write_snapshot(folder: Path) -> Path:
    """Write the snapshot into an empty folder."""
    writer = SnapshotWriter(
        folder, year=2016, frozen_at="2017-01-01T00:00:00Z", made_up=True, rulebook=None, name="small"
    )
    writer.add("units", table("units", unit(VILLAGE), unit(OTHER)))
    writer.add(
        "code_changes", table("code_changes", {"old_code": OLD, "new_code": VILLAGE, "changed_on": date(2017, 6, 1)})
    )
    writer.add(
        "households",
        table(
            "households",
            household("exited", exited=THIS_YEAR),
            household("exited-before", exited=LAST_YEAR),
            household("unapproved"),
            household("died", exited=THIS_YEAR),
            household("poor"),
            household("old-code", unit=OLD, exited=THIS_YEAR),
            household("elsewhere", unit=OTHER, exited=THIS_YEAR),
        ),
    )
    writer.add(
        "persons",
        table(
            "persons",
            person("exited", "exited"),
            person("exited-before", "none", closing=False),
            person("unapproved", "exited"),
            person("died", "died"),
            person("poor"),
            person("old-code", "exited"),
            person("elsewhere", "exited"),
        ),
    )
    writer.finish()
    return folder
