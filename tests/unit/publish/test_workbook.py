from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import openpyxl
import pytest

from pledgetree.publish.disclosure import Column, Table, release
from pledgetree.publish.showing import Showing
from pledgetree.publish.workbook import write_workbook

EN = Showing("en", {}, 10)
CREATED = datetime(2017, 2, 28, 12, tzinfo=UTC)
COLUMNS = (
    Column("name", "Unit"),
    Column("persons", "Persons", "persons"),
    Column("rate", "Rate", "rate"),
    Column("money", "Plan", "money"),
    Column("points", "Grade", "points"),
    Column("year", "Year", "year"),
    Column("interval", "95 % interval", "interval"),
)
ROWS = (
    ("A", 12_345, Fraction(1, 8), 123_456, 9350, "2016", (Fraction("0.009"), Fraction("0.034"))),
    ("=1+1", 4, None, None, None, None, None),
)


def written(path, showing=EN, notes=(("Rulebook", "x"),)):
    table = release(Table("grades", "Grades", COLUMNS, ("a", "b"), ROWS), 10)
    write_workbook(path, [table], showing, notes=notes, created=CREATED)
    return openpyxl.load_workbook(path)


def test_numbers_are_numbers_with_formats(tmp_path):
    sheet = written(tmp_path / "r.xlsx")["Grades"]
    assert [cell.value for cell in sheet[2]] == ["A", 12_345, 0.125, 1234.56, 93.5, 2016, "0.9–3.4"]
    assert [cell.number_format for cell in sheet[2]][1:5] == ["#,##0", "0.00%", "#,##0.00", "0.00"]


def test_hidden_cells_are_text_and_texts_are_no_formulas(tmp_path):
    sheet = written(tmp_path / "r.xlsx")["Grades"]
    assert [cell.value for cell in sheet[3]][:3] == ["=1+1", "<10", None]
    assert sheet["A3"].data_type == "s"


def test_the_header_stays_in_view(tmp_path):
    book = written(tmp_path / "r.xlsx")
    assert book["Grades"].freeze_panes == "B2"
    assert book["Grades"]["A1"].font.bold
    assert book.sheetnames == ["Notes", "Grades"]
    assert book["Notes"]["A1"].value == "Rulebook"


def test_sheets_are_named_in_the_readers_language(tmp_path):
    assert written(tmp_path / "r.xlsx", Showing("zh-hans", {}, 10)).sheetnames == ["说明", "等次"]


def test_the_same_result_gives_the_same_bytes(tmp_path):
    written(tmp_path / "one.xlsx")
    written(tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_only_released_tables_are_written(tmp_path):
    with pytest.raises(TypeError):
        write_workbook(tmp_path / "r.xlsx", [Table("t", "T", (), (), ())], EN, notes=(), created=CREATED)
