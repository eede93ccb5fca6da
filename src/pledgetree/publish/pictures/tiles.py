"""The provinces as equal squares in the official order: shade and shape say the grade, grey says outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OUTSIDE = -1


@dataclass(frozen=True)
class Tile:
    """A square: ``shade`` counts grades from the worst (1) to the best, 0 = no grade, -1 = not in the programme."""

    unit_id: str
    grade: str
    shade: int


def tiles(units: Sequence[tuple[str, bool, str | None]], grades_order: Sequence[str]) -> tuple[Tile, ...]:
    """A tile per unit (id, in the programme, grade), in the order given; ``grades_order`` runs from the best down."""
    return tuple(
        Tile(unit_id, grade or "", _shade(grade, grades_order, inside=inside)) for unit_id, inside, grade in units
    )


def _shade(grade: str | None, grades_order: Sequence[str], *, inside: bool) -> int:
    if not inside:
        return OUTSIDE
    return len(grades_order) - grades_order.index(grade) if grade in grades_order else 0
