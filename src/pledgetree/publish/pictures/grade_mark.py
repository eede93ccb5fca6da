"""A mark that says a grade by shape: a disc filled to a share, the fuller the better."""

from __future__ import annotations

from math import cos, pi, sin


def filled_disc(filled: int, whole: int, radius: float = 6.0) -> str:
    """The SVG path of the filled sector of a disc around (8, 8); empty for nothing filled."""
    if filled <= 0:
        return ""
    top = f"M8 {8 - radius}"
    if filled >= whole:
        return f"{top}A{radius} {radius} 0 1 1 7.99 {8 - radius}Z"
    angle = 2 * pi * filled / whole
    x, y = round(8 + radius * sin(angle), 2), round(8 - radius * cos(angle), 2)
    return f"M8 8L8 {8 - radius}A{radius} {radius} 0 {int(angle > pi)} 1 {x} {y}Z"
