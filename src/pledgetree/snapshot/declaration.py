"""The declared tables as frozen meanings, read from ``tables.yaml`` and checked when they are loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import yaml

from pledgetree.base.errors import InternalError, fault

TYPES = MappingProxyType({"text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()})
# What a table's type is called in a Frictionless Table Schema (Data Package v2).
FRICTIONLESS = MappingProxyType({"text": "string", "integer": "integer", "boolean": "boolean", "date": "date"})
# ``dated_by`` that names no column: the last day of the snapshot's year.
YEAR_END = "year_end"


@dataclass(frozen=True)
class Column:
    """One declared column.

    ``optional``: may be absent from a user's file; ``required``: never empty; ``at_most``: the column of the same row
    that it never exceeds; ``sparse``: stands in a stored file, and in its digest, only where some row has a value.
    """

    name: str
    type: str
    description: str
    required: bool = False
    optional: bool = False
    allowed: tuple[str, ...] = ()
    minimum: int | None = None
    at_most: str | None = None
    unit: str | None = None
    format: str | None = None
    references: str | None = None
    dated_by: str | None = None
    sparse: bool = False


@dataclass(frozen=True)
class Table:
    """One declared table: its columns in their order, the key that identifies a row, how it may be divided."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parts: str | None = None

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: there is none.
        """
        return {one.name: one for one in self.columns}[name]

    def names(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return tuple(one.name for one in self.columns)


def _column(name: str, raw: Mapping[str, Any]) -> Column:
    values = dict(raw)
    values["allowed"] = tuple(values.get("allowed", ()))
    return Column(name=name, **values)


def _table(name: str, raw: Mapping[str, Any]) -> Table:
    columns = tuple(_column(key, value) for key, value in raw["columns"].items())
    rest = {key: value for key, value in raw.items() if key not in ("columns", "key")}
    return Table(name=name, key=tuple(raw["key"]), columns=columns, **rest)


def _type_of(table: Table, name: str) -> str | None:
    return next((one.type for one in table.columns if one.name == name), None)


def _absence_mistakes(table: Table, one: Column) -> Iterator[str]:
    if one.required and one.optional:
        yield "required and optional exclude each other"
    if one.sparse and (not one.optional or one.references or one.name in table.key):
        yield "sparse is for optional columns that reference nothing and stand in no key"


def _column_mistakes(table: Table, one: Column, tables: Mapping[str, Table]) -> Iterator[str]:
    if one.type not in TYPES:
        yield f"type is one of {', '.join(TYPES)}"
    yield from _absence_mistakes(table, one)
    if one.allowed and one.type != "text":
        yield "allowed is for texts"
    if one.minimum is not None and one.type != "integer":
        yield "minimum is for integers"
    if one.at_most is not None and {one.type, _type_of(table, one.at_most)} != {"integer"}:
        yield "at_most names an integer column of the table and is for integers"
    if one.references is not None and len(tables[one.references].key if one.references in tables else ()) != 1:
        yield "references names a table with a key of one column"
    if one.dated_by not in (None, YEAR_END, *table.names()):
        yield "dated_by names a column of the table or year_end"


def _table_mistakes(table: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    if not table.key or not set(table.key) <= set(table.names()):
        yield f"{table.name}.key: names columns of the table"
    for one in table.columns:
        for mistake in _column_mistakes(table, one, tables):
            yield f"{table.name}.{one.name}: {mistake}"


def tables_from_raw(raw: Mapping[str, Any]) -> Mapping[str, Table]:
    """The tables of a parsed ``tables.yaml``.

    Raises:
        InternalError: the declaration contradicts itself; every mistake is named.
    """
    try:
        tables = {name: _table(name, value) for name, value in raw["tables"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise InternalError([fault("OUR_FAULT", "tables.yaml", reason=str(error))]) from error
    mistakes = [mistake for table in tables.values() for mistake in _table_mistakes(table, tables)]
    if mistakes:
        raise InternalError([fault("OUR_FAULT", "tables.yaml", reason=mistake) for mistake in mistakes])
    return MappingProxyType(tables)


@cache
def _raw() -> Mapping[str, Any]:
    text = files("pledgetree.snapshot").joinpath("tables.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return MappingProxyType(raw)


def schema_version() -> int:
    """The version of the declaration; it grows with each addition."""
    return int(_raw()["schema_version"])


@cache
def declared_tables() -> Mapping[str, Table]:
    """Every declared table by name, in the order of the declaration."""
    return tables_from_raw(_raw())


def arrow_schema(table: Table, present: Collection[str] = ()) -> pa.Schema:
    """The Arrow schema of a table: string, int64, bool, date32; all nullable (emptiness is checked, not typed).

    Args:
        table: the declared table.
        present: the sparse columns to have besides all others; other names are passed over.
    """
    held = [one for one in table.columns if not one.sparse or one.name in present]
    return pa.schema([pa.field(one.name, TYPES[one.type]) for one in held])


def without_empty(table: Table, rows: pa.Table) -> pa.Table:
    """The rows without the sparse columns that hold no value."""
    sparse = {one.name for one in table.columns if one.sparse}
    empty = [name for name in rows.column_names if name in sparse and rows[name].null_count == rows.num_rows]
    return rows.drop_columns(empty)


def table_schema(table: Table) -> dict[str, Any]:
    """The Frictionless Table Schema a manifest carries: names, types and the key; wording stays out of digests.

    Where a table has sparse columns, its files may hold more fields than the schema names (``fieldsMatch: subset``).
    """
    more = {"fieldsMatch": ["subset"]} if any(one.sparse for one in table.columns) else {}
    return {
        "fields": [{"name": one.name, "type": FRICTIONLESS[one.type]} for one in table.columns if not one.sparse],
        "primaryKey": list(table.key),
        "missingValues": [""],
        **more,
    }


def _rules(one: Column) -> Iterator[str]:
    if one.required:
        yield "never empty"
    if one.optional:
        yield "stored where filled" if one.sparse else "column may be left out"
    if one.allowed:
        yield "one of " + ", ".join(f"`{value}`" for value in one.allowed)
    if one.minimum is not None:
        yield f"from {one.minimum}"
    if one.at_most is not None:
        yield f"at most `{one.at_most}`"
    if one.format == "unit_id":
        yield "12 digits"
    if one.references:
        yield f"row of [{one.references}](#{one.references})" + (
            f" on the day of `{one.dated_by}`" if one.dated_by else ""
        )


def _table_page(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.description}\n\nKey: " + ", ".join(f"`{name}`" for name in table.key) + "."
    if table.parts:
        yield f" May be stored as one file per {table.parts}."
    yield "\n\n| column | type | unit | meaning | rules |\n|---|---|---|---|---|\n"
    for one in table.columns:
        yield f"| `{one.name}` | {one.type} | {one.unit or ''} | {one.description} | {'; '.join(_rules(one))} |\n"
    yield "\n"


def reference_page() -> str:
    """The reference of all tables as Markdown; ``docs/reference/tables.md`` is this text."""
    head = (
        "# Tables\n\n"
        f"Schema version {schema_version()}. This page is generated from `src/pledgetree/snapshot/tables.yaml`.\n\n"
        "Files are `<table>.csv` (UTF-8, comma, one header line) or `<table>.parquet`. Integers are plain digits with "
        "an optional minus, dates are `YYYY-MM-DD`, booleans are `true` or `false` (in letters of any "
        "case), an empty value is nothing at all. "
        "Texts are kept in Unicode normal form NFC. A reference holds when both tables are present and the value is "
        "not empty; a reference to units also accepts an old or a later code that `code_changes` leads to a unit on "
        "that day.\n\n"
    )
    return head + "".join(line for table in declared_tables().values() for line in _table_page(table)).rstrip() + "\n"
