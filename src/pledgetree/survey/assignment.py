"""Who inspects where: hard rules as data, solved exactly, and, where nothing fits, the rules that conflict.

The rules come from practice and from the published ones (two provinces may not inspect each other, third parties may
not inspect their home area). A team is drawn, not chosen: among all assignments that keep the rules and spread the
work most evenly, the one with the smallest sum of hashed weights is taken, so that nobody can prefer a friend.

Solved as an integer programme by HiGHS (Huangfu and Hall 2018, Mathematical Programming Computation 10:119) through
SciPy.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from pledgetree.base.errors import UserError, fault, user_error
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook

RULES = (
    "own_province",
    "reciprocity",
    "home_area",
    "contract",
    "different_organisations",
    "repeat",
    "most_visits",
)
"""The rules that can be switched on, by their names in a rulebook."""

_PROVINCE_DIGITS = 2
# Weights stay far below 2^53 in any sum of a national plan, so that floating arithmetic adds them exactly.
_WEIGHT_BITS = 16
_INFEASIBLE = 2


@dataclass(frozen=True)
class Inspector:
    """Who can be sent: ``unit`` where they serve, ``homes`` and ``contracts`` the areas they must keep away from."""

    inspector_id: str
    organisation: str
    unit: str
    homes: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """A place to be inspected, by its 12-digit code."""

    visit_id: str
    unit: str


@dataclass(frozen=True)
class Limits:
    """The numbers of the rules: persons in a team, visits per inspector, times an inspector may come back to a unit."""

    team_size: int
    most_visits: int
    most_repeats: int


def rules_of(rulebook: Rulebook, day: date) -> tuple[Limits, frozenset[str]]:
    """The numbers and the rules a rulebook sets for the assignment of inspectors on a day.

    Raises:
        UserError: UNKNOWN_PARAMETER, NO_VALUE_ON_DATE.
    """

    def value(name: str) -> str:
        return str(value_on(rulebook, f"inspections/{name}", day).value)

    limits = Limits(*(int(value(name)) for name in ("team_size", "most_visits", "most_repeats")))
    return limits, frozenset(value("assignment_rules").replace(",", " ").split())


@dataclass(frozen=True)
class Plan:
    """What has to be decided; ``past`` counts former visits by (inspector, unit)."""

    inspectors: Sequence[Inspector]
    visits: Sequence[Visit]
    limits: Limits
    rules: frozenset[str] = frozenset(RULES)
    past: Mapping[tuple[str, str], int] | None = None


@dataclass(frozen=True)
class Assignment:
    """The team of every visit, by visit id; inspectors in the order of their ids."""

    teams: Mapping[str, tuple[str, ...]]
    heaviest: int
    """Visits of the inspector with most of them: the least that is possible."""


def lies_in(unit: str, area: str) -> bool:
    """Whether a unit is an area or below it: codes are paths, zeros on the right stand for "all below"."""
    stem = area.rstrip("0")
    stem += "0" * (-len(stem) % 2) if len(stem) <= 6 else "0" * (-len(stem) % 3)
    return unit.startswith(stem)


def touches(unit: str, area: str) -> bool:
    """Whether one holds the other: who comes from a village stays away from its county too."""
    return lies_in(unit, area) or lies_in(area, unit)


def broken_rules(one: Inspector, visit: Visit, plan: Plan) -> Iterator[str]:
    """The rules that keep one inspector from one visit, whoever else is sent where."""
    if one.unit[:_PROVINCE_DIGITS] == visit.unit[:_PROVINCE_DIGITS]:
        yield "own_province"
    if any(touches(visit.unit, area) for area in one.homes):
        yield "home_area"
    if any(touches(visit.unit, area) for area in one.contracts):
        yield "contract"
    if (plan.past or {}).get((one.inspector_id, visit.unit), 0) > plan.limits.most_repeats:
        yield "repeat"


def assign(plan: Plan, key: bytes) -> Assignment:
    """Send a team to every visit.

    Args:
        plan: inspectors, visits, limits and the rules in force.
        key: bytes that became known after the plan was fixed, for example the key of a draw.

    Raises:
        UserError: UNKNOWN_ASSIGNMENT_RULE; ASSIGNMENT_INFEASIBLE, one fault with the smallest set of rules that
            conflict and the fewest visits that show it.
    """
    unknown = sorted(plan.rules - set(RULES))
    if unknown:
        raise UserError([fault("UNKNOWN_ASSIGNMENT_RULE", rule=one, allowed=", ".join(RULES)) for one in unknown])
    if not plan.visits:
        return Assignment({}, 0)
    model = _Model(plan, key)
    heaviest = model.least_load()
    if heaviest is None:
        rules = conflicting_rules(plan)
        visits = conflicting_visits(plan, rules)
        raise user_error("ASSIGNMENT_INFEASIBLE", rules=", ".join(rules) or "team_size", visits=", ".join(visits))
    return Assignment(model.teams(heaviest), heaviest)


def is_feasible(plan: Plan) -> bool:
    """Whether some assignment keeps the plan's rules."""
    return not plan.visits or _Model(plan, b"").least_load() is not None


def conflicting_rules(plan: Plan) -> tuple[str, ...]:
    """The smallest set of rules that cannot be kept together; of several the first by name.

    Empty when not even the size of a team can be had. Rules are few, so every set is tried, smallest first.
    """
    names = sorted(plan.rules)
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if not is_feasible(_with(plan, rules=frozenset(chosen))):
                return chosen
    return ()


def conflicting_visits(plan: Plan, rules: Iterable[str]) -> tuple[str, ...]:
    """Visits that show the conflict and of which none can be left out (deletion filter), in the order of the plan."""
    kept = list(plan.visits)
    for visit in plan.visits:
        fewer = [one for one in kept if one is not visit]
        if not is_feasible(_with(plan, rules=frozenset(rules), visits=fewer)):
            kept = fewer
    return tuple(one.visit_id for one in kept)


def _with(plan: Plan, *, rules: frozenset[str], visits: Sequence[Visit] | None = None) -> Plan:
    return Plan(plan.inspectors, plan.visits if visits is None else visits, plan.limits, rules, plan.past)


def weight(key: bytes, inspector: str, visit: str) -> int:
    """The hashed weight of sending an inspector to a visit: the leading bits of SHA-256(key LF inspector LF visit)."""
    digest = hashlib.sha256(b"\n".join([key, inspector.encode(), visit.encode()])).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - _WEIGHT_BITS)


class _Rows:
    """Rows of a sparse matrix with their bounds."""

    def __init__(self) -> None:
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """Add low <= sum of value * x[column] <= high."""
        for column, value in terms:
            self._row.append(len(self._low))
            self._column.append(column)
            self._value.append(value)
        self._low.append(low)
        self._high.append(high)

    def constraint(self, columns: int) -> LinearConstraint:
        """All rows as one constraint over so many columns."""
        shape = (len(self._low), columns)
        return LinearConstraint(
            coo_array((self._value, (self._row, self._column)), shape).tocsr(), self._low, self._high
        )


class _Model:
    """The integer programme: a column per allowed (inspector, visit), per pair of provinces, and one for the load."""

    def __init__(self, plan: Plan, key: bytes) -> None:
        self._plan = plan
        self._key = key
        self._pairs = [
            (i, v)
            for v, visit in enumerate(plan.visits)
            for i, one in enumerate(plan.inspectors)
            if not plan.rules & set(broken_rules(one, visit, plan))
        ]
        self._directions = sorted(
            {self._direction(i, v) for i, v in self._pairs} if "reciprocity" in plan.rules else set()
        )
        self._load = len(self._pairs) + len(self._directions)
        self._rows = self._constraints()

    def _direction(self, inspector: int, visit: int) -> tuple[str, str]:
        served, inspected = self._plan.inspectors[inspector].unit, self._plan.visits[visit].unit
        return served[:_PROVINCE_DIGITS], inspected[:_PROVINCE_DIGITS]

    def _constraints(self) -> LinearConstraint:
        rows = _Rows()
        by_visit: dict[int, list[int]] = defaultdict(list)
        by_inspector: dict[int, list[int]] = defaultdict(list)
        by_organisation: dict[tuple[int, str], list[int]] = defaultdict(list)
        for column, (inspector, visit) in enumerate(self._pairs):
            by_visit[visit].append(column)
            by_inspector[inspector].append(column)
            by_organisation[visit, self._plan.inspectors[inspector].organisation].append(column)
        for visit in range(len(self._plan.visits)):
            rows.add(((column, 1.0) for column in by_visit[visit]), self._plan.limits.team_size, np.inf)
        for columns in by_inspector.values():
            rows.add([*((column, 1.0) for column in columns), (self._load, -1.0)], -np.inf, 0)
        if "different_organisations" in self._plan.rules:
            for columns in by_organisation.values():
                rows.add(((column, 1.0) for column in columns), 0, 1)
        self._add_reciprocity(rows)
        return rows.constraint(self._load + 1)

    def _add_reciprocity(self, rows: _Rows) -> None:
        """Two provinces never inspect each other: a direction is open when used, and both are never open."""
        column_of = {pair: len(self._pairs) + place for place, pair in enumerate(self._directions)}
        if not column_of:
            return
        for column, (inspector, visit) in enumerate(self._pairs):
            rows.add([(column, 1.0), (column_of[self._direction(inspector, visit)], -1.0)], -np.inf, 0)
        for (served, inspected), column in column_of.items():
            if served < inspected and (inspected, served) in column_of:
                rows.add([(column, 1.0), (column_of[inspected, served], 1.0)], 0, 1)

    def _most(self) -> int:
        limited = "most_visits" in self._plan.rules
        return min(self._plan.limits.most_visits, len(self._plan.visits)) if limited else len(self._plan.visits)

    def _solve(self, cost: NDArray[np.float64], most: int) -> NDArray[np.int64] | None:
        high = np.ones(self._load + 1)
        high[self._load] = most
        found = milp(
            cost,
            integrality=np.ones(self._load + 1),
            bounds=Bounds(0, high),
            constraints=self._rows,
            options={"mip_rel_gap": 0},
        )
        if found.status == _INFEASIBLE:
            return None
        assert found.status == 0, found.message
        whole: NDArray[np.int64] = np.rint(found.x).astype(np.int64)
        return whole

    def least_load(self) -> int | None:
        """The smallest load of the busiest inspector; None when no assignment keeps the rules."""
        cost = np.zeros(self._load + 1)
        cost[self._load] = 1.0
        found = self._solve(cost, self._most())
        return None if found is None else int(found[self._load])

    def teams(self, heaviest: int) -> dict[str, tuple[str, ...]]:
        """The teams with the smallest sum of weights among those with that load."""
        inspectors, visits = self._plan.inspectors, self._plan.visits
        cost = np.zeros(self._load + 1)
        for column, (inspector, visit) in enumerate(self._pairs):
            # One more than the weight: nobody is sent along for nothing.
            cost[column] = 1 + weight(self._key, inspectors[inspector].inspector_id, visits[visit].visit_id)
        found = self._solve(cost, heaviest)
        assert found is not None, "the load was just found to be possible"
        sent: dict[int, list[str]] = defaultdict(list)
        for column, (inspector, visit) in enumerate(self._pairs):
            if found[column]:
                sent[visit].append(inspectors[inspector].inspector_id)
        return {one.visit_id: tuple(sorted(sent[place])) for place, one in enumerate(visits)}
