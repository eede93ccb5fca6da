"""The relations counts are made over: which tables each needs, which rows it has, and what it is grouped by.

Every relation is grouped in ONE pass by the part of the snapshot a row stands in, the code of the unit it names, and
the day or year on which that code is read. Tables of one part are joined with each other only: a county's sums depend
on that county's files alone, so that they can be kept and used again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from pledgetree.indicators.counts import Count, Terms

PART = "part"
"""The column an engine adds to every table: the name of the part a row stands in, empty for a table in one file."""

UNIT = "unit_id"
Tables = Mapping[str, ir.Table]


@dataclass(frozen=True)
class Relation:
    """Rows to be counted. ``table`` is the declared table whose unit and ``dated_by`` column they are grouped by."""

    name: str
    table: str
    tables: tuple[str, ...]
    rows: Callable[[Tables], ir.Table]
    dated_by: str | None = None


def _alone(tables: Tables, *, name: str) -> ir.Table:
    return tables[name]


def _persons(tables: Tables) -> ir.Table:
    """Persons with the state of their household; without one the unit is empty."""
    homes = tables["households"]
    homes = homes.select(PART, "household_id", UNIT, "state", "exit_approved_on")
    return tables["persons"].left_join(homes, [PART, "household_id"])


def _payments(tables: Tables) -> ir.Table:
    """Payments with the unit and budget year of the money they were made from."""
    projects = tables["projects"].select(PART, "project_id", "fund_id")
    money = tables["funds"].select(PART, "fund_id", UNIT, "year")
    paid = tables["payments"].select(PART, "project_id", "paid_on", "amount_fen")
    return paid.inner_join(projects, [PART, "project_id"]).inner_join(money, [PART, "fund_id"])


def _uses(tables: Tables) -> ir.Table:
    """Projects with the unit, source and budget year of their money."""
    projects = tables["projects"].select(PART, "project_id", "fund_id", "budget_fen", "approved_on")
    money = tables["funds"].select(PART, "fund_id", UNIT, "year", "source_tier")
    return projects.inner_join(money, [PART, "fund_id"])


def _one(name: str, dated_by: str | None, table: str | None = None) -> Relation:
    own = table or name

    def rows(tables: Tables) -> ir.Table:
        return _alone(tables, name=own)

    return Relation(name, own, (own,), rows, dated_by)


RELATIONS: Mapping[str, Relation] = {
    one.name: one
    for one in (
        Relation("persons", "households", ("households", "persons"), _persons),
        _one("households", None),
        _one("interviews", "interviewed_on"),
        _one("exits", "approved_on", "unit_exits"),
        _one("statistics", "year"),
        _one("funds", "year"),
        _one("projects", "approved_on"),
        Relation("payments", "funds", ("payments", "projects", "funds"), _payments, "year"),
        Relation("uses", "funds", ("projects", "funds"), _uses, "year"),
        _one("findings", "found_on"),
    )
}


def grouped(relation: Relation, tables: Tables, counts: Sequence[Count], terms: Terms) -> ir.Table:
    """The sums of the counts per part, unit code and day: columns ``part, unit_id[, dated_by], c0, c1, ...`` (int64).

    Engines add whole numbers in wider types of their own; the cast back to 64 bits fails where a sum does not fit.
    """

    def total(count: Count) -> ir.IntegerScalar:
        # Engines disagree whether nothing adds up to 0 or to nothing; only for statistics is the difference wanted.
        found = count.of(rows, terms)
        return (found.fill_null(0) if count.roll == "sum" else found).cast("int64")

    rows = relation.rows(tables)
    keys = [PART, UNIT, *([relation.dated_by] if relation.dated_by else [])]
    return rows.group_by(keys).aggregate(**{f"c{place}": total(count) for place, count in enumerate(counts)})
