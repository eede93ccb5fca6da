"""The numbers of the forecast come from the rulebook and have their form."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.forecast_terms import forecast_terms

DAY = date(2018, 12, 31)


def rulebook(name=None, value=None):
    rules = load_rulebook("cn-central-2016")
    if name is None:
        return rules
    old = rules.parameters[f"forecast/{name}"]
    values = tuple(replace(one, value=value) for one in old.values)
    return replace(rules, parameters={**rules.parameters, f"forecast/{name}": replace(old, values=values)})


def test_the_bundled_rulebook_has_every_number():
    found = forecast_terms(rulebook(), DAY)
    assert (found.interval_level, found.behind_months) == (Fraction(4, 5), 3)
    assert Fraction(8, 10) <= found.damping <= Fraction(98, 100)  # the range recommended in the literature


def test_the_latest_year_may_count_all():
    assert forecast_terms(rulebook("smoothing", 1), DAY).smoothing == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interval_level", 1),
        ("damping", 1),
        ("damping", Fraction(-1, 2)),
        ("smoothing", 0),
        ("fewest_persons", -1),
        ("fewest_errors", 0),
        ("horizon_years", Fraction(1, 2)),
        ("behind_months", "three"),
    ],
)
def test_a_number_out_of_form_is_refused(name, value):
    with pytest.raises(UserError, match=f"FORECAST_RULE parameters/forecast/{name}.yaml"):
        forecast_terms(rulebook(name, value), DAY)


def test_a_rulebook_without_the_numbers_is_refused():
    with pytest.raises(UserError, match="UNKNOWN_PARAMETER"):
        forecast_terms(load_rulebook("cn-funds-2017"), DAY)
