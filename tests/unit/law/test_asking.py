from datetime import date
from fractions import Fraction

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.asking import edition_for, function_on, identity, in_force, text_in, value_on
from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import Cap, Source

SOURCE = Source("The rules", "documented")


@pytest.fixture
def rulebook(book):
    return load_rulebook(book.folder)


def words(call, *arguments):
    with pytest.raises(UserError) as caught:
        call(*arguments)
    return str(caught.value)


def test_the_edition_of_a_year(rulebook):
    assert [edition_for(rulebook, year).id for year in (2016, 2018)] == ["2016", "2016"]
    assert words(edition_for, rulebook, 2013) == (
        "NO_EDITION minimal: the rulebook has no edition for the year 2013; assess a year it governs: 2016-2018"
    )


def test_the_edition_of_each_year_of_the_funds_rules():
    funds = load_rulebook("cn-funds-2017")
    assert [edition_for(funds, year).id for year in range(2016, 2021)] == ["2016", "2017", "2017", "2019", "2019"]


@pytest.mark.parametrize(
    ("day", "region", "value"),
    [
        (date(2016, 1, 1), None, Fraction(2, 100)),
        (date(2017, 12, 31), None, Fraction(2, 100)),
        (date(2018, 1, 1), None, Fraction(1, 100)),
        (date(2016, 6, 1), "west", Fraction(3, 100)),
        (date(2019, 6, 1), "west", Fraction(3, 100)),
        (date(2016, 6, 1), "east", Fraction(2, 100)),
        (date(2018, 6, 1), "east", Fraction(1, 100)),
    ],
)
def test_a_value_by_day_and_region(rulebook, day, region, value):
    found = value_on(rulebook, "limits/wrong_exit", day, region)
    assert (found.value, found.operator) == (value, "<=")


def test_before_its_first_day_a_value_is_not_in_force(rulebook):
    assert words(value_on, rulebook, "limits/wrong_exit", date(2015, 12, 31)) == (
        "NO_VALUE_ON_DATE minimal: 'limits/wrong_exit' has no value in force on 2015-12-31; use a later day, or add a "
        "value with an earlier day of effect"
    )


def test_null_ends_a_value(book):
    book.change("parameters/limits/wrong_exit.yaml", 'value: 1/100\n    operator: "<="', "value: null")
    rulebook = load_rulebook(book.folder)
    assert value_on(rulebook, "limits/wrong_exit", date(2017, 12, 31)).value == Fraction(2, 100)
    assert words(value_on, rulebook, "limits/wrong_exit", date(2018, 1, 1)).startswith("NO_VALUE_ON_DATE")
    assert value_on(rulebook, "limits/wrong_exit", date(2018, 1, 1), "west").value == Fraction(3, 100)


def test_an_unknown_parameter_names_the_known_ones(rulebook):
    assert words(value_on, rulebook, "limits/happiness", date(2016, 1, 1)) == (
        "UNKNOWN_PARAMETER minimal: the rulebook has no parameter 'limits/happiness'; use one of: limits/wrong_exit"
    )


def test_the_formula_of_a_day(rulebook):
    indicator = rulebook.indicators["wrong_exit_rate"]
    days = (date(2016, 1, 1), date(2017, 12, 31), date(2018, 1, 1))
    assert [function_on(indicator, day) for day in days] == [
        "interviews.wrong_exit_rate",
        "interviews.wrong_exit_rate",
        "interviews.exit_accuracy",
    ]
    assert words(function_on, indicator, date(2015, 12, 31)).startswith(
        "NO_VALUE_ON_DATE 'wrong_exit_rate' has no value"
    )


def test_of_each_rule_the_latest_version_is_in_force():
    early = Cap("fraud", "poor", date(2016, 1, 1), SOURCE)
    late = Cap("fraud", "average", date(2019, 7, 1), SOURCE)
    other = Cap("sloth", "average", date(2018, 1, 1), SOURCE)
    rules = (late, early, other)
    assert in_force(rules, date(2015, 12, 31)) == ()
    assert in_force(rules, date(2017, 6, 1)) == (early,)
    assert in_force(rules, date(2019, 6, 30)) == (early, other)
    assert in_force(rules, date(2019, 7, 1)) == (late, other)


def test_a_rules_identity_is_what_its_versions_share():
    central, funds = load_rulebook("cn-central-2016"), load_rulebook("cn-funds-2017")
    ratio = [one for one in funds.scheme.points if one.name == "provincial_ratio"]
    assert [identity(one) for one in ratio] == [
        ("provincial_ratio", ""),
        ("provincial_ratio", "east"),
        ("provincial_ratio", "west"),
    ]
    assert identity(central.scheme.classes[0]) == (central.scheme.classes[0].indicator,)
    assert identity(central.scheme.grades[0]) == ("good",)
    assert identity(central.problems[0]) == ("plan_not_met",)
    assert identity(central.consequences[0]) == ("commend",)


def test_a_text_in_each_language(rulebook):
    assert [text_in(rulebook.title, lang) for lang in ("en", "zh-hans", "fr")] == [
        "A minimal scheme",
        "最小方案",
        "Un régime minimal",
    ]
    with pytest.raises(KeyError):
        text_in(rulebook.title, "tlh")
