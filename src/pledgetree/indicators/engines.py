"""The engines that add up: DuckDB in this process by default, Spark past one machine. Both run the same expressions."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from pledgetree.base.errors import user_error

ENGINES = ("duckdb", "spark")
_MEMORY = "2500MB"
# DuckDB adds up in 128 bits; the result is refused when it is cast back, by DuckDB or by Arrow.
_OVERFLOWS = (duckdb.OutOfRangeException, duckdb.ConversionException, pa.ArrowInvalid)


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


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class DuckDBEngine:
    """DuckDB, in this process; ``room`` is a folder for what does not fit into memory."""

    def __init__(self, room: Path) -> None:
        self._database = ibis.duckdb.connect()
        self._database.raw_sql(f"SET memory_limit = '{_MEMORY}'")
        self._database.raw_sql(f"SET temp_directory = {_literal(str(room))}")
        self._database.raw_sql("SET preserve_insertion_order = false")

    def open(self, table: str, files: Files) -> ir.Table:
        """See ``Engine``."""
        paths = ", ".join(_literal(str(path)) for path in files.paths)
        part = "parse_filename(filename, true)" if files.in_parts else "''"
        named = "true" if files.in_parts else "false"
        self._database.raw_sql(
            f'CREATE OR REPLACE VIEW "{table}" AS '
            f"SELECT *{' EXCLUDE (filename)' if files.in_parts else ''}, {part} AS part "  # noqa: S608 - quoted above
            f"FROM read_parquet([{paths}], filename = {named}, hive_partitioning = false)"
        )
        return self._database.table(table)

    def fetch(self, rows: ir.Table) -> pa.Table:
        """See ``Engine``."""
        try:
            with warnings.catch_warnings():
                # Ibis 12 still calls a name that DuckDB 1.5 has deprecated.
                warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
                return self._database.to_pyarrow(rows)
        except _OVERFLOWS as error:
            raise SumTooLargeError from error

    def setting(self, name: str) -> tuple[object, ...]:
        """The value of one of DuckDB's settings."""
        found: tuple[object, ...] = self._database.con.execute("SELECT current_setting(?)", [name]).fetchone()
        return found

    def close(self) -> None:
        """Give back the memory."""
        self._database.disconnect()


@contextmanager
def engine_named(name: str, room: Path) -> Iterator[Engine]:
    """An engine by name, closed at the end of the block.

    Raises:
        UserError: ENGINE_UNKNOWN; ENGINE_MISSING, its software is not installed.
    """
    if name not in ENGINES:
        raise user_error("ENGINE_UNKNOWN", value=name, allowed=", ".join(ENGINES))
    if name == "duckdb":
        engine = DuckDBEngine(room)
    else:
        from pledgetree.indicators.spark import SparkEngine

        engine = SparkEngine()
    try:
        yield engine
    finally:
        engine.close()
