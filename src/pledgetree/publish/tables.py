"""The report's tables, all made from released figures: what pages, workbooks and CSV files show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from pledgetree.law.asking import in_force
from pledgetree.law.model import ClassRule, Indicator
from pledgetree.publish.disclosure import Column, Difference, Entry, Public, Ref, ReleasedTable
from pledgetree.publish.law_texts import capped_by_text, gate_title
from pledgetree.publish.matrix import SERIES, additive_kind, trajectory_years
from pledgetree.publish.messages import mark
from pledgetree.publish.proof import proof
from pledgetree.publish.reading import CENTRE, DETAILED_TIERS, Facts, Published, Unit, published_figures
from pledgetree.publish.words import FLOWS
from pledgetree.publish.words import SERIES as SERIES_TITLES

UNIT = Column("unit", mark("Unit"), "unit")


def row_key(unit_id: str, part: str) -> str:
    """The key of a row about one part of a unit."""
    return f"{unit_id}|{part}"


def about(table: ReleasedTable, unit_id: str) -> ReleasedTable:
    """The rows about one unit, without the column that names it."""
    keys = [key for key in table.keys if key.partition("|")[0] == unit_id]
    return table.select(keys=keys, columns=[one.key for one in table.columns if one.key != UNIT.key])


def detailed_units(facts: Facts) -> list[Unit]:
    """The Centre and the provinces."""
    return [unit for unit in facts.units.values() if unit.tier in DETAILED_TIERS]


def delivery(facts: Facts) -> Indicator | None:
    """The indicator that says how many people were lifted: the first sum of people of which more is better."""
    return _first_of_people(facts, "more")


def stock(facts: Facts) -> Indicator | None:
    """The indicator that says how many poor people remain: the first sum of people of which less is better."""
    return _first_of_people(facts, "less")


def _first_of_people(facts: Facts, direction: str) -> Indicator | None:
    sums = (one for one in facts.indicators() if additive_kind(one) == "persons" and one.kind == "additive")
    return next((one for one in sums if one.direction == direction), None)


HEADLINES = ("rural_poor_survey", "registered_poor", "counties_exited")


def headline(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """This result's headline figures beside the published ones; each series stands by itself.

    A made-up nation is smaller than the real one: where its scale is known exactly, the published figure is put to it.
    """
    columns = (
        Column("name", mark("Figure"), "word:series"),
        Column("year", mark("Year"), "year"),
        Column("result", mark("This result"), "persons"),
        Column("published", mark("Published"), "target"),
        Column("scaled", mark("Published, to this scale"), "target"),
        Column("difference", mark("Difference"), "difference"),
        Column("status", mark("Published figure is"), "word:status"),
        Column("source", mark("Source")),
    )
    published = {one.name: one for one in published_figures(facts.rulebook.name) if one.year == facts.year}
    rows = {name: _headline_row(facts, figures, name, published.get(name)) for name in HEADLINES}
    table = figures.rearranged("headline", mark("Headline figures beside the published ones"), columns, rows)
    left_out = () if facts.scale else ("scaled",) if not facts.made_up else ("scaled", "difference")
    return table.select(columns=[one.key for one in columns if one.key not in left_out])


def _headline_row(facts: Facts, figures: ReleasedTable, name: str, other: Published | None) -> list[Entry]:
    yearly = f"{name}:{facts.year}"
    cell = Ref(CENTRE, yearly if figures.has_column(yearly) else name)
    # Divisions are real at every scale: only people are fewer.
    scale = facts.scale or Fraction(1)
    scaled = round(other.value * (scale if name in SERIES else 1)) if other else None
    return [
        Public(name, "word:series"),
        Public(str(facts.year), "year"),
        cell,
        Public(other.value if other else None, "target"),
        Public(scaled, "target"),
        None if scaled is None else Difference(cell, scaled),
        Public(other.status if other else None, "word:status"),
        Public(name if other else None, "word:publisher"),
    ]


def grades(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Every province's delivery and grade, in the official order."""
    main = delivery(facts)
    columns = [
        UNIT,
        Column("delivered", main.title if main else mark("Delivered"), "persons"),
        Column("plan", mark("Approved plan"), "target"),
        Column("completion", mark("Completion of the approved plan"), "share"),
        Column("gates", mark("Gates failed"), "number"),
        Column("computed", mark("Grade by the rules"), "word:class"),
        Column("capped_by", mark("Limited by"), "text_in"),
        Column("grade", mark("Grade"), "word:class"),
    ]
    name = main.name if main else ""
    rows: dict[str, list[Entry]] = {}
    for unit in facts.provinces:
        row = facts.row("grades", unit.unit_id) or {}
        key = unit.unit_id
        rows[key] = [
            Public(key, "unit"),
            Ref(key, name),
            Ref(key, f"{name}.plan"),
            Ref(key, f"{name}.completion"),
            _gates_failed(facts, figures, key),
            Ref(key, "grade.computed"),
            capped_by_text(facts.rulebook, row.get("capped_by") or ""),
            Ref(key, "grade.grade"),
        ]
    return figures.rearranged("grades", mark("Grades of the provinces"), columns, rows)


def _gates_failed(facts: Facts, figures: ReleasedTable, unit_id: str) -> Entry:
    """How many gates failed; a withheld verdict withholds the number too."""
    verdicts = [Ref(unit_id, f"gate.{gate.name}") for gate in facts.gates()]
    cells = {one: figures.at(one.key, one.column) for one in verdicts}
    hidden = [one for one, cell in cells.items() if cell.state not in ("shown", "empty")]
    if hidden or not any(cell.shown for cell in cells.values()):
        return hidden[0] if hidden else None
    return Public(sum(cell.value == "fail" for cell in cells.values()), "number")


def class_rules(facts: Facts) -> Mapping[str, ClassRule]:
    """The class rule in force for each assessed indicator."""
    return {rule.indicator: rule for rule in in_force(facts.rulebook.scheme.classes, facts.day)}


def figure_column(indicator: Indicator) -> str:
    """The column of the figures that shows an indicator."""
    return indicator.name if indicator.kind == "additive" else f"{indicator.name}.rate"


def indicators(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Every indicator of the Centre and the provinces: value, interval, plan, pledge, class and the rule behind it."""
    columns = (
        UNIT,
        Column("content", mark("Content"), "word:content"),
        Column("indicator", mark("Indicator"), "text_in"),
        Column("value", mark("Value"), "rate"),
        Column("interval", mark("95 % interval"), "interval"),
        Column("plan", mark("Plan"), "rate"),
        Column("plan_state", mark("State of the plan"), "word:plan_state"),
        Column("pledge", mark("Pledge"), "rate"),
        Column("completion", mark("Completion of the approved plan"), "share"),
        Column("class", mark("Class"), "word:class"),
        Column("basis", mark("Class is given by"), "word:basis"),
        Column("limits", mark("Limits of the classes"), "limits"),
        Column("article", mark("Article"), "article"),
        Column("source", mark("Source")),
        Column("status", mark("Limits are"), "word:status"),
    )
    rules = class_rules(facts)
    rows = {
        row_key(unit.unit_id, one.name): _indicator_row(unit, one, rules.get(one.name))
        for unit in detailed_units(facts)
        for one in facts.indicators()
        if facts.row("figures", unit.unit_id, indicator=one.name) or (unit.in_programme and one.name in rules)
    }
    return figures.rearranged("indicators", mark("Indicators"), columns, rows)


def _indicator_row(unit: Unit, one: Indicator, rule: ClassRule | None) -> list[Entry]:
    key, name = unit.unit_id, one.name
    source = rule.source if rule else one.source
    return [
        Public(key, "unit"),
        Public(one.content, "word:content"),
        one.title,
        Ref(key, figure_column(one)),
        Ref(key, f"{name}.interval"),
        Ref(key, f"{name}.plan"),
        Ref(key, f"{name}.plan_state"),
        Ref(key, f"{name}.pledge"),
        Ref(key, f"{name}.completion"),
        Ref(key, f"{name}.class"),
        Public(rule.basis if rule else None, "word:basis"),
        Public(tuple((limit.label, limit.operator, limit.value) for limit in rule.limits) if rule else None, "limits"),
        Public(source.article or None, "article"),
        source.title,
        Public(source.status, "word:status"),
    ]


def gates(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Every gate of the Centre and the provinces: counts, rate, interval, limit, verdict, and what the data prove."""
    columns = (
        UNIT,
        Column("gate", mark("Gate"), "text_in"),
        Column("numerator", mark("Counted"), "persons"),
        Column("denominator", mark("Examined"), "persons"),
        Column("rate", mark("Rate"), "rate"),
        Column("interval", mark("95 % interval"), "interval"),
        Column("operator", mark("Must be"), "operator"),
        Column("limit", mark("Limit"), "rate"),
        Column("verdict", mark("Verdict of the law"), "word:verdict"),
        Column("proof", mark("What the sample proves"), "word:proof"),
    )
    rows = {
        row_key(unit.unit_id, gate.name): _gate_row(facts, figures, unit, gate.name)
        for unit in detailed_units(facts)
        for gate in facts.gates()
        if facts.row("gates", unit.unit_id, gate=gate.name)
    }
    return figures.rearranged("gates", mark("The gates"), columns, rows)


def _gate_row(facts: Facts, figures: ReleasedTable, unit: Unit, gate: str) -> list[Entry]:
    key = unit.unit_id
    indicator = next(one.indicator for one in facts.rulebook.scheme.gates if one.name == gate)
    sampled = facts.rulebook.indicators[indicator].sampling is not None
    return [
        Public(key, "unit"),
        gate_title(facts.rulebook, gate),
        Ref(key, f"{indicator}.numerator") if sampled else None,
        Ref(key, f"{indicator}.denominator") if sampled else None,
        Ref(key, f"{indicator}.rate"),
        Ref(key, f"{indicator}.interval"),
        Ref(key, f"gate.{gate}.operator"),
        Ref(key, f"gate.{gate}.limit"),
        Ref(key, f"gate.{gate}"),
        Public(proof(figures, key, gate, indicator), "word:proof"),
    ]


INDICATORS_ON_PAGES = (
    "indicator",
    "value",
    "interval",
    "plan",
    "completion",
    "class",
    "limits",
    "status",
    "article",
    "source",
)


def lower_units(facts: Facts, figures: ReleasedTable, tier: str) -> ReleasedTable:
    """The units of a tier below the province with delivery, plan, stock, and how the gates came out."""
    main, left = delivery(facts), stock(facts)
    columns: dict[str, str | Mapping[str, str]] = {"name": mark("Unit"), "unit_id": mark("Code")}
    if main:
        columns[main.name] = main.title
        columns[f"{main.name}.plan"] = mark("Plan")
        columns[f"{main.name}.completion"] = mark("Completion of the approved plan")
    if left:
        columns[left.name] = left.title
    for gate in facts.gates():
        columns[f"{gate.indicator}.rate"] = facts.rulebook.indicators[gate.indicator].title
        columns[f"gate.{gate.name}"] = _verdict_title(facts, gate.name)
    units = [unit.unit_id for unit in facts.units.values() if unit.tier == tier]
    title = mark("Counties") if tier == "county" else mark("Prefectures")
    return figures.select(
        name={"county": "counties"}.get(tier, "prefectures"), title=title, keys=units, columns=columns
    )


def _verdict_title(facts: Facts, gate: str) -> Mapping[str, str]:
    marks = {"en": "{} (gate)", "zh-hans": "{}（关口）", "fr": "{} (seuil)"}
    return {lang: marks[lang].format(text) for lang, text in gate_title(facts.rulebook, gate).items() if lang in marks}


def flows(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Where the registered poor came from and went, in persons, for the Centre and the provinces."""
    columns = {"name": mark("Unit"), **{f"flow.{name}": title for name, title in FLOWS.items()}}
    keys = [unit.unit_id for unit in detailed_units(facts) if facts.rows("flows", unit.unit_id)]
    return figures.select(
        name="flows", title=mark("Stocks and flows of the registered poor"), keys=keys, columns=columns
    )


def flow_lines(figures: ReleasedTable, unit_id: str) -> ReleasedTable:
    """The flows of one unit, a line each, in the order of the account."""
    columns = (Column("flow", mark("Flow"), "word:flow"), Column("persons", mark("Persons"), "persons"))
    rows: dict[str, list[Entry]] = {
        name: [Public(name, "word:flow"), Ref(unit_id, f"flow.{name}")]
        for name in FLOWS
        if figures.at(unit_id, f"flow.{name}").state != "empty"
    }
    return figures.rearranged("flows", mark("Stocks and flows of the registered poor"), columns, rows)


def trajectory(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Every series of the Centre and the provinces, a row per unit and year."""
    columns = (
        UNIT,
        Column("year", mark("Year"), "year"),
        *(Column(series, SERIES_TITLES[series], "persons") for series in SERIES),
    )
    rows: dict[str, list[Entry]] = {}
    for unit in detailed_units(facts):
        for year in trajectory_years(facts):
            cells = [Ref(unit.unit_id, f"{series}:{year}") for series in SERIES]
            if any(figures.at(cell.key, cell.column).state != "empty" for cell in cells):
                rows[row_key(unit.unit_id, str(year))] = [
                    Public(unit.unit_id, "unit"),
                    Public(str(year), "year"),
                    *cells,
                ]
    return figures.rearranged("trajectory", mark("Pledged, planned, delivered by year"), columns, rows)


def figure_tables(facts: Facts, figures: ReleasedTable) -> Iterable[ReleasedTable]:
    """Every table made from the figures."""
    yield headline(facts, figures)
    yield trajectory(facts, figures)
    yield grades(facts, figures)
    yield indicators(facts, figures)
    yield gates(facts, figures)
    yield lower_units(facts, figures, "prefecture")
    yield lower_units(facts, figures, "county")
    yield flows(facts, figures)
