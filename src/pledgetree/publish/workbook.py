"""The Excel workbook: a sheet per released table, real numbers, and a sheet that says where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter

from pledgetree.publish.disclosure import Cell, Column, ReleasedTable, accept
from pledgetree.publish.messages import mark, translations
from pledgetree.publish.showing import INTEGER_KINDS, NUMERIC_KINDS, Showing

NARROW, WIDE, WIDEST = 10, 16, 40
SHEET_NAME_LENGTH = 31
NUMBER_FORMATS = {
    "rate": "0.00%",
    "share": "0.0%",
    "points": "0.00",
    "money": "#,##0.00",
    "year": "0",
    "difference": "+#,##0;-#,##0;0",
}
SHEETS = {
    "headline": mark("Headline"),
    "trajectory": mark("Trajectory"),
    "grades": mark("Grades"),
    "indicators": mark("Indicators"),
    "gates": mark("Gates"),
    "prefectures": mark("Prefectures"),
    "counties": mark("Counties"),
    "flows": mark("Flows"),
    "problems": mark("Problems"),
    "consequences": mark("Consequences"),
    "plan_faults": mark("Plan faults"),
    "row_faults": mark("Row faults"),
}


@dataclass(frozen=True)
class Formats:
    """The workbook's cell formats by kind."""

    head: Any
    text: Any
    hidden: Any
    numbers: Mapping[str, Any]


def write_workbook(
    path: Path,
    tables: Sequence[ReleasedTable],
    showing: Showing,
    *,
    notes: Sequence[tuple[str, str]],
    created: datetime,
) -> None:
    """Write the workbook; ``created`` is the result's own moment, so that the same result gives the same bytes."""
    # Strings stay strings: a name that begins with = must not become a formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": created.replace(tzinfo=None), "title": "Pledgetree", "author": "Pledgetree"})
        formats = _formats(book)
        _write_notes(book, formats, showing, notes)
        for table in tables:
            _write_table(book, formats, accept(table), showing)


def _formats(book: Any) -> Formats:
    kinds = {**dict.fromkeys(INTEGER_KINDS, "#,##0"), **NUMBER_FORMATS}
    return Formats(
        head=book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}),
        text=book.add_format({"valign": "top"}),
        hidden=book.add_format({"align": "right", "font_color": "#55616B"}),
        numbers={kind: book.add_format({"num_format": shape}) for kind, shape in kinds.items()},
    )


def _write_notes(book: Any, formats: Formats, showing: Showing, notes: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_sheet_name(translations(showing.lang).gettext(mark("Notes"))))
    sheet.set_column(0, 0, WIDEST)
    sheet.set_column(1, 1, 2 * WIDEST)
    for place, (title, text) in enumerate(notes):
        sheet.write_string(place, 0, title, formats.head)
        sheet.write_string(place, 1, text, formats.text)


def _sheet_name(text: str) -> str:
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in text)[:SHEET_NAME_LENGTH]


def _write_table(book: Any, formats: Formats, table: ReleasedTable, showing: Showing) -> None:
    sheet = book.add_worksheet(_sheet_name(showing.title(SHEETS.get(table.name, table.name))))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(0, place, showing.title(column.title), formats.head)
    for line, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, (line, place), cell, showing, formats)


def _width(column: Column) -> int:
    if column.kind in NUMERIC_KINDS:
        return WIDE
    return WIDEST if column.kind in ("text_in", "limits", "fault") else WIDE


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, showing: Showing, formats: Formats) -> None:
    number = _number(cell)
    if number is not None:
        sheet.write_number(*place, number, formats.numbers[cell.kind])
    elif text := showing.cell(cell):
        sheet.write_string(*place, text, formats.text if cell.shown else formats.hidden)


def _number(cell: Cell) -> float | None:
    """A spreadsheet's number: the one place where an exact value becomes a float, for showing."""
    if cell.kind not in NUMERIC_KINDS or cell.value is None:
        return None
    if cell.kind in ("money", "points"):
        return float(Fraction(str(cell.value)) / 100)
    if isinstance(cell.value, int | Fraction):
        return float(cell.value)
    return float(str(cell.value)) if cell.kind == "year" else None
