"""The gates as horizontal bars: the measured rate, its interval as a whisker, the limit as a mark across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pledgetree.publish.pictures.scale import Scale

WIDTH, ROW = 420, 64
LEFT, RIGHT = 4, 416
LABEL = 190
ONE = Fraction(1)


@dataclass(frozen=True)
class GateFigure:
    """What is known of a gate. ``between`` bounds a rate that may not be shown; ``rate`` is then None."""

    name: str
    rate: Fraction | None
    interval: tuple[Fraction, Fraction] | None
    between: tuple[Fraction, Fraction] | None
    limit: Fraction
    operator: str


@dataclass(frozen=True)
class GateBar:
    """One row: places from left to right; ``bar`` or ``hatched`` may be missing, as the whisker.

    ``text`` is where the rate is written, clear of the limit's own label.
    """

    name: str
    top: int
    bar: float | None
    hatched: tuple[float, float] | None
    whisker: tuple[float, float] | None
    limit: float
    allowed: tuple[float, float]
    text: float


@dataclass(frozen=True)
class GatesPicture:
    """All rows and the size of the canvas."""

    rows: tuple[GateBar, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


def gates_picture(figures: Sequence[GateFigure]) -> GatesPicture:
    """A row per gate; each has its own scale from zero, wide enough for the limit and the interval."""
    rows = tuple(_row(figure, place * ROW) for place, figure in enumerate(figures))
    return GatesPicture(rows, height=len(rows) * ROW)


def _row(figure: GateFigure, top: int) -> GateBar:
    scale = Scale(_top(figure), LEFT, RIGHT)
    at_most = figure.operator.startswith("<")
    limit = scale.place(figure.limit)
    return GateBar(
        name=figure.name,
        top=top,
        bar=None if figure.rate is None else scale.place(figure.rate),
        hatched=None if figure.between is None else (scale.place(figure.between[0]), scale.place(figure.between[1])),
        whisker=None if figure.interval is None else (scale.place(figure.interval[0]), scale.place(figure.interval[1])),
        limit=limit,
        allowed=(LEFT, limit) if at_most else (limit, RIGHT),
        text=LEFT if limit > LABEL else limit + 36,
    )


def _top(figure: GateFigure) -> Fraction:
    """The right end: all of it for a minimum share, at least twice the limit for a maximum one."""
    if figure.operator.startswith(">"):
        return ONE
    seen = [figure.limit * 2, *(end for end in (figure.rate, *(figure.interval or ()), *(figure.between or ())) if end)]
    highest = max(seen)
    return min(ONE, Fraction(-(-highest.numerator * 100 // highest.denominator), 100))
