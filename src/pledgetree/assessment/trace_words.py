"""A trace as JSON and as text.

Texts come from the rulebook in the reader's language; the sentences around them are templates in English that the
caller may translate (``translate`` is a catalogue's ``gettext``; every template passes ``mark``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from pledgetree.assessment.trace import (
    Contribution,
    GradeTrace,
    IndicatorTrace,
    PointsTrace,
    Step,
    TargetTrace,
    Trace,
)
from pledgetree.base.ratios import decimal_text
from pledgetree.law.model import Source, Text

Translate = Callable[[str], str]
SHOWN_CONTRIBUTIONS = 10


def mark(message: str) -> str:
    """The message itself: marks a template for the catalogues."""
    return message


STEPS = {
    "at_least": mark("{grade}: at least {asked} indicators in class {label} or better; {found} found; {outcome}"),
    "none_below": mark("{grade}: no indicator below class {label} or without evidence; {found} found; {outcome}"),
    "points": mark("{grade}: points {label}; {found} hundredths found; {outcome}"),
    "always": mark("{grade}: asks for nothing; {outcome}"),
    "cap": mark("the problem {label} stands: the grade is at most {grade}"),
}
HOLDS, FAILS = mark("holds"), mark("does not hold")
ILLUSTRATIVE = mark("illustrative: computed from made-up data, it says nothing about the real unit")
UNIT = mark("{name} ({unit_id}, {tier}), year {year}")
GRADE = mark("Grade: {grade} (computed {computed})")
CAPPED = mark("  capped by: {problems}")
NUMBER = mark("{title}: {numerator} / {denominator} = {value} ({rows} rows counted)")
NO_EVIDENCE = mark("{title}: no evidence")
WITHHELD = mark("{title}: withheld: too few interviewed; who answered must not show")
FORMULA = mark("  formula: {formula}")
SOURCE = mark("  source: {title} {document} {article} [{status}]")
TABLE = mark("  read from: {table} {digest}")
PLAN = mark("  plan {plan_id}: {numerator} / {denominator} ({state})")
NO_PLAN = mark("  plan: none")
PLEDGE = mark("  pledge {pledge_id}: {numerator} / {denominator}")
CLASS = mark("  class: {label} (by {basis}; limits: {limits})")
GATE = mark("  gate {title}: {numerator} / {denominator} must be {operator} {limit}: {verdict} ({reason})")
POINTS = mark("  points {title} ({kind}): {points} of {full}")
MEASURED = mark("{title}: {numerator} / {denominator} = {value} (by {basis})")
INTERVAL = mark("  interval at {level}: {low} to {high} ({method}, {n} households)")
CONTRIBUTION = mark("  of which {name} ({unit_id}): {numerator} / {denominator}")
PARTS_WITHHELD = mark("  units below the county: withheld: too few interviewed; who answered must not show")
MORE = mark("  and {count} more")
PROBLEM = mark("Problem: {title}, {article}: {condition} ({detail})")
CONSEQUENCE = mark("Proposed: {title} ({kind}); a named officer decides")
PLAN_FAULT = mark("Plan: {code} {indicator}: {detail}")
FLOWS = mark("Persons: {flows}")
HOUSEHOLDS = mark("Households counted in {indicator}: {ids}")


def trace_json(trace: Trace) -> dict[str, Any]:
    """The trace as plain JSON values, of the shape of ``schema/explain.schema.json``."""
    plain: dict[str, Any] = _plain(asdict(trace))
    for number, record in zip(trace.indicators, plain["indicators"], strict=True):
        record["value"] = _quotient(number.numerator, number.denominator)
    for step, record in zip(_steps(trace), (plain["grade"] or {"steps": []})["steps"], strict=True):
        record["text"] = _step_text(step, str)
    return plain


def trace_text(trace: Trace, lang: str = "en", translate: Translate = str) -> str:
    """The trace as text for people, one fact a line.

    Args:
        trace: the trace.
        lang: language of the rulebook's own texts (``en``, ``zh-hans``, ``fr``).
        translate: gives a template in that language; default: English.
    """
    return "\n".join(_lines(trace, lang, translate))


def _quotient(numerator: int | None, denominator: int | None) -> float | None:
    return numerator / denominator if numerator is not None and denominator else None


def _plain(value: Any) -> Any:
    """Tuples as lists, mappings as dicts."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _steps(trace: Trace) -> tuple[Step, ...]:
    return trace.grade.steps if trace.grade else ()


def _step_text(step: Step, translate: Translate) -> str:
    outcome = translate(HOLDS if step.holds else FAILS)
    words = {"grade": step.grade, "label": step.label, "asked": step.asked, "found": step.found, "outcome": outcome}
    return translate(STEPS[step.kind]).format(**words)


def _text(text: Text, lang: str, otherwise: str) -> str:
    return text.get(lang) or text.get("en") or otherwise


def _lines(trace: Trace, lang: str, translate: Translate) -> Iterator[str]:
    place = trace.unit
    yield translate(UNIT).format(name=place.name, unit_id=place.unit_id, tier=place.tier, year=trace.result.year)
    if trace.grade is not None:
        yield from _grade_lines(trace.grade, lang, translate)
    for problem in trace.problems:
        title = _text(problem.title, lang, problem.problem)
        words = {"article": problem.article, "condition": problem.condition, "detail": problem.detail}
        yield translate(PROBLEM).format(title=title, **words)
    for proposal in trace.consequences:
        yield translate(CONSEQUENCE).format(title=_text(proposal.title, lang, proposal.consequence), kind=proposal.kind)
    for one in trace.plan_faults:
        yield translate(PLAN_FAULT).format(code=one.code, indicator=one.indicator, detail=one.detail)
    if trace.flows is not None:
        yield translate(FLOWS).format(flows=", ".join(f"{name} {count}" for name, count in trace.flows.items()))
    for indicator in trace.indicators:
        yield from _indicator_lines(indicator, lang, translate)
    for counted in trace.households:
        yield translate(HOUSEHOLDS).format(indicator=counted.indicator, ids=" ".join(counted.household_ids))


def _grade_lines(grade: GradeTrace, lang: str, translate: Translate) -> Iterator[str]:
    yield translate(GRADE).format(grade=_text(grade.title, lang, grade.grade), computed=grade.computed)
    if grade.illustrative:
        yield "  " + translate(ILLUSTRATIVE)
    if grade.capped_by:
        yield translate(CAPPED).format(problems=", ".join(grade.capped_by))
    if grade.source is not None:
        yield _source_line(grade.source, translate)
    for step in grade.steps:
        yield "  " + _step_text(step, translate)


def _indicator_lines(one: IndicatorTrace, lang: str, translate: Translate) -> Iterator[str]:
    title = _text(one.title, lang, one.indicator)
    yield _ratio_line(NUMBER, (one.numerator, one.denominator), translate, title=title, rows=one.rows)
    if one.formula:
        yield translate(FORMULA).format(formula=one.formula)
    if one.source is not None:
        yield _source_line(one.source, translate)
    yield from (translate(TABLE).format(table=table.table, digest=table.digest) for table in one.tables)
    if one.target is not None:
        yield from _target_lines(one.target, translate)
    yield from _rule_lines(one, lang, translate)
    yield from _contribution_lines(one.contributions, translate)


def _ratio_line(template: str, ratio: tuple[int | None, int | None], translate: Translate, **words: object) -> str:
    """A ratio in the words of a template, or that there is no evidence, or that it is withheld."""
    numerator, denominator = ratio
    if numerator is None or denominator is None:
        return translate(WITHHELD).format(**words)
    if not denominator:
        return translate(NO_EVIDENCE).format(**words)
    value = decimal_text(Fraction(numerator, denominator))
    return translate(template).format(numerator=numerator, denominator=denominator, value=value, **words)


def _source_line(source: Source, translate: Translate) -> str:
    words = {"document": source.document, "article": source.article, "status": source.status}
    return "  " + " ".join(translate(SOURCE).format(title=source.title, **words).split())


def _target_lines(target: TargetTrace, translate: Translate) -> Iterator[str]:
    if target.plan_state == "none":
        yield translate(NO_PLAN)
    else:
        plan = {"numerator": target.plan_numerator, "denominator": target.plan_denominator}
        yield translate(PLAN).format(plan_id=target.plan_id or "", state=target.plan_state, **plan)
    if target.pledge_denominator:
        pledge = {"numerator": target.pledge_numerator, "denominator": target.pledge_denominator}
        yield translate(PLEDGE).format(pledge_id=target.pledge_id or "", **pledge)


def _rule_lines(one: IndicatorTrace, lang: str, translate: Translate) -> Iterator[str]:
    if one.classed is not None:
        limits = ", ".join(f"{limit.label} {limit.operator} {limit.value}".strip() for limit in one.classed.limits)
        yield translate(CLASS).format(label=one.classed.label, basis=one.classed.basis, limits=limits)
    for gate in one.gates:
        limit = decimal_text(Fraction(gate.limit_numerator, gate.limit_denominator))
        counts = {"numerator": gate.numerator, "denominator": gate.denominator, "operator": gate.operator}
        verdict = {"verdict": gate.verdict, "reason": gate.reason, "limit": limit}
        yield translate(GATE).format(title=_text(gate.title, lang, gate.gate), **counts, **verdict)
    for rule in one.points:
        yield from _points_lines(rule, lang, translate)
    if one.interval is not None:
        yield translate(INTERVAL).format(**asdict(one.interval))


def _points_lines(rule: PointsTrace, lang: str, translate: Translate) -> Iterator[str]:
    """The points, the ratio they were given for (without points: only that), and the source."""
    if rule.points_hundredths is not None:
        points, full = (decimal_text(Fraction(one, 100)) for one in (rule.points_hundredths, rule.full_hundredths))
        title = _text(rule.title, lang, rule.rule)
        yield translate(POINTS).format(title=title, kind=rule.kind, points=points, full=full)
    title, ratio = _text(rule.indicator_title, lang, rule.indicator), (rule.numerator, rule.denominator)
    line = _ratio_line(MEASURED, ratio, translate, title=title, basis=rule.basis)
    yield "    " + line
    yield "  " + _source_line(rule.source, translate)


def _contribution_lines(contributions: tuple[Contribution, ...], translate: Translate) -> Iterator[str]:
    if any(one.numerator is None for one in contributions):
        yield translate(PARTS_WITHHELD)
    contributions = tuple(one for one in contributions if one.numerator is not None)
    for one in contributions[:SHOWN_CONTRIBUTIONS]:
        words = {"unit_id": one.unit_id, "numerator": one.numerator, "denominator": one.denominator}
        yield translate(CONTRIBUTION).format(name=one.name, **words)
    if len(contributions) > SHOWN_CONTRIBUTIONS:
        yield translate(MORE).format(count=len(contributions) - SHOWN_CONTRIBUTIONS)
