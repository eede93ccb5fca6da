"""Small made-up tables: rows as dicts with sensible defaults, and a snapshot of them.

The land: the Centre above Plainland (region centre) and Westland (west); Plainland has two counties with two villages
each, Westland one county with one village and a county code that is renumbered in 2017.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import Snapshot, open_snapshot
from pledgetree.snapshot.writing import SnapshotWriter, write_part

YEAR = 2016
Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

CENTRE = "000000000000"
PLAIN, WEST = "410000000000", "520000000000"
PLAIN_CITY, WEST_CITY = "410100000000", "520100000000"
ALPHA, BETA, GAMMA = "410121000000", "410122000000", "520121000000"
OLD_GAMMA = "520199000000"
TOWNS = {ALPHA: "410121100000", BETA: "410122100000", GAMMA: "520121100000"}
ALPHA_1, ALPHA_2, BETA_1, BETA_2, GAMMA_1 = VILLAGES = (
    "410121100201", "410121100202", "410122100201", "410122100202", "520121100201",
)  # fmt: skip


def unit(unit_id: str, parent_id: str | None, tier: str, **changes: Any) -> Row:
    row = {
        "unit_id": unit_id, "parent_id": parent_id, "tier": tier, "name": f"{tier} {unit_id}", "region": None,
        "signs": True, "in_programme": True, "valid_from": None, "valid_to": None,
    }  # fmt: skip
    return row | changes


def land() -> list[Row]:
    rows = [
        unit(CENTRE, None, "centre"),
        unit(PLAIN, CENTRE, "province", region="centre"),
        unit(WEST, CENTRE, "province", region="west"),
        unit(PLAIN_CITY, PLAIN, "prefecture"),
        unit(WEST_CITY, WEST, "prefecture", signs=False),
        unit(ALPHA, PLAIN_CITY, "county"),
        unit(BETA, PLAIN_CITY, "county"),
        unit(GAMMA, WEST_CITY, "county"),
    ]
    rows += [unit(town, county, "township") for county, town in TOWNS.items()]
    return rows + [unit(village, village[:9] + "000", "village") for village in VILLAGES]


CHANGES = [{"old_code": OLD_GAMMA, "new_code": GAMMA, "changed_on": date(2017, 3, 1)}]


def household(household_id: str, unit_id: str = ALPHA_1, **changes: Any) -> Row:
    row = {
        "household_id": household_id, "unit_id": unit_id, "identified_on": date(2014, 5, 1), "state": "poor",
        "exit_approved_on": None, "exited_on": None, "relapsed_on": None, "attribute": "general",
        "main_cause": "illness", "income_fen": 250_000, "food": True, "clothing": True, "education": True,
        "medical": True, "housing": True, "water": True,
    }  # fmt: skip
    return row | changes


def exited_household(household_id: str, unit_id: str = ALPHA_1, **changes: Any) -> Row:
    exit_days = {"exit_approved_on": date(YEAR, 11, 20), "exited_on": date(YEAR, 12, 1)}
    return household(household_id, unit_id, **{"state": "exited", "income_fen": 400_000, **exit_days, **changes})


def person(household_id: str, member: int, **changes: Any) -> Row:
    row = {
        "person_id": f"{household_id}{member:02}", "household_id": household_id, "birth_year": 1970, "sex": "female",
        "opening": True, "inflow": "none", "outflow": "none", "closing": True,
    }  # fmt: skip
    return row | changes


def leaver(household_id: str, member: int, outflow: str = "exited", **changes: Any) -> Row:
    return person(household_id, member, **{"outflow": outflow, "closing": False, **changes})


def interview(number: int, unit_id: str, group: str, persons: int, wrong: int = 0, **changes: Any) -> Row:
    row = {
        "interview_id": f"I{number:04}", "unit_id": unit_id, "interviewed_on": date(YEAR, 12, 10), "group": group,
        "household_id": None, "persons": persons, "persons_wrong": wrong, "recognises": None,
    }  # fmt: skip
    return row | changes


def statistic(unit_id: str, name: str, value: int, year: int = YEAR) -> Row:
    return {"unit_id": unit_id, "year": year, "name": name, "value": value}


def fund(number: int, unit_id: str, amount_fen: int, **changes: Any) -> Row:
    row = {
        "fund_id": f"F{number:03}", "unit_id": unit_id, "year": YEAR, "source_tier": "centre", "amount_fen": amount_fen,
        "received_on": date(YEAR, 3, 1), "allocated_on": date(YEAR, 3, 20),
    }  # fmt: skip
    return row | changes


def project(number: int, unit_id: str, fund_id: str, budget_fen: int, **changes: Any) -> Row:
    row = {
        "project_id": f"J{number:03}", "unit_id": unit_id, "fund_id": fund_id, "kind": "road", "budget_fen": budget_fen,
        "in_library": True, "disclosed_on": date(YEAR, 5, 1), "approved_on": date(YEAR, 4, 1), "completed_on": None,
    }  # fmt: skip
    return row | changes


def payment(number: int, project_id: str, amount_fen: int, paid_on: date = date(YEAR, 6, 1)) -> Row:
    return {"payment_id": f"P{number:03}", "project_id": project_id, "paid_on": paid_on, "amount_fen": amount_fen}


def finding(number: int, unit_id: str, problem: str, **changes: Any) -> Row:
    row = {
        "finding_id": f"FI{number:03}", "unit_id": unit_id, "problem": problem, "source": "audit",
        "found_on": date(YEAR, 9, 1), "confirmed_on": date(YEAR, 10, 1), "persons": None, "amount_fen": None,
    }  # fmt: skip
    return row | changes


def plan(number: int, unit_id: str, indicator: str, target: int, **changes: Any) -> Row:
    row = {
        "plan_id": f"PL{number:03}", "unit_id": unit_id, "year": YEAR, "indicator": indicator,
        "target_numerator": target, "target_denominator": 1, "submitted_on": date(YEAR, 2, 1),
        "approved_on": date(YEAR, 3, 1), "approved_by": CENTRE, "amended_from": None, "reason": None,
    }  # fmt: skip
    return row | changes


def pledge(pledge_id: str, unit_id: str, **changes: Any) -> Row:
    row = {
        "pledge_id": pledge_id, "type": "vertical", "superior_unit": CENTRE, "superior_office": None,
        "subordinate_unit": unit_id, "subordinate_office": None, "derives_from": None, "signed_on": date(2015, 11, 28),
        "deadline": date(2020, 12, 31), "superseded_by": None, "reason": None,
    }  # fmt: skip
    return row | changes


def commitment(pledge_id: str, indicator: str, year: int, target: int, **changes: Any) -> Row:
    row = {
        "pledge_id": pledge_id, "indicator": indicator, "year": year, "kind": "additive", "basis": "annual",
        "baseline_numerator": None, "baseline_denominator": None, "target_numerator": target, "target_denominator": 1,
        "due_on": None,
    }  # fmt: skip
    return row | changes


def unit_exit(unit_id: str, tier: str, approved_on: date = date(YEAR, 10, 1)) -> Row:
    return {"unit_id": unit_id, "tier": tier, "approved_on": approved_on, "announced_on": None}


def table_of(name: str, rows: Iterable[Row]) -> pa.Table:
    schema = arrow_schema(declared_tables()[name])
    return pa.Table.from_pylist(list(rows), schema=schema)


def write_snapshot(
    folder: Path, tables: Tables, *, year: int = YEAR, in_parts: bool = False, rulebook: str | None = None
) -> Snapshot:
    """A snapshot of some tables beside the land; ``in_parts`` = the register has one file per county."""
    folder.mkdir(parents=True)
    writer = SnapshotWriter(
        folder, year=year, frozen_at="2017-01-01T00:00:00+00:00", made_up=True, rulebook=rulebook, name="small"
    )
    for name, rows in ({"units": land(), "code_changes": CHANGES} | dict(tables)).items():
        if in_parts and name in {"households", "persons"}:
            writer.add_parts(name, [write_part(folder, name, *one) for one in county_parts(name, rows)])
        else:
            writer.add(name, table_of(name, rows))
    writer.finish()
    return open_snapshot(folder)


def county_parts(name: str, rows: Sequence[Row]) -> list[tuple[str, pa.Table]]:
    """The rows by county: household ids begin with the county's six digits."""
    counties = sorted({row["household_id"][:6] for row in rows})
    return [(one, table_of(name, [row for row in rows if row["household_id"][:6] == one])) for one in counties]


def register() -> dict[str, list[Row]]:
    """Seven households: each way of leaving once, one exit nobody approved, one by an old county code."""
    a, b, c, d, e, f, g = (f"{one}{serial:010}" for one, serial in (
        ("410121", 1), ("410121", 2), ("410121", 3), ("410122", 1), ("410122", 2), ("520121", 1), ("520121", 2),
    ))  # fmt: skip
    return {
        "households": [
            exited_household(a, ALPHA_1),
            exited_household(b, ALPHA_2, exit_approved_on=None),
            household(c, ALPHA_2),
            household(d, BETA_1, income_fen=0),
            exited_household(e, BETA_2, exit_approved_on=date(2015, 11, 1), exited_on=date(2015, 10, 1)),
            exited_household(f, GAMMA_1, income_fen=100_000, housing=False),
            household(g, OLD_GAMMA),
        ],
        "persons": [
            leaver(a, 1), leaver(a, 2), leaver(a, 3, "died"),
            leaver(b, 1), leaver(b, 2),
            person(c, 1), person(c, 2, opening=False, inflow="born", birth_year=2016), leaver(c, 3, "moved_out"),
            person(d, 1, opening=False, inflow="identified"), leaver(d, 2, "removed"),
            leaver(e, 1, "none", opening=False), leaver(e, 2, "none", opening=False),
            leaver(f, 1), leaver(f, 2), leaver(f, 3), leaver(f, 4),
            person(g, 1), person(g, 2, opening=False, inflow="relapsed"),
        ],
    }  # fmt: skip


def everything() -> dict[str, list[Row]]:
    """The register and every other table an assessment reads, a few rows of each."""
    people = [statistic(one, "rural_population", value) for one, value in ((ALPHA, 600), (BETA, 300), (GAMMA, 100))]
    incomes = [
        statistic(one, "disposable_income_poor_areas", value, year)
        for one, year, value in ((PLAIN, 2015, 700_000), (PLAIN, 2016, 770_000), (WEST, 2016, 650_000))
    ]
    stocks = [statistic(CENTRE, "registered_poor", 20, 2015), statistic(CENTRE, "rural_poor_survey", 19, 2015)]
    return {
        **register(),
        "statistics": [*people, *incomes, *stocks],
        "interviews": [
            interview(1, ALPHA_1, "exited", 2, recognises=True),
            interview(2, ALPHA_1, "exited", 3, 3, recognises=False),
            interview(3, ALPHA_2, "registered", 2, recognises=True),
            interview(4, BETA_1, "registered", 3, 1),
            interview(5, BETA_2, "nonregistered", 5, 1, recognises=True),
            interview(6, GAMMA_1, "nonregistered", 4),
        ],
        "funds": [
            fund(1, ALPHA, 1_000),
            fund(2, ALPHA, 500, source_tier="province", allocated_on=date(YEAR, 3, 31)),
            fund(3, BETA, 300, source_tier="county", allocated_on=date(YEAR, 4, 1)),
            fund(4, BETA, 400, source_tier="province", year=2015),
            fund(5, GAMMA, 800, allocated_on=None),
        ],
        "projects": [
            project(1, ALPHA_1, "F001", 900),
            project(2, ALPHA_2, "F002", 100, in_library=False, disclosed_on=None),
            project(3, BETA, "F003", 300, approved_on=date(2015, 4, 1)),
        ],
        "payments": [payment(1, "J001", 600), payment(2, "J002", 50, date(2017, 1, 1)), payment(3, "J003", 40)],
        "findings": [
            finding(1, ALPHA_1, "fund_rules_broken"),
            finding(2, BETA, "exit_fraud", persons=3, confirmed_on=None),
            finding(3, GAMMA, "exit_fraud", persons=4),
        ],
        "unit_exits": [
            unit_exit(ALPHA, "county"), unit_exit(BETA, "county", date(2015, 10, 1)), unit_exit(GAMMA_1, "village"),
        ],
        "plans": [
            plan(1, PLAIN, "poor_lifted", 2), plan(2, WEST, "poor_lifted", 5, approved_on=None),
            plan(3, CENTRE, "poor_lifted", 6), plan(4, PLAIN, "counties_exited", 1),
        ],
        "pledges": [pledge("G1", PLAIN), pledge("G2", WEST)],
        "commitments": [
            commitment("G1", "poor_lifted", 2016, 3), commitment("G1", "poor_lifted", 2017, 2),
            commitment("G2", "poor_lifted", 2016, 4),
        ],
    }  # fmt: skip
