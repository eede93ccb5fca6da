"""Every worked case of every bundled rulebook, decided by the same functions that decide real units."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from pledgetree.assessment.decide import decide
from pledgetree.assessment.figures import Evidence, Finding
from pledgetree.assessment.judging import judge
from pledgetree.assessment.points import points_for
from pledgetree.law.asking import in_force
from pledgetree.law.loading import bundled_names, load_rulebook
from pledgetree.law.model import Case, PointRule, Rulebook
from tests.unit.assessment.builders import CENTRE, PLAINLAND, figures, targets

RATES = ("wrong_exit_rate", "missed_rate", "recognition", "composite_incidence")
PROVINCE = 1


def ratio(text: object) -> tuple[int, int]:
    above, _, below = str(text).partition("/")
    return int(above), int(below or 1)


def county_exit(rulebook: Rulebook, case: Case) -> dict[str, object]:
    (one,) = decide([{column: str(value) for column, value in case.given.items()}], rulebook)
    states = {rate: one[rate]["state"] for rate in RATES}
    return one | {rate: f"{one[rate]['numerator']}/{one[rate]['denominator']}" for rate in RATES} | {"states": states}


def rule_for(rulebook: Rulebook, case: Case) -> PointRule:
    rules = [one for one in in_force(rulebook.scheme.points, case.on_date) if one.name == case.given["rule"]]
    return max(
        (one for one in rules if one.region in (None, case.given.get("region"))), key=lambda one: one.region or ""
    )


def points(rulebook: Rulebook, case: Case) -> dict[str, object]:
    rule = rule_for(rulebook, case)
    direction = rulebook.indicators[rule.indicator].direction
    above, below = ratio(case.given["value"])
    (given,) = points_for(rule, direction, np.array([above]), np.array([below])).tolist()
    return {"points": Fraction(given, 100)}


def province(case: Case, rulebook: Rulebook):
    """The figures of one province under the Centre; indicators the case does not name have no rows."""
    units = ((CENTRE, "", "centre", "", True), (PLAINLAND, CENTRE, "province", case.given["region"], True))
    named = {name: {PLAINLAND: ratio(value)} for name, value in case.given["figures"].items()}
    return figures(named, units, also=rulebook.indicators)


def plans(case: Case) -> dict[tuple[str, str], tuple[int, int, str]]:
    found = {}
    for name, text in case.given["plans"].items():
        state, _, target = str(text).rpartition(": ")
        found[PLAINLAND, name] = (*ratio(target), state or "approved")
    return found


def grade(rulebook: Rulebook, case: Case) -> dict[str, object]:
    of = province(case, rulebook)
    found = tuple(Finding(PROVINCE, name, f"F{number}", 0) for number, name in enumerate(case.given["findings"]))
    judged = judge(of, targets(of, plans(case)), Evidence(found, ()), rulebook, case.on_date)
    named = case.expected.get("classes", {})
    return {
        "classes": {row[1]: row[3] for row in judged.classes if row[0] == PROVINCE and row[1] in named},
        "problems": {row.problem for row in judged.problems},
        "grade": judged.grades[0][2],
        "consequences": {row[1] for row in judged.consequences},
    }


KINDS = {"county_exit": county_exit, "points": points, "grade": grade}
AS_SETS = {"problems", "consequences"}


def cases() -> Iterator[object]:
    for name in bundled_names():
        for case in load_rulebook(name).cases:
            yield pytest.param(name, case, id=f"{name}: {case.name}")


def expected(case: Case) -> dict[str, object]:
    wanted = {name: set(value) if name in AS_SETS else value for name, value in case.expected.items()}
    return wanted | ({"points": Fraction(str(wanted["points"]))} if "points" in wanted else {})


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_worked_case(name, case):
    rulebook = load_rulebook(name)
    given = KINDS[case.kind](rulebook, case)
    wanted = expected(case)
    assert {key: given[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", bundled_names())
def test_every_rulebook_has_worked_cases(name):
    assert load_rulebook(name).cases
