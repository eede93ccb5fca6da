"""Problems of the law: found when any of their conditions holds, each with its article and what was found.

The kinds of condition are a closed list (``CONDITIONS``), the same that ``law.model.Problem`` names. Details are codes
and counts, never sentences: results carry no language.

Newly identified and relapsed persons appear in no condition: only what a unit planned, what it delivered by approved
exits, what samples and findings show. Whoever finds a missed family must not be punished for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pledgetree.assessment.classes import IndicatorClasses
from pledgetree.assessment.completion import Completion
from pledgetree.assessment.figures import Evidence, Figures, Finding, PlanFault, Targets, UnitTree
from pledgetree.assessment.gates import GateVerdicts
from pledgetree.law.model import Problem


class ProblemRow(NamedTuple):
    """A row of the result's ``problems`` table, the unit as index into the tree."""

    unit: int
    problem: str
    condition: str
    detail: str
    article: str
    persons: int


class Found(NamedTuple):
    """What a condition found: a detail in codes and the persons concerned (0 when it does not count persons)."""

    detail: str
    persons: int


@dataclass(frozen=True)
class Grounds:
    """Everything the conditions look at."""

    figures: Figures
    targets: Mapping[tuple[int, str], int]
    completions: Mapping[str, Completion]
    classes: Mapping[str, IndicatorClasses]
    classes_order: tuple[str, ...]
    gates: Mapping[str, GateVerdicts]
    findings: Mapping[tuple[int, str], Sequence[Finding]]
    plan_faults: Mapping[tuple[int, str], Sequence[PlanFault]]
    plans: Targets


Condition = Callable[[Grounds, int, str], Found | None]


def find_problems(problems: Iterable[Problem], grounds: Grounds, units: Iterable[int]) -> list[ProblemRow]:
    """Every condition of every problem that holds at the units, sorted; one row per unit, problem and condition."""
    rows = []
    asked = [(problem, kind, argument) for problem in problems for kind, argument in problem.conditions]
    for unit in units:
        for problem, kind, argument in asked:
            found = CONDITIONS[kind](grounds, unit, argument)
            if found is not None:
                condition, article = f"{kind}:{argument}", problem.source.article
                rows.append(ProblemRow(unit, problem.name, condition, found.detail, article, found.persons))
    return sorted(rows)


def findings_upwards(tree: UnitTree, findings: Iterable[Finding]) -> dict[tuple[int, str], list[Finding]]:
    """Findings by unit and problem, each counted at its unit and at every unit above."""
    gathered: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        unit = finding.unit
        while unit >= 0:
            gathered[unit, finding.problem].append(finding)
            unit = int(tree.parent[unit])
    return dict(gathered)


def plan_faults_by_code(evidence: Evidence) -> dict[tuple[int, str], list[PlanFault]]:
    """Plan faults by unit and code."""
    gathered: dict[tuple[int, str], list[PlanFault]] = defaultdict(list)
    for one in evidence.plan_faults:
        gathered[one.unit, one.code].append(one)
    return dict(gathered)


def _completion_below(grounds: Grounds, unit: int, indicator: str) -> Found | None:
    done = grounds.completions[indicator]
    if done.met[unit]:
        return None
    row = grounds.targets.get((unit, indicator))
    state = "none" if row is None else grounds.plans.plan_state[row]
    if row is None or state != "approved":
        return Found(f"plan {state}", 0)
    achieved, per, _ = grounds.figures.of(indicator)
    plan = f"{grounds.plans.plan_numerator[row]}/{grounds.plans.plan_denominator[row]}"
    return Found(f"{achieved[unit]}/{max(int(per[unit]), 1)} of {plan}", 0)


def _plan_fault(grounds: Grounds, unit: int, code: str) -> Found | None:
    found = grounds.plan_faults.get((unit, code))
    return Found("; ".join(f"{one.indicator}: {one.detail}" for one in found), 0) if found else None


def _class_at_most(grounds: Grounds, unit: int, argument: str) -> Found | None:
    indicator, label = argument.split("=")
    place = int(grounds.classes[indicator].place[unit])
    return Found(grounds.classes_order[place], 0) if place >= grounds.classes_order.index(label) else None


def _gate_failed(grounds: Grounds, unit: int, gate: str) -> Found | None:
    verdicts = grounds.gates[gate]
    if not verdicts.failed[unit]:
        return None
    numerator, denominator, _ = grounds.figures.of(verdicts.gate.indicator)
    return Found(f"{numerator[unit]}/{denominator[unit]}", 0)


def _finding(grounds: Grounds, unit: int, problem: str) -> Found | None:
    found = grounds.findings.get((unit, problem))
    if not found:
        return None
    return Found(" ".join(sorted(one.finding_id for one in found)), sum(one.persons for one in found))


CONDITIONS: Mapping[str, Condition] = {
    "completion_below": _completion_below,
    "plan_fault": _plan_fault,
    "class_at_most": _class_at_most,
    "gate_failed": _gate_failed,
    "finding": _finding,
}
