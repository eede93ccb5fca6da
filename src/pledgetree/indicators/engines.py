"""What an engine is: it opens the tables of one chunk and adds up. Every engine runs the same Ibis expressions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa


@dataclass(frozen=True)
class Files:
    """The files of one table; ``in_parts`` = each file is a part named by its stem."""

    paths: tuple[Path, ...]
    in_parts: bool


class SumTooLargeError(ArithmeticError):
    """A sum does not fit into 64 bits."""


class Engine(Protocol):
    """Opens the tables of one chunk, under their own names, and runs an expression over them."""

    def open(self, table: str, files: Files) -> ir.Table:
        """The table with the column ``part`` added; opening a name again replaces it."""

    def fetch(self, rows: ir.Table) -> pa.Table:
        """The rows of an expression.

        Raises:
            SumTooLargeError: a sum does not fit into 64 bits.
        """

    def close(self) -> None:
        """Give back what the engine holds."""
