from fractions import Fraction

import pytest

from pledgetree.assessment.grades import Requirement, Standing, capped, computed_grade, in_grade_order, requirements
from pledgetree.law.model import Cap, GradeRule, Limit
from tests.unit.assessment.builders import BEGIN, LAW, text

ORDER = ("good", "average", "poor")


def grade(name, **needs):
    return GradeRule(name, text(name), BEGIN, LAW, **needs)


GOOD = grade("good", at_least=(("good", 2),), none_below="average")
AVERAGE = grade("average", none_below="average")
POOR = grade("poor")
RULES = [GOOD, AVERAGE, POOR]


def standing(*labels, missing=(), points=None):
    return Standing({f"x{number}": ORDER.index(label) for number, label in enumerate(labels)}, missing, points)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("good", "good", "average"), "good"),
        (("good", "average", "average"), "average"),
        (("good", "good", "poor"), "poor"),
        ((), "average"),
    ],
)
def test_the_first_rule_whose_requirements_hold_gives_the_grade(labels, expected):
    assert computed_grade(RULES, standing(*labels), ORDER) == expected


def test_evidence_missing_here_and_measured_elsewhere_does_not_help():
    assert computed_grade(RULES, standing("good", "good", missing={"accuracy"}), ORDER) == "poor"


def test_a_better_class_counts_for_a_lower_one():
    rule = grade("average", at_least=(("average", 2),))
    assert requirements(rule, standing("good", "average"), ORDER) == [Requirement("at_least", "average", 2, 2, True)]


@pytest.mark.parametrize(("points", "expected"), [(9000, "good"), (8999, "poor"), (None, "poor")])
def test_points_are_compared_in_hundredths(points, expected):
    rules = [grade("good", points=Limit("good", ">=", Fraction(90))), POOR]
    assert computed_grade(rules, standing(points=points), ORDER) == expected


def test_rules_are_put_from_best_to_worst():
    assert in_grade_order([POOR, AVERAGE, GOOD], ORDER) == RULES


def test_a_scheme_without_an_unconditional_rule_is_an_error():
    with pytest.raises(ValueError, match="without conditions"):
        computed_grade([GOOD], standing(), ORDER)


FRAUD, LATE, MILD = (
    Cap("fraud", "poor", BEGIN, LAW),
    Cap("late", "average", BEGIN, LAW),
    Cap("mild", "good", BEGIN, LAW),
)


@pytest.mark.parametrize(
    ("computed", "problems", "final", "capped_by"),
    [
        ("good", (), "good", ()),
        ("good", ("late",), "average", ("late",)),
        ("good", ("late", "fraud"), "poor", ("fraud",)),
        ("average", ("late",), "average", ()),
        ("poor", ("late",), "poor", ()),
        ("good", ("mild",), "good", ()),
        ("good", ("unknown",), "good", ()),
    ],
)
def test_the_final_grade_is_the_worst_of_computed_and_caps(computed, problems, final, capped_by):
    found = capped(computed, (FRAUD, LATE, MILD), problems, ORDER)
    assert (found.computed, found.grade, found.capped_by) == (computed, final, capped_by)
