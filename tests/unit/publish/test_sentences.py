from __future__ import annotations

import pytest

from pledgetree.publish.pages import showing
from pledgetree.publish.pictures.trajectory import trajectory
from pledgetree.publish.publishing import compose
from pledgetree.publish.sentences import (
    gates_finding,
    national_sentence,
    promise_finding,
    province_sentence,
    series_finding,
)
from pledgetree.publish.tables import delivery
from tests.unit.publish.programme import CENTRE, made_up_programme

GUIZHOU = "520000000000"


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def guizhou(delivered, plan, state="approved"):
    """A report in which Guizhou delivered and planned so much."""
    result = made_up_programme(counties=1)
    for row in result.rows["figures"]:
        if row["unit_id"] == GUIZHOU and row["indicator"] == "poor_lifted":
            row["numerator"] = delivered
    for row in result.rows["targets"]:
        if row["unit_id"] == GUIZHOU:
            row.update(plan_numerator=plan, plan_state=state)
    return compose(result)


def said(report, lang="en"):
    return plain(province_sentence(report.facts, report.figures, showing(report, lang), GUIZHOU))


@pytest.mark.parametrize(
    ("delivered", "plan", "state", "sentence"),
    [
        (41_000, 40_000, "approved", "Guizhou met its plan for 2016: 41,000 people left poverty, 102.5% of the plan."),
        (
            38_000,
            40_000,
            "approved",
            "Guizhou is 2,000 people behind its plan for 2016: 38,000 people left poverty, 95.0% of the plan.",
        ),
        (
            38_000,
            40_000,
            "unapproved",
            "Guizhou has no approved plan for 2016: nothing counts as met; 38,000 people left poverty.",
        ),
    ],
)
def test_a_province_against_its_plan(delivered, plan, state, sentence):
    assert said(guizhou(delivered, plan, state)) == sentence


def test_the_same_in_chinese_and_french():
    report = guizhou(38_000, 40_000)
    assert said(report, "zh-hans") == "贵州省2016年距计划尚差2,000人：3.8万人脱贫，完成计划的95.0%。"
    assert said(report, "fr") == (
        "Guizhou a un retard de 2 000 personnes sur son plan de 2016 : "
        "38 000 personnes ont quitté la pauvreté, soit 95,0 % du plan."
    )


def test_a_small_number_stays_unsaid():
    text = said(guizhou(4, 40_000))
    assert "fewer than 10 people" in text
    assert "39,996" not in text


def test_a_province_outside_the_programme(report):
    text = province_sentence(report.facts, report.figures, showing(report, "en"), "110000000000")
    assert text == "Beijing gave no pledge: it stands outside the programme."


def test_the_nation(report):
    text = plain(national_sentence(report.facts, report.figures, showing(report, "en")))
    assert text.startswith("In 2016, ")
    assert text.endswith(("of 22 provinces met theirs.", "of 22 provinces met their plan."))
    assert delivery(report.facts) is not None


def test_the_nation_against_its_plan():
    result = made_up_programme(counties=1)
    result.rows["targets"] = [row for row in result.rows["targets"] if row["unit_id"] != CENTRE]
    result.add(
        "targets",
        unit_id=CENTRE,
        indicator="poor_lifted",
        plan_id="P",
        plan_numerator=1,
        plan_denominator=1,
        plan_state="approved",
        pledge_id="",
        pledge_numerator=0,
        pledge_denominator=0,
    )
    for row in result.rows["targets"]:
        row["plan_numerator"] = 1000 if row["unit_id"] == CENTRE else row["plan_numerator"]
    for row in result.rows["figures"]:
        if row["unit_id"] == CENTRE and row["indicator"] == "poor_lifted":
            row["numerator"] = 1025
    whole = compose(result)
    text = plain(national_sentence(whole.facts, whole.figures, showing(whole, "en")))
    assert text.startswith("In 2016, 1,025 people left registered poverty by an approved exit, 102.5% of the plan; ")


def test_the_nation_without_a_plan_of_its_own():
    result = made_up_programme(counties=1)
    result.rows["targets"] = [row for row in result.rows["targets"] if row["unit_id"] != CENTRE]
    whole = compose(result)
    text = plain(national_sentence(whole.facts, whole.figures, showing(whole, "en")))
    known = [unit for unit in whole.facts.provinces if unit.in_programme]
    known = [unit for unit in known if whole.figures.at(unit.unit_id, "poor_lifted.met").state != "withheld"]
    assert text.endswith(f" of {len(known)} provinces met their plan.")


def finding(report, **series):
    return plain(promise_finding(trajectory(series), showing(report, "en")))


def test_the_title_of_the_trajectory_says_the_finding(report):
    several = finding(
        report, pledged=[(2015, 0), (2016, 500), (2017, 900)], delivered=[(2015, 0), (2016, 400), (2017, 800)]
    )
    assert several == "800 people left poverty from 2016 to 2017; pledged were 900 people"
    one = finding(report, pledged=[(2015, 0), (2016, 500), (2017, 900)], delivered=[(2015, 0), (2016, 400)])
    assert one == "400 people left poverty in 2016; pledged were 500 people"
    assert finding(report, delivered=[(2015, 0), (2016, 400)]) == "400 people left poverty in 2016"
    assert (
        finding(report, delivered=[(2015, 0), (2016, 400), (2017, 500)]) == "500 people left poverty from 2016 to 2017"
    )
    assert finding(report, pledged=[(2015, 0), (2016, 5)]) == "Pledged and planned; nothing delivered can be shown"


def test_the_title_of_a_series(report):
    english = showing(report, "en")
    both = trajectory({"registered_poor": [(2014, 896_200), (2016, 433_500)]})
    assert (
        series_finding(both, "registered_poor", english)
        == "Registered poor (register): 896,200 in 2014, 433,500 in 2016"
    )
    single = trajectory({"registered_poor": [(2016, 433_500)]})
    assert series_finding(single, "registered_poor", english) == "Registered poor (register): 433,500 in 2016"


def test_the_title_of_the_gates(report):
    assert gates_finding(["pass", "fail", "no_evidence"], showing(report, "en")) == "1 of 3 gates failed"
    assert plain(gates_finding(["fail", "fail"], showing(report, "fr"))) == "2 seuils sur 2 non respectés"
    assert gates_finding(["fail", "pass"], showing(report, "fr")) == "1 seuil sur 2 non respecté"
