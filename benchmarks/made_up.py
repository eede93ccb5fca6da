"""A quick made-up snapshot of any size for measurements: not the bundled nation, but the same tables and spread."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from pledgetree.snapshot.writing import SnapshotWriter, write_part

PROVINCES, COUNTIES = 31, 92
STATES = np.array(["poor", "exited", "removed"])
INFLOWS = np.array(["none", "identified", "relapsed", "born", "married_in", "moved_in"])
OUTFLOWS = np.array(["none", "exited", "died", "moved_out", "removed"])
CAUSES = np.array(["illness", "disability", "schooling", "land"])
YEAR = 2016


def _texts(values):
    return pa.array(values, pa.string())


def unit_rows(villages):
    """Unit codes by tier: (unit, parent, tier) arrays; ``villages`` per county in 10 townships."""
    rows = [("000000000000", None, "centre")]
    for province in range(11, 11 + PROVINCES):
        rows.append((f"{province}0000000000", "000000000000", "province"))
        for prefecture in range(1, 11):
            rows += [(f"{province}{prefecture:02}00000000", f"{province}0000000000", "prefecture")]
        for county in range(COUNTIES):
            above = f"{province}{county % 10 + 1:02}"
            code = f"{above}{county // 10 + 21:02}"
            rows.append((f"{code}000000", f"{above}00000000", "county"))
            for township in range(10):
                rows.append((f"{code}{township + 1:03}000", f"{code}000000", "township"))
                rows.extend(
                    (f"{code}{township + 1:03}{village + 200:03}", f"{code}{township + 1:03}000", "village")
                    for village in range(villages // 10)
                )
    return rows


def units_table(rows):
    ids, parents, tiers = zip(*rows, strict=True)
    count = len(rows)
    return pa.table(
        {
            "unit_id": _texts(ids),
            "parent_id": _texts(parents),
            "tier": _texts(tiers),
            "name": _texts([f"unit {one}" for one in ids]),
            "region": _texts(
                [
                    {0: "west", 1: "centre", 2: "east"}[int(i[:2]) % 3] if t == "province" else None
                    for i, t in zip(ids, tiers, strict=True)
                ]
            ),
            "signs": pa.array(np.ones(count, bool)),
            "in_programme": pa.array(np.ones(count, bool)),
            "valid_from": pa.nulls(count, pa.date32()),
            "valid_to": pa.nulls(count, pa.date32()),
        }
    )


def county_tables(code, villages, households, random):
    """Households and persons of one county."""
    serial = np.arange(households)
    ids = np.char.add(code, np.char.zfill(serial.astype(str), 10))
    state = random.choice(3, households, p=[0.6, 0.38, 0.02])
    this_year = (state == 1) & (random.random(households) < 0.4)
    unapproved = this_year & (random.random(households) < 0.02)
    approved = np.where(this_year, np.datetime64("2016-06-01"), np.datetime64("2015-06-01"))
    approved = approved + random.integers(0, 200, households)
    no_day = (state != 1) | unapproved
    size = random.integers(1, 7, households)
    homes = pa.table(
        {
            "household_id": _texts(ids),
            "unit_id": _texts(np.array(villages)[random.integers(0, len(villages), households)]),
            "identified_on": pa.array(np.full(households, np.datetime64("2014-06-01")), pa.date32()),
            "state": _texts(STATES[state]),
            "exit_approved_on": pa.array(approved, pa.date32(), mask=no_day),
            "exited_on": pa.array(approved + 5, pa.date32(), mask=no_day),
            "relapsed_on": pa.nulls(households, pa.date32()),
            "attribute": _texts(np.full(households, "general")),
            "main_cause": _texts(CAUSES[random.integers(0, 4, households)]),
            "income_fen": pa.array(random.integers(100_000, 600_000, households)),
            **{
                name: pa.array(random.random(households) < 0.97)
                for name in ("food", "clothing", "education", "medical", "housing", "water")
            },
        }
    )
    home = np.repeat(serial, size)
    member = np.arange(len(home)) - np.repeat(np.cumsum(size) - size, size) + 1
    exited, poor = this_year[home], (state == 0)[home]
    inflow = np.where(poor & (random.random(len(home)) < 0.02), random.integers(1, 6, len(home)), 0)
    outflow = np.where(exited, 1, np.where(poor & (random.random(len(home)) < 0.01), 2, 0))
    people = pa.table(
        {
            "person_id": _texts(np.char.add(ids[home], np.char.zfill(member.astype(str), 2))),
            "household_id": _texts(ids[home]),
            "birth_year": pa.array(random.integers(1930, 2016, len(home))),
            "sex": _texts(np.array(["female", "male"])[random.integers(0, 2, len(home))]),
            "opening": pa.array((poor | exited) & (inflow == 0)),
            "inflow": _texts(INFLOWS[inflow]),
            "outflow": _texts(OUTFLOWS[outflow]),
            "closing": pa.array(poor & (outflow == 0)),
        }
    )
    return homes, people


def write_made_up(folder: Path, households: int, villages: int = 230, seed: int = 1) -> None:
    """A snapshot of about so many households; ``villages`` per county."""
    random = np.random.default_rng(seed)
    rows = unit_rows(villages)
    writer = SnapshotWriter(
        folder, year=YEAR, frozen_at="2017-01-01T00:00:00+00:00", made_up=True, rulebook=None, name="made-up"
    )
    writer.add("units", units_table(rows))
    places: dict[str, list[str]] = {}
    for unit, _, tier in rows:
        if tier == "village":
            places.setdefault(unit[:6], []).append(unit)
    each = max(households // len(places), 1)
    parts: dict[str, list] = {"households": [], "persons": []}
    for code, villages_here in places.items():
        homes, people = county_tables(code, villages_here, each, random)
        parts["households"].append(write_part(folder, "households", code, homes))
        parts["persons"].append(write_part(folder, "persons", code, people))
    for table, written in parts.items():
        writer.add_parts(table, written)
    writer.finish()


if __name__ == "__main__":
    import sys

    place = Path(sys.argv[1])
    place.mkdir(parents=True)
    write_made_up(place, int(sys.argv[2]))
