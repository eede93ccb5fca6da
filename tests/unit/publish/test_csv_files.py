from __future__ import annotations

import csv
from fractions import Fraction
from io import StringIO

import pytest

from pledgetree.publish.csv_files import csv_text
from pledgetree.publish.disclosure import Column, Table, release
from pledgetree.publish.showing import Showing

EN, FR = Showing("en", {}, 10), Showing("fr", {}, 10)


def released(*columns, row):
    return release(
        Table(
            "t",
            "T",
            tuple(Column(str(at), title, kind) for at, (title, kind) in enumerate(columns)),
            ("a",),
            (tuple(row),),
        ),
        10,
    )


def test_numbers_are_plain_and_headers_are_words():
    table = released(
        ("Unit", "text"),
        ("Persons", "persons"),
        ("Rate", "rate"),
        ("95 % interval", "interval"),
        ("Year", "year"),
        ("Plan", "money"),
        row=("A", 12_345, Fraction(1, 3), (Fraction("0.009"), Fraction("0.034")), "2016", 5_000_000),
    )
    assert (
        csv_text(table, EN) == "Unit,Persons,Rate,95 % interval,Year,Plan\nA,12345,0.333333,0.009-0.034,2016,5000000\n"
    )
    assert csv_text(table, FR).startswith("Unité,Personnes,Taux,")


def test_hidden_and_empty_cells():
    assert csv_text(released(("Persons", "persons"), ("Rate", "rate"), row=(4, None)), EN).splitlines()[1] == "<10,"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@x"])
def test_no_text_becomes_a_formula(text):
    assert csv_text(released(("Unit", "text"), row=(text,)), EN).splitlines()[1] == f"'{text}"


def test_commas_and_quotes_come_back():
    text = csv_text(released(("Unit", "text"), row=('a, "b"\nc',)), EN)
    assert list(csv.reader(StringIO(text)))[1] == ['a, "b"\nc']


def test_only_released_tables_are_written():
    with pytest.raises(TypeError):
        csv_text(Table("t", "T", (), (), ()), EN)
