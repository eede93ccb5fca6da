"""What the rulebook says about pledges."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.terms import CODES, lowest_tiers, required_roles, severities, terms_of
from tests.unit.pledges.programmes import terms


def test_the_central_rulebook_sets_the_fixed_values():
    found = terms()
    assert found.excess_margin == Fraction(10, 100)
    assert found.base_tolerance == Fraction(5, 100)
    assert (found.early_margin_months, found.takeover_days) == (6, 30)
    assert found.skips == frozenset()


def test_both_heads_sign_the_body_for_the_centre_and_the_committee_in_a_village():
    required = terms().required
    heads = ("party_head", "government_head")
    for tier in ("province", "prefecture", "county", "township"):
        assert required["superior", tier] == required["subordinate", tier] == heads
    assert required["superior", "centre"] == ("body",)
    assert required["subordinate", "village"] == ("party_head", "village_committee")


def test_three_codes_are_less_than_faults():
    mild = {code: severity for code, severity in terms().severities.items() if severity != "fault"}
    assert mild == {"EARLY_RACE": "note", "SIGNED_BEFORE_PARENT": "warning", "NOT_TAKEN_OVER": "warning"}


@pytest.mark.parametrize("name", ["poor_remaining", "poverty_incidence"])
def test_less_is_better(name):
    assert terms().ways[name].less


@pytest.mark.parametrize("name", ["poor_lifted", "villages_exited", "counties_exited", "funds_provincial"])
def test_more_is_better(name):
    assert not terms().ways[name].less


def test_pledges_could_be_looked_at_before_the_rule_of_2016():
    rulebook = load_rulebook("cn-central-2016")
    assert terms_of(rulebook, date(2014, 12, 31)).excess_margin == Fraction(1, 10)


@pytest.mark.parametrize(("name", "value"), [("excess_margin", Fraction(-1, 10)), ("takeover_days", Fraction(1, 2))])
def test_a_number_out_of_range_is_refused(name, value):
    rulebook = load_rulebook("cn-central-2016")
    parameter = rulebook.parameters[f"pledges/{name}"]
    wrong = replace(parameter, values=tuple(replace(one, value=value) for one in parameter.values))
    changed = replace(rulebook, parameters={**rulebook.parameters, f"pledges/{name}": wrong})
    with pytest.raises(UserError, match=f"PLEDGE_RULE parameters/pledges/{name}.yaml"):
        terms_of(changed, date(2016, 12, 31))


def test_a_rulebook_that_says_nothing_about_pledges_is_refused():
    with pytest.raises(UserError, match="pledges/excess_margin"):
        terms_of(load_rulebook("cn-county-exit-2017"), date(2017, 12, 31))


def test_an_entry_for_a_tier_goes_before_the_one_for_the_side():
    found = required_roles("superior village: body; superior: party_head\nsubordinate:")
    assert found["superior", "village"] == ("body",)
    assert found["superior", "county"] == ("party_head",)
    assert found["subordinate", "county"] == ()


@pytest.mark.parametrize(
    "text", ["above: body", "superior moon: body", "superior: king", "superior county village: body", "superior body"]
)
def test_wrong_roles_are_refused(text):
    with pytest.raises(UserError, match="PLEDGE_RULE"):
        required_roles(text)


@pytest.mark.parametrize("text", ["", f"fault: {' '.join(CODES[1:])}", f"loud: {' '.join(CODES)}", ": SHORTFALL"])
def test_every_code_has_one_severity(text):
    with pytest.raises(UserError, match="PLEDGE_RULE"):
        severities(text)


def test_lowest_tiers():
    assert lowest_tiers("counties_exited: county; roads: centre") == {"counties_exited": 3, "roads": 0}
    with pytest.raises(UserError, match="PLEDGE_RULE"):
        lowest_tiers("counties_exited: moon")


def with_skips(text):
    rulebook = load_rulebook("cn-central-2016")
    parameter = rulebook.parameters["pledges/allowed_skips"]
    changed = replace(parameter, values=tuple(replace(one, value=text) for one in parameter.values))
    return replace(rulebook, parameters={**rulebook.parameters, "pledges/allowed_skips": changed})


def test_pairs_of_tiers_that_may_sign_over_another():
    found = terms_of(with_skips("province>county, county>village"), date(2016, 12, 31))
    assert found.skips == {("province", "county"), ("county", "village")}


@pytest.mark.parametrize("text", ["province", "province>moon", "county village"])
def test_a_pair_is_two_tiers(text):
    with pytest.raises(UserError, match="PLEDGE_RULE"):
        terms_of(with_skips(text), date(2016, 12, 31))
