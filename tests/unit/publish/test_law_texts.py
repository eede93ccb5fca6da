from __future__ import annotations

import pytest

from pledgetree.publish.law_texts import (
    capped_by_text,
    condition_text,
    consequence_title,
    gate_title,
    in_language,
    indicator_title,
    problem_title,
)
from tests.unit.publish.rules import rulebook

RULES = rulebook()


@pytest.mark.parametrize(
    ("condition", "english", "chinese"),
    [
        (
            "completion_below:poor_lifted",
            "Delivery below the approved plan: Registered poor people lifted",
            "完成数低于批准的计划：建档立卡贫困人口减少数量",
        ),
        ("gate_failed:missed", "Limit not kept: Missed people", "超出界限：漏评率"),
        (
            "class_at_most:recognition=poor",
            "Class too low: Recognition by the people (poor)",
            "档次过低：群众认可度（较差）",
        ),
        ("finding:fund_rules_broken", "Confirmed finding: Fund rules broken", "经确认的发现：违反扶贫资金管理使用规定"),
        ("plan_fault:PLAN_UNAPPROVED", "Fault of the plan: PLAN_UNAPPROVED", "计划有误：PLAN_UNAPPROVED"),
        ("new_kind:thing", "thing", "thing"),
    ],
)
def test_conditions_in_words(condition, english, chinese):
    text = condition_text(RULES, condition)
    assert (text["en"], text["zh-hans"]) == (english, chinese)


def test_caps_in_words():
    assert capped_by_text(RULES, "") is None
    assert (
        capped_by_text(RULES, "plan_not_met low_accuracy")["zh-hans"]
        == "未完成年度减贫计划、识别和退出准确率、认可度低"
    )
    assert capped_by_text(RULES, "plan_not_met")["fr"] == "Plan annuel non rempli"


@pytest.mark.parametrize("title", [problem_title, consequence_title, gate_title, indicator_title])
def test_what_a_rulebook_no_longer_has_keeps_its_name(title):
    assert title(RULES, "no_such_thing") == {"en": "no such thing"}


def test_a_text_without_the_language_falls_back():
    assert in_language({"en": "a", "fr": ""}, "fr") == "a"
    assert in_language({"sw": "b"}, "fr") == "b"
    assert in_language({}, "fr") == ""
