"""Counts small tables with DuckDB, for the tests of the formulas."""

from __future__ import annotations

from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.summing import Counted, sums_of
from pledgetree.indicators.choosing import engine_named
from pledgetree.indicators.counting import count_register, count_tables, part_names, register_chunks
from pledgetree.indicators.counts import Terms
from tests.reference.tables import CENTRE, YEAR, write_snapshot


def counted(folder, tables, counts, line_fen=None, year=YEAR):
    """The counts of every unit at every tier: ``(ids, sums)``."""
    snapshot = write_snapshot(folder, tables)
    terms = Terms(year, line_fen)
    with engine_named("duckdb", folder) as engine:
        passes = [Counted(one.name, of, rows) for one, of, rows in count_tables(engine, snapshot, counts, terms)]
        if snapshot.has("households"):
            chunks = register_chunks(snapshot, part_names(snapshot))
            found = count_register(engine, chunks, counts, terms, lambda _name: None)
            passes += [
                Counted(name, [one for one in counts if one.relation == name], rows) for name, rows in found.items()
            ]
    ground = ground_of(snapshot)
    _, sums = sums_of(passes, counts, ground.tree, ground.places, snapshot.year)
    return ground.tree.ids.tolist(), sums


def figure_at(folder, tables, formula, unit=CENTRE):
    """Numerator, denominator and rows of a formula at one unit."""
    ids, sums = counted(folder, tables, formula.counts)
    return tuple(int(values[ids.index(unit)]) for values in formula.figure(sums))
