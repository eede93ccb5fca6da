"""What a schema cannot say: every name used is declared, rules are complete, limits descend, editions adjoin.

All checks work on the raw form and take out of it what they can use: what the schema already refused is not there any
more, and its absence is not reported a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pledgetree.base.errors import Fault, fault
from pledgetree.law.calendar_days import CALENDAR_DAYS, days_of
from pledgetree.law.documents import Raw, items, last_names, table, texts
from pledgetree.law.parsing import FRACTION
from pledgetree.law.reading import Json, Place, where

GRADES = "grades.yaml"
SANCTIONS = "sanctions.yaml"
TEXT_UNITS = ("text", "month-day", CALENDAR_DAYS)


@dataclass(frozen=True)
class Names:
    """Every name a rule may use, whether or not what it names is sound."""

    indicators: Collection[str]
    parameters: Collection[str]
    classes: list[str]
    grades: list[str]
    classed: Collection[str]
    gates: Collection[str]
    problems: Collection[str]
    points: Collection[str]


def names_of(raw: Mapping[str, Json]) -> Names:
    """The names a raw form declares."""
    return Names(
        indicators=last_names(table(raw, "indicators")),
        parameters=list(table(raw, "parameters")),
        classes=texts(table(raw, "grades").get("classes_order")),
        grades=texts(table(raw, "grades").get("grades_order")),
        classed=list(table(raw, "grades", "classes")),
        gates=list(table(raw, "grades", "gates")),
        problems=list(table(raw, "sanctions", "problems")),
        points=list(table(raw, "grades", "points")),
    )


def check_references(raw: Raw, names: Names) -> Iterator[Fault]:
    """Faults of the sound parts of a raw form, given all names of the whole of it."""
    yield from _check_editions(raw)
    yield from _check_indicator_names(raw)
    yield from _check_parameters(raw)
    yield from _check_gates(raw, names)
    yield from _check_grades(raw, names)
    yield from _check_caps(raw, names)
    yield from _check_problems(raw, names)
    yield from _check_consequences(raw, names)
    yield from _check_cases(raw, names)


def known(code: str, place: str, value: str, allowed: Collection[str]) -> Iterator[Fault]:
    """A fault when a name is not among the allowed ones."""
    if value not in allowed:
        yield fault(code, place, value=value, allowed=", ".join(sorted(allowed)) or "(none)")


def _check_editions(raw: Raw) -> Iterator[Fault]:
    editions = sorted(items(raw, "rulebook", "editions"), key=lambda pair: (_year(pair[1], "first_year"), pair[0]))
    names = [name for name, _ in editions]
    for name, edition in editions:
        place = where("rulebook.yaml", ("editions", name))
        if _year(edition, "first_year") > _year(edition, "last_year"):
            yield fault("EDITION_BACKWARDS", place)
        if "supersedes" in edition:
            others = [one for one in names if one != name]
            yield from known("EDITION_UNKNOWN", f"{place}.supersedes", str(edition["supersedes"]), others)
    for (_, earlier), (name, later) in pairwise(editions):
        last, first = _year(earlier, "last_year"), _year(later, "first_year")
        place = where("rulebook.yaml", ("editions", name, "first_year"))
        if first <= last:
            yield fault("EDITIONS_OVERLAP", place, year=first)
        elif first > last + 1:
            yield fault("EDITIONS_GAP", place, year=last + 1)


def _year(edition: Mapping[str, Json], key: str) -> int:
    return int(str(edition[key]))


def _check_indicator_names(raw: Raw) -> Iterator[Fault]:
    paths = sorted(table(raw, "indicators"))
    for step, (path, name) in enumerate(zip(paths, last_names(paths), strict=True)):
        if name in last_names(paths[:step]):
            yield fault("INDICATOR_TWICE", f"indicators/{path}.yaml", name=name)


def _check_parameters(raw: Raw) -> Iterator[Fault]:
    for name, parameter in items(raw, "parameters"):
        textual = parameter.get("unit") in TEXT_UNITS
        for place, entry in dated_values(parameter):
            value = entry["value"]
            if isinstance(value, str) and not textual and not FRACTION.match(value):
                yield fault("RULEBOOK_NUMBER", where(f"parameters/{name}.yaml", (*place, "value")), value=value)
            if parameter.get("unit") == CALENDAR_DAYS and not _are_days(value):
                yield fault("RULEBOOK_DAYS", where(f"parameters/{name}.yaml", (*place, "value")), value=str(value))


def _are_days(value: Json) -> bool:
    try:
        return value is None or (isinstance(value, str) and bool(days_of(value)))
    except ValueError:
        return False


def dated_values(parameter: Mapping[str, Json]) -> Iterator[tuple[Place, dict[str, Json]]]:
    """Every value of a parameter, the regions' own included, with its place."""
    for day, entry in items(parameter, "values"):
        yield ("values", day), entry
        for region, own in items(entry, "regions"):
            yield ("values", day, "regions", region), {**entry, **own}


def _check_gates(raw: Raw, names: Names) -> Iterator[Fault]:
    for name, gate in items(raw, "grades", "gates"):
        place = where(GRADES, ("gates", name))
        yield from known("RULE_INDICATOR", f"{place}.indicator", str(gate["indicator"]), names.indicators)
        yield from known("RULE_PARAMETER", f"{place}.parameter", str(gate["parameter"]), names.parameters)
        yield from _check_limit(raw, str(gate["parameter"]))


def _check_limit(raw: Raw, parameter: str) -> Iterator[Fault]:
    """A gate compares: each value of its parameter is a number with an operator."""
    for place, entry in dated_values(table(raw, "parameters", parameter)):
        if entry["value"] is not None and "operator" not in entry:
            yield fault("RULEBOOK_KEY_MISSING", where(f"parameters/{parameter}.yaml", place), key="operator")


Rule = tuple[str, Place, dict[str, Json]]


def dated_rules(raw: Mapping[str, Json], *keys: str) -> Iterator[Rule]:
    """Name, place and content of each dated version of the rules below the keys; the first key is the file."""
    for name, rule in items(raw, *keys):
        for day, entry in items(rule, "from"):
            yield name, (*keys[1:], name, "from", day), entry


def _check_grades(raw: Raw, names: Names) -> Iterator[Fault]:
    rules = list(dated_rules(raw, "grades", "grades"))
    for name, place, rule in rules:
        yield from known("RULE_LABEL", where(GRADES, place), name, names.grades)
        for label in table(rule, "at_least"):
            yield from known("RULE_LABEL", where(GRADES, (*place, "at_least", label)), label, names.classes)
        if "none_below" in rule:
            yield from known(
                "RULE_LABEL", where(GRADES, (*place, "none_below")), str(rule["none_below"]), names.classes
            )
        if name in names.grades[-1:] and set(rule) != {"source"}:
            yield fault("LAST_GRADE_CONDITIONAL", where(GRADES, place), grade=name)
    for grade in names.grades:
        if grade not in table(raw, "grades", "grades"):
            yield fault("GRADE_WITHOUT_RULE", where(GRADES, ("grades",)), grade=grade)


def _check_caps(raw: Raw, names: Names) -> Iterator[Fault]:
    for name, place, rule in dated_rules(raw, "grades", "caps"):
        yield from known("RULE_PROBLEM", where(GRADES, place), name, names.problems)
        yield from known("RULE_LABEL", where(GRADES, (*place, "grade")), str(rule["grade"]), names.grades)


def _check_problems(raw: Raw, names: Names) -> Iterator[Fault]:
    for _, place, rule in dated_rules(raw, "sanctions", "problems"):
        conditions = rule["conditions"]
        for step, condition in enumerate(conditions if isinstance(conditions, list) else []):
            for kind, argument in condition.items() if isinstance(condition, dict) else ():
                here = where(SANCTIONS, (*place, "conditions", step, kind))
                yield from _CONDITIONS[kind](here, str(argument), names)


def _check_completion(place: str, value: str, names: Names) -> Iterator[Fault]:
    return known("RULE_INDICATOR", place, value, names.indicators)


def _check_class_at_most(place: str, value: str, names: Names) -> Iterator[Fault]:
    indicator, _, label = value.partition("=")
    # Only an indicator with a class rule has a class to compare.
    yield from known("RULE_INDICATOR", place, indicator, names.classed)
    yield from known("RULE_LABEL", place, label, names.classes)


def _check_gate_failed(place: str, value: str, names: Names) -> Iterator[Fault]:
    return known("RULE_GATE", place, value, names.gates)


def _check_finding(place: str, value: str, names: Names) -> Iterator[Fault]:
    return known("RULE_PROBLEM", place, value, names.problems)


def _check_plan_fault(_place: str, _value: str, _names: Names) -> Iterator[Fault]:
    """The schema holds the closed list of plan faults."""
    return iter(())


_CONDITIONS: Mapping[str, Callable[[str, str, Names], Iterator[Fault]]] = {
    "completion_below": _check_completion,
    "class_at_most": _check_class_at_most,
    "gate_failed": _check_gate_failed,
    "finding": _check_finding,
    "plan_fault": _check_plan_fault,
}


def _check_consequences(raw: Raw, names: Names) -> Iterator[Fault]:
    for _, place, rule in dated_rules(raw, "sanctions", "consequences"):
        for step, condition in enumerate(texts(rule["when"])):
            kind, _, name = condition.partition(":")
            code, allowed = ("RULE_LABEL", names.grades) if kind == "grade" else ("RULE_PROBLEM", names.problems)
            yield from known(code, where(SANCTIONS, (*place, "when", step)), name, allowed)


def _check_cases(raw: Raw, names: Names) -> Iterator[Fault]:
    for file, cases in table(raw, "cases").items():
        for step, case in enumerate(cases if isinstance(cases, list) else []):
            given = table(case, "given")
            place = where(f"cases/{file}.yaml", (step, "given"))
            for name in [*table(given, "figures"), *table(given, "plans")]:
                yield from known("RULE_INDICATOR", place, name, names.indicators)
            for name in texts(given.get("findings")):
                yield from known("RULE_PROBLEM", place, name, names.problems)
            if "rule" in given:
                yield from known("RULE_POINTS", place, str(given["rule"]), names.points)


def check_includes(raw: Raw, bundled: Collection[str]) -> Iterator[Fault]:
    """Included rulebooks are bundled ones."""
    for step, name in enumerate(texts(table(raw, "rulebook").get("includes"))):
        yield from known("RULEBOOK_UNKNOWN", where("rulebook.yaml", ("includes", step)), name, bundled)
