"""The Spark engine. PySpark is an optional extra and is imported only when this engine is made."""

from __future__ import annotations

import shutil
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from pledgetree.base.errors import user_error
from pledgetree.indicators.engines import Files, SumTooLargeError

# ANSI: an overflow is an error and never a wrong number. UTC: days do not depend on the machine.
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_FILE_STEM = r"([^/]+)\.parquet$"
_OVERFLOWS = ("ARITHMETIC_OVERFLOW", "CAST_OVERFLOW")


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise user_error("ENGINE_MISSING", engine="spark", needs="PySpark (pip install 'pledgetree[spark]')") from error
    if shutil.which("java") is None:
        raise user_error("ENGINE_MISSING", engine="spark", needs="a Java runtime")
    builder = SparkSession.builder.appName("pledgetree")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


class SparkEngine:
    """Spark, in a session that is there already or a local one.

    Raises:
        UserError: ENGINE_MISSING, PySpark or Java is not installed.
    """

    def __init__(self) -> None:
        self._session = _session()
        self._session.sparkContext.setLogLevel("OFF")
        self._database = ibis.pyspark.connect(self._session)

    def open(self, table: str, files: Files) -> ir.Table:
        """See ``Engine``; Ibis reads one path only, so the session's own reader takes the list."""
        from pyspark.sql import functions

        rows = self._session.read.parquet(*(str(path) for path in files.paths))
        stem = functions.regexp_extract(functions.input_file_name(), _FILE_STEM, 1)
        rows.withColumn("part", stem if files.in_parts else functions.lit("")).createOrReplaceTempView(table)
        return self._database.table(table)

    def fetch(self, rows: ir.Table) -> pa.Table:
        """See ``Engine``; taken as Arrow, because Ibis goes by way of pandas, where gaps turn integers into floats."""
        from pyspark.errors import PySparkException

        try:
            found = self._session.sql(self._database.compile(rows)).toArrow()
        except PySparkException as error:
            if any(name in str(error) for name in _OVERFLOWS):
                raise SumTooLargeError from error
            raise
        # Spark marks columns that cannot be empty, DuckDB does not.
        return found.cast(pa.schema([pa.field(one.name, one.type) for one in found.schema]))

    def close(self) -> None:
        """Leave the session: it may not be ours, and ends with the process."""
