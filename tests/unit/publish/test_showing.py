from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from pledgetree.publish.disclosure import Cell
from pledgetree.publish.reading import Unit
from pledgetree.publish.showing import Showing

UNITS = {"520000000000": Unit("520000000000", "000000000000", "province", "贵州省", "west", True)}
EN, ZH, FR = (Showing(lang, UNITS, 10) for lang in ("en", "zh-hans", "fr"))


def shown(value, kind):
    return [one.cell(Cell(value, "shown", kind)).replace("\u00a0", " ").replace("\u202f", " ") for one in (EN, ZH, FR)]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (12_345, "persons", ["12,345", "12,345", "12 345"]),
        (Fraction(18, 1000), "rate", ["1.8%", "1.8%", "1,8 %"]),
        ((Fraction(9, 1000), Fraction(34, 1000)), "interval", ["0.9–3.4", "0.9–3.4", "0,9–3,4"]),
        (0, "difference", ["same", "相同", "identique"]),
        (-1_200, "difference", ["−1,200", "−1,200", "−1 200"]),
        (3, "difference", ["+3"] * 3),
        (9350, "points", ["93.5", "93.5", "93,5"]),
        (date(2018, 6, 30), "date", ["30 June 2018", "2018年6月30日", "30 juin 2018"]),
        ("fail", "word:verdict", ["fail", "未通过", "non respecté"]),
        ("outstanding_work", "word:class", ["outstanding work"] * 3),
        ("520000000000", "unit", ["Guizhou", "贵州省", "Guizhou"]),
        ("999999999999", "unit", ["999999999999"] * 3),
        ("<=", "operator", ["≤"] * 3),
        ("art. 7 (5)", "article", ["art. 7 (5)", "第7条第5项", "art. 7 (5)"]),
        ("art. 7, 8", "article", ["art. 7, 8", "第7、8条", "art. 7, 8"]),
        ("chapter 2", "article", ["chapter 2"] * 3),
        ("2016", "year", ["2016"] * 3),
        ("WRONG_DATE", "fault", ["'…' is not a date", "“…”不是日期", "« … » n’est pas une date"]),
        ({"en": "Plan", "fr": "Plan annuel"}, "text_in", ["Plan", "Plan", "Plan annuel"]),
        (
            (("good", ">=", Fraction(1)), ("fairly_good", ">=", Fraction(95, 100))),
            "limits",
            ["good ≥ 100%; fairly good ≥ 95%", "好 ≥ 100%；较好 ≥ 95%", "bon ≥ 100 % ; assez bon ≥ 95 %"],
        ),
    ],
)
def test_values_by_kind(value, kind, expected):
    assert shown(value, kind) == expected


def test_french_titles_have_the_apostrophe_of_print():
    title = {"en": "A county's exit", "fr": "Exactitude de l'exit"}
    assert (EN.title(title), FR.title(title)) == ("A county's exit", "Exactitude de l\u2019exit")


def test_hidden_cells_say_so():
    assert EN.cell(Cell(None, "low", "persons")) == "<10"
    assert EN.cell(Cell(None, "withheld", "persons")) == "[c]"
    assert EN.cell(Cell(None, "empty", "persons")) == ""


def test_amounts_are_said_short():
    assert ZH.amount(Cell(55_750_000, "shown", "persons")) == "5,575万"
    assert EN.amount(Cell(None, "low", "persons")) == "<10"
    assert EN.amount(Cell(Fraction(1, 2), "shown", "rate")) == "50.0%"


def test_counts_in_sentences():
    assert ZH.count(Cell(55_750_000, "shown", "persons")) == "5,575万人"
    assert FR.count(Cell(None, "low", "persons")) == "moins de 10 personnes"
    assert EN.count(Cell(None, "withheld", "persons")) == "a withheld number of people"


def test_names_of_units():
    assert (EN.own_name("520000000000"), ZH.own_name("520000000000")) == ("贵州省", "")
    assert (ZH.short_place("520000000000"), EN.short_place("520000000000")) == ("贵州", "Guizhou")
