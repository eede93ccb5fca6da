"""Engines by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pledgetree.base.errors import user_error
from pledgetree.indicators.embedded import DuckDBEngine
from pledgetree.indicators.engines import Engine
from pledgetree.indicators.spark import SparkEngine

ENGINES = ("duckdb", "spark")


@contextmanager
def engine_named(name: str, room: Path) -> Iterator[Engine]:
    """An engine by name, closed at the end of the block.

    Raises:
        UserError: ENGINE_UNKNOWN; ENGINE_MISSING, its software is not installed.
    """
    if name not in ENGINES:
        raise user_error("ENGINE_UNKNOWN", value=name, allowed=", ".join(ENGINES))
    # The import of ``spark`` alone asks for nothing; PySpark is looked for when the engine is made.
    engine: Engine = DuckDBEngine(room) if name == "duckdb" else SparkEngine()
    try:
        yield engine
    finally:
        engine.close()
