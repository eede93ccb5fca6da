"""The law of a year: editions, included rulebooks, formulas, the line."""

import pytest

from pledgetree.assessment.governing import Law, load_law
from pledgetree.base.errors import UserError
from pledgetree.law.asking import edition_digest
from pledgetree.law.loading import load_rulebook

LAW = load_law("cn-central-2016", 2016)


def test_included_rulebooks_bring_their_indicators():
    assert list(LAW.included) == ["cn-funds-2017"]
    assert {"poor_lifted", "allocation_speed", "fund_violations"} <= set(LAW.indicators)
    assert LAW.whole.indicators == LAW.indicators
    assert set(LAW.formulas) == set(LAW.indicators)


def test_the_line_is_the_years_own():
    assert LAW.terms.line_fen == 295_200  # published: 2,952 yuan in 2016
    assert Law(LAW.rulebook, LAW.included, 2015).terms.line_fen == 285_500


def test_a_rulebook_without_a_line_knows_none():
    assert load_law("cn-funds-2017", 2017).terms.line_fen is None


def test_a_year_without_edition_is_the_users_mistake():
    with pytest.raises(UserError) as caught:
        load_law("cn-central-2016", 2009)
    assert caught.value.faults[0].code == "NO_EDITION"


def test_the_origin_names_every_edition():
    origin = LAW.origin()
    assert origin["edition"] == LAW.edition.id
    assert origin["edition_digest"] == edition_digest(load_rulebook("cn-central-2016"), LAW.edition)
    assert set(origin["included"]) == {"cn-funds-2017"}
    assert LAW.record()["included"]["cn-funds-2017"] == load_rulebook("cn-funds-2017").raw


def test_every_count_has_one_name():
    names = [one.name for one in LAW.counts]
    assert names == sorted(set(names))
    assert LAW.day.isoformat() == "2016-12-31"
