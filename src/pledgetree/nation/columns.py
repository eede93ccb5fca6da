"""NumPy arrays into Arrow columns: ids of fixed width, days, names of codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
_BLOCK = 4


@cache
def _four_digits() -> NDArray[np.uint8]:
    """The four ASCII digits of 0 to 9,999: (10000, 4)."""
    numbers = np.arange(10_000)[:, None] // np.array([1000, 100, 10, 1])
    text: NDArray[np.uint8] = (numbers % 10 + ord("0")).astype(np.uint8)
    return text


def digits(numbers: Whole, width: int) -> pa.StringArray:
    """Numbers from 0 as text of one width, with leading zeros; a longer number keeps its last digits only."""
    blocks = -(-width // _BLOCK)
    text = np.empty((len(numbers), blocks * _BLOCK), np.uint8)
    rest = numbers
    for block in range(blocks - 1, -1, -1):
        upper = rest // 10_000
        text[:, block * _BLOCK : (block + 1) * _BLOCK] = _four_digits()[rest - upper * 10_000]
        rest = upper
    data = np.ascontiguousarray(text[:, blocks * _BLOCK - width :])
    offsets = np.arange(0, (len(numbers) + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(data))


def days(numbers: Whole) -> pa.Array:
    """Days from 1970-01-01 as dates, 0 as empty."""
    return pa.array(numbers.astype(np.int32), mask=numbers == 0).cast(pa.date32())


def named(codes: NDArray[np.int8] | Whole, names: Sequence[str]) -> pa.Array:
    """Small codes as the texts they stand for."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names))


def prefixed(prefix: str, text: pa.StringArray) -> list[str]:
    """Texts with a prefix; for small tables."""
    return [prefix + one for one in text.to_pylist()]
