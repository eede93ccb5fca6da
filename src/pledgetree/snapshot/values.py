"""Checks of single values and single rows: emptiness, allowed values, minima, codes, the flow of persons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault
from pledgetree.base.units import CODE_LENGTH
from pledgetree.snapshot.declaration import Column
from pledgetree.snapshot.rows import Rows, where_true

_UNIT_ID = f"^[0-9]{{{CODE_LENGTH}}}$"


def _mask(values: pa.ChunkedArray) -> NDArray[np.bool_]:
    """A boolean column as a mask; empty counts as false."""
    mask: NDArray[np.bool_] = pc.fill_null(values, False).to_numpy()  # noqa: FBT003 - Arrow's value for the empty rows
    return mask


def _empty_values(rows: Rows, column: Column) -> Iterator[Fault]:
    values = rows.data.column(column.name)
    if not (column.required and values.null_count):
        return
    empty = values.is_null().to_numpy() & rows.readable([column.name])
    for row in where_true(empty):
        yield fault("EMPTY_VALUE", rows.place(row, column.name))


def _values_not_allowed(rows: Rows, column: Column) -> Iterator[Fault]:
    values = rows.data.column(column.name)
    allowed = pc.is_in(values, value_set=pa.array(column.allowed, values.type))
    for row in where_true(_mask(pc.and_(pc.invert(allowed), values.is_valid()))):
        place = rows.place(row, column.name)
        yield fault("NOT_ALLOWED", place, value=shortened(values[row].as_py()), allowed=", ".join(column.allowed))


def _values_too_small(rows: Rows, column: Column) -> Iterator[Fault]:
    values = rows.data.column(column.name)
    money = column.minimum == 0 and (column.unit or "").startswith("fen")
    for row in where_true(_mask(pc.less(values, column.minimum))):
        place, value = rows.place(row, column.name), values[row].as_py()
        if money:
            yield fault("NEGATIVE_MONEY", place, value=value)
        else:
            yield fault("BELOW_MINIMUM", place, value=value, minimum=column.minimum or 0)


def _values_above_another(rows: Rows, column: Column, other: str) -> Iterator[Fault]:
    values, limits = rows.data.column(column.name), rows.data.column(other)
    for row in where_true(_mask(pc.greater(values, limits))):
        params = {"value": values[row].as_py(), "other": other, "limit": limits[row].as_py()}
        yield fault("ABOVE_OTHER_COLUMN", rows.place(row, column.name), **params)


def _wrong_unit_codes(rows: Rows, column: Column) -> Iterator[Fault]:
    values = rows.data.column(column.name)
    for row in where_true(_mask(pc.invert(pc.match_substring_regex(values, _UNIT_ID)))):
        yield fault("WRONG_UNIT_CODE", rows.place(row, column.name), value=shortened(values[row].as_py()))


def shortened(value: str) -> str:
    """A value as a message shows it: at most 40 characters."""
    return value if len(value) <= 40 else value[:39] + "…"


def _column_faults(rows: Rows, column: Column) -> Iterator[Fault]:
    yield from _empty_values(rows, column)
    if column.allowed:
        yield from _values_not_allowed(rows, column)
    if column.minimum is not None:
        yield from _values_too_small(rows, column)
    if column.at_most is not None:
        yield from _values_above_another(rows, column, column.at_most)
    if column.format == "unit_id":
        yield from _wrong_unit_codes(rows, column)


def _open_flows(rows: Rows) -> Iterator[Fault]:
    """The stock-flow identity per person, opening + inflow = closing + outflow; rows with a gap are left out."""
    data = rows.data
    before = pc.add(data["opening"].cast(pa.int8()), pc.not_equal(data["inflow"], "none").cast(pa.int8()))
    after = pc.add(data["closing"].cast(pa.int8()), pc.not_equal(data["outflow"], "none").cast(pa.int8()))
    open_rows = _mask(pc.not_equal(before, after))
    if open_rows.any():
        yield fault("FLOW_NOT_CLOSED", rows.place(int(open_rows.argmax())), count=int(open_rows.sum()))


def value_faults(rows: Rows) -> Iterator[Fault]:
    """What is wrong with the values of some rows, column by column."""
    present = set(rows.data.column_names)
    for column in (one for one in rows.table.columns if one.name in present):
        yield from _column_faults(rows, column)
    if rows.table.name == "persons":
        yield from _open_flows(rows)
