"""Runs data checks over relations in the engine: which could run, and the rows they find.

A check whose columns or numbers of law are not there is *not run* and says so; it never counts as passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end
from pledgetree.base.errors import UserError
from pledgetree.law.asking import value_on
from pledgetree.law.loading import default_name
from pledgetree.law.model import Rulebook
from pledgetree.registry.check_expressions import Terms
from pledgetree.registry.check_forms import HOUSEHOLD
from pledgetree.registry.check_loading import Checks, bundled_checks
from pledgetree.registry.check_model import Check, Parameter, Repeated, columns_of, parts_of
from pledgetree.registry.check_queries import MASK, ROW, Names, Pass, pass_query, passes_of, repeated_query
from pledgetree.registry.row_faults import ROW_FAULTS, CodeWords
from pledgetree.snapshot.declaration import declared_tables


@dataclass(frozen=True)
class Plan:
    """The checks that can run, and for each of the others what is missing: columns, or numbers of law."""

    checks: tuple[Check, ...]
    missing: Mapping[str, tuple[str, ...]]
    terms: Terms


@dataclass(frozen=True)
class Hits:
    """The rows at which a check found a fault: the shown columns of each."""

    check: Check
    rows: pa.Table


def plan_checks(checks: Checks, present: Mapping[str, Iterable[str]]) -> Plan:
    """Which checks can run where the tables have the columns ``present``."""
    there = {(table, name) for table, names in present.items() for name in names}
    values = _numbers(checks.rulebook, checks.checks, checks.day)
    missing = {one.code: _missing(one, there, values) for one in checks.checks}
    return Plan(
        tuple(one for one in checks.checks if not missing[one.code]),
        {code: lacks for code, lacks in missing.items() if lacks},
        Terms(checks.day.year, values),
    )


def _parameters(check: Check) -> Iterator[str]:
    yield from (one.name for one in parts_of(check.rule) if isinstance(one, Parameter))


def _numbers(law: Rulebook, checks: Sequence[Check], day: date) -> dict[str, int]:
    """The whole numbers the checks name that are in force at the end of the year."""
    found = {}
    for name in sorted({name for check in checks for name in _parameters(check)}):
        try:
            value = value_on(law, name, year_end(day.year)).value
        except UserError:
            continue
        if isinstance(value, int):
            found[name] = value
    return found


def _missing(check: Check, there: set[tuple[str, str]], values: Mapping[str, int]) -> tuple[str, ...]:
    columns = [f"{table}.{name}" for table, name in sorted(columns_of(check) - there)]
    return (*columns, *(name for name in _parameters(check) if name not in values))


def pass_hits(con: duckdb.DuckDBPyConnection, plan: Plan, names: Names) -> Iterator[Hits]:
    """The faults of all checks of a plan but those of repetition, over the relations that ``names`` names."""
    for one in passes_of(plan.checks):
        yield from _hits(one, con.execute(_query(one, names, plan.terms)).to_arrow_table())


def repetition_hits(con: duckdb.DuckDBPyConnection, plan: Plan, names: Names) -> Iterator[Hits]:
    """The faults of the checks of repetition, which need all rows of the register at once."""
    for one in plan.checks:
        if isinstance(one.rule, Repeated):
            yield Hits(one, con.execute(repeated_query(one, one.rule, names, plan.terms)).to_arrow_table())


def _hits(one: Pass, suspects: pa.Table) -> Iterator[Hits]:
    masks = suspects[MASK].to_numpy()
    shown = suspects.drop_columns([MASK])
    for place, check in enumerate(one.checks):
        yield Hits(check, shown.filter(pa.array((masks >> place) & 1 == 1)))


_QUERIES: dict[tuple[object, ...], str] = {}


def _query(one: Pass, names: Names, terms: Terms) -> str:
    """The text of a pass's query; it is made once for all counties with the same columns."""
    rules = tuple((check.column, check.rule) for check in one.checks)
    relations = tuple(sorted(names.relations.items()))
    key = (one.table, rules, relations, names.numbered, terms.year, *sorted(terms.parameters.items()))
    if key not in _QUERIES:
        _QUERIES[key] = pass_query(one, names, terms)
    return _QUERIES[key]


def texts_of(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values as a report shows them; an empty one as nothing."""
    return pc.fill_null(column.cast(pa.string()), "")


def check_rows(
    con: duckdb.DuckDBPyConnection, tables: Mapping[str, str], day: date, checks: Checks | None = None
) -> pa.Table:
    """Every fault the checks in force find in staged relations, as a table of the schema ``ROW_FAULTS``.

    A sparse column without any value is one the file lacks: the checks that read it are not run.

    Args:
        con: holds the relations; each has the declared columns and ``row``.
        tables: the name of the relation of each table that is there.
        day: the day whose checks hold; numbers of law are those of its year.
        checks: checks loaded before; default: those of the default rulebook.
    """
    law = checks or bundled_checks(default_name(), day)
    plan = plan_checks(law, {table: _filled(con, table, name) for table, name in tables.items()})
    names = Names(tables, numbered=True)
    found = [_row_faults(one) for hits in (pass_hits, repetition_hits) for one in hits(con, plan, names)]
    return pa.concat_tables([ROW_FAULTS.empty_table(), *found])


def _filled(con: duckdb.DuckDBPyConnection, table: str, relation: str) -> set[str]:
    """The columns of a staged relation, without the sparse ones that hold no value."""
    rows = con.table(relation)
    sparse = [one.name for one in declared_tables()[table].columns if one.sparse and one.name in rows.columns]
    if not sparse:
        return set(rows.columns)
    counted = rows.aggregate([duckdb.FunctionExpression("count", duckdb.ColumnExpression(name)) for name in sparse])
    values = counted.fetchone() or ()
    return set(rows.columns) - {name for name, count in zip(sparse, values, strict=True) if not count}


def _row_faults(hits: Hits) -> pa.Table:
    rows, check = hits.rows, hits.check
    count = rows.num_rows
    fixed = {"table": check.table, "column": check.column, "code": check.code, "severity": check.severity}
    columns = {name: pa.array(np.repeat(text, count), pa.string()) for name, text in fixed.items()}
    nothing = pa.array([""] * count, pa.string())
    return (
        pa.table(
            {
                **columns,
                "row": rows[ROW],
                "found": texts_of(rows[check.column]),
                "allowed": nothing,
                "household_id": texts_of(rows[HOUSEHOLD]) if HOUSEHOLD in rows.column_names else nothing,
            }
        )
        .select(ROW_FAULTS.names)
        .cast(ROW_FAULTS)
    )


@cache
def code_words(name: str | None = None, day: date = date.max) -> Mapping[str, CodeWords]:
    """The words of the codes of a rulebook's checks (default: the default rulebook), by code."""
    held = bundled_checks(name or default_name(), day)
    return {one.code: words_of(one) for one in held.checks}


def words_of(check: Check) -> CodeWords:
    """The words of one check."""
    source = " ".join(filter(None, (check.source.title, check.source.document, check.source.article)))
    return CodeWords(check.title, check.remedy, check.owner, source)
