from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from pledgetree.base.errors import UserError
from pledgetree.base.units import TIERS
from pledgetree.law.loading import bundled_names, check_raw, load_rulebook
from pledgetree.law.pledge_text import check_pledge_text, pledge_text_on

DAY = date(2016, 2, 28)
FAMILIES = ["targets", "measures", "input", "organisation", "assessment", "accountability"]


@cache
def central():
    return load_rulebook("cn-central-2016")


def source(note="x"):
    return {"title": "T", "status": "modelled", "note": note}


def text(word):
    return {"en": word, "zh-hans": word, "fr": word}


def small(**clauses):
    form = {"title": text("Title"), "preamble": text("Opening"), "source": source()}
    dated = {"2014-01-01": form, "2018-01-01": form | {"title": text("New title")}}
    return {
        "form": {"from": dated},
        "families": {"measures": {"title": text("Measures")}},
        "clauses": clauses,
        "consequences": {},
    }


def with_text(content):
    rulebook = central()
    return replace(rulebook, raw={**rulebook.raw, "pledge_text": content})


def test_the_bundled_text_has_every_family_in_the_order_of_the_provincial_copies():
    found = pledge_text_on(central(), DAY, "province")
    assert list(found.families) == FAMILIES
    assert found.form.title["zh-hans"] == "脱贫攻坚责任书"
    assert found.form.effective == date(2014, 1, 1)


@pytest.mark.parametrize("tier", TIERS[1:])
def test_every_tier_promises_measures_and_reports_and_knows_what_follows(tier):
    found = pledge_text_on(central(), DAY, tier)
    assert {"measures", "input", "organisation", "assessment"} <= {one.family for one in found.clauses}
    assert {one.name for one in found.consequences} >= {"careers", "pursuit"}


def test_clauses_belong_to_tiers_and_kinds():
    def named(tier, kind="vertical"):
        return {one.name for one in pledge_text_on(central(), DAY, tier, kind).clauses}

    assert "heads_stay" in named("county")
    assert "heads_stay" not in named("province")
    assert "heads_stay" not in named("county", "department")
    assert "village_answers" in named("village")
    provincial = {one.name for one in pledge_text_on(central(), DAY, "province").consequences}
    assert "interview" in provincial
    assert "interview" not in {one.name for one in pledge_text_on(central(), DAY, "county").consequences}


def test_the_latest_form_in_force_holds():
    rulebook = with_text(small())
    assert pledge_text_on(rulebook, date(2017, 12, 31), "county").form.title["en"] == "Title"
    assert pledge_text_on(rulebook, date(2018, 1, 1), "county").form.title["en"] == "New title"


@pytest.mark.parametrize("rulebook", ["cn-funds-2017", "cn-county-exit-2017"])
def test_a_rulebook_without_a_form_is_refused(rulebook):
    with pytest.raises(UserError) as error:
        pledge_text_on(load_rulebook(rulebook), DAY, "county")
    assert [one.code for one in error.value.faults] == ["PLEDGE_TEXT_MISSING"]


def test_a_day_before_the_first_form_is_refused():
    with pytest.raises(UserError):
        pledge_text_on(with_text(small()), date(2013, 12, 31), "county")


def test_a_family_without_a_title_is_a_fault():
    entry = {"from": {"2014-01-01": {"text": text("Do"), "source": source()}}}
    raw = {"pledge_text": small(good={"family": "measures", **entry}, bad={"family": "luck", **entry})}
    assert [(one.code, one.where) for one in check_pledge_text(raw)] == [
        ("RULE_FAMILY", "pledge_text.yaml clauses.bad.family")
    ]


def test_the_schema_wants_every_language_and_a_source():
    clause = {"family": "measures", "from": {"2014-01-01": {"text": {"en": "Do", "fr": "Faire"}}}}
    raw = dict(central().raw) | {"pledge_text": small(one=clause)}
    found = {(one.code, one.where) for one in check_raw(raw) if one.where.startswith("pledge_text")}
    assert found == {
        ("LANGUAGE_MISSING", "pledge_text.yaml clauses.one.from.2014-01-01.text"),
        ("VALUE_WITHOUT_SOURCE", "pledge_text.yaml clauses.one.from.2014-01-01"),
    }


def test_no_clause_hides_how_well_it_is_known():
    assert "cn-central-2016" in bundled_names()
    found = pledge_text_on(central(), DAY, "county")
    assert {one.source.status for one in (*found.clauses, *found.consequences)} <= {
        "documented",
        "recalled",
        "modelled",
    }
    assert all(one.source.note for one in (*found.clauses, *found.consequences))
