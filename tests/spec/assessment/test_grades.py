"""Chapter: from figures to the grade of a province under the central rules of 2016."""

from pledgetree.assessment.figures import Evidence, Finding
from pledgetree.assessment.judging import judge
from pledgetree.law.loading import load_rulebook
from tests.spec.drawn import spec
from tests.unit.assessment.builders import DAY, PLAIN_COUNTY, PLAINLAND, figures, place, targets

CENTRAL = load_rulebook("cn-central-2016")
SOUND = {
    "poor_lifted": (100_000, 1),
    "counties_exited": (2, 1),
    "income_growth": (11, 100),
    "identification_accuracy": (995, 1000),
    "exit_accuracy": (995, 1000),
    "recognition": (960, 1000),
    "fund_performance": (9200, 10_000),
}
PLANNED = {"poor_lifted": (100_000, 1, "approved"), "counties_exited": (2, 1, "approved")}


def judged(changes=(), plans=(), findings=()):
    """Plainland under the central rules, sound everywhere but for the changes."""
    values = {name: {PLAINLAND: counts} for name, counts in (SOUND | dict(changes)).items()}
    of = figures(values, also=CENTRAL.indicators)
    agreed = {(PLAINLAND, name): plan for name, plan in (PLANNED | dict(plans)).items() if plan}
    evidence = Evidence(tuple(Finding(place(unit), name, "F1", 0) for unit, name in findings), ())
    return judge(of, targets(of, agreed), evidence, CENTRAL, DAY)


def of_plainland(rows):
    return [one for one in rows if one[0] == place(PLAINLAND)]


@spec("""
    indicator               | numerator | denominator | class
    ------------------------+-----------+-------------+------------
    identification_accuracy | 990       | 1000        | good
    identification_accuracy | 989       | 1000        | fairly_good
    identification_accuracy | 980       | 1000        | fairly_good
    identification_accuracy | 979       | 1000        | average
    identification_accuracy | 959       | 1000        | poor
    recognition             | 95        | 100         | good
    recognition             | 94        | 100         | fairly_good
    recognition             | 899       | 1000        | average
    recognition             | 84        | 100         | poor
    income_growth           | 10        | 100         | good
    income_growth           | -1        | 100         | poor
    fund_performance        | 5999      | 10000       | poor
""")
def test_classes_by_value(row):
    """The first limit that holds gives the class."""
    changed = {row["indicator"]: (int(row["numerator"]), int(row["denominator"]))}
    classes = {one[1]: one[3] for one in of_plainland(judged(changed).classes)}
    assert classes[row["indicator"]] == row["class"]


@spec("""
    lifted | planned | state      | class       | problem
    -------+---------+------------+-------------+-------------
    100000 | 100000  | approved   | good        |
    100001 | 100000  | approved   | good        |
    99999  | 100000  | approved   | fairly_good | plan_not_met
    98000  | 100000  | approved   | fairly_good | plan_not_met
    97999  | 100000  | approved   | average     | plan_not_met
    94999  | 100000  | approved   | poor        | plan_not_met
    100000 | 100000  | unapproved | poor        | plan_not_met
    500000 | 1       | unapproved | poor        | plan_not_met
    100000 | 100000  | none       | poor        | plan_not_met
    0      | 0       | approved   | good        |
""")
def test_completion_against_the_plan(row):
    """Completion is measured against the approved plan; a plan nobody approved is never met."""
    plan = (int(row["planned"]), 1, row["state"])
    one = judged({"poor_lifted": (int(row["lifted"]), 1)}, {"poor_lifted": plan})
    assert {name: label for _, name, _, label in of_plainland(one.classes)}["poor_lifted"] == row["class"]
    assert " ".join({found.problem for found in of_plainland(one.problems)}) == row["problem"]


@spec("""
    finding           | at     | computed | grade       | capped by
    ------------------+--------+----------+-------------+------------------
                      |        | good     | good        |
    violations_found  | county | good     | good        |
    fund_rules_broken | county | good     | fairly_good | fund_rules_broken
    constraint_broken | county | good     | average     | constraint_broken
    exit_fraud        | county | good     | poor        | exit_fraud
    exit_fraud        | itself | good     | poor        | exit_fraud
""")
def test_caps_by_problems(row):
    """A problem caps the grade; fraud is a veto. Findings below count at the province."""
    unit = {"county": PLAIN_COUNTY, "itself": PLAINLAND}.get(row["at"])
    findings = [(unit, row["finding"])] if unit else []
    ((_, computed, grade, capped_by, _),) = of_plainland(judged(findings=findings).grades)
    assert (computed, grade, capped_by) == (row["computed"], row["grade"], row["capped by"])


@spec("""
    newly identified or relapsed | grade
    -----------------------------+------
    0                            | good
    1                            | good
    1000000                      | good
""")
def test_finding_missed_families_never_lowers_a_grade(row):
    """Persons found again are poor remaining; they are neither delivery nor its opposite."""
    remaining = 1000 + int(row["newly identified or relapsed"])
    one = judged({"poor_remaining": (remaining, 1), "poverty_incidence": (remaining, 5_000_000)})
    assert of_plainland(one.grades)[0][2] == row["grade"]
