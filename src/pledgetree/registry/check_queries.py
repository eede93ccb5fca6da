"""From checks to queries: checks over the same rows are answered in one pass, and only suspects leave the engine.

A *pass* is a table alone, households with counts of their related rows, or a table with the household of each row. Its
query keeps the rows at which some check finds a fault, with one bit for each check; whatever is sound is read once and
forgotten. The text of a query is made by Ibis from parsed forms, never from the text of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

import ibis
import ibis.expr.types as ir

from pledgetree.registry.check_expressions import OF_HOUSEHOLD, Scope, Terms, predicate_of, quantity_of
from pledgetree.registry.check_forms import HOUSEHOLD, HOUSEHOLDS
from pledgetree.registry.check_model import (
    Check,
    Column,
    Predicate,
    Repeated,
    columns_of,
    counts_of,
    parts_of,
    tables_of,
)
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.opening import named_schema

MASK = "mask"
ROW = "row"
UNIT = "unit_id"
BITS = 62
_ENGINE = "duckdb"


@dataclass(frozen=True)
class Names:
    """What relations are called in the engine, by declared table, and which columns tell one row from another."""

    relations: Mapping[str, str]
    numbered: bool

    def identity(self, table: str) -> tuple[str, ...]:
        """The columns that name a row: its number in the file where rows are numbered, else its key."""
        return (ROW,) if self.numbered else declared_tables()[table].key


@dataclass(frozen=True)
class Pass:
    """Checks that are answered together, and the tables that must be there for them."""

    table: str
    tables: frozenset[str]
    checks: tuple[Check, ...]


def passes_of(checks: Sequence[Check]) -> Iterator[Pass]:
    """The passes the checks need; checks of repetition are answered each on its own."""
    grouped: dict[tuple[str, frozenset[str]], list[Check]] = {}
    for one in checks:
        if not isinstance(one.rule, Repeated):
            grouped.setdefault((one.table, tables_of(one)), []).append(one)
    for (table, tables), members in grouped.items():
        for first in range(0, len(members), BITS):
            yield Pass(table, tables, tuple(members[first : first + BITS]))


def _relation(names: Names, table: str, checks: Sequence[Check]) -> ir.Table:
    """A declared table with the columns the checks use: others need not be there."""
    used = {name for check in checks for owner, name in columns_of(check) if owner == table}
    used |= {*names.identity(table), HOUSEHOLD, UNIT}
    declared = declared_tables()[table]
    columns = ibis.Schema.from_pyarrow(named_schema(declared, [name for name in declared.names() if name in used]))
    return ibis.table({**columns, ROW: "int64"} if names.numbered else columns, name=names.relations[table])


def _household_columns(checks: Sequence[Check]) -> list[str]:
    used = {one.name for check in checks for one in parts_of(check.rule) if isinstance(one, Column) and one.table}
    return sorted(used)


def _with_household(rows: ir.Table, checks: Sequence[Check], names: Names) -> ir.Table:
    """Rows with the columns of their household that the checks read; a row without household is left out."""
    homes = _relation(names, HOUSEHOLDS, checks)
    columns = {f"{OF_HOUSEHOLD}{name}": homes[name] for name in _household_columns(checks)}
    wanted = homes.select(**{f"{OF_HOUSEHOLD}key": homes[HOUSEHOLD]}, **columns)
    return rows.inner_join(wanted, rows[HOUSEHOLD] == wanted[f"{OF_HOUSEHOLD}key"])


def _with_counts(scope: Scope, checks: Sequence[Check], names: Names) -> ir.Table:
    """Households with the counts of their related rows; a count is empty where there is no related row."""
    rows, counts, terms = scope.rows, scope.counts, scope.terms
    for table in sorted({one.table for one in counts}):
        related = _relation(names, table, checks)
        inside = Scope(related, {}, terms)
        totals = {
            name: related.count(where=None if one.where is None else predicate_of(inside, one.where))
            for one, name in counts.items()
            if one.table == table
        }
        found = related.group_by(HOUSEHOLD).aggregate(**totals).rename({f"{table}_key": HOUSEHOLD})
        rows = rows.left_join(found, rows[HOUSEHOLD] == found[f"{table}_key"])
    return rows


def scope_of(checks: Sequence[Check], table: str, names: Names, terms: Terms) -> Scope:
    """The relation some checks of one table are answered over."""
    found = dict.fromkeys(count for check in checks for count in counts_of(check.rule))
    counts = {one: f"count_{place}" for place, one in enumerate(found)}
    rows = _relation(names, table, checks)
    if counts:
        rows = _with_counts(Scope(rows, counts, terms), checks, names)
    if _household_columns(checks):
        rows = _with_household(rows, checks, names)
    return Scope(rows, counts, terms)


def _certain(scope: Scope, rule: Predicate) -> ir.BooleanValue:
    return predicate_of(scope, rule).fill_null(False)  # noqa: FBT003 - Ibis's value for the unknown


def shown_columns(checks: Sequence[Check], table: str, names: Names) -> list[str]:
    """The columns of a suspect that a report shows: what names the row, where it belongs, what was found."""
    declared = declared_tables()[table].names()
    place = [name for name in (HOUSEHOLD, UNIT) if name in declared]
    return list(dict.fromkeys([*names.identity(table), *place, *(one.column for one in checks)]))


def pass_query(one: Pass, names: Names, terms: Terms) -> str:
    """The query of a pass: each suspect with its shown columns and ``mask``, whose bits are the checks in order."""
    scope = scope_of(one.checks, one.table, names, terms)
    # The rules stand in the filter as they are: what is unknown is filtered away like what is false.
    suspects = scope.rows.filter(reduce(or_, (predicate_of(scope, check.rule) for check in one.checks)))  # type: ignore[arg-type]  # checks of repetition are in no pass
    inside = Scope(suspects, scope.counts, terms)
    bits = [
        ibis.ifelse(_certain(inside, check.rule), 1 << place, 0).cast("int64")  # type: ignore[arg-type]  # repetition is in no pass
        for place, check in enumerate(one.checks)
    ]
    shown = {name: suspects[name] for name in shown_columns(one.checks, one.table, names)}
    return str(ibis.to_sql(suspects.select(**shown, **{MASK: reduce(add, bits)}), dialect=_ENGINE))


def repeated_query(check: Check, rule: Repeated, names: Names, terms: Terms) -> str:
    """The query of a check of repetition: the shown columns of every row whose values more than ``most`` rows have.

    Rows are counted by a hash of their values first, and by the values among the few rows whose hash is met too often.
    """
    rows = _relation(names, check.table, [check])
    scope = Scope(rows, {}, terms)
    known = [rows[one.name].notnull() for one in rule.columns]
    held = [*known, *([predicate_of(scope, rule.where)] if rule.where is not None else [])]
    chosen = rows.filter(*held)
    most = quantity_of(scope, rule.most)
    hashes = {f"hash_{place}": chosen[one.name].hash() for place, one in enumerate(rule.columns)}
    often = chosen.group_by(**hashes).aggregate(met=chosen.count())
    often = often.filter(often.met > most)
    near = chosen.mutate(**hashes).semi_join(often, list(hashes))
    window = ibis.window(group_by=[near[one.name] for one in rule.columns])
    counted = near.mutate(times=near.count().over(window))
    found = counted.filter(counted.times > most)
    shown = {name: found[name] for name in shown_columns([check], check.table, names)}
    return str(ibis.to_sql(found.select(**shown), dialect=_ENGINE))
