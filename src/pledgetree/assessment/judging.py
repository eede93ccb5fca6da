"""From figures to grades: gates, classes, points, problems, grades, proposed consequences.

Invariants: nothing here reads a table or an engine; every number is a whole number; the judgement depends on the
figures and the rulebook alone. Gates and classes stand for every tier; points, problems, grades and consequences for
the units of the programme at the tiers the scheme grades.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.classes import ClassRow, IndicatorClasses, class_rows, classify, places_at
from pledgetree.assessment.completion import completion_of
from pledgetree.assessment.consequences import ConsequenceRow, propose
from pledgetree.assessment.figures import Evidence, Figures, Targets
from pledgetree.assessment.gates import GateRow, GateVerdicts, judge_gates
from pledgetree.assessment.grades import Standing, capped, computed_grade, in_grade_order
from pledgetree.assessment.points import Score, score
from pledgetree.assessment.problems import (
    Grounds,
    ProblemRow,
    find_problems,
    findings_upwards,
    plan_faults_by_code,
)
from pledgetree.base.units import TIERS
from pledgetree.law.asking import in_force
from pledgetree.law.model import Problem, Rulebook

PointsRow = tuple[int, str, int, int]
"""unit, rule, points in hundredths, full points in hundredths."""

GradeRow = tuple[int, str, str, str, int | None]
"""unit, computed grade, grade after caps, problems that capped it (joined by spaces), points in hundredths."""


@dataclass(frozen=True)
class Judgement:
    """The judged tables of a result, units as indices into the tree, rows sorted."""

    gates: list[GateRow]
    classes: list[ClassRow]
    points: list[PointsRow]
    grades: list[GradeRow]
    problems: list[ProblemRow]
    consequences: list[ConsequenceRow]


def judge(
    figures: Figures,
    targets: Targets,
    evidence: Evidence,
    rulebook: Rulebook,
    day: date,
    elsewhere: frozenset[str] = frozenset(),
) -> Judgement:
    """Judge every unit under the rulebook in force on the day.

    ``elsewhere``: indicators that have a class at graded units which are not among these.

    Raises:
        UserError: a limit has no value on the day (NO_VALUE_ON_DATE) or is no limit (GATE_WITHOUT_LIMIT).
    """
    graded = graded_units(figures, rulebook)
    units = np.flatnonzero(graded).tolist()
    gates = judge_gates(figures, rulebook, day)
    classes = classify(figures, targets, rulebook, day, graded)
    scored = score(figures, rulebook.scheme.points, rulebook.indicators, day, targets)
    problems = in_force(rulebook.problems, day)
    grounds = _grounds(figures, targets, evidence, rulebook, problems, (classes, gates))
    found = find_problems(problems, grounds, units)
    measured = elsewhere | measured_indicators(classes, units)
    grades, consequences = _grade(units, (classes, measured), scored, found, rulebook, day)
    return Judgement(
        gates=sorted(row for one in gates for row in one.rows),
        classes=class_rows(classes, rulebook.scheme.classes_order),
        points=points_rows(scored, graded),
        grades=grades,
        problems=found,
        consequences=consequences,
    )


def graded_units(figures: Figures, rulebook: Rulebook) -> NDArray[np.bool_]:
    """Which units (U,) are graded: those of the programme at the tiers the scheme grades."""
    tiers = [TIERS.index(tier) for tier in rulebook.scheme.graded_tiers]
    return np.asarray(figures.tree.in_programme & np.isin(figures.tree.tier, tiers), dtype=np.bool_)


def points_rows(scored: Score, graded: NDArray[np.bool_]) -> list[PointsRow]:
    """The rows of the result's ``points`` table for the graded units, sorted by unit and rule."""
    rows: list[PointsRow] = []
    for one in scored.per_rule:
        units = np.flatnonzero(graded & one.applies)
        columns = (units.tolist(), one.points[units].tolist(), one.full[units].tolist())
        rows.extend((unit, one.rule, points, full) for unit, points, full in zip(*columns, strict=True))
    return sorted(rows)


def measured_indicators(classes: list[IndicatorClasses], graded: list[int]) -> frozenset[str]:
    """Indicators with a class at some graded unit."""
    return frozenset(one.rule.indicator for one in classes if (one.place[graded] >= 0).any())


def missing_classes(classes: list[IndicatorClasses], measured: frozenset[str], unit: int) -> frozenset[str]:
    """Indicators that are measured at some graded unit and have no class at this one."""
    return frozenset(one.rule.indicator for one in classes if one.place[unit] < 0) & measured


def _grounds(
    figures: Figures,
    targets: Targets,
    evidence: Evidence,
    rulebook: Rulebook,
    problems: tuple[Problem, ...],
    judged: tuple[list[IndicatorClasses], list[GateVerdicts]],
) -> Grounds:
    classes, gates = judged
    measured = {argument for one in problems for kind, argument in one.conditions if kind == "completion_below"}
    return Grounds(
        figures=figures,
        targets=_rows_by_key(figures, targets, graded_units(figures, rulebook)),
        completions={name: completion_of(figures, targets, rulebook.indicators[name]) for name in measured},
        classes={one.rule.indicator: one for one in classes},
        classes_order=rulebook.scheme.classes_order,
        gates={one.gate.name: one for one in gates},
        findings=findings_upwards(figures.tree, evidence.findings),
        plan_faults=plan_faults_by_code(evidence),
        plans=targets,
    )


def _rows_by_key(figures: Figures, targets: Targets, graded: NDArray[np.bool_]) -> dict[tuple[int, str], int]:
    """The target rows of graded units by unit and indicator name."""
    rows = np.flatnonzero(graded[targets.unit]).tolist()
    return {(int(targets.unit[row]), figures.indicators[targets.indicator[row]]): row for row in rows}


def _grade(
    units: list[int],
    classified: tuple[list[IndicatorClasses], frozenset[str]],
    scored: Score,
    found: list[ProblemRow],
    rulebook: Rulebook,
    day: date,
) -> tuple[list[GradeRow], list[ConsequenceRow]]:
    classes, measured = classified
    scheme = rulebook.scheme
    rules = in_grade_order(in_force(scheme.grades, day), scheme.grades_order)
    caps, proposals = in_force(scheme.caps, day), in_force(rulebook.consequences, day)
    names: dict[int, set[str]] = {unit: set() for unit in units}
    for row in found:
        names[row.unit].add(row.problem)
    grades: list[GradeRow] = []
    consequences: list[ConsequenceRow] = []
    for unit in units:
        points = int(scored.points[unit]) if scored.per_rule else None
        standing = Standing(places_at(classes, unit), missing_classes(classes, measured, unit), points)
        graded = capped(computed_grade(rules, standing, scheme.classes_order), caps, names[unit], scheme.grades_order)
        grades.append((unit, graded.computed, graded.grade, " ".join(graded.capped_by), points))
        consequences += propose(proposals, unit, graded.grade, names[unit])
    return grades, consequences
