"""Turns the raw form of a sound rulebook into its meaning (``model``).

Everything without an order of its own is sorted by name, so that a raw form read back from any JSON gives the same
rulebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pledgetree.law.documents import items, last_names, table, texts
from pledgetree.law.duties import matrix_of
from pledgetree.law.model import (
    BandPart,
    Cap,
    Case,
    ClassRule,
    Consequence,
    DatedValue,
    Edition,
    Gate,
    GradeRule,
    Indicator,
    Limit,
    Parameter,
    PointRule,
    Problem,
    Rulebook,
    Sampling,
    Scheme,
    Source,
    Step,
    Value,
)

Entry = Mapping[str, Any]
FRACTION = re.compile(r"^-?[0-9]+/[1-9][0-9]*$")
_NUMBERS = ("points", "zero", "full", "start", "per_unit", "per_points", "floor")


def rulebook_of(raw: Mapping[str, Any]) -> Rulebook:
    """The rulebook a sound raw form means; the raw form must have passed every check."""
    head = raw["rulebook"]
    return Rulebook(
        name=raw["name"],
        title=head["title"],
        authority=head["authority"],
        tiers=tuple(head["tiers"]),
        editions=_editions(head["editions"]),
        parameters={name: _parameter(name, one) for name, one in sorted(raw["parameters"].items())},
        indicators=_indicators(raw["indicators"]),
        scheme=_scheme(raw["grades"]),
        problems=_problems(table(raw, "sanctions", "problems")),
        consequences=_consequences(table(raw, "sanctions", "consequences")),
        matrix=matrix_of(table(raw, "duties")),
        cases=tuple(_case(one) for _, file in sorted(raw["cases"].items()) for one in file),
        includes=tuple(head.get("includes", ())),
        extends=raw["extends"],
        raw=raw,
    )


def number(value: int | str) -> Fraction:
    """A whole number or a fraction written as text."""
    return Fraction(value)


def _value(value: int | str | None) -> Value | None:
    return Fraction(value) if isinstance(value, str) and FRACTION.match(value) else value


def _source(entry: Entry) -> Source:
    return Source(**entry["source"])


def _dated(entries: Entry) -> Iterator[tuple[date, Entry]]:
    for day, entry in sorted(entries.items()):
        yield date.fromisoformat(day), entry


def _editions(entries: Entry) -> tuple[Edition, ...]:
    found = [
        Edition(
            id=name,
            published=date.fromisoformat(one["published"]),
            first_year=one["first_year"],
            last_year=one["last_year"],
            supersedes=one.get("supersedes"),
            source=_source(one),
        )
        for name, one in entries.items()
    ]
    return tuple(sorted(found, key=lambda one: one.first_year))


def _parameter(name: str, entry: Entry) -> Parameter:
    values = []
    for day, one in _dated(entry["values"]):
        values.append(DatedValue(day, _value(one["value"]), _source(one), None, one.get("operator")))
        for region, own in sorted(one.get("regions", {}).items()):
            # A region changes the number; the operator is the wording's and holds unless the region has its own.
            operator = own.get("operator", one.get("operator"))
            values.append(DatedValue(day, _value(own["value"]), _source(own), region, operator))
    return Parameter(name, entry["description"], entry["unit"], tuple(values))


def _indicators(entries: Entry) -> dict[str, Indicator]:
    found = dict(zip(last_names(entries), entries.values(), strict=True))
    return {name: _indicator(name, one) for name, one in sorted(found.items())}


def _indicator(name: str, entry: Entry) -> Indicator:
    return Indicator(
        name=name,
        title=entry["title"],
        description=entry["description"],
        unit=entry["unit"],
        kind=entry["kind"],
        direction=entry["direction"],
        content=entry["content"],
        tier=entry["tier"],
        reads=tuple(entry["reads"]),
        target=entry["target"],
        functions=tuple((date.fromisoformat(day), one) for day, one in sorted(entry["functions"].items())),
        source=_source(entry),
        sampling=Sampling(**entry["sampling"]) if "sampling" in entry else None,
    )


def _scheme(grades: Entry) -> Scheme:
    order = tuple(grades["grades_order"])
    return Scheme(
        graded_tiers=tuple(grades["graded_tiers"]),
        classes_order=tuple(grades["classes_order"]),
        grades_order=order,
        gates=tuple(_gate(name, one) for name, one in sorted(items(grades, "gates"))),
        classes=tuple(_class(name, day, one) for name, day, one in _rules(table(grades, "classes"))),
        points=tuple(rule for name, one in sorted(items(grades, "points")) for rule in _points(name, one)),
        grades=_grades(table(grades, "grades"), order, tuple(grades["classes_order"])),
        caps=tuple(Cap(name, one["grade"], day, _source(one)) for name, day, one in _rules(table(grades, "caps"))),
    )


def _rules(entries: Entry) -> Iterator[tuple[str, date, Entry]]:
    for name, rule in sorted(entries.items()):
        for day, one in _dated(rule["from"]):
            yield name, day, one


def _gate(name: str, entry: Entry) -> Gate:
    return Gate(name, entry["title"], entry["indicator"], entry["parameter"], _source(entry))


def _class(indicator: str, day: date, entry: Entry) -> ClassRule:
    limits = tuple(Limit(one["label"], one["operator"], number(one["value"])) for one in entry["limits"])
    return ClassRule(indicator, entry["basis"], day, limits, entry["otherwise"], _source(entry))


def _points(name: str, rule: Entry) -> Iterator[PointRule]:
    for day, entry in _dated(rule["from"]):
        yield _point_rule(name, rule, day, entry)
        for region, own in sorted(entry.get("regions", {}).items()):
            yield _point_rule(name, rule, day, {**entry, **own}, region)


def _point_rule(name: str, rule: Entry, day: date, entry: Entry, region: str | None = None) -> PointRule:
    return PointRule(
        name=name,
        title=rule["title"],
        indicator=rule["indicator"],
        basis=entry["basis"],
        kind=entry["kind"],
        effective=day,
        source=_source(entry),
        region=region,
        steps=tuple(Step(one["operator"], *_two(one, "value", "points")) for one in entry.get("steps", ())),
        bands=tuple(
            BandPart(*_two(one, "low", "high"), *_two(one, "points_low", "points_high"))
            for one in entry.get("bands", ())
        ),
        **{key: number(entry[key]) for key in _NUMBERS if key in entry},
    )


def _two(entry: Entry, first: str, second: str) -> tuple[Fraction, Fraction]:
    return number(entry[first]), number(entry[second])


def _grades(entries: Entry, order: tuple[str, ...], classes: tuple[str, ...]) -> tuple[GradeRule, ...]:
    found = [
        GradeRule(
            grade=name,
            title=entries[name]["title"],
            effective=day,
            source=_source(one),
            at_least=tuple((label, one["at_least"][label]) for label in classes if label in one.get("at_least", {})),
            none_below=one.get("none_below"),
            points=Limit(name, one["points"]["operator"], number(one["points"]["value"])) if "points" in one else None,
        )
        for name, day, one in _rules(entries)
    ]
    return tuple(sorted(found, key=lambda one: (order.index(one.grade), one.effective)))


def _problems(entries: Entry) -> tuple[Problem, ...]:
    found = [
        Problem(
            name=name,
            title=entries[name]["title"],
            conditions=tuple(pair for condition in one["conditions"] for pair in condition.items()),
            effective=day,
            source=_source(one),
        )
        for name, day, one in _rules(entries)
    ]
    # In the order of the articles, as a reader of the law expects them.
    return tuple(sorted(found, key=lambda one: (one.source.article, one.name, one.effective)))


def _consequences(entries: Entry) -> tuple[Consequence, ...]:
    return tuple(
        Consequence(name, entries[name]["title"], tuple(texts(one["when"])), entries[name]["kind"], day, _source(one))
        for name, day, one in _rules(entries)
    )


def _case(entry: Entry) -> Case:
    return Case(
        entry["name"],
        date.fromisoformat(entry["date"]),
        entry["kind"],
        entry["given"],
        entry["expected"],
        _source(entry),
    )
