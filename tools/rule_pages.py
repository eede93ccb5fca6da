"""One reference page per rulebook: editions, values, indicators, gates, classes, points, grades, problems, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from pledgetree.base.ratios import decimal_text
from pledgetree.law.model import ClassRule, GradeRule, Indicator, PointRule, Rulebook, Source, Value
from tools import duty_pages

Writing = Callable[[Value | None], str]
HEAD_LINES = 4  # of a section: heading, empty line, names of columns, rule
STATUS = {
    "documented": "in a published text",
    "recalled": "not yet checked against the official text",
    "modelled": "never published, chosen here",
}


def plain(text: object) -> str:
    """Text that is safe in a cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def number(value: Value | None) -> str:
    """A value as written in law: a number with all its decimals, else a fraction, or a word."""
    if value is None:
        return "ends"
    if isinstance(value, str):
        return value
    short = decimal_text(Fraction(value))
    return short if Fraction(short) == value else f"{Fraction(value)}"


def share(value: Value | None) -> str:
    """A ratio as a percentage, or as a fraction where the percentage would have no end."""
    if value is None or isinstance(value, str):
        return number(value)
    percent = decimal_text(Fraction(value) * 100)
    return f"{percent} %" if Fraction(percent) == value * 100 else str(Fraction(value))


def writing(rulebook: Rulebook, rule: ClassRule | PointRule) -> Writing:
    """How the limits of a rule are written: ratios and completions as percentages, counts as numbers."""
    indicator = rulebook.indicators.get(rule.indicator)
    counted = rule.basis == "value" and indicator is not None and indicator.kind == "additive"
    return number if counted else share


def cite(source: Source) -> str:
    """Where a value comes from, and how well it is known."""
    title = f"[{source.title}]({source.link})" if source.link else source.title
    place = ", ".join(part for part in (title, source.document, source.article) if part)
    return f"{place}: *{source.status}*. {source.note}".strip()


def table(heading: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A section with one table; no rows, no section."""
    names = list(columns)
    lines = ["| " + " | ".join(plain(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"## {heading}\n", f"| {' | '.join(names)} |", "|" + "---|" * len(names), *lines, ""])


def class_text(rule: ClassRule, write: Writing) -> str:
    """The classes an indicator can reach."""
    limits = [f"{one.label}: {one.operator} {write(one.value)}" for one in rule.limits]
    return "; ".join([*limits, f"otherwise {rule.otherwise}"])


def grade_text(rule: GradeRule) -> str:
    """What a grade takes."""
    parts = [f"at least {count} x {name} or better" for name, count in rule.at_least]
    parts += [f"no class below {rule.none_below}"] if rule.none_below else []
    parts += [f"points {rule.points.operator} {number(rule.points.value)}"] if rule.points else []
    return "; ".join(parts) or "otherwise"


def point_text(rule: PointRule, write: Writing) -> str:
    """How a point rule counts."""
    if rule.kind == "linear":
        return f"0 at {write(rule.zero)}, full at {write(rule.full)}"
    if rule.kind == "deduction":
        step = f"{number(rule.per_points)} less per {write(rule.per_unit)}"
        return f"full at {write(rule.start)}, {step}, not below {number(rule.floor)}"
    if rule.kind == "band":
        return "; ".join(
            f"{write(band.low)} to {write(band.high)}: {number(band.points_low)} to {number(band.points_high)}"
            for band in rule.bands
        )
    return "; ".join(f"{step.operator} {write(step.value)}: {number(step.points)}" for step in rule.steps)


def parameter_rows(rulebook: Rulebook) -> Iterator[tuple[object, ...]]:
    """One row per dated value."""
    for parameter in rulebook.parameters.values():
        for value in parameter.values:
            written = share(value.value) if parameter.unit == "ratio" else number(value.value)
            shown = f"{value.operator or ''} {written}".strip()
            area = value.region or "everywhere"
            yield f"`{parameter.name}`", shown, parameter.unit, value.effective, area, cite(value.source)


def editions(rulebook: Rulebook) -> str:
    """The published states of the law."""
    rows = ((one.id, one.published, f"{one.first_year}-{one.last_year}", cite(one.source)) for one in rulebook.editions)
    return table("Editions", ("edition", "published", "years", "source"), rows)


def values(rulebook: Rulebook) -> str:
    """Every dated value."""
    return table("Values", ("name", "value", "unit", "from", "region", "source"), parameter_rows(rulebook))


def indicator_row(one: Indicator) -> tuple[object, ...]:
    """What an indicator is and how it is computed from when."""
    formulas = ", ".join(f"`{formula}` from {day}" for day, formula in one.functions)
    return f"`{one.name}`", one.title["en"], one.unit, one.kind, one.direction, one.content, formulas, cite(one.source)


def indicators(rulebook: Rulebook) -> str:
    """What is measured."""
    names = ("name", "title", "unit", "kind", "better", "content", "formula", "source")
    return table("Indicators", names, map(indicator_row, rulebook.indicators.values()))


def gates(rulebook: Rulebook) -> str:
    """The vetoes."""
    rows = (
        (one.name, one.title["en"], f"`{one.indicator}`", f"`{one.parameter}`", cite(one.source))
        for one in rulebook.scheme.gates
    )
    return table("Gates", ("gate", "title", "indicator", "limit", "source"), rows)


def classes(rulebook: Rulebook) -> str:
    """The classes of each indicator."""
    rows = (
        (f"`{one.indicator}`", one.basis, class_text(one, writing(rulebook, one)), one.effective, cite(one.source))
        for one in rulebook.scheme.classes
    )
    return table("Classes", ("indicator", "of", "limits", "from", "source"), rows)


def points(rulebook: Rulebook) -> str:
    """The points table."""
    names = ("rule", "title", "indicator", "region", "kind", "points", "how", "from", "source")
    rows = (
        (
            one.name,
            one.title["en"],
            f"`{one.indicator}`",
            one.region or "everywhere",
            one.kind,
            number(one.points),
            point_text(one, writing(rulebook, one)),
            one.effective,
            cite(one.source),
        )
        for one in rulebook.scheme.points
    )
    return table("Points", names, rows)


def grades(rulebook: Rulebook) -> str:
    """The grades, from the best down."""
    rows = (
        (one.grade, one.title["en"], grade_text(one), one.effective, cite(one.source)) for one in rulebook.scheme.grades
    )
    return table("Grades", ("grade", "title", "takes", "from", "source"), rows)


def caps(rulebook: Rulebook) -> str:
    """The best grade while a problem stands."""
    rows = ((one.problem, one.grade, one.effective, cite(one.source)) for one in rulebook.scheme.caps)
    return table("Caps", ("problem", "grade at most", "from", "source"), rows)


def problems(rulebook: Rulebook) -> str:
    """The problems of the law."""
    rows = (
        (one.name, one.title["en"], "; ".join(":".join(pair) for pair in one.conditions), cite(one.source))
        for one in rulebook.problems
    )
    return table("Problems", ("problem", "title", "found when any of", "source"), rows)


def consequences(rulebook: Rulebook) -> str:
    """What the law proposes."""
    rows = (
        (one.name, one.title["en"], one.kind, "; ".join(one.when), cite(one.source)) for one in rulebook.consequences
    )
    return table("Consequences", ("consequence", "title", "kind", "when all of", "source"), rows)


def duties(rulebook: Rulebook) -> str:
    """Who owes what to whom by when."""
    return duty_pages.duties(rulebook, table, cite)


def pledge_texts(rulebook: Rulebook) -> str:
    """The words of pledges: clauses by family, then what follows."""
    content = rulebook.raw.get("pledge_text", {})
    rows = (
        (
            name,
            one.get("family", "consequence"),
            entry["text"]["en"],
            terms(entry),
            day,
            cite(Source(**entry["source"])),
        )
        for part in ("clauses", "consequences")
        for name, one in content.get(part, {}).items()
        for day, entry in one["from"].items()
    )
    return table("Words of pledges", ("clause", "family", "text", "for", "from", "source"), rows)


def terms(entry: Mapping[str, Any]) -> str:
    """For which tiers and kinds of pledges a wording is."""
    return ", ".join([*entry.get("tiers", ("every tier",)), *(f"{kind} pledges" for kind in entry.get("types", ()))])


def cases(rulebook: Rulebook) -> str:
    """The worked cases."""
    rows = ((one.name, one.on_date, one.kind, cite(one.source)) for one in rulebook.cases)
    return table("Worked cases", ("case", "on", "kind", "source"), rows)


SECTIONS = (
    editions,
    values,
    indicators,
    gates,
    classes,
    points,
    grades,
    caps,
    problems,
    consequences,
    duties,
    pledge_texts,
    cases,
)


def differences(section: str, base: str) -> str:
    """A section without the rows that the base has too; nothing when no row is left."""
    known = set(base.splitlines()[HEAD_LINES:])
    lines = section.splitlines()
    rows = [line for line in lines[HEAD_LINES:] if line and line not in known]
    return "\n".join([*lines[:HEAD_LINES], *rows, ""]) if rows else ""


def sections(rulebook: Rulebook, base: Rulebook | None) -> Iterator[str]:
    """Every section that has something to say; of a what-if only what differs from its base."""
    for section in SECTIONS:
        text = section(rulebook)
        yield text if base is None else differences(text, section(base))


def rule_page(rulebook: Rulebook, base: Rulebook | None = None) -> str:
    """The reference page of one rulebook; ``base`` is the rulebook a what-if extends."""
    head = [f"# {rulebook.name}\n", f"{rulebook.title['en']}. Authority: {rulebook.authority['en']}.\n"]
    if rulebook.extends:
        head.append(f"A what-if: only its differences from [{rulebook.extends}]({rulebook.extends}.md) are shown.\n")
    if rulebook.includes:
        head.append(f"Includes: {', '.join(f'[{name}]({name}.md)' for name in rulebook.includes)}.\n")
    head.append(
        "How well a source is known: " + "; ".join(f"*{word}*: {text}" for word, text in STATUS.items()) + ".\n"
    )
    return "\n".join([*head, *filter(None, sections(rulebook, base))])
