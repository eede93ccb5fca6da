"""Why a number is what it is: the trace of one unit, built from the result folder alone.

Every number opens down to numerator, denominator, rows counted and what each unit of the next tier down adds; then the
rule that was applied, its article and source, and the tables it was read from with their digests. Lists of households
need the snapshot, and only villages have them; who answered an interviewer is never listed.

Of ``result.json`` it reads ``extra["inputs"]``, a mapping of every snapshot table read to its content digest, and
``extra["snapshot"]``, the snapshot's digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.assessment.grades import Standing, in_grade_order, requirements
from pledgetree.assessment.trace import (
    ClassLimit,
    ClassTrace,
    ConsequenceTrace,
    Contribution,
    GateTrace,
    GradeTrace,
    HouseholdList,
    IndicatorTrace,
    IntervalTrace,
    PlanFaultTrace,
    PointsTrace,
    ProblemTrace,
    ResultPlace,
    Step,
    TableRead,
    TargetTrace,
    Trace,
    UnitPlace,
)
from pledgetree.assessment.trace_households import households_counted
from pledgetree.assessment.trace_words import trace_json, trace_text
from pledgetree.base.dates import year_end
from pledgetree.base.errors import user_error
from pledgetree.base.units import pad_code
from pledgetree.law.asking import function_on, in_force
from pledgetree.law.model import ClassRule, Indicator, Rulebook

__all__ = ["explain", "trace_json", "trace_text"]

Row = Mapping[str, Any]


class Result(Protocol):
    """What a trace needs of an opened result."""

    @property
    def digest(self) -> str:
        """SHA-256 over the exact tables."""

    @property
    def year(self) -> int:
        """The year assessed."""

    @property
    def made_up(self) -> bool:
        """Whether the snapshot was made up."""

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook the result was made under."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """Snapshot digest, digests of the tables read, edition, code version."""

    def table(self, name: str) -> pa.Table:
        """A table of the result."""


def explain(result: Result | Path, unit: str, indicator: str | None = None, snapshot: Path | None = None) -> Trace:
    """The trace of a unit.

    Args:
        result: an opened result, or its folder.
        unit: code of the unit; shorter codes are padded with zeros.
        indicator: one indicator; default: all of them, the grade, problems and consequences.
        snapshot: the snapshot of the result; then the households counted in a village are listed.

    Raises:
        UserError: WRONG_UNIT_CODE, UNKNOWN_UNIT, UNKNOWN_INDICATOR, SNAPSHOT_NOT_OF_RESULT, and what opening raises.
    """
    opened = _open(result) if isinstance(result, Path) else result
    reading = _Reading(opened, pad_code(unit))
    names = reading.indicator_names(indicator)
    return Trace(
        unit=reading.place,
        result=_result_place(opened),
        grade=_grade(reading) if indicator is None else None,
        indicators=tuple(_indicator(reading, name) for name in names),
        problems=_problems(reading) if indicator is None else (),
        consequences=_consequences(reading) if indicator is None else (),
        plan_faults=_plan_faults(reading, names),
        flows=reading.flows() if indicator is None else None,
        households=_households(reading, names, snapshot) if snapshot is not None else (),
    )


def _open(folder: Path) -> Result:
    # Imported here so that a trace of an opened result needs nothing of how results are written.
    from pledgetree.assessment.results import open_result

    opened: Result = open_result(folder)
    return opened


@dataclass(frozen=True)
class _Reading:
    """One unit's rows of a result."""

    result: Result
    unit_id: str

    @property
    def rulebook(self) -> Rulebook:
        return self.result.rulebook

    @property
    def day(self) -> date:
        return year_end(self.result.year)

    @cached_property
    def units(self) -> pa.Table:
        return self.result.table("units")

    @cached_property
    def place(self) -> UnitPlace:
        row = self.unit(self.unit_id)
        if row is None:
            raise user_error("UNKNOWN_UNIT", value=self.unit_id)
        above, parent = [], row["parent_id"]
        while parent and (higher := self.unit(parent)) is not None:
            above.append((higher["unit_id"], higher["name"]))
            parent = higher["parent_id"]
        return UnitPlace(self.unit_id, row["name"], row["tier"], row["region"] or "", tuple(above))

    @cached_property
    def children(self) -> Mapping[str, Row]:
        """The units of the next tier down by id."""
        return {row["unit_id"]: row for row in _where(self.units, "parent_id", [self.unit_id])}

    @cached_property
    def family_figures(self) -> list[Row]:
        """The figures of the unit and of its children."""
        return _where(self.result.table("figures"), "unit_id", [self.unit_id, *self.children])

    def unit(self, unit_id: str) -> Row | None:
        return next(iter(_where(self.units, "unit_id", [unit_id])), None)

    def rows(self, table: str, **match: str) -> list[Row]:
        """The unit's rows of a table that have these values."""
        found = _where(self.result.table(table), "unit_id", [self.unit_id])
        return [row for row in found if match.items() <= row.items()]

    def indicator_names(self, indicator: str | None) -> list[str]:
        """The indicators to explain: the one asked for, or those of the rulebook, then others with figures here."""
        known = list(self.rulebook.indicators)
        here = {row["indicator"] for row in self.family_figures if row["unit_id"] == self.place.unit_id}
        names = [*known, *sorted(here.difference(known))]
        if indicator is None:
            return names
        if indicator not in names:
            raise user_error("UNKNOWN_INDICATOR", indicator=indicator, allowed=", ".join(names))
        return [indicator]

    def flows(self) -> Mapping[str, int] | None:
        """The stock-flow identity of the unit in persons; None when nobody is registered there."""
        rows = self.rows("flows")
        return {name: int(value) for name, value in rows[0].items() if name != "unit_id"} if rows else None


def _where(table: pa.Table, column: str, values: list[str]) -> list[Row]:
    found = pc.is_in(table[column].cast(pa.string()), pa.array(values, pa.string()))
    rows: list[Row] = table.filter(found).to_pylist()
    return rows


def _result_place(result: Result) -> ResultPlace:
    origin = {name: value for name, value in sorted(result.extra.items()) if name != "inputs"}
    return ResultPlace(result.digest, result.year, result.made_up, result.rulebook.name, origin)


def _indicator(reading: _Reading, name: str) -> IndicatorTrace:
    law = reading.rulebook.indicators.get(name)
    own = next((row for row in _figures(reading, name) if row["unit_id"] == reading.unit_id), None)
    interval = next((row for row in reading.rows("intervals", indicator=name)), None)
    return IndicatorTrace(
        indicator=name,
        title=law.title if law else {},
        unit=law.unit if law else "",
        kind=law.kind if law else "",
        direction=law.direction if law else "",
        numerator=own["numerator"] if own else 0,
        denominator=own["denominator"] if own else 0,
        rows=own["rows"] if own else 0,
        formula=_formula(law, reading.day),
        source=law.source if law else None,
        tables=_tables(reading, law),
        contributions=_contributions(reading, name),
        target=_target(reading, name),
        classed=_classed(reading, name),
        gates=_gates(reading, name),
        points=_points(reading, name),
        interval=IntervalTrace(**_only(interval, "low", "high", "level", "method", "n")) if interval else None,
    )


def _only(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _figures(reading: _Reading, name: str) -> Iterable[Row]:
    return (row for row in reading.family_figures if row["indicator"] == name)


def _formula(law: Indicator | None, day: date) -> str:
    """The formula in force on the day; empty for an indicator that is not this rulebook's or not yet defined then."""
    begun = law is not None and any(effective <= day for effective, _ in law.functions)
    return function_on(law, day) if law is not None and begun else ""


def _tables(reading: _Reading, law: Indicator | None) -> tuple[TableRead, ...]:
    digests = reading.result.extra.get("inputs", {})
    return tuple(TableRead(name, digests.get(name, "")) for name in (law.reads if law else ()))


def _contributions(reading: _Reading, name: str) -> tuple[Contribution, ...]:
    """What each child adds, the biggest numerator first."""
    rows = [row for row in _figures(reading, name) if row["unit_id"] != reading.unit_id]
    ordered = sorted(rows, key=lambda row: (-abs(row["numerator"]), row["unit_id"]))
    return tuple(
        Contribution(
            **_only(reading.children[row["unit_id"]], "unit_id", "name", "tier"),
            **_only(row, "numerator", "denominator", "rows"),
        )
        for row in ordered
    )


def _target(reading: _Reading, name: str) -> TargetTrace | None:
    rows = reading.rows("targets", indicator=name)
    return TargetTrace(**_only(rows[0], *TargetTrace.__dataclass_fields__)) if rows else None


def _classed(reading: _Reading, name: str) -> ClassTrace | None:
    rows = reading.rows("classes", indicator=name)
    rules = [rule for rule in in_force(reading.rulebook.scheme.classes, reading.day) if rule.indicator == name]
    return _class_trace(rows[0], rules[0]) if rows and rules else None


def _class_trace(row: Row, rule: ClassRule) -> ClassTrace:
    limits = [ClassLimit(limit.label, limit.operator, str(limit.value)) for limit in rule.limits]
    return ClassTrace(row["class"], row["basis"], (*limits, ClassLimit(rule.otherwise, "", "")), rule.source)


def _gates(reading: _Reading, name: str) -> tuple[GateTrace, ...]:
    rows = {row["gate"]: row for row in reading.rows("gates")}
    gates = [gate for gate in reading.rulebook.scheme.gates if gate.indicator == name and gate.name in rows]
    columns = tuple(column for column in GateTrace.__dataclass_fields__ if column not in {"title", "source"})
    return tuple(GateTrace(title=gate.title, source=gate.source, **_only(rows[gate.name], *columns)) for gate in gates)


def _points(reading: _Reading, name: str) -> tuple[PointsTrace, ...]:
    rows = {row["rule"]: row for row in reading.rows("points")}
    rules = [
        rule
        for rule in in_force(reading.rulebook.scheme.points, reading.day)
        if rule.indicator == name and rule.name in rows and rule.region in (None, reading.place.region)
    ]
    # A region's own rule replaces the general one of the same name.
    chosen = {rule.name: rule for rule in sorted(rules, key=lambda rule: rule.region is not None)}
    return tuple(
        PointsTrace(
            rule.name, rule.title, rule.kind, source=rule.source,
            **_only(rows[rule.name], "points_hundredths", "full_hundredths"),
        )
        for rule in chosen.values()
    )  # fmt: skip


def _grade(reading: _Reading) -> GradeTrace | None:
    rows = reading.rows("grades")
    if not rows:
        return None
    row, scheme = rows[0], reading.rulebook.scheme
    rules = in_grade_order(in_force(scheme.grades, reading.day), scheme.grades_order)
    given = next((rule for rule in rules if rule.grade == row["grade"]), None)
    return GradeTrace(
        grade=row["grade"],
        computed=row["computed"],
        capped_by=tuple((row["capped_by"] or "").split()),
        points_hundredths=row["points_hundredths"],
        title=given.title if given else {},
        source=given.source if given else None,
        steps=(*_rule_steps(reading, row), *_cap_steps(reading)),
        illustrative=reading.result.made_up,
    )


def _rule_steps(reading: _Reading, row: Row) -> Iterable[Step]:
    """What each grade asked, from the best one down to the grade computed."""
    scheme = reading.rulebook.scheme
    standing = _standing(reading, row["points_hundredths"])
    for rule in in_grade_order(in_force(scheme.grades, reading.day), scheme.grades_order):
        asked = requirements(rule, standing, scheme.classes_order)
        yield from (Step(one.kind, rule.grade, one.label, one.asked, one.found, one.holds) for one in asked)
        if not asked:
            yield Step("always", rule.grade, "", 0, 0, holds=True)
        if rule.grade == row["computed"]:
            return


def _standing(reading: _Reading, points: int | None) -> Standing:
    order = reading.rulebook.scheme.classes_order
    places = {row["indicator"]: order.index(row["class"]) for row in reading.rows("classes")}
    ruled = {rule.indicator for rule in in_force(reading.rulebook.scheme.classes, reading.day)}
    return Standing(places, (ruled & _measured(reading)).difference(places), points)


def _measured(reading: _Reading) -> set[str]:
    """Indicators that have a class at some graded unit."""
    graded = reading.result.table("grades")["unit_id"].cast(pa.string())
    classes = reading.result.table("classes")
    there = classes.filter(pc.is_in(classes["unit_id"].cast(pa.string()), graded.combine_chunks()))
    return {str(name) for name in there["indicator"].cast(pa.string()).unique().to_pylist()}


def _cap_steps(reading: _Reading) -> Iterable[Step]:
    found = {row["problem"] for row in reading.rows("problems")}
    for cap in in_force(reading.rulebook.scheme.caps, reading.day):
        if cap.problem in found:
            yield Step("cap", cap.grade, cap.problem, 0, 1, holds=True)


def _problems(reading: _Reading) -> tuple[ProblemTrace, ...]:
    law = {one.name: one for one in in_force(reading.rulebook.problems, reading.day)}
    return tuple(
        ProblemTrace(
            title=law[row["problem"]].title if row["problem"] in law else {},
            source=law[row["problem"]].source if row["problem"] in law else None,
            **_only(row, "problem", "condition", "detail", "article", "persons"),
        )
        for row in reading.rows("problems")
    )


def _consequences(reading: _Reading) -> tuple[ConsequenceTrace, ...]:
    law = {one.name: one for one in in_force(reading.rulebook.consequences, reading.day)}
    return tuple(
        ConsequenceTrace(
            title=law[row["consequence"]].title if row["consequence"] in law else {},
            source=law[row["consequence"]].source if row["consequence"] in law else None,
            **_only(row, "consequence", "kind"),
        )
        for row in reading.rows("consequences")
    )


def _plan_faults(reading: _Reading, names: list[str]) -> tuple[PlanFaultTrace, ...]:
    rows = [row for row in reading.rows("plan_faults") if row["indicator"] in names]
    return tuple(PlanFaultTrace(row["code"], row["indicator"], row["plan_id"] or "", row["detail"]) for row in rows)


def _households(reading: _Reading, names: list[str], snapshot: Path) -> tuple[HouseholdList, ...]:
    formulas = {name: _formula(reading.rulebook.indicators.get(name), reading.day) for name in names}
    counted = households_counted(snapshot, reading.result, reading.place, formulas)
    return tuple(HouseholdList(name, ids) for name, ids in counted.items())
