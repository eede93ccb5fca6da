"""One test of one screen at one unit."""

from __future__ import annotations

from dataclasses import dataclass

SCREENS = (
    "income_bunching",
    "income_heaping",
    "late_exits",
    "unmet_guarantees",
    "sample_against_register",
    "even_villages",
    "copied_interviews",
    "interviewer_effect",
)


@dataclass(frozen=True)
class Test:
    """A small p-value speaks against the data; ``cases`` of ``total`` rows made it."""

    __test__ = False  # the name belongs to statistics here

    screen: str
    unit: str
    statistic: float
    p_value: float
    cases: int
    total: int
