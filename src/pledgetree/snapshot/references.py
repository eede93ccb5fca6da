"""Checks of references between tables: rows that name a row, and rows that name a unit on a day.

A table in parts is never held whole: the values of a part are first looked for in the part of the same name, and only
those that are not there (a household that moved) are looked for in the other parts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.errors import Fault, fault
from pledgetree.snapshot.codes import CodeResolver, dates_of
from pledgetree.snapshot.declaration import Column, Table, declared_tables
from pledgetree.snapshot.rows import Piece, Rows, Source, where_true
from pledgetree.snapshot.values import shortened

UNITS = "units"


def _distinct(piece: Piece, column: str) -> pa.Array:
    return pc.unique(piece.load([column]).data.column(column).drop_null())


def _without(values: pa.Array, there: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.filter(pc.invert(pc.is_in(values, value_set=there)))


def _values_elsewhere(source: Source, table: Table, column: Column, key: str) -> pa.Array:
    """The distinct values of a column that are not in the same-named part of the table they refer to."""
    parents = {piece.name: piece for piece in source.pieces(str(column.references))}
    left = []
    for piece in source.pieces(table.name):
        values = _distinct(piece, column.name)
        same = parents.get(piece.name)
        left.append(values if same is None else _without(values, same.load([key]).data.column(key)))
    return pc.unique(pa.chunked_array(left, pa.string()))


def _values_nowhere(source: Source, column: Column, key: str, values: pa.Array) -> pa.Array:
    for piece in source.pieces(str(column.references)):
        if not len(values):
            break
        values = _without(values, piece.load([key]).data.column(key))
    return values


def _rows_naming(source: Source, table: Table, column: Column, missing: pa.Array) -> Iterator[tuple[Rows, int, str]]:
    for piece in source.pieces(table.name):
        rows = piece.load([column.name])
        values = rows.data.column(column.name)
        for row in where_true(pc.is_in(values, value_set=missing).to_numpy()):
            yield rows, row, values[row].as_py()


def _broken_references(source: Source, table: Table, column: Column) -> Iterator[Fault]:
    (key,) = declared_tables()[str(column.references)].key
    missing = _values_nowhere(source, column, key, _values_elsewhere(source, table, column, key))
    if not len(missing):
        return
    for rows, row, value in _rows_naming(source, table, column, missing):
        place = rows.place(row, column.name)
        yield fault("FOREIGN_KEY", place, table=str(column.references), key=key, value=shortened(value))


def _unknown_units(source: Source, table: Table, column: Column, resolver: CodeResolver) -> Iterator[Fault]:
    dated = [column.dated_by] if column.dated_by in table.names() else []
    for piece in source.pieces(table.name):
        rows = piece.load([column.name, *dated])
        values = rows.data.column(column.name)
        unknown = resolver.places(values, dates_of(rows.data, column, source.year)) < 0
        for row in where_true(unknown & values.is_valid().to_numpy()):
            yield fault("UNKNOWN_UNIT", rows.place(row, column.name), value=shortened(values[row].as_py()))


def reference_faults(source: Source, table: Table, resolver: CodeResolver | None) -> Iterator[Fault]:
    """The values of a table that name no row of the table they refer to, and no unit on their day.

    ``resolver`` is None when the table ``units`` is not there. ``units.parent_id`` is judged by ``tree`` instead.
    """
    for column in table.columns:
        if column.references is None or table.name == UNITS:
            continue
        if column.references == UNITS:
            if resolver is not None:
                yield from _unknown_units(source, table, column, resolver)
        elif column.references in source.names:
            yield from _broken_references(source, table, column)
