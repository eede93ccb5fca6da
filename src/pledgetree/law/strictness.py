"""Classes and points: labels, limits that descend in strictness, and the numbers each kind of point rule needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from pledgetree.base.errors import Fault, fault
from pledgetree.law.documents import Raw, items
from pledgetree.law.parsing import number
from pledgetree.law.reading import Json, Place, where
from pledgetree.law.references import GRADES, Names, dated_rules, known

Entry = Mapping[str, Json]


def check_strictness(raw: Raw, names: Names) -> Iterator[Fault]:
    """Faults of the class rules and the point rules of a raw form."""
    for name, place, rule in dated_rules(raw, "grades", "classes"):
        yield from known("RULE_INDICATOR", where(GRADES, place), name, names.indicators)
        yield from _check_class(place, rule, names)
    for name, rule in items(raw, "grades", "points"):
        here = where(GRADES, ("points", name, "indicator"))
        yield from known("RULE_INDICATOR", here, str(rule["indicator"]), names.indicators)
    for _, place, rule in dated_rules(raw, "grades", "points"):
        yield from _check_points(place, rule)
        for region, own in items(rule, "regions"):
            yield from _check_points((*place, "regions", region), {**rule, **own})


def _check_class(place: Place, rule: Entry, names: Names) -> Iterator[Fault]:
    limits = _mappings(rule["limits"])
    labels = [str(one["label"]) for one in limits] + [str(rule["otherwise"])]
    unknown = [
        one
        for step, label in enumerate(labels)
        for one in known("RULE_LABEL", where(GRADES, (*place, *_label_place(step, limits))), label, names.classes)
    ]
    yield from unknown
    order = [] if unknown else [names.classes.index(label) for label in labels]
    if not _descends(limits) or any(later <= earlier for earlier, later in pairwise(order)):
        yield fault("LIMITS_NOT_DESCENDING", where(GRADES, (*place, "limits")))


def _label_place(step: int, limits: list[dict[str, Json]]) -> Place:
    return ("limits", step, "label") if step < len(limits) else ("otherwise",)


def _descends(limits: list[dict[str, Json]]) -> bool:
    """Whether each limit is easier to reach than the one before it, and all look the same way."""
    upward = {str(one["operator"]).startswith(">") for one in limits}
    values = [_number(one, "value") for one in limits]
    falls = all(later < earlier for earlier, later in pairwise(values))
    rises = all(later > earlier for earlier, later in pairwise(values))
    return falls if upward == {True} else rises and upward == {False}


def _check_points(place: Place, rule: Entry) -> Iterator[Fault]:
    here = where(GRADES, place)
    needed, check = _KINDS[str(rule["kind"])]
    missing = [key for key in needed if rule.get(key) in (None, [])]
    if missing:
        yield fault("POINT_RULE_INCOMPLETE", here, kind=str(rule["kind"]), keys=", ".join(missing))
    else:
        yield from check(here, rule)


def _check_linear(here: str, rule: Entry) -> Iterator[Fault]:
    if _number(rule, "zero") == _number(rule, "full"):
        yield fault("POINT_RULE_WRONG", here, reason="zero ≠ full")


def _check_steps(here: str, rule: Entry) -> Iterator[Fault]:
    steps = _mappings(rule["steps"])
    points = [_number(one, "points") for one in steps]
    if not _descends(steps):
        yield fault("LIMITS_NOT_DESCENDING", f"{here}.steps")
    if any(later >= earlier for earlier, later in pairwise(points)) or max(points) > _number(rule, "points"):
        yield fault("POINT_RULE_WRONG", here, reason="steps.points ↓, ≤ points")


def _check_cliff(here: str, rule: Entry) -> Iterator[Fault]:
    if len(_mappings(rule["steps"])) != 1:
        yield fault("POINT_RULE_WRONG", here, reason="len(steps) = 1")


def _check_deduction(here: str, rule: Entry) -> Iterator[Fault]:
    if _number(rule, "per_unit") <= 0 or _number(rule, "per_points") <= 0:
        yield fault("POINT_RULE_WRONG", here, reason="per_unit > 0, per_points > 0")


def _check_bands(here: str, rule: Entry) -> Iterator[Fault]:
    bands = _mappings(rule["bands"])
    if any(_number(one, "low") >= _number(one, "high") for one in bands):
        yield fault("POINT_RULE_WRONG", here, reason="low < high")
    if any(_number(earlier, "high") != _number(later, "low") for earlier, later in pairwise(bands)):
        yield fault("POINT_RULE_WRONG", here, reason="high = low (next)")


_KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[str, Entry], Iterator[Fault]]]] = {
    "linear": (("zero", "full"), _check_linear),
    "step": (("steps",), _check_steps),
    "cliff": (("steps",), _check_cliff),
    "deduction": (("start", "per_unit", "per_points"), _check_deduction),
    "band": (("bands",), _check_bands),
}


def _mappings(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(entry: Entry, key: str) -> Fraction:
    value = entry[key]
    assert isinstance(value, int | str)
    return number(value)
