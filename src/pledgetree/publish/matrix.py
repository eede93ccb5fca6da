"""The one table all figures of a report are released through: a row per unit, a column per figure.

Releasing it whole is what makes the pages consistent: a count hidden on one page cannot be worked out from another.
Units above the county carry everything; prefectures and counties carry delivery, stocks, the gates and their rates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from pledgetree.base.units import CENTRE
from pledgetree.law.asking import in_force
from pledgetree.law.model import Gate, Indicator
from pledgetree.publish.disclosure import Column, Identity, Known, Table, Value
from pledgetree.publish.guarding import class_of, counts_people, is_stock, known, needs, verdict_of
from pledgetree.publish.messages import mark
from pledgetree.publish.reading import DETAILED_TIERS, Facts, Unit
from pledgetree.publish.words import FLOWS

FLOW_IN = ("opening", "identified", "relapsed", "born", "married_in", "moved_in")
FLOW_OUT = ("exited", "died", "moved_out", "removed", "closing")
SERIES = ("pledged", "planned", "delivered", "registered_poor", "rural_poor_survey")
SERIES_OF_PEOPLE = frozenset({"delivered", "registered_poor"})


@dataclass(frozen=True)
class Measure:
    """A column and how its value is found for a unit; ``detailed`` ones only down to the province."""

    column: Column
    value: Callable[[Unit], Value]
    detailed: bool = False


def matrix(facts: Facts) -> Table:
    """All figures of the report, before release."""
    measures = [*_unit_measures(), *_indicator_measures(facts), *_gate_measures(facts), *_other_measures(facts)]
    return Table(
        name="units",
        title=mark("Units"),
        columns=tuple(one.column for one in measures),
        keys=tuple(facts.units),
        rows=tuple(tuple(_value(one, unit) for one in measures) for unit in facts.units.values()),
        parents={unit.unit_id: unit.parent_id for unit in facts.units.values() if unit.parent_id in facts.units},
        identities=(
            Identity(_flow_columns(FLOW_IN), _flow_columns(FLOW_OUT)),
            # Delivered are exits with approval: what the account calls exited, less those without.
            Identity(("poor_lifted", "flow.unapproved_exits"), ("flow.exited",)),
            *_sample_identities(facts),
            *_stock_identities(facts),
        ),
        known={(unit.unit_id, column): told for unit in facts.units.values() for column, told in _known(facts, unit)},
    )


def _known(facts: Facts, unit: Unit) -> Iterable[tuple[str, Known]]:
    """The unit's verdicts and classes with what tells whether a reader knows them anyway."""
    for gate in facts.rulebook.scheme.gates:
        row = facts.row("gates", unit.unit_id, gate=gate.name)
        if row and row["limit_denominator"]:
            limit = Fraction(int(row["limit_numerator"]), int(row["limit_denominator"]))
            told = known(facts.rulebook.indicators[gate.indicator], verdict_of(row["operator"], limit))
            if told:
                yield f"gate.{gate.name}", told
    for indicator in facts.indicators():
        plan = _target(facts, indicator, unit, "plan")
        if isinstance(plan, int) and (told := known(indicator, _met_by(facts, indicator, unit))):
            yield f"{indicator.name}.met", told
    if unit.tier in DETAILED_TIERS:
        yield from _known_classes(facts)


def _known_classes(facts: Facts) -> Iterable[tuple[str, Known]]:
    for rule in in_force(facts.rulebook.scheme.classes, facts.day):
        told = known(facts.rulebook.indicators[rule.indicator], class_of(rule)) if rule.basis == "value" else None
        if told:
            yield f"{rule.indicator}.class", told


def _value(measure: Measure, unit: Unit) -> Value:
    if measure.detailed and unit.tier not in DETAILED_TIERS:
        return None
    return measure.value(unit)


def _flow_columns(flows: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"flow.{flow}" for flow in flows)


def _unit_measures() -> list[Measure]:
    return [
        Measure(Column("unit_id", mark("Code")), lambda unit: unit.unit_id),
        Measure(Column("name", mark("Unit"), "unit"), lambda unit: unit.unit_id),
        Measure(Column("tier", mark("Tier"), "word:tier"), lambda unit: unit.tier),
        Measure(Column("region", mark("Region"), "word:region"), lambda unit: unit.region or None),
    ]


def _indicator_measures(facts: Facts) -> Iterable[Measure]:
    gates = {gate.indicator for gate in facts.rulebook.scheme.gates}
    for indicator in facts.indicators():
        yield from _figure_measures(facts, indicator, detailed=not _goes_down(indicator, gates))
        yield from _target_measures(facts, indicator)


def _goes_down(indicator: Indicator, gates: set[str]) -> bool:
    return indicator.name in gates or indicator.kind == "additive" or "households" in indicator.reads


def _figure_measures(facts: Facts, indicator: Indicator, *, detailed: bool) -> list[Measure]:
    if indicator.kind == "additive":
        column = Column(indicator.name, indicator.name, additive_kind(indicator), worth=1)
        return [Measure(column, _part(facts, indicator, "numerator"))]
    people = counts_people(indicator)
    kind = "persons" if people else "number"
    measures = [
        Measure(
            Column(f"{indicator.name}.numerator", indicator.name, kind), _part(facts, indicator, "numerator"), detailed
        ),
        Measure(
            Column(f"{indicator.name}.denominator", indicator.name, kind, worth=2),
            _part(facts, indicator, "denominator"),
            detailed,
        ),
    ]
    if people:
        measures.append(
            Measure(Column(f"{indicator.name}.rest", indicator.name, kind), _rest(facts, indicator), detailed)
        )
    needed = needs(facts, indicator)
    return [
        *measures,
        Measure(Column(f"{indicator.name}.rate", indicator.name, "rate", needed), _rate(facts, indicator), detailed),
        Measure(
            Column(f"{indicator.name}.interval", indicator.name, "interval", needed),
            _interval(facts, indicator),
            detailed,
        ),
    ]


def additive_kind(indicator: Indicator) -> str:
    """How an additive indicator's figure is shown."""
    return {"persons": "persons", "households": "households", "fen": "money"}.get(indicator.unit, "number")


def _sample_identities(facts: Facts) -> list[Identity]:
    rates = [one.name for one in facts.indicators() if one.kind != "additive" and counts_people(one)]
    return [Identity((f"{name}.numerator", f"{name}.rest"), (f"{name}.denominator",)) for name in rates]


def _stock_identities(facts: Facts) -> list[Identity]:
    """The stock's other faces, wherever they agree: a share's numerator, the end of the account, the year's point."""
    stocks = [one for one in facts.indicators() if is_stock(one)]
    faces = [one.name if one.kind == "additive" else f"{one.name}.numerator" for one in stocks]
    faces += ["flow.closing", f"registered_poor:{facts.year}"]
    return [
        *(Identity((one,), (faces[0],)) for one in faces[1:]),
        Identity(("poor_lifted",), (f"delivered:{facts.year}",)),
    ]


def _part(facts: Facts, indicator: Indicator, part: str) -> Callable[[Unit], Value]:
    def value(unit: Unit) -> Value:
        row = facts.row("figures", unit.unit_id, indicator=indicator.name)
        return int(row[part]) if row else None

    return value


def _rest(facts: Facts, indicator: Indicator) -> Callable[[Unit], Value]:
    def value(unit: Unit) -> Value:
        row = facts.row("figures", unit.unit_id, indicator=indicator.name)
        return int(row["denominator"]) - int(row["numerator"]) if row else None

    return value


def _rate(facts: Facts, indicator: Indicator) -> Callable[[Unit], Value]:
    def value(unit: Unit) -> Value:
        row = facts.row("figures", unit.unit_id, indicator=indicator.name)
        return Fraction(int(row["numerator"]), int(row["denominator"])) if row and row["denominator"] else None

    return value


def _interval(facts: Facts, indicator: Indicator) -> Callable[[Unit], Value]:
    def value(unit: Unit) -> Value:
        row = facts.row("intervals", unit.unit_id, indicator=indicator.name)
        return (Fraction(row["low"]), Fraction(row["high"])) if row else None

    return value


def _target_measures(facts: Facts, indicator: Indicator) -> list[Measure]:
    """Plan, its state, pledge and completion; plans and pledges are public figures, never counts of the register."""
    additive = indicator.kind == "additive"
    kind = "target" if additive else "rate"
    name = indicator.name
    needed = needs(facts, indicator)
    return [
        Measure(Column(f"{name}.plan", name, kind), lambda unit: _target(facts, indicator, unit, "plan")),
        Measure(Column(f"{name}.pledge", name, kind), lambda unit: _target(facts, indicator, unit, "pledge")),
        Measure(Column(f"{name}.plan_state", name, "word:plan_state"), lambda unit: _plan_state(facts, name, unit)),
        Measure(Column(f"{name}.completion", name, "share", needed), lambda unit: _completion(facts, indicator, unit)),
        Measure(Column(f"{name}.kept", name, "share", needed), lambda unit: _kept(facts, indicator, unit)),
        Measure(Column(f"{name}.met", name, "word:yes_no", needed), lambda unit: _met(facts, indicator, unit)),
        Measure(
            Column(f"{name}.class", name, "word:class", needed),
            lambda unit: (facts.row("classes", unit.unit_id, indicator=name) or {}).get("class"),
            detailed=True,
        ),
    ]


def _target(facts: Facts, indicator: Indicator, unit: Unit, which: str) -> Value:
    row = facts.row("targets", unit.unit_id, indicator=indicator.name)
    if not row or not row[f"{which}_denominator"]:
        return None
    value = Fraction(int(row[f"{which}_numerator"]), int(row[f"{which}_denominator"]))
    return int(value) if indicator.kind == "additive" else value


def _plan_state(facts: Facts, indicator: str, unit: Unit) -> Value:
    row = facts.row("targets", unit.unit_id, indicator=indicator)
    return row["plan_state"] if row else None


def _completion(facts: Facts, indicator: Indicator, unit: Unit) -> Value:
    """Achieved over planned; an unapproved plan has no completion (it is never assessed as met)."""
    row, plan = facts.row("figures", unit.unit_id, indicator=indicator.name), _target(facts, indicator, unit, "plan")
    if not row or not row["denominator"] or not isinstance(plan, int | Fraction) or plan <= 0:
        return None
    share = Fraction(int(row["numerator"]), int(row["denominator"])) / plan
    return share if _plan_state(facts, indicator.name, unit) == "approved" else None


def _kept(facts: Facts, indicator: Indicator, unit: Unit) -> Value:
    """Achieved over pledged."""
    row, pledge = (
        facts.row("figures", unit.unit_id, indicator=indicator.name),
        _target(facts, indicator, unit, "pledge"),
    )
    if not row or not row["denominator"] or not isinstance(pledge, int | Fraction) or pledge <= 0:
        return None
    return Fraction(int(row["numerator"]), int(row["denominator"])) / pledge


def _met(facts: Facts, indicator: Indicator, unit: Unit) -> Value:
    """Whether the approved plan in force was reached; an unapproved one never is."""
    row = facts.row("figures", unit.unit_id, indicator=indicator.name)
    if _target(facts, indicator, unit, "plan") is None:
        return None
    if not row or not row["denominator"]:
        return "false"
    met = _met_by(facts, indicator, unit)
    return "true" if met(Fraction(int(row["numerator"]), int(row["denominator"]))) else "false"


def _met_by(facts: Facts, indicator: Indicator, unit: Unit) -> Callable[[Fraction], bool]:
    plan, state = _target(facts, indicator, unit, "plan"), _plan_state(facts, indicator.name, unit)
    return lambda value: isinstance(plan, int | Fraction) and state == "approved" and value >= plan


def _verdict_column(facts: Facts, gate: Gate) -> Column:
    """The verdict goes with its rate: it would bound the counts; that there is no evidence bounds none."""
    needed = needs(facts, facts.rulebook.indicators[gate.indicator])
    return Column(f"gate.{gate.name}", gate.name, "word:verdict", needed, harmless=("no_evidence",))


def _gate_measures(facts: Facts) -> list[Measure]:
    def limit(gate: str) -> Callable[[Unit], Value]:
        def value(unit: Unit) -> Value:
            row = facts.row("gates", unit.unit_id, gate=gate)
            if not row or not row["limit_denominator"]:
                return None
            return Fraction(int(row["limit_numerator"]), int(row["limit_denominator"]))

        return value

    def text(gate: str, field: str) -> Callable[[Unit], Value]:
        return lambda unit: (facts.row("gates", unit.unit_id, gate=gate) or {}).get(field)

    measures = []
    for gate in facts.rulebook.scheme.gates:
        measures += [
            Measure(_verdict_column(facts, gate), text(gate.name, "verdict")),
            Measure(Column(f"gate.{gate.name}.limit", gate.name, "rate"), limit(gate.name)),
            Measure(Column(f"gate.{gate.name}.operator", gate.name, "operator"), text(gate.name, "operator")),
        ]
    return measures


def _other_measures(facts: Facts) -> Iterable[Measure]:
    def grade(field: str) -> Callable[[Unit], Value]:
        return lambda unit: (facts.row("grades", unit.unit_id) or {}).get(field) or None

    def flow(name: str) -> Callable[[Unit], Value]:
        return lambda unit: (facts.row("flows", unit.unit_id) or {}).get(name)

    def point(year: int, series: str) -> Callable[[Unit], Value]:
        return lambda unit: (facts.row("trajectory", unit.unit_id, year=year, series=series) or {}).get("value")

    for field in ("computed", "grade", "capped_by"):
        yield Measure(
            Column(f"grade.{field}", field, "word:class" if field != "capped_by" else "text"),
            grade(field),
            detailed=True,
        )
    yield Measure(Column("grade.points", "points", "points"), grade("points_hundredths"), detailed=True)
    for name, title in FLOWS.items():
        yield Measure(Column(f"flow.{name}", title, "persons"), flow(name), detailed=True)
    for series in SERIES:
        kind = "persons" if series in SERIES_OF_PEOPLE else "target"
        for year in trajectory_years(facts):
            yield Measure(Column(f"{series}:{year}", series, kind), point(year, series), detailed=True)


def trajectory_years(facts: Facts) -> list[int]:
    """Every year some trajectory names, in order."""
    return sorted({row["year"] for unit in facts.tables["trajectory"].values() for row in unit})


__all__ = ["CENTRE", "counts_people", "matrix", "trajectory_years"]
