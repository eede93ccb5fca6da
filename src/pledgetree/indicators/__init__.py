"""Indicators: one small function each. Tables in, whole numbers per unit out (Ibis, on DuckDB or Spark)."""
