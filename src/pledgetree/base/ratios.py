"""Exact ratios: two integers, compared by cross-multiplication; division happens only when a number is shown.

Uses Python's unbounded integers, so nothing overflows; no ``%`` or ``//`` on possibly negative numbers elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
}


def holds(numerator: int, denominator: int, operator: str, limit: Fraction) -> bool:
    """Whether ``numerator / denominator <operator> limit``, exactly; the denominator is positive."""
    return OPERATORS[operator](numerator * limit.denominator, limit.numerator * denominator)


def decimal_text(value: Fraction, places: int = 6) -> str:
    """The value with at most ``places`` decimals, rounded half to even, trailing zeros cut."""
    # A fraction rounds exactly, half to even; a quotient of decimals would have been rounded once before.
    digits = str(abs(round(value * 10**places))).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    text = f"{'-' if value < 0 and int(digits) else ''}{whole}{'.' if places else ''}{decimals}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of ``total`` in proportion to the weights; they sum to ``total`` (Hamilton's method).

    Ties between equal remainders go to the earlier place. All weights zero gives all zeros unless total is 0.

    Raises:
        ValueError: weights are negative, or all zero with a positive total.
    """
    whole = sum(weights)
    if min(weights, default=0) < 0 or (whole == 0 and total):
        raise ValueError("weights must be non-negative with a positive sum")
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
