"""The trajectory to the deadline: pledged and planned steps, the delivered line, persons added up since the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pledgetree.publish.pictures.scale import scale_over

WIDTH, HEIGHT = 420, 236
LEFT, RIGHT, TOP, BOTTOM = 74, 12, 12, 26
STEPPED = frozenset({"pledged", "planned"})
Points = Sequence[tuple[int, int | None]]


@dataclass(frozen=True)
class Line:
    """A series: ``path`` is an SVG path, ``marks`` its points; broken where a value may not be shown."""

    name: str
    path: str
    marks: tuple[tuple[float, float], ...]
    points: tuple[tuple[int, int], ...]

    def value(self, year: int) -> int | None:
        """The value in a year, if it may be shown."""
        return dict(self.points).get(year)


@dataclass(frozen=True)
class Trajectory:
    """A picture ready to draw; tick values are numbers of persons and years."""

    lines: tuple[Line, ...]
    years: tuple[tuple[float, int], ...]
    values: tuple[tuple[float, int], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def added_up(series: Mapping[str, Points]) -> dict[str, list[tuple[int, int | None]]]:
    """Running sums of yearly values from the first year all series speak of.

    Each begins at zero at the end of the year before. From a value that may not be shown on nothing can be said.
    Series without any value are left out.
    """
    known = {name: list(points) for name, points in series.items() if any(value is not None for _, value in points)}
    if not known:
        return {}
    start = max(points[0][0] for points in known.values())
    known = {name: points for name, points in known.items() if points[-1][0] >= start}
    return {
        name: [(start - 1, 0), *_running([one for one in points if one[0] >= start])] for name, points in known.items()
    }


def _running(points: Points) -> list[tuple[int, int | None]]:
    total: int | None = 0
    sums: list[tuple[int, int | None]] = []
    for year, value in points:
        total = None if total is None or value is None else total + value
        sums.append((year, total))
    return sums


def trajectory(series: Mapping[str, Points]) -> Trajectory | None:
    """The picture of running or yearly values by series; None when there is nothing to draw."""
    years = sorted({year for points in series.values() for year, value in points if value is not None})
    values = [Fraction(value) for points in series.values() for _, value in points if value is not None]
    if not years:
        return None
    places = _year_places(years)
    up, step = scale_over(values, HEIGHT - BOTTOM, TOP)
    lines = tuple(
        _line(name, points, [None if value is None else (places[year], up.place(value)) for year, value in points])
        for name, points in series.items()
        if any(value is not None for _, value in points)
    )
    return Trajectory(
        lines=lines,
        years=tuple((place, year) for year, place in places.items()),
        values=tuple((up.place(tick), int(tick)) for tick in up.ticks(step) if tick.denominator == 1),
    )


def _year_places(years: Sequence[int]) -> dict[int, float]:
    first, last = years[0], years[-1]
    width = WIDTH - LEFT - RIGHT - 24
    span = max(last - first, 1)
    return {year: round(LEFT + 12 + width * (year - first) / span, 1) for year in range(first, last + 1)}


def _line(name: str, points: Points, places: Sequence[tuple[float, float] | None]) -> Line:
    """The path and the marks of a series; steps run level to the next year, then up."""
    parts: list[str] = []
    before: tuple[float, float] | None = None
    for place in places:
        if place is not None:
            parts.append(_piece(before, *place, stepped=name in STEPPED))
        before = place
    known = tuple((year, value) for year, value in points if value is not None)
    return Line(name, "".join(parts), tuple(place for place in places if place is not None), known)


def _piece(before: tuple[float, float] | None, x: float, y: float, *, stepped: bool) -> str:
    if before is None:
        return f"M{x} {y}"
    return f"H{x}V{y}" if stepped else f"L{x} {y}"
