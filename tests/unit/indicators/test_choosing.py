"""Engines are found by name; what is missing is named."""

import sys

import pytest

from pledgetree.base.errors import UserError
from pledgetree.indicators.choosing import ENGINES, engine_named
from pledgetree.indicators.embedded import DuckDBEngine


def test_duckdb_is_the_first_engine(tmp_path):
    assert ENGINES == ("duckdb", "spark")
    with engine_named("duckdb", tmp_path) as engine:
        assert isinstance(engine, DuckDBEngine)


def test_an_unknown_engine_is_refused(tmp_path):
    with pytest.raises(UserError) as caught, engine_named("sparkle", tmp_path):
        pass
    assert caught.value.faults[0].code == "ENGINE_UNKNOWN"


def test_a_missing_engine_is_the_users_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UserError) as caught, engine_named("spark", tmp_path):
        pass
    assert caught.value.faults[0].code == "ENGINE_MISSING"
