"""Everything computed of a year, turned into the tables of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.assessment.figures import Figures, PlanFault, Targets, UnitTree
from pledgetree.assessment.intervals import IntervalRow
from pledgetree.assessment.judging import Judgement
from pledgetree.assessment.result_tables import RESULT_TABLES
from pledgetree.base.units import TIERS

_TIER_NAMES = np.array(TIERS)
JUDGED = ("gates", "classes", "points", "grades", "problems", "consequences")


@dataclass(frozen=True)
class Assembler:
    """Builds tables whose first column is the unit's id in place of its index."""

    tree: UnitTree
    ids: pa.Array

    @staticmethod
    def of(tree: UnitTree) -> Assembler:
        """An assembler for the units of a tree."""
        return Assembler(tree, pa.array(tree.ids, pa.string()))

    def columns(self, name: str, units: Any, columns: Sequence[Any]) -> pa.Table:
        """A table from the units' indices and its other columns."""
        schema = RESULT_TABLES[name].schema
        rest = [_column(values, field.type) for values, field in zip(columns, list(schema)[1:], strict=True)]
        return pa.Table.from_arrays([self.ids.take(pa.array(units, pa.int64())), *rest], schema=schema)

    def rows(self, name: str, rows: Iterable[Sequence[Any]]) -> pa.Table:
        """A table from rows whose first value is the unit's index."""
        columns = list(zip(*rows, strict=True)) or [()] * len(RESULT_TABLES[name].schema)
        return self.columns(name, columns[0], columns[1:])


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values.cast(kind)
    return pa.array(values, kind)


def units_table(assembler: Assembler, units: pa.Table) -> pa.Table:
    """The units as the result keeps them, with the region each inherits."""
    tree = assembler.tree
    parents = assembler.ids.take(pa.array(tree.parent, pa.int32(), mask=tree.parent < 0))
    signs = units["signs"].take(pc.index_in(assembler.ids, value_set=units["unit_id"])).combine_chunks()
    tiers = pa.array(_TIER_NAMES[tree.tier], pa.string())
    names, region = pa.array(tree.names, pa.string()), pa.array(tree.region, pa.string())
    columns = [parents, tiers, names, region, signs, tree.in_programme]
    return assembler.columns("units", np.arange(len(tree.ids)), columns)


def figures_table(assembler: Assembler, figures: Figures) -> pa.Table:
    """Every figure that has rows."""
    seen = [np.flatnonzero(figures.rows[:, place] > 0) for place in range(len(figures.indicators))]
    unit = np.concatenate([np.empty(0, np.int64), *seen])
    place = np.repeat(np.arange(len(seen)), [len(one) for one in seen])
    names = pa.array(figures.indicators, pa.string()).take(pa.array(place))
    return assembler.columns(
        "figures",
        unit,
        [names, figures.numerator[unit, place], figures.denominator[unit, place], figures.rows[unit, place]],
    )


def targets_table(assembler: Assembler, targets: Targets, indicators: Sequence[str]) -> pa.Table:
    """Plans in force and pledges."""
    names = pa.array(indicators, pa.string()).take(pa.array(targets.indicator))
    return assembler.columns(
        "targets",
        targets.unit,
        [
            names,
            targets.plan_id,
            targets.plan_numerator,
            targets.plan_denominator,
            targets.plan_state,
            targets.pledge_id,
            targets.pledge_numerator,
            targets.pledge_denominator,
        ],
    )


def flows_table(
    assembler: Assembler, columns: Mapping[str, NDArray[np.int64]], registered: NDArray[np.int64]
) -> pa.Table:
    """The stock-flow identity of every unit that has registered persons."""
    units = np.flatnonzero(registered > 0)
    names = RESULT_TABLES["flows"].schema.names[1:]
    return assembler.columns("flows", units, [columns[name][units] for name in names])


def row_faults_table(assembler: Assembler, counts: Mapping[str, NDArray[np.int64]]) -> pa.Table:
    """Faulty rows per unit and code, where there are any."""
    found = [(code, np.flatnonzero(rows > 0)) for code, rows in counts.items()]
    units = np.concatenate([np.empty(0, np.int64), *(at for _, at in found)])
    codes = [code for code, at in found for _ in range(len(at))]
    rows = np.concatenate([np.empty(0, np.int64), *(counts[code][at] for code, at in found)])
    return assembler.columns("row_faults", units, [codes, rows])


def plan_faults_table(assembler: Assembler, faults: Iterable[PlanFault]) -> pa.Table:
    """What is wrong with annual plans."""
    return assembler.rows(
        "plan_faults", ((one.unit, one.code, one.indicator, one.plan_id, one.detail) for one in faults)
    )


def judged_tables(assembler: Assembler, judgement: Judgement) -> dict[str, pa.Table]:
    """Gates, classes, points, grades, problems, consequences."""
    return {name: assembler.rows(name, getattr(judgement, name)) for name in JUDGED}


def intervals_table(assembler: Assembler, rows: Iterable[IntervalRow]) -> pa.Table:
    """Confidence intervals, as text."""
    return assembler.rows("intervals", rows)
