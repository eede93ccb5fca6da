"""Rows with the place they stand at, so that every fault can name file, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault
from pledgetree.snapshot.declaration import Table

FAULTS_SHOWN = 1000


@dataclass(frozen=True)
class Rows:
    """Some rows of one table, in declared types.

    ``numbers`` gives each row's number in the file (None: the rows stand in order from ``first``); ``wrong`` names per
    column the rows (places in ``data``) whose value could not be read: they are empty here and were reported already.
    """

    table: Table
    data: pa.Table
    file: str
    first: int = 1
    numbers: NDArray[np.int64] | None = None
    wrong: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    def place(self, row: int, column: str | None = None) -> str:
        """Where a row (a place in ``data``) stands, for a message."""
        number = self.first + row if self.numbers is None else int(self.numbers[row])
        where = f"{self.file}: row {number}"
        return where if column is None else f"{where}, column {column}"

    def readable(self, columns: Sequence[str]) -> NDArray[np.bool_]:
        """Which rows have no unreadable value in these columns; bool of the length of ``data``."""
        good = np.ones(self.data.num_rows, np.bool_)
        for column in columns:
            good[self.wrong.get(column, [])] = False
        return good


@dataclass(frozen=True)
class Piece:
    """A part of a table that is loaded when it is needed; ``load(columns)`` gives its rows (None = all columns)."""

    name: str
    file: str
    load: Callable[[Sequence[str] | None], Rows]


class Source(Protocol):
    """Tables to check: a folder just read, or a snapshot."""

    @property
    def year(self) -> int:
        """The year the tables describe."""

    @property
    def names(self) -> Sequence[str]:
        """The tables that are there."""

    def pieces(self, table: str) -> Sequence[Piece]:
        """The pieces of a table, sorted by name."""


def where_true(mask: NDArray[np.bool_]) -> Iterator[int]:
    """The places where a mask holds, as plain integers."""
    return (int(place) for place in np.flatnonzero(mask))


def capped(faults: Iterator[Fault], table: str) -> list[Fault]:
    """The first thousand faults of a table, and one that says there are more; the rest is never worked out."""
    shown = list(islice(faults, FAULTS_SHOWN))
    if next(faults, None) is not None:
        shown.append(fault("TOO_MANY_FAULTS", table, shown=FAULTS_SHOWN))
    return shown
