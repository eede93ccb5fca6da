"""A small rulebook for the report's tests, built by hand: four indicators, two gates, a cap."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from pledgetree.law.model import (
    Cap,
    ClassRule,
    Consequence,
    DatedValue,
    DutyMatrix,
    Edition,
    Gate,
    GradeRule,
    Indicator,
    Limit,
    Parameter,
    Problem,
    Rulebook,
    Sampling,
    Scheme,
    Source,
)

DAY = date(2016, 1, 1)
DOCUMENTED = Source("Assessment measures", "documented", article="art. 6")
MODELLED = Source("Class limits", "modelled", note="never published")
RECALLED = Source("Assessment measures", "recalled", article="art. 7")
GRADES = ("good", "fairly_good", "average", "poor")


def text(en, zh, fr):
    return {"en": en, "zh-hans": zh, "fr": fr}


def indicator(
    name, title, *, kind="rate", unit="share", direction="more", reads=("interviews",), group=None, content="monitoring"
):
    sampling = Sampling(group) if group else None
    functions = ((DAY, "some.formula"),)
    return Indicator(
        name, title, title, unit, kind, direction, content, "village", reads, "plan", functions, DOCUMENTED, sampling
    )


INDICATORS = [
    indicator(
        "poor_lifted",
        text("Registered poor people lifted", "建档立卡贫困人口减少数量", "Personnes pauvres inscrites sorties"),
        kind="additive",
        unit="persons",
        reads=("households",),
        content="poverty_reduction",
    ),
    indicator(
        "counties_exited",
        text("Poor counties that left", "贫困县退出数量", "Comtés pauvres sortis"),
        kind="additive",
        unit="counties",
        reads=("unit_exits",),
        content="poverty_reduction",
    ),
    indicator(
        "income_growth",
        text("Income growth", "贫困地区农村居民收入增长率", "Croissance du revenu"),
        reads=("statistics",),
        content="poverty_reduction",
    ),
    indicator(
        "exit_accuracy",
        text("Accuracy of exits", "贫困人口退出准确率", "Exactitude des sorties"),
        group="exited",
        content="precise_identification",
    ),
    indicator(
        "recognition",
        text("Recognition by the people", "群众认可度", "Reconnaissance par la population"),
        group="registered",
        content="precise_help",
    ),
    indicator(
        "poor_remaining",
        text("Registered poor people remaining", "剩余建档立卡贫困人口", "Personnes pauvres inscrites restantes"),
        kind="additive",
        unit="persons",
        direction="less",
        reads=("households",),
    ),
    indicator(
        "poverty_incidence",
        text("Poverty incidence", "贫困发生率", "Incidence de la pauvreté"),
        direction="less",
        reads=("households", "statistics"),
    ),
    indicator("wrong_exit_rate", text("Wrong exits", "错退率", "Sorties à tort"), direction="less", group="exited"),
    indicator(
        "missed_rate", text("Missed people", "漏评率", "Personnes oubliées"), direction="less", group="nonregistered"
    ),
    indicator(
        "composite_incidence",
        text("Composite incidence", "综合贫困发生率", "Incidence composite"),
        direction="less",
        reads=("households", "interviews", "statistics"),
    ),
]
GATES = (
    ("wrong_exit", "wrong_exit_rate", text("Wrong exits", "错退率", "Sorties à tort")),
    ("missed", "missed_rate", text("Missed people", "漏评率", "Personnes oubliées")),
    ("recognition", "recognition", text("Recognition by the people", "群众认可度", "Reconnaissance par la population")),
    (
        "composite_incidence",
        "composite_incidence",
        text("Composite incidence of poverty", "综合贫困发生率", "Incidence composite de la pauvreté"),
    ),
)


def class_rule(name, basis, *limits):
    parts = tuple(Limit(label, ">=", Fraction(value)) for label, value in limits)
    return ClassRule(name, basis, DAY, parts, "poor", MODELLED)


def scheme():
    return Scheme(
        graded_tiers=("province",),
        classes_order=GRADES,
        grades_order=GRADES,
        gates=tuple(Gate(name, title, of, f"limits/{name}", DOCUMENTED) for name, of, title in GATES),
        classes=(
            class_rule("poor_lifted", "completion", ("good", "1"), ("average", "0.9")),
            class_rule("counties_exited", "completion", ("good", "1"), ("fairly_good", "0.95"), ("average", "0.9")),
            class_rule("exit_accuracy", "value", ("good", "0.99"), ("fairly_good", "0.98"), ("average", "0.97")),
            class_rule("recognition", "value", ("good", "0.95"), ("fairly_good", "0.925"), ("average", "0.9")),
        ),
        points=(),
        grades=tuple(GradeRule(grade, text(grade, grade, grade), DAY, MODELLED) for grade in GRADES),
        caps=(Cap("plan_not_met", "average", DAY, MODELLED), Cap("low_accuracy", "poor", DAY, MODELLED)),
    )


def rulebook(minimum=10):
    cell = DatedValue(DAY, minimum, MODELLED)
    return Rulebook(
        name="cn-central-2016",
        title=text(
            "Assessment of provincial poverty alleviation",
            "省级党委和政府扶贫开发工作成效考核",
            "Évaluation de la lutte contre la pauvreté des provinces",
        ),
        authority=text("State Council Leading Group", "国务院扶贫开发领导小组", "Groupe dirigeant du Conseil d'État"),
        tiers=("centre", "province", "prefecture", "county", "township", "village"),
        editions=(Edition("2016", DAY, 2016, 2020, None, DOCUMENTED),),
        parameters={
            "disclosure/minimum_cell": Parameter("disclosure/minimum_cell", text("m", "m", "m"), "persons", (cell,))
        },
        indicators={one.name: one for one in INDICATORS},
        scheme=scheme(),
        problems=(
            Problem(
                "plan_not_met",
                text("The annual plan was not met", "未完成年度减贫计划", "Plan annuel non rempli"),
                (("completion_below", "poor_lifted"),),
                DAY,
                RECALLED,
            ),
            Problem(
                "low_accuracy",
                text(
                    "Low accuracy or recognition", "识别和退出准确率、认可度低", "Exactitude ou reconnaissance faible"
                ),
                (("gate_failed", "wrong_exit"),),
                DAY,
                RECALLED,
            ),
            Problem(
                "fund_rules_broken",
                text("Fund rules broken", "违反扶贫资金管理使用规定", "Règles des fonds enfreintes"),
                (("finding", "fund_rules_broken"),),
                DAY,
                RECALLED,
            ),
        ),
        consequences=(
            Consequence(
                "reward",
                text("Commendation and reward funds", "通报表扬并奖励资金", "Félicitations et fonds de récompense"),
                ("grade:good",),
                "reward",
                DAY,
                DOCUMENTED,
            ),
            Consequence(
                "interview",
                text(
                    "Interview of the heads, rectification by a set day",
                    "约谈党政主要负责人，限期整改",
                    "Entretien avec les dirigeants, correction dans un délai fixé",
                ),
                ("grade:poor",),
                "sanction",
                DAY,
                RECALLED,
            ),
        ),
        cases=(),
        includes=(),
        extends=None,
        raw={},
        matrix=DutyMatrix({}, {}, {}, ()),
    )
