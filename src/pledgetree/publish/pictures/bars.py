"""Delivery against the plan, a bar per unit, all on one scale with a mark where the plan is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pledgetree.publish.pictures.scale import Scale

WIDTH, ROW = 420, 20
LABELS, VALUES = 156, 56
TOP = 18
PLAN_MET = Fraction(1)


@dataclass(frozen=True)
class Bar:
    """A unit's bar: ``end`` is missing when there is no share to show, ``plan_state`` says why where it is the plan's.

    ``behind`` when the plan is not met.
    """

    unit_id: str
    top: int
    end: float | None
    behind: bool
    share: Fraction | None
    plan_state: str = ""


@dataclass(frozen=True)
class Bars:
    """The picture: every bar begins at ``start``; ``plan`` is where 100 % stands."""

    bars: tuple[Bar, ...]
    plan: float
    height: int
    width: int = WIDTH
    start: int = LABELS


def completion_bars(shares: Sequence[tuple[str, Fraction | None]], plan_states: Mapping[str, str]) -> Bars:
    """Bars in the order given, on a scale from zero to the best share or to the plan and a little more.

    ``plan_states`` names the units whose plan is not approved or missing.
    """
    known = [share for _, share in shares if share is not None]
    scale = Scale(max([Fraction(11, 10), *known]), LABELS, WIDTH - VALUES)
    bars = tuple(
        Bar(
            unit_id,
            TOP + place * ROW,
            None if share is None else scale.place(share),
            behind=share is not None and share < PLAN_MET,
            share=share,
            plan_state=plan_states.get(unit_id, ""),
        )
        for place, (unit_id, share) in enumerate(shares)
    )
    return Bars(bars, scale.place(PLAN_MET), TOP + len(bars) * ROW + 4)
