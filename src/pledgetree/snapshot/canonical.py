"""The canonical form of a table and its digest.

A table's content digest is the SHA-256 of canonical CSV: UTF-8, LF after every line, a header line, values quoted
only when they hold a comma, a quote, CR or LF (quotes inside are doubled), columns in the declared order, rows sorted
by key (texts by their UTF-8 bytes, integers by value, dates by day, false before true, empty first), integers in
plain digits, dates as YYYY-MM-DD, booleans ``true`` and ``false``, texts in Unicode normal form NFC, and an empty
value as nothing: empty text and null are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

_ROWS_AT_ONCE = 65_536
_NEEDS_QUOTES = '[,"\r\n]'
_UNQUOTED = pacsv.WriteOptions(include_header=False, quoting_style="none")


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _all_ascii(column: pa.ChunkedArray) -> bool:
    """Whether the bytes behind a text column are all ASCII; one pass at memory speed, slices may say no in error."""
    for chunk in column.chunks:
        data = chunk.buffers()[2]
        if data is not None and data.size and np.frombuffer(data, np.int8).min() < 0:
            return False
    return True


def _plain_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text in NFC with empty text made null; untouched when it is so already."""
    if not _all_ascii(column):
        column = pc.utf8_normalize(column, form="NFC")
    empty = pc.equal(pc.binary_length(column), 0)
    if pc.any(empty).as_py():
        column = pc.if_else(empty, pa.scalar(None, column.type), column)
    return column


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with exactly the schema's columns and types; a column it lacks is empty.

    Raises:
        pa.ArrowInvalid: a value does not fit its type.
    """
    if table.schema.equals(schema):
        return table
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.chunked_array([pa.nulls(table.num_rows, field.type)]))
            continue
        column = table.column(field.name)
        columns.append(column if column.type == field.type else column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def normalised(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in normal form: the schema's columns and types, texts in NFC, empty text as null.

    Raises:
        pa.ArrowInvalid: a value does not fit its type.
    """
    tidy = fitted(table, schema)
    columns = [_plain_text(column) if _is_text(column.type) else column for column in tidy.columns]
    return pa.Table.from_arrays(columns, schema=schema)


def _rises(column: pa.ChunkedArray) -> bool:
    """Whether a column without nulls is strictly rising."""
    if column.null_count:
        return False
    return bool(pc.all(pc.less(column.slice(0, len(column) - 1), column.slice(1))).as_py())


def is_sorted(table: pa.Table, key: Sequence[str]) -> bool:
    """Whether the rows rise strictly by a key of one column; false says nothing for keys of several columns."""
    if table.num_rows < 2:
        return True
    return len(key) == 1 and _rises(table.column(key[0]))


def sorted_by_key(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """The rows in key order, empty values first; rows of equal key are ordered by their other columns."""
    if is_sorted(table, key):
        return table
    rest = [name for name in table.column_names if name not in key]
    # Nulls go first; Arrow compares texts by their UTF-8 bytes.
    order = pc.sort_indices(table, sort_keys=[(name, "ascending", "at_start") for name in [*key, *rest]])
    return table.take(order)


def _quoted(column: pa.Array) -> pa.Array:
    """The column as text, values quoted where they must be."""
    if not _is_text(column.type):
        return column.cast(pa.string())
    inner = pc.replace_substring(column, '"', '""')
    wrapped = pc.binary_join_element_wise('"', inner, '"', "")
    return pc.if_else(pc.match_substring_regex(column, _NEEDS_QUOTES), wrapped, column)


def _quoted_lines(batch: pa.RecordBatch) -> bytes:
    cells = [_quoted(column) for column in batch.columns]
    lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
    return "".join(f"{line}\n" for line in lines.to_pylist()).encode()


def _lines(batch: pa.RecordBatch) -> bytes:
    """The CSV lines of some rows. Arrow's writer is exact when no value needs quotes and refuses when one does."""
    sink = pa.BufferOutputStream()
    try:
        pacsv.write_csv(batch, sink, _UNQUOTED)
    except pa.ArrowInvalid:
        return _quoted_lines(batch)
    return bytes(sink.getvalue())


class ContentHasher:
    """The content digest of rows that arrive in key order, batch after batch, already in normal form."""

    def __init__(self, names: Sequence[str]) -> None:
        header = _quoted_lines(pa.RecordBatch.from_pylist([dict(zip(names, names, strict=True))]))
        self._hash = hashlib.sha256(header)

    def update(self, table: pa.Table) -> None:
        """Take in the next rows."""
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            self._hash.update(_lines(batch))

    def hexdigest(self) -> str:
        """The digest of the rows so far, 64 hexadecimal digits."""
        return self._hash.hexdigest()


def canonical_csv(table: pa.Table, key: Sequence[str]) -> bytes:
    """The canonical CSV of a table in the order of its own columns; texts must be in normal form."""
    ordered = sorted_by_key(table, key)
    names = ordered.column_names
    header = _quoted_lines(pa.RecordBatch.from_pylist([dict(zip(names, names, strict=True))]))
    return header + b"".join(_lines(batch) for batch in ordered.to_batches(max_chunksize=_ROWS_AT_ONCE))


def content_digest(table: pa.Table, key: Sequence[str]) -> str:
    """The content digest of a table: its own columns in their order, rows put in order of the key.

    Texts must be in normal form (see ``normalised``); an int32 and an int64 of the same value have the same digest.
    """
    ordered = sorted_by_key(table, key)
    hasher = ContentHasher(ordered.column_names)
    hasher.update(ordered)
    return hasher.hexdigest()
