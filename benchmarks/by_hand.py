"""The same work written by hand for DuckDB: what the assessment is measured against.

Province by province it joins persons to households, adds up per village with the same row checks, then adds up every
tier, makes the figures of the register, the surveys, the exits and the money, and writes units, figures, flows, row
faults and the sums per county. Bytes of the files are checked first, as ``assess`` does. It knows no law: no plans, no
classes, no grades, no digests of content, so that the comparison is unfair to ``assess`` and never to this script.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

PERSONS = {
    "persons": "count(*)",
    "opening": "count(*) filter (where opening)",
    **{
        one: f"count(*) filter (where inflow = '{one}')"
        for one in ("identified", "relapsed", "born", "married_in", "moved_in")
    },
    **{one: f"count(*) filter (where outflow = '{one}')" for one in ("exited", "died", "moved_out", "removed")},
    "closing": "count(*) filter (where closing)",
    "approved": "count(*) filter (where outflow = 'exited' and year(exit_approved_on) = {year})",
    "exited_population": ("count(*) filter (where state = 'exited' and outflow in ('none', 'exited') and not closing)"),
    "POOR_PERSON_ELSEWHERE": "count(*) filter (where closing and state <> 'poor')",
    "FLOW_NOT_CLOSED": (
        "count(*) filter (where opening::int + (inflow <> 'none')::int <> closing::int + (outflow <> 'none')::int)"
    ),
    "BORN_AFTER_YEAR": "count(*) filter (where birth_year > {year})",
}
_EXIT = "state = 'exited' and year(exit_approved_on) = {year}"
HOUSEHOLDS = {
    "households": "count(*)",
    "EXIT_WITHOUT_APPROVAL": "count(*) filter (where state = 'exited' and exit_approved_on is null)",
    "EXIT_BELOW_LINE": "count(*) filter (where " + _EXIT + " and income_fen < {line})",
    "EXIT_UNMET_GUARANTEE": (
        "count(*) filter (where "
        + _EXIT
        + " and not (food and clothing and education and medical and housing and water))"
    ),
    "INCOME_ZERO": "count(*) filter (where state in ('poor', 'exited') and income_fen = 0)",
    "EXIT_ANNOUNCED_EARLY": "count(*) filter (where year(exited_on) = {year} and exited_on < exit_approved_on)",
}
FLOWS = [
    "opening", "identified", "relapsed", "born", "married_in", "moved_in", "exited", "died", "moved_out", "removed",
    "closing",
]  # fmt: skip
OTHERS = {
    "interviews": {
        **{
            f"{what}_{group}": f"sum({column}) filter (where \"group\" = '{group}')"
            for group in ("exited", "registered", "nonregistered")
            for what, column in (("visited", "1"), ("sampled", "persons"), ("wrong", "persons_wrong"))
        },
        "asked": "count(recognises)",
        "recognising": "count(*) filter (where recognises)",
    },
    "unit_exits": {
        f"exits_{tier}": f"count(*) filter (where tier = '{tier}' and year(approved_on) = {{year}})"
        for tier in ("county", "village")
    },
    "statistics": {"rural": "sum(value) filter (where name = 'rural_population' and year = {year})"},
    "funds": {
        "received": "sum(amount_fen) filter (where year = {year})",
        "in_time": "sum(amount_fen) filter (where year = {year} and allocated_on <= received_on + 30)",
        "provincial": "sum(amount_fen) filter (where year = {year} and source_tier = 'province')",
        "central": "sum(amount_fen) filter (where year = {year} and source_tier = 'centre')",
    },
    "projects": {
        "projects": "count(*) filter (where year(approved_on) = {year})",
        "disclosed": "count(*) filter (where year(approved_on) = {year} and disclosed_on is not null)",
        "budget": "sum(budget_fen) filter (where year(approved_on) = {year})",
        "library": "sum(budget_fen) filter (where year(approved_on) = {year} and in_library)",
    },
    "findings": {"violations": "count(*) filter (where problem = 'fund_rules_broken' and confirmed_on is not null)"},
}
FIGURES = {
    "poor_lifted": ("approved", "1", "persons"),
    "poor_remaining": ("closing", "1", "persons"),
    "poverty_incidence": ("closing", "rural", "persons"),
    "counties_exited": ("exits_county", "1", "exits_county"),
    "villages_exited": ("exits_village", "1", "exits_village"),
    "exit_accuracy": ("sampled_exited - wrong_exited", "sampled_exited", "visited_exited"),
    "wrong_exit_rate": ("wrong_exited", "sampled_exited", "visited_exited"),
    "missed_rate": ("wrong_nonregistered", "sampled_nonregistered", "visited_nonregistered"),
    "identification_accuracy": (
        "sampled_registered + sampled_nonregistered - wrong_registered - wrong_nonregistered",
        "sampled_registered + sampled_nonregistered",
        "visited_registered + visited_nonregistered",
    ),
    "recognition": ("recognising", "asked", "asked"),
    "funds_provincial": ("provincial", "1", "provincial"),
    "provincial_ratio": ("provincial", "central", "received"),
    "allocation_speed": ("in_time", "received", "received"),
    "disclosure_rate": ("disclosed", "projects", "projects"),
    "precise_use": ("library", "budget", "projects"),
    "fund_violations": ("violations", "1", "violations"),
}


def resources(snapshot):
    manifest = json.loads((snapshot / "datapackage.json").read_bytes())
    return {one["name"]: one for one in manifest["resources"]}


def check_bytes(snapshot, found):
    files = [part for one in found.values() for part in one.get("parts", [one])]

    def check(part):
        with (snapshot / part["path"]).open("rb") as handle:
            assert "sha256:" + hashlib.file_digest(handle, "sha256").hexdigest() == part["hash"]

    with ThreadPoolExecutor() as pool:
        list(pool.map(check, files))


def paths(snapshot, resource, province=None):
    listed = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    wanted = [one for one in listed if province is None or Path(one).stem.startswith(province)]
    return "[" + ", ".join(f"'{snapshot / one}'" for one in wanted) + "]"


def select(counts, **numbers):
    return ", ".join(f'coalesce({sql.format(**numbers)}, 0)::bigint as "{name}"' for name, sql in counts.items())


def count_register(con, snapshot, found, numbers):
    in_parts = isinstance(found["persons"]["path"], list)
    provinces = sorted({Path(one).stem[:2] for one in found["persons"]["path"]}) if in_parts else [None]
    for number, province in enumerate(provinces):
        files = {name: paths(snapshot, found[name], province) for name in ("households", "persons")}
        part = "parse_filename(filename, true) as part"
        for name, listed in files.items():
            con.execute(
                f"create or replace view {name} as select *, {part} from read_parquet({listed}, filename = true)"
            )
        joined = "persons p left join households h on p.household_id = h.household_id"
        if in_parts:
            joined += " and p.part = h.part"
        into = "create table {} as" if number == 0 else "insert into {}"
        con.execute(
            into.format("sums_persons")
            + f" select p.part, unit_id, {select(PERSONS, **numbers)} from {joined} group by all"
        )
        con.execute(
            into.format("sums_households")
            + f" select part, unit_id, {select(HOUSEHOLDS, **numbers)} from households group by all"
        )


def resolve_codes(con, snapshot, found):
    changes = paths(snapshot, found["code_changes"]) if "code_changes" in found else None
    con.execute(f"create table units as select * from read_parquet({paths(snapshot, found['units'])})")
    con.execute("create table codes as select unit_id as code, unit_id from units")
    if changes:
        con.execute(
            f"insert into codes select old_code, new_code from read_parquet({changes}) "
            "where old_code not in (select unit_id from units) and new_code in (select unit_id from units)"
        )
    con.execute(
        "create table above as with recursive a(unit_id, higher) as (select unit_id, unit_id from units union all "
        "select a.unit_id, u.parent_id from a join units u on a.higher = u.unit_id where u.parent_id is not null) "
        "select * from a"
    )


def climb(con, snapshot, found, numbers):
    """Every count at every tier: table ``sums`` with one row per unit."""
    sources = {"sums_persons": list(PERSONS), "sums_households": list(HOUSEHOLDS)}
    for name, counts in OTHERS.items():
        if name in found:
            rows = f"read_parquet({paths(snapshot, found[name])})"
            con.execute(
                f"create table sums_{name} as select unit_id, {select(counts, **numbers)} from {rows} group by 1"
            )
            sources[f"sums_{name}"] = list(counts)
    for source, names in sources.items():
        added = ", ".join(f'sum("{name}")::bigint as "{name}"' for name in names)
        con.execute(
            f"create table all_{source} as select a.higher as unit_id, {added} from {source} s "
            "join codes c on s.unit_id = c.code join above a on c.unit_id = a.unit_id group by 1"
        )
    columns = ", ".join(f'coalesce("{name}", 0) as "{name}"' for names in sources.values() for name in names)
    joins = " ".join(f"left join all_{source} using (unit_id)" for source in sources)
    con.execute(f"create table sums as select unit_id, tier, {columns} from units {joins}")
    return {name for names in sources.values() for name in names}


def write(con, out, known):
    """The files, zstd as in a result."""

    def copy(name, query):
        con.execute(f"copy ({query}) to '{out / name}.parquet' (format parquet, compression zstd, compression_level 1)")

    def needed(columns):
        return all(word in known or word in "+-1" for column in columns for word in column.split())

    parts = " union all ".join(
        f"select unit_id, '{name}' as indicator, {top} as numerator, {bottom} as denominator, {rows} as rows from sums "
        f"where {rows} > 0 and {bottom} > 0"
        for name, (top, bottom, rows) in FIGURES.items()
        if needed((top, bottom, rows))
    )
    copy("figures", f"select * from ({parts}) order by unit_id, indicator")
    flows = ", ".join(FLOWS)
    copy(
        "flows",
        f"select unit_id, {flows}, exited - approved as unapproved_exits from sums where persons > 0 order by 1",
    )
    checks = [name for name in (*PERSONS, *HOUSEHOLDS) if name.isupper()]
    faults = " union all ".join(
        f"""select unit_id, '{name}' as code, "{name}" as rows from sums where tier = 'county' and "{name}" > 0"""
        for name in checks
    )
    copy("row_faults", f"select * from ({faults}) order by 1, 2")
    copy("units", "select unit_id, parent_id, tier, name, region, signs, in_programme from units order by 1")
    for name in ("persons", "households"):
        copy(f"partials_{name}", f"select * from sums_{name} order by part, unit_id")


def run(snapshot, out, year, line):
    """Do the work; ``out`` is a new folder."""
    out.mkdir()
    found = resources(snapshot)
    check_bytes(snapshot, found)
    con = duckdb.connect()
    con.execute("set memory_limit = '2500MB'")
    con.execute("set preserve_insertion_order = false")
    numbers = {"year": year, "line": line}
    count_register(con, snapshot, found, numbers)
    resolve_codes(con, snapshot, found)
    write(con, out, climb(con, snapshot, found, numbers))
