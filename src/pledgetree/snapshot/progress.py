"""How long work tells how far it is: a callable that takes what is done, the total, and a word for the present step."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]


def no_progress(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""
