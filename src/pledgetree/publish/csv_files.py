"""Released tables as CSV: UTF-8, LF, a header in the reader's language, numbers as plain digits."""

from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

from pledgetree.base.ratios import decimal_text
from pledgetree.publish.disclosure import Cell, ReleasedTable, accept
from pledgetree.publish.showing import INTEGER_KINDS, Showing


def csv_text(table: ReleasedTable, showing: Showing) -> str:
    """The table as CSV text. Rates are decimals (0.018), money is fen; hidden cells read ``<10`` or ``[c]``."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([showing.title(column.title) for column in accept(table).columns])
    writer.writerows([_plain(cell, showing) for cell in row] for row in table.rows)
    return text.getvalue()


def _plain(cell: Cell, showing: Showing) -> str:
    """A value other programs can read; text that a spreadsheet would take for a formula gets an apostrophe."""
    if cell.shown and cell.kind in INTEGER_KINDS | {"money", "points", "year", "difference"}:
        return str(cell.value)
    if cell.shown and isinstance(cell.value, Fraction):
        return decimal_text(cell.value, 6)
    if cell.shown and cell.kind == "interval" and isinstance(cell.value, tuple):
        return "-".join(decimal_text(Fraction(str(end)), 6) for end in cell.value)
    return _harmless(showing.cell(cell))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and len(text) > 1 else text
