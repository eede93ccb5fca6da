"""What the pages show besides tables: pictures, cards, the steps from classes to a grade; all from released cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pledgetree.law.asking import in_force
from pledgetree.law.model import Cap, Source, Text
from pledgetree.publish.disclosure import Cell, ReleasedTable
from pledgetree.publish.law_texts import gate_title, problem_title
from pledgetree.publish.matrix import trajectory_years
from pledgetree.publish.pictures.bars import Bars, completion_bars
from pledgetree.publish.pictures.gates import GateFigure, GatesPicture, gates_picture
from pledgetree.publish.pictures.tiles import Tile, tiles
from pledgetree.publish.pictures.trajectory import Trajectory, added_up, trajectory
from pledgetree.publish.proof import proof
from pledgetree.publish.reading import Facts
from pledgetree.publish.suppression import LOW, WITHHELD
from pledgetree.publish.tables import delivery

PROMISED = ("pledged", "planned", "delivered")


@dataclass(frozen=True)
class Card:
    """A number with its reference: ``title`` a text of the rulebook, ``cells`` of figure, plan, pledge, completion."""

    title: Text
    figure: Cell
    plan: Cell
    pledge: Cell
    completion: Cell
    article: str


@dataclass(frozen=True)
class GateView:
    """A gate in words beside its bar: verdict and what the sample proves."""

    title: Text
    figure: GateFigure
    rate: Cell
    interval: Cell
    verdict: str
    proof: str
    source: Source


@dataclass(frozen=True)
class CapView:
    """A problem that limits the grade: its title, the best grade it leaves, and where that stands."""

    problem: Text
    grade: str
    source: Source


def cards(facts: Facts, figures: ReleasedTable, unit_id: str) -> list[Card]:
    """The unit's additive figures with plan and pledge."""
    sums = [one for one in facts.indicators() if one.kind == "additive"]
    return [
        Card(
            one.title,
            figures.at(unit_id, one.name),
            figures.at(unit_id, f"{one.name}.plan"),
            figures.at(unit_id, f"{one.name}.pledge"),
            figures.at(unit_id, f"{one.name}.completion"),
            one.source.article,
        )
        for one in sums
        if figures.at(unit_id, one.name).state != "empty"
    ]


def promised_and_delivered(facts: Facts, figures: ReleasedTable, unit_id: str) -> Trajectory | None:
    """Pledged, planned and delivered persons, added up over the years."""
    years = trajectory_years(facts)
    series = {name: _until_last(_points(figures, unit_id, name, years)) for name in PROMISED}
    return trajectory(added_up(series))


def one_series(facts: Facts, figures: ReleasedTable, unit_id: str, name: str) -> Trajectory | None:
    """One yearly series by itself: the two series of the poor are never drawn into one picture."""
    return trajectory({name: _until_last(_points(figures, unit_id, name, trajectory_years(facts)))})


def _points(figures: ReleasedTable, unit_id: str, series: str, years: Sequence[int]) -> list[tuple[int, int | None]]:
    cells = [(year, figures.at(unit_id, f"{series}:{year}").value) for year in years]
    return [(year, value if isinstance(value, int) else None) for year, value in cells]


def _until_last(points: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """The points from the first to the last that has a value."""
    known = [place for place, (_, value) in enumerate(points) if value is not None]
    return points[known[0] : known[-1] + 1] if known else []


def completion_picture(facts: Facts, figures: ReleasedTable) -> Bars | None:
    """Delivery against plan of every province in the programme, in the official order."""
    main = delivery(facts)
    inside = [unit.unit_id for unit in facts.provinces if unit.in_programme]
    if main is None or not inside:
        return None
    shares = [(unit_id, figures.at(unit_id, f"{main.name}.completion").value) for unit_id in inside]
    states = {unit_id: _text(figures.at(unit_id, f"{main.name}.plan_state")) or "" for unit_id in inside}
    open_plans = {unit_id: state for unit_id, state in states.items() if state not in ("", "approved")}
    return completion_bars(
        [(unit_id, share if isinstance(share, Fraction) else None) for unit_id, share in shares], open_plans
    )


def province_tiles(facts: Facts, figures: ReleasedTable) -> tuple[Tile, ...]:
    """The tile grid of the provinces."""
    grades = [
        (unit.unit_id, unit.in_programme, _text(figures.at(unit.unit_id, "grade.grade"))) for unit in facts.provinces
    ]
    return tiles(grades, facts.rulebook.scheme.grades_order)


def _text(cell: Cell) -> str | None:
    return cell.value if isinstance(cell.value, str) else None


def gate_views(facts: Facts, figures: ReleasedTable, unit_id: str) -> list[GateView]:
    """The gates of a unit, in the rulebook's order; gates without a limit for the unit are left out."""
    views = []
    for gate in facts.gates():
        figure = _gate_figure(facts, figures, unit_id, gate.name, gate.indicator)
        if figure is not None:
            views.append(
                GateView(
                    gate_title(facts.rulebook, gate.name),
                    figure,
                    figures.at(unit_id, f"{gate.indicator}.rate"),
                    figures.at(unit_id, f"{gate.indicator}.interval"),
                    _verdict(figures.at(unit_id, f"gate.{gate.name}")),
                    proof(figures, unit_id, gate.name, gate.indicator),
                    gate.source,
                )
            )
    return views


def _verdict(cell: Cell) -> str:
    return cell.value if isinstance(cell.value, str) else WITHHELD if cell.state == WITHHELD else "no_evidence"


def _gate_figure(facts: Facts, figures: ReleasedTable, unit_id: str, gate: str, indicator: str) -> GateFigure | None:
    limit = figures.at(unit_id, f"gate.{gate}.limit").value
    if not isinstance(limit, Fraction):
        return None
    rate, interval = figures.at(unit_id, f"{indicator}.rate").value, figures.at(unit_id, f"{indicator}.interval").value
    return GateFigure(
        gate,
        rate if isinstance(rate, Fraction) else None,
        (Fraction(str(interval[0])), Fraction(str(interval[1]))) if isinstance(interval, tuple) else None,
        _between(figures, unit_id, indicator, facts.minimum),
        limit,
        _text(figures.at(unit_id, f"gate.{gate}.operator")) or "<=",
    )


def _between(figures: ReleasedTable, unit_id: str, indicator: str, minimum: int) -> tuple[Fraction, Fraction] | None:
    """The bounds of a rate whose count is small: from 1 to the minimum less one of those examined, on either side."""
    examined = figures.at(unit_id, f"{indicator}.denominator").value
    if not isinstance(examined, int) or examined < minimum:
        return None
    if figures.at(unit_id, f"{indicator}.numerator").state == LOW:
        return Fraction(1, examined), Fraction(minimum - 1, examined)
    if figures.at(unit_id, f"{indicator}.rest").state == LOW:
        return 1 - Fraction(minimum - 1, examined), 1 - Fraction(1, examined)
    return None


def gates_of(views: Iterable[GateView]) -> GatesPicture:
    """The picture of the gates."""
    return gates_picture([view.figure for view in views])


def caps(facts: Facts, unit_id: str) -> list[CapView]:
    """The caps in force whose problem was found at the unit."""
    found = {row["problem"] for row in facts.rows("problems", unit_id)}
    standing: Sequence[Cap] = in_force(facts.rulebook.scheme.caps, facts.day)
    return [
        CapView(problem_title(facts.rulebook, cap.problem), cap.grade, cap.source)
        for cap in standing
        if cap.problem in found
    ]


def flows_close(facts: Facts, unit_id: str) -> bool:
    """Whether opening + entries - exits = closing holds exactly, in persons (section 6 of the design)."""
    rows = facts.rows("flows", unit_id)
    return all(_closes(row) for row in rows)


def _closes(row: dict[str, int]) -> bool:
    entries = sum(row[name] for name in ("opening", "identified", "relapsed", "born", "married_in", "moved_in"))
    leavings = sum(row[name] for name in ("exited", "died", "moved_out", "removed"))
    return entries - leavings == row["closing"]
