"""The pledge tree as an icicle: a row of boxes per tier, as wide as what is promised, each under the unit above it.

A unit that signs with one further up leaves the tiers between empty above it. Boxes too narrow for words stay without;
the table beside the picture holds them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import east_asian_width

WIDTH = 640
HEIGHTS = (34, 92, 92)
GAP = 2
_MARGIN, _LINE, _MARK = 6, 15, 16
# Widths of letters at the size names are written in: Chinese ones are square.
_SQUARE, _NARROW = 13.0, 7.4
_WIDEST_MARK = 9
STEPS = (Fraction(9, 10), Fraction(1), Fraction(11, 10))
"""Delivered of promised where a darker shade begins."""


@dataclass(frozen=True)
class Twig:
    """A unit to be drawn: what it promises, the share it delivered (None: not shown), and the faults marked on it."""

    unit_id: str
    parent: str | None
    depth: int
    promised: int
    share: Fraction | None
    faults: int


@dataclass(frozen=True)
class Box:
    """A twig in its place."""

    twig: Twig
    x: float
    y: float
    width: float
    height: float
    shade: int

    def name_stands(self, name: str) -> str:
        """How a name fits: "lying", "standing", or "" where there is no room for it."""
        length = name_length(name)
        if length <= self.width - 2 * _MARGIN:
            return "lying"
        room = self.height - _MARGIN - (_MARK if self.twig.faults else 0)
        return "standing" if self.width >= _LINE and length <= room else ""

    def number_fits(self, number: str) -> bool:
        """Whether the number of faults has room to the right of their mark."""
        return name_length(number) + _WIDEST_MARK <= self.width / 2

    @property
    def mark(self) -> str:
        """The path of the mark that says there are faults: a triangle at the top, as wide as there is room."""
        half = round(min(self.width, _WIDEST_MARK) / 2, 1)
        return f"M{round(self.x + self.width / 2, 1)} {self.y + 4}l{half} 8h{-2 * half}z"


@dataclass(frozen=True)
class Icicle:
    """The picture; shades run from 1 (least delivered) to 4, 0 = not shown."""

    boxes: tuple[Box, ...]
    height: int
    width: int = WIDTH


def shade_of(share: Fraction | None) -> int:
    """The shade of a delivered share, 1 to 4; 0 where it may not be shown."""
    return 0 if share is None else 1 + sum(share >= step for step in STEPS)


def icicle(twigs: Sequence[Twig]) -> Icicle | None:
    """Boxes of a tree whose root comes first and parents before children; None where nothing is promised."""
    if not twigs or not twigs[0].promised:
        return None
    boxes: dict[str, Box] = {}
    filled: dict[str, float] = {}
    for twig in twigs:
        above = boxes.get(twig.parent or "")
        if twig.promised and (above or twig.parent is None):
            boxes[twig.unit_id] = _placed(twig, above, filled)
    deepest = max(box.twig.depth for box in boxes.values())
    return Icicle(tuple(boxes.values()), sum(HEIGHTS[: deepest + 1]) + GAP * deepest)


def name_length(name: str) -> float:
    """About how long a name is when it is written, in units of the picture."""
    return sum(_SQUARE if east_asian_width(letter) in "WF" else _NARROW for letter in name)


def _placed(twig: Twig, above: Box | None, filled: dict[str, float]) -> Box:
    """The box of a twig beside those already under the same one; children share its width by what they promise."""
    y = sum(HEIGHTS[: twig.depth]) + GAP * twig.depth
    if above is None:
        return Box(twig, 0, y, WIDTH, HEIGHTS[twig.depth], shade_of(twig.share))
    start = filled.get(above.twig.unit_id, above.x)
    width = above.width * twig.promised / above.twig.promised
    filled[above.twig.unit_id] = start + width
    return Box(twig, round(start, 1), y, round(width, 1), HEIGHTS[twig.depth], shade_of(twig.share))
