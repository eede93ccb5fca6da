"""Tables drawn in text: a header, a line of dashes, one row a line, cells parted by ``|``."""

from __future__ import annotations

import pytest


def rows(drawing: str) -> list[dict[str, str]]:
    """The rows of a drawing by column name."""
    lines = [line.strip() for line in drawing.strip().splitlines()]
    header, dashes, *body = lines
    assert set(dashes) <= set("-+| "), "the second line separates the header"
    names = [name.strip() for name in header.split("|")]
    return [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in body]


def spec(drawing: str) -> pytest.MarkDecorator:
    """Runs a test once for each row of a drawing, which the test takes as ``row``."""
    drawn = rows(drawing)
    return pytest.mark.parametrize("row", drawn, ids=[" | ".join(one.values()) for one in drawn])
