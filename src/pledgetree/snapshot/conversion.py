"""Values as users write them become values of the declared types; what cannot is named row by row, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.snapshot.declaration import TYPES

ALLOWED = MappingProxyType(
    {
        "text": "a text",
        "integer": "a whole number in plain digits, of 64 bits at most",
        "boolean": "true or false",
        "date": "a date as YYYY-MM-DD",
    }
)
_INTEGER = "^-?[0-9]{1,18}$"
_LONG_INTEGER = "^-?[0-9]{19}$"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXACT_FLOAT = float(2**53)
_NOTHING = np.empty(0, np.int64)


@dataclass(frozen=True)
class Converted:
    """A column in its declared type; ``wrong`` are the rows that could not be converted and are empty here."""

    values: pa.ChunkedArray
    wrong: NDArray[np.int64]


class UnfitTypeError(Exception):
    """A column of a typed file is of a kind that cannot hold the declared type at all."""


def _chunked(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])


def _kept(values: pa.ChunkedArray, good: pa.ChunkedArray, kind: str) -> Converted:
    """Cast the good values; the others are empty and named unless they were empty before."""
    good = pc.fill_null(good, False)  # noqa: FBT003 - Arrow's value for the empty rows
    wrong = np.flatnonzero(~good.to_numpy() & values.is_valid().to_numpy())
    kept = values if not len(wrong) else pc.if_else(good, values, pa.scalar(None, values.type))
    return Converted(_chunked(kept.cast(TYPES[kind])), wrong)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _integers(texts: pa.ChunkedArray) -> Converted:
    good = pc.match_substring_regex(texts, _INTEGER)
    long = pc.unique(texts.filter(pc.match_substring_regex(texts, _LONG_INTEGER)))
    if len(long):
        fitting = [text for text in long.to_pylist() if -(2**63) <= int(text) < 2**63]
        good = pc.or_(good, pc.is_in(texts, value_set=pa.array(fitting, pa.string())))
    return _kept(texts, good, "integer")


def _booleans(texts: pa.ChunkedArray) -> Converted:
    # Spreadsheets write TRUE, pandas writes True.
    lower = pc.ascii_lower(texts)
    return _kept(lower, pc.is_in(lower, value_set=pa.array(["true", "false"])), "boolean")


def _dates(texts: pa.ChunkedArray) -> Converted:
    try:
        return Converted(texts.cast(pa.date32()), _NOTHING)
    except pa.ArrowInvalid:
        good = [text for text in pc.unique(texts).to_pylist() if text is not None and _is_date(text)]
        return _kept(texts, pc.is_in(texts, value_set=pa.array(good, pa.string())), "date")


_FROM_TEXT: Mapping[str, Callable[[pa.ChunkedArray], Converted]] = MappingProxyType(
    {
        "text": lambda texts: Converted(texts, _NOTHING),
        "integer": _integers,
        "boolean": _booleans,
        "date": _dates,
    }
)


def from_text(texts: pa.ChunkedArray, kind: str) -> Converted:
    """Texts (null = empty) as values of a declared type.

    Integers are digits with an optional minus, booleans ``true`` or ``false`` in letters of any case, dates
    YYYY-MM-DD: nothing else.
    """
    return _FROM_TEXT[kind](texts)


def _from_numbers(values: pa.ChunkedArray) -> Converted:
    kind = values.type
    if pa.types.is_floating(kind):
        # A table program stores whole numbers as floats when a column has empty cells; others are refused.
        exact = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), _EXACT_FLOAT))
        return _kept(values, exact, "integer")
    if pa.types.is_uint64(kind):
        return _kept(values, pc.less(values, pa.scalar(2**63, pa.uint64())), "integer")
    if pa.types.is_integer(kind):
        return Converted(values.cast(pa.int64()), _NOTHING)
    raise UnfitTypeError(str(kind))


def _from_days(values: pa.ChunkedArray) -> Converted:
    kind = values.type
    if pa.types.is_date32(kind):
        return Converted(values, _NOTHING)
    if pa.types.is_date64(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        moments = values.cast(pa.timestamp("us"), safe=False)
        return _kept(values, pc.equal(moments.cast(pa.date32(), safe=False).cast(pa.timestamp("us")), moments), "date")
    raise UnfitTypeError(str(kind))


def _from_booleans(values: pa.ChunkedArray) -> Converted:
    if pa.types.is_boolean(values.type):
        return Converted(values, _NOTHING)
    raise UnfitTypeError(str(values.type))


def _no_texts(values: pa.ChunkedArray) -> Converted:
    # A code that was stored as a number has lost its leading zeros; nobody can tell how many.
    raise UnfitTypeError(str(values.type))


_FROM_TYPED: Mapping[str, Callable[[pa.ChunkedArray], Converted]] = MappingProxyType(
    {"text": _no_texts, "integer": _from_numbers, "boolean": _from_booleans, "date": _from_days}
)


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def from_typed(values: pa.ChunkedArray, kind: str) -> Converted:
    """Values of a typed file as values of a declared type, exactly or not at all.

    Raises:
        UnfitTypeError: no value of such a column can be of the declared type; the text is the column's type.
    """
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type):
        return Converted(values.cast(TYPES[kind]), _NOTHING)
    if _is_string(values.type):
        texts = values.cast(pa.string())
        empty = pc.equal(pc.binary_length(texts), 0)
        return from_text(pc.if_else(empty, pa.scalar(None, pa.string()), texts), kind)
    return _FROM_TYPED[kind](values)
