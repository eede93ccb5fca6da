"""Inspectors are sent by hard rules, evenly, by hash; what cannot be is explained by the fewest rules and visits."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from pledgetree.survey.assignment import (
    RULES,
    Inspector,
    Limits,
    Plan,
    Visit,
    assign,
    conflicting_rules,
    lies_in,
    rules_of,
    touches,
    weight,
)

KEY = b"a key that came later"
PAIRS = Limits(team_size=2, most_visits=2, most_repeats=0)


def code(stem: str) -> str:
    return stem.ljust(12, "0")


def inspector(name: str, province: str, organisation: str = "", **more) -> Inspector:
    return Inspector(name, organisation or name, code(province), **more)


def breaks_reciprocity(plan: Plan, teams: dict[str, tuple[str, ...]]) -> bool:
    served = {one.inspector_id: one.unit[:2] for one in plan.inspectors}
    unit = {one.visit_id: one.unit[:2] for one in plan.visits}
    directions = {(served[who], unit[visit]) for visit, team in teams.items() for who in team}
    return any((to, of) in directions for of, to in directions if of != to)


def by_trial(plan: Plan) -> int | None:
    """The least load of the busiest inspector by trying every set of teams; the rules written out once more."""
    past = plan.past or {}

    def may(one: Inspector, visit: Visit) -> bool:
        away = {
            "own_province": one.unit[:2] == visit.unit[:2],
            "home_area": any(touches(visit.unit, area) for area in one.homes),
            "contract": any(touches(visit.unit, area) for area in one.contracts),
            "repeat": past.get((one.inspector_id, visit.unit), 0) > plan.limits.most_repeats,
        }
        return not any(away[rule] for rule in plan.rules & away.keys())

    def teams_of(visit: Visit) -> list[tuple[Inspector, ...]]:
        able = [one for one in plan.inspectors if may(one, visit)]
        teams = combinations(able, plan.limits.team_size)
        apart = "different_organisations" in plan.rules
        return [team for team in teams if not apart or len({one.organisation for one in team}) == len(team)]

    best = None
    for chosen in product(*(teams_of(visit) for visit in plan.visits)):
        loads = [sum(one in team for team in chosen) for one in plan.inspectors]
        if "most_visits" in plan.rules and max(loads) > plan.limits.most_visits:
            continue
        named = {
            visit.visit_id: tuple(one.inspector_id for one in team)
            for visit, team in zip(plan.visits, chosen, strict=True)
        }
        if "reciprocity" in plan.rules and breaks_reciprocity(plan, named):
            continue
        best = max(loads) if best is None else min(best, max(loads))
    return best


people = st.builds(
    inspector,
    st.sampled_from("abcde"),
    st.sampled_from(["13", "14", "15"]),
    st.sampled_from(["x", "y", "z"]),
    homes=st.sampled_from([(), (code("1301"),), (code("14"),)]),
    contracts=st.sampled_from([(), (code("150102"),)]),
)
plans = st.builds(
    Plan,
    st.lists(people, max_size=5, unique_by=lambda one: one.inspector_id),
    st.lists(st.sampled_from(["1301", "1402", "150102"]), min_size=1, max_size=3, unique=True).map(
        lambda units: [Visit(f"v{unit}", code(unit)) for unit in units]
    ),
    st.builds(Limits, st.integers(1, 2), st.integers(1, 3), st.integers(0, 1)),
    st.frozensets(st.sampled_from(RULES)),
    st.dictionaries(st.tuples(st.sampled_from("abcde"), st.just(code("1402"))), st.integers(0, 2), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(plans)
def test_it_agrees_with_trying_everything(plan):
    expected = by_trial(plan)
    if expected is None:
        with pytest.raises(UserError, match="ASSIGNMENT_INFEASIBLE"):
            assign(plan, KEY)
        return
    found = assign(plan, KEY)
    assert found.heaviest == expected
    fixed = [
        Plan(plan.inspectors, [visit], plan.limits, plan.rules - {"most_visits", "reciprocity"}, plan.past)
        for visit in plan.visits
    ]
    assert all(len(found.teams[visit.visit_id]) == plan.limits.team_size for visit in plan.visits)
    assert all(by_trial(one) is not None for one in fixed)
    assert not ("reciprocity" in plan.rules and breaks_reciprocity(plan, dict(found.teams)))


def test_the_key_decides_between_equals_and_nothing_else_does():
    crowd = [inspector(f"i{number}", "11") for number in range(8)]
    visits = [Visit("v", code("13"))]
    chosen = {key: assign(Plan(crowd, visits, PAIRS), key).teams["v"] for key in (b"1", b"2", b"3", b"4")}
    assert len(set(chosen.values())) > 1
    for key, team in chosen.items():
        lightest = sorted((weight(key, one.inspector_id, "v"), one.inspector_id) for one in crowd)[:2]
        assert team == tuple(sorted(name for _, name in lightest))
    assert assign(Plan(crowd[::-1], visits, PAIRS), b"1").teams["v"] == chosen[b"1"]


def test_two_provinces_never_inspect_each_other():
    people = [inspector(f"{province}{number}", province) for province in ("13", "14", "15") for number in range(4)]
    plan = Plan(people, [Visit(f"v{one}", code(one)) for one in ("13", "14", "15")], PAIRS)
    assert not breaks_reciprocity(plan, dict(assign(plan, KEY).teams))


@pytest.mark.parametrize(
    ("people", "visits", "limits", "past", "rules", "shown"),
    [
        ([inspector("a", "13"), inspector("b", "14")], ["13"], PAIRS, {}, ("own_province",), ["v13"]),
        (
            [inspector("a", "11", "o"), inspector("b", "12", "o")],
            ["13", "14"],
            PAIRS,
            {},
            ("different_organisations",),
            ["v14"],
        ),
        (
            [inspector("a", "13"), inspector("b", "13"), inspector("c", "14"), inspector("d", "14")],
            ["13", "14"],
            PAIRS,
            {},
            ("own_province", "reciprocity"),
            ["v13", "v14"],
        ),
        (
            [inspector("a", "11", homes=(code("130102001001"),)), inspector("b", "12")],
            ["1301"],
            PAIRS,
            {},
            ("home_area",),
            ["v1301"],
        ),
        ([inspector("a", "11"), inspector("b", "12")], ["13"], PAIRS, {("a", code("13")): 1}, ("repeat",), ["v13"]),
        (
            [inspector("a", "11"), inspector("b", "12")],
            ["13", "14"],
            Limits(2, 1, 0),
            {},
            ("most_visits",),
            ["v13", "v14"],
        ),
    ],
)
def test_a_conflict_names_the_fewest_rules_and_visits(people, visits, limits, past, rules, shown):
    plan = Plan(people, [Visit(f"v{one}", code(one)) for one in visits], limits, past=past)
    assert conflicting_rules(plan) == rules
    with pytest.raises(UserError) as refused:
        assign(plan, KEY)
    (fault,) = refused.value.faults
    assert dict(fault.params) == {"rules": ", ".join(rules), "visits": ", ".join(shown)}


def test_too_few_inspectors_need_no_rule_to_fail():
    with pytest.raises(UserError) as refused:
        assign(Plan([inspector("a", "11")], [Visit("v", code("13"))], PAIRS), KEY)
    assert dict(refused.value.faults[0].params)["rules"] == "team_size"


def test_nothing_to_inspect_needs_nobody():
    assert assign(Plan([], [], PAIRS), KEY).teams == {}


def test_an_unknown_rule_is_refused():
    with pytest.raises(UserError, match="UNKNOWN_ASSIGNMENT_RULE"):
        assign(Plan([], [], PAIRS, frozenset({"friendship"})), KEY)


@pytest.mark.parametrize(
    ("unit", "area", "inside"),
    [
        ("130102001001", "130000000000", True),
        ("130102001001", "130100000000", True),
        ("130102001001", "130102000000", True),
        ("130102001001", "130102001000", True),
        ("130110000000", "130110000000", True),
        ("130111000000", "130110000000", False),
        ("500101000000", "500000000000", True),
        ("510101000000", "500000000000", False),
        ("130102001001", "000000000000", True),
        ("130102010000", "130102001000", False),
        ("130100000000", "130102000000", False),
    ],
)
def test_codes_are_paths(unit, area, inside):
    assert lies_in(unit, area) is inside


def test_the_rules_come_from_the_rulebook():
    limits, rules = rules_of(load_rulebook("cn-central-2016"), date(2018, 1, 3))
    assert limits.team_size == 2
    assert rules == set(RULES)
