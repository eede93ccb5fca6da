"""Linear scales with round ticks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

STEPS = (1, 2, 5, 10)


def nice_step(top: Fraction, ticks: int = 4) -> Fraction:
    """The smallest of 1, 2, 5 times a power of ten that reaches ``top`` in at most ``ticks`` steps."""
    if top <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power * 10 * ticks <= top:
        power *= 10
    while power * ticks > top:
        power /= 10
    return next(power * step for step in STEPS if power * step * ticks >= top)


@dataclass(frozen=True)
class Scale:
    """Maps 0..``top`` to ``start``..``end`` on the canvas (end below start for a vertical axis)."""

    top: Fraction
    start: float
    end: float

    def place(self, value: Fraction | int) -> float:
        """The place of a value, kept on the canvas, to a tenth."""
        share = min(max(Fraction(value) / self.top, Fraction(0)), Fraction(1)) if self.top else Fraction(0)
        return round(self.start + float(share) * (self.end - self.start), 1)

    def ticks(self, step: Fraction) -> list[Fraction]:
        """The ticks from 0 up to the top."""
        found = [Fraction(0)]
        while found[-1] + step <= self.top:
            found.append(found[-1] + step)
        return found


def scale_over(values: list[Fraction], start: float, end: float) -> tuple[Scale, Fraction]:
    """A scale from 0 to a round number above every value, and its step."""
    step = nice_step(max(values, default=Fraction(1)))
    top = step
    while top < max(values, default=Fraction(1)):
        top += step
    return Scale(top, start, end), step
