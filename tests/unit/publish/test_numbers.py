from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from pledgetree.publish.numbers import Numbers

EN, ZH, FR = Numbers("en"), Numbers("zh-hans"), Numbers("fr")
NARROW, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # The house's own examples, for the 55.75 million rural poor published for 2015.
        (EN, f"55.75{FIXED}million{FIXED}people"),
        (ZH, "5,575万人"),
        (FR, f"55,75{FIXED}millions{FIXED}de personnes"),
    ],
)
def test_the_rural_poor_of_2015_are_said_in_each_language(numbers, expected):
    assert numbers.people(55_750_000) == expected


@pytest.mark.parametrize(("numbers", "expected"), [(EN, "30 June 2018"), (ZH, "2018年6月30日"), (FR, "30 juin 2018")])
def test_dates_are_written_out(numbers, expected):
    assert numbers.date(date(2018, 6, 30)) == expected


def test_the_first_of_a_french_month_is_an_ordinal():
    assert FR.date(date(2018, 1, 1)) == "1er janvier 2018"
    assert FR.date(date(2018, 1, 21)) == "21 janvier 2018"
    assert EN.date(date(2018, 1, 1)) == "1 January 2018"


def test_digits_are_grouped_as_the_language_groups_them():
    assert EN.integer(1_234_567) == ZH.integer(1_234_567) == "1,234,567"
    assert FR.integer(1_234_567) == f"1{NARROW}234{NARROW}567"


@pytest.mark.parametrize(
    ("value", "english", "chinese", "french"),
    [
        (0, "0 people", "0人", "0 personne"),
        (1, "1 person", "1人", "1 personne"),
        (2, "2 people", "2人", "2 personnes"),
        (9_999, "9,999 people", "9,999人", "9N999 personnes"),
        (41_200, "41,200 people", "4.12万人", "41N200 personnes"),
        (1_000_000, "1 million people", "100万人", "1 million de personnes"),
        (1_999_999, "2 million people", "200万人", "2 millions de personnes"),
        (1_400_000_000, "1,400 million people", "14亿人", "1N400 millions de personnes"),
    ],
)
def test_people_have_their_noun(value, english, chinese, french):
    plain = [one.people(value).replace(FIXED, " ") for one in (EN, ZH, FR)]
    assert plain == [english, chinese, french.replace("N", NARROW)]


def test_percentages_keep_their_decimals():
    share = Fraction(18, 1000)
    assert (EN.percent(share), ZH.percent(share), FR.percent(share).replace(FIXED, " ")) == ("1.8%", "1.8%", "1,8 %")
    assert EN.percent(Fraction(2, 100)) == "2.0%"
    assert EN.percent(Fraction(12_345, 100), 0) == "12,345%"


def test_halves_go_to_the_even_digit():
    assert EN.percent(Fraction(1_25, 100_00)) == "1.2%"
    assert EN.percent(Fraction(1_35, 100_00)) == "1.4%"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2/100", "2.0%"),
        ("2001/100000", "2.001%"),
        ("1996/100000", "1.996%"),
        ("21/1000", "2.1%"),
        ("20000001/1000000000", "2.0000%"),
    ],
)
def test_a_rate_beside_its_limit_shows_on_which_side_it_lies(value, shown):
    assert EN.percent_beside(Fraction(value), Fraction(2, 100)) == shown


def test_limits_have_no_needless_zeros():
    assert EN.limit(Fraction(2, 100)) == "2%"
    assert EN.limit(Fraction(925, 1000)) == "92.5%"
    assert FR.limit(Fraction(975, 1000)).replace(FIXED, " ") == "97,5 %"


def test_intervals_points_money():
    assert EN.interval(Fraction("0.009"), Fraction("0.034")) == "0.9–3.4"
    assert FR.interval(Fraction("0.009"), Fraction("0.034")) == "0,9–3,4"
    assert (EN.points(9350), FR.points(9350), EN.points(9000)) == ("93.5", "93,5", "90")
    assert EN.money(320_000_000_000).replace(FIXED, " ") == "3,200 million yuan"
    assert ZH.money(320_000_000_000) == "32亿元"
    assert FR.money(320_000_000_000).replace(FIXED, " ") == f"3{NARROW}200 millions de yuans"
    assert FR.money(50_000).replace(FIXED, " ") == "500 yuans"
    assert EN.axis(2_500_000).replace(FIXED, " ") == "2.5 million"
