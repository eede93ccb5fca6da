"""Why a number is what it is: the trace of one unit, built from the result folder alone.

Every number opens down to numerator, denominator, rows counted and what each unit of the next tier down adds; then the
rule that was applied, its article and source, and the tables it was read from with their digests. Lists of households
need the snapshot, and only villages have them; who answered an interviewer is never listed.

Of ``result.json`` it reads ``extra["inputs"]``, a mapping of every snapshot table read to its content digest, and
``extra["snapshot"]``, the snapshot's digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
    ProblemTrace,
    ResultPlace,
    Step,
    TableRead,
    TargetTrace,
    Trace,
)
from pledgetree.assessment.trace_households import households_counted
from pledgetree.assessment.trace_points import points_of
from pledgetree.assessment.trace_reading import Reading, Result, Row, only, withheld
from pledgetree.assessment.trace_words import trace_json, trace_text
from pledgetree.base.units import pad_code
from pledgetree.law.asking import in_force
from pledgetree.law.model import ClassRule, Indicator

__all__ = ["explain", "trace_json", "trace_text"]


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
    reading = Reading(opened, pad_code(unit))
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


def _result_place(result: Result) -> ResultPlace:
    origin = {name: value for name, value in sorted(result.extra.items()) if name != "inputs"}
    return ResultPlace(result.digest, result.year, result.made_up, result.rulebook.name, origin)


def _indicator(reading: Reading, name: str) -> IndicatorTrace:
    law, own = reading.laws.get(name), reading.figure(name)
    hidden = withheld(law, reading.place.tier)
    interval = next((row for row in reading.rows("intervals", indicator=name)), None)
    return IndicatorTrace(
        indicator=name,
        title=law.title if law else {},
        unit=law.unit if law else "",
        kind=law.kind if law else "",
        direction=law.direction if law else "",
        numerator=None if hidden else own["numerator"] if own else 0,
        denominator=None if hidden else own["denominator"] if own else 0,
        rows=None if hidden else own["rows"] if own else 0,
        withheld=hidden,
        formula=reading.formula(name),
        source=law.source if law else None,
        tables=_tables(reading, law),
        contributions=_contributions(reading, name),
        target=_target(reading, name),
        classed=None if hidden else _classed(reading, name),
        gates=() if hidden else _gates(reading, name),
        points=points_of(reading, name),
        interval=_interval(interval) if interval and not hidden else None,
    )


def _interval(row: Row) -> IntervalTrace:
    return IntervalTrace(**only(row, "low", "high", "level", "method", "n"))


def _figures(reading: Reading, name: str) -> Iterable[Row]:
    return (row for row in reading.family_figures if row["indicator"] == name)


def _tables(reading: Reading, law: Indicator | None) -> tuple[TableRead, ...]:
    digests = reading.result.extra.get("inputs", {})
    return tuple(TableRead(name, digests.get(name, "")) for name in (law.reads if law else ()))


def _contributions(reading: Reading, name: str) -> tuple[Contribution, ...]:
    """What each child adds, the biggest numerator first; where numerators are withheld their order would tell them."""
    law = reading.laws.get(name)
    rows = [row for row in _figures(reading, name) if row["unit_id"] != reading.unit_id]
    parts = [_contribution(row, reading.children[row["unit_id"]], law) for row in rows]
    return tuple(sorted(parts, key=lambda one: (-abs(one.numerator or 0), one.unit_id)))


def _contribution(row: Row, child: Row, law: Indicator | None) -> Contribution:
    counts = only(row, "numerator", "denominator", "rows")
    hidden = dict.fromkeys(counts) if withheld(law, child["tier"]) else counts
    return Contribution(**only(child, "unit_id", "name", "tier"), **hidden)


def _target(reading: Reading, name: str) -> TargetTrace | None:
    row = reading.target(name)
    return TargetTrace(**only(row, *TargetTrace.__dataclass_fields__)) if row else None


def _classed(reading: Reading, name: str) -> ClassTrace | None:
    rows = reading.rows("classes", indicator=name)
    rules = [rule for rule in in_force(reading.rulebook.scheme.classes, reading.day) if rule.indicator == name]
    return _class_trace(rows[0], rules[0]) if rows and rules else None


def _class_trace(row: Row, rule: ClassRule) -> ClassTrace:
    limits = [ClassLimit(limit.label, limit.operator, str(limit.value)) for limit in rule.limits]
    return ClassTrace(row["class"], row["basis"], (*limits, ClassLimit(rule.otherwise, "", "")), rule.source)


def _gates(reading: Reading, name: str) -> tuple[GateTrace, ...]:
    rows = {row["gate"]: row for row in reading.rows("gates")}
    gates = [gate for gate in reading.rulebook.scheme.gates if gate.indicator == name and gate.name in rows]
    columns = tuple(column for column in GateTrace.__dataclass_fields__ if column not in {"title", "source"})
    return tuple(GateTrace(title=gate.title, source=gate.source, **only(rows[gate.name], *columns)) for gate in gates)


def _grade(reading: Reading) -> GradeTrace | None:
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


def _rule_steps(reading: Reading, row: Row) -> Iterable[Step]:
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


def _standing(reading: Reading, points: int | None) -> Standing:
    order = reading.rulebook.scheme.classes_order
    places = {row["indicator"]: order.index(row["class"]) for row in reading.rows("classes")}
    ruled = {rule.indicator for rule in in_force(reading.rulebook.scheme.classes, reading.day)}
    return Standing(places, (ruled & _measured(reading)).difference(places), points)


def _measured(reading: Reading) -> set[str]:
    """Indicators that have a class at some graded unit."""
    graded = reading.result.table("grades")["unit_id"].cast(pa.string())
    classes = reading.result.table("classes")
    there = classes.filter(pc.is_in(classes["unit_id"].cast(pa.string()), graded.combine_chunks()))
    return {str(name) for name in there["indicator"].cast(pa.string()).unique().to_pylist()}


def _cap_steps(reading: Reading) -> Iterable[Step]:
    found = {row["problem"] for row in reading.rows("problems")}
    for cap in in_force(reading.rulebook.scheme.caps, reading.day):
        if cap.problem in found:
            yield Step("cap", cap.grade, cap.problem, 0, 1, holds=True)


def _problems(reading: Reading) -> tuple[ProblemTrace, ...]:
    law = {one.name: one for one in in_force(reading.rulebook.problems, reading.day)}
    return tuple(
        ProblemTrace(
            title=law[row["problem"]].title if row["problem"] in law else {},
            source=law[row["problem"]].source if row["problem"] in law else None,
            **only(row, "problem", "condition", "detail", "article", "persons"),
        )
        for row in reading.rows("problems")
    )


def _consequences(reading: Reading) -> tuple[ConsequenceTrace, ...]:
    law = {one.name: one for one in in_force(reading.rulebook.consequences, reading.day)}
    return tuple(
        ConsequenceTrace(
            title=law[row["consequence"]].title if row["consequence"] in law else {},
            source=law[row["consequence"]].source if row["consequence"] in law else None,
            **only(row, "consequence", "kind"),
        )
        for row in reading.rows("consequences")
    )


def _plan_faults(reading: Reading, names: list[str]) -> tuple[PlanFaultTrace, ...]:
    rows = [row for row in reading.rows("plan_faults") if row["indicator"] in names]
    return tuple(PlanFaultTrace(row["code"], row["indicator"], row["plan_id"] or "", row["detail"]) for row in rows)


def _households(reading: Reading, names: list[str], snapshot: Path) -> tuple[HouseholdList, ...]:
    formulas = {name: reading.formula(name) for name in names}
    counted = households_counted(snapshot, reading.result, reading.place, formulas)
    return tuple(HouseholdList(name, ids) for name, ids in counted.items())
