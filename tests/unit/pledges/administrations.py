"""A small administration in which nothing is wrong: units, offices, posts; and tables made from rows."""

from datetime import date

import pyarrow as pa

from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from tests.unit.pledges.programmes import post, unit, unit_id

PROVINCE, PREFECTURE, PLACEHOLDER, COUNTY, OTHER, TOWN, VILLAGE, EAST = (
    "52",
    "5205",
    "5290",
    "520502",
    "529001",
    "520502100",
    "520502100201",
    "11",
)
_CENTRAL = ("leading_group", "procuratorate")
_SECTORS = ("industry", "relocation", "ecology", "education", "health", "housing", "labour", "social_security")
_LOCAL = ("poverty_relief", "finance", "organisation", "discipline_inspection", "audit")


def table(name, rows):
    columns = declared_tables()[name].names()
    full = [dict.fromkeys(columns) | row for row in rows]
    return pa.Table.from_pylist(full, schema=arrow_schema(declared_tables()[name]))


def units():
    rows = [unit("", None, in_programme=False), unit(PROVINCE, ""), unit(EAST, "", in_programme=False)]
    rows += [unit(PREFECTURE, PROVINCE), unit(PLACEHOLDER, PROVINCE, signs=False, in_programme=False)]
    rows += [unit(COUNTY, PREFECTURE), unit(OTHER, PLACEHOLDER), unit(TOWN, COUNTY), unit(VILLAGE, TOWN)]
    return rows


def office(code, department, **changes):
    row = {"office_id": f"{unit_id(code)}-{department}", "unit_id": unit_id(code), "department": department}
    return row | {"name": department, "lead_of": None} | changes


def offices():
    rows = [office("", one) for one in (*_CENTRAL, *_SECTORS, *_LOCAL)]
    rows += [office(PROVINCE, one) for one in (*_SECTORS, *_LOCAL)]
    rows += [office(EAST, "poverty_relief")]
    return rows + [office(code, one) for code in (PREFECTURE, COUNTY, OTHER) for one in _LOCAL]


def office_post(row, role, **changes):
    seat = {"officer_id": f"{row['office_id']}-{role}", "unit_id": row["unit_id"], "office_id": row["office_id"]}
    seat |= {"role": role, "title": None, "held_from": date(2013, 1, 1), "held_until": None, "capacity": "full"}
    return seat | changes


def posts():
    heads = [
        post(code, role, f"{code}-{role}") | {"capacity": None}
        for code in (PROVINCE, EAST, PREFECTURE, COUNTY, OTHER, TOWN)
        for role in ("party_head", "government_head")
    ]
    heads.append(post(VILLAGE, "party_head", "village-head") | {"capacity": None})
    return heads + [office_post(row, role) for row in offices() for role in ("department_head", "working_contact")]


def administration(units_rows=None, offices_rows=None, posts_rows=None):
    """The tables ``units``, ``offices`` and ``posts``."""
    return (
        table("units", units() if units_rows is None else units_rows),
        table("offices", offices() if offices_rows is None else offices_rows),
        table("posts", posts() if posts_rows is None else posts_rows),
    )
