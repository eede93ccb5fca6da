"""The default engine: DuckDB, embedded in this process."""

from __future__ import annotations

import warnings
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from pledgetree.indicators.engines import Files, SumTooLargeError

_MEMORY = "2500MB"
# DuckDB adds up in 128 bits; the result is refused when it is cast back, by DuckDB or by Arrow.
_OVERFLOWS = (duckdb.OutOfRangeException, duckdb.ConversionException, pa.ArrowInvalid)


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]  # Ibis has no types
def parse_filename(path: str, trim: bool) -> str:  # noqa: FBT001 - the signature is DuckDB's
    """DuckDB's own function: the last part of a path, without suffix when ``trim`` is true."""
    raise NotImplementedError((path, trim))


class DuckDBEngine:
    """DuckDB, in this process; ``room`` is a folder for what does not fit into memory."""

    def __init__(self, room: Path) -> None:
        self._database = ibis.duckdb.connect(
            memory_limit=_MEMORY, temp_directory=str(room), preserve_insertion_order=False
        )

    def open(self, table: str, files: Files) -> ir.Table:
        """See ``Engine``."""
        paths = [str(path) for path in files.paths]
        options = {"filename": files.in_parts, "hive_partitioning": False}
        rows = self._database.read_parquet(paths, table_name=table, **options)
        if not files.in_parts:
            return rows.mutate(part=ibis.literal(""))
        return rows.mutate(part=parse_filename(rows.filename, ibis.literal(value=True))).drop("filename")

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
