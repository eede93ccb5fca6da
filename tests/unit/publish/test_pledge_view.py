from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pledgetree.pledges.document import Clause, Figure, Promise
from pledgetree.publish.pledge_view import language_of_text, pledge_view
from tests.unit.pledges.drafts import central, content


def view(lang="en", **changes):
    return pledge_view(content(**changes), central(), lang)


def rows(lang="en", **changes):
    return [row for group in view(lang, **changes)["figures"]["groups"] for row in group["rows"]]


def test_figures_stand_by_indicator_and_year_with_what_is_signed_exactly():
    groups = view()["figures"]["groups"]
    assert [(one["title"], one["told"]) for one in groups] == [
        ("Registered poor lifted out of poverty", "persons · in the year"),
        ("Incidence of poverty", "at the end of the year"),
    ]
    lifted, later = groups[0]["rows"]
    assert (lifted["year"], lifted["baseline"], lifted["target"], lifted["due"]) == (
        "2016",
        "98,765",
        "12,345",
        "31 December 2016",
    )
    assert later["baseline"] == "–"
    (rate,) = groups[1]["rows"]
    assert Fraction(435, 9667) * 100 == pytest.approx(4.4998, abs=1e-4)
    assert (rate["target"], rate["target_exact"], rate["due"]) == ("4.50%", "435 / 9,667", "")
    assert (rate["baseline"], rate["baseline_exact"]) == ("7.00%", "7 / 100")


@pytest.mark.parametrize(
    ("lang", "target", "due"),
    [
        ("en", "12,345", "31 December 2016"),
        ("zh-hans", "12,345", "2016年12月31日"),
        ("fr", "12\u202f345", "31 décembre 2016"),
    ],
)
def test_each_language_writes_numbers_and_days_in_its_way(lang, target, due):
    row = rows(lang)[0]
    assert (row["target"], row["due"]) == (target, due)


def test_money_is_in_yuan_and_points_are_no_share():
    money = Promise("funds_provincial", 2016, "additive", "annual", None, Figure(123_456_750, 1), None)
    score = Promise("fund_performance", 2016, "rate", "level", None, Figure(171, 2), None)
    unknown = Promise("school_meals", 2016, "additive", "annual", None, Figure(5, 1), None)
    one, two, three = rows(promises=(money, score, unknown))
    assert one["target"] == "1,234,567.5"
    assert (two["target"], two["target_exact"]) == ("85.5", "171 / 2")
    assert three["target"] == "5"


def test_milestones_come_from_clauses_and_from_commitments():
    promised = Promise("measures", 2020, "milestone", "cumulative", None, Figure(1, 1), date(2020, 12, 31))
    counted = Promise("villages_exited", 2019, "milestone", "cumulative", None, Figure(4, 1), None)
    found = view(promises=(promised, counted))
    assert found["figures"]["groups"] == []
    assert [(one["family"], one["text"], one["due"]) for one in found["milestones"]["rows"]] == [
        ("Measures", "修通村路", "30 June 2018"),
        ("Measures", "the clauses of this family are carried out", "31 December 2020"),
        ("Poor villages exited", "4 for 2019", "2019"),
    ]
    assert len(found["milestones"]["head"]) == 3


def test_what_was_done_is_shown_when_something_was():
    done = (Clause(1, "measures", "修路", date(2018, 6, 30), date(2018, 5, 1), "验收报告"),)
    milestones = view(clauses=done)["milestones"]
    assert len(milestones["head"]) == 4
    assert (milestones["rows"][0]["done"], milestones["rows"][0]["evidence"]) == ("1 May 2018", "Evidence: 验收报告")


def test_a_clause_of_the_rulebook_says_how_well_it_is_known():
    text = content().text
    standard = tuple(
        Clause(number, one.family, one.text, status=one.source.status) for number, one in enumerate(text.clauses, 1)
    )
    families = view("fr", clauses=standard)["clauses"]["families"]
    tags = {item["tag"] for family in families for item in family["items"]}
    assert tags == {"", "de mémoire", "modélisé"}
    assert families[0]["title"] == "Mesures"


def test_signature_boxes_stand_by_side_and_tell_what_is_recorded():
    signed = tuple(
        replace(one, title="市长", signed_on=date(2016, 3, 1), capacity="acting")
        if one.role == "government_head"
        else one
        for one in content().signatories
    )
    columns = view(signatories=signed)["signatures"]["columns"]
    assert [one["name"] for one in columns] == ["毕节市", "七星关区"]
    first, second = columns[0]["boxes"]
    assert (first["field"], first["role"], first["state"]) == ("superior.party_head", "Party secretary", "")
    assert (second["title"], second["state"]) == ("市长", "Recorded as signed on 1 March 2016 (acting)")
    full = tuple(replace(one, signed_on=date(2016, 3, 1)) for one in content().signatories)
    boxes = view(signatories=full)["signatures"]["columns"][1]["boxes"]
    assert {one["state"] for one in boxes} == {"Recorded as signed on 1 March 2016"}


def test_the_programme_goal_has_no_boxes_and_one_party():
    found = view(superior=None, signatories=())
    assert len(found["parties"]) == 1
    assert found["signatures"]["columns"] == []


def test_facts_are_shown_when_there_are_any():
    def labels(**changes):
        return {one["label"]: one["value"] for one in view(**changes)["facts"]}

    assert labels()["Carries out pledge"] == "P5205"
    assert "Reason" not in labels()
    found = labels(replaces=("P1", "P2"), superseded_by="P3", reason="灾情", deadline=None)
    assert found["Replaces pledge"] == "P1, P2"
    assert (found["Replaced by pledge"], found["Reason"]) == ("P3", "灾情")
    assert "Term" not in found


def test_a_place_names_the_units_above_it():
    assert view("zh-hans")["parties"][1]["detail"] == "县 · 贵州省毕节市 · 520502000000"
    assert view("en")["parties"][1]["detail"] == "county · 贵州省 毕节市 · 520502000000"


def test_made_up_data_says_so():
    assert view(made_up=True)["tags"] == ["made up"]
    assert view()["tags"] == []


def test_the_typesetting_program_knows_the_language():
    assert language_of_text("zh-hans") == {"lang": "zh", "region": "cn"}
    assert language_of_text("fr") == {"lang": "fr", "region": "fr"}
