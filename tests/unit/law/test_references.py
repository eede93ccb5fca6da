"""Names used but not declared, editions that do not adjoin, incomplete grades: one broken rulebook per mistake."""

import pytest

SECOND = """\
  "2019":
    published: 2019-01-01
    first_year: {first}
    last_year: 2020
    {more}
    source: {{title: The rules, status: documented}}
"""

CONDITIONAL = "{none_below: poor, source: {title: The rules, status: modelled}}\ncaps"

MISTAKES = [
    (
        ("grades.yaml", "indicator: wrong_exit_rate\n    parameter", "indicator: happiness\n    parameter"),
        (
            "RULE_INDICATOR grades.yaml gates.wrong_exit.indicator: the rulebook has no indicator "
            "'happiness'; declare it "
            "under indicators/, or use one of: persons_lifted, wrong_exit_rate"
        ),
    ),
    (
        ("grades.yaml", "parameter: limits/wrong_exit", "parameter: limits/none"),
        (
            "RULE_PARAMETER grades.yaml gates.wrong_exit.parameter: the rulebook has no parameter "
            "'limits/none'; declare it "
            "under parameters/, or use one of: limits/wrong_exit"
        ),
    ),
    (
        ("parameters/limits/wrong_exit.yaml", '    value: 1/100\n    operator: "<="\n', "    value: 1/100\n"),
        "RULEBOOK_KEY_MISSING parameters/limits/wrong_exit.yaml values.2018-01-01: the key 'operator' is missing",
    ),
    (
        ("parameters/limits/wrong_exit.yaml", "value: 3/100", "value: three per cent"),
        (
            "RULEBOOK_NUMBER parameters/limits/wrong_exit.yaml values.2016-01-01.regions.west.value: 'three "
            "per cent' is "
            "not a number of law; write a whole number"
        ),
    ),
    (
        ("parameters/limits/wrong_exit.yaml", "value: 1/100", "value: 1/0"),
        "RULEBOOK_NUMBER parameters/limits/wrong_exit.yaml values.2018-01-01.value: '1/0' is not a number of law",
    ),
    (
        ("grades.yaml", "at_least: {good: 1}", "at_least: {superb: 1}"),
        (
            "RULE_LABEL grades.yaml grades.good.from.2016-01-01.at_least.superb: 'superb' is not a class or "
            "grade of this "
            "rulebook; allowed are: average, good, poor"
        ),
    ),
    (
        ("grades.yaml", "none_below: average", "none_below: mediocre"),
        "RULE_LABEL grades.yaml grades.good.from.2016-01-01.none_below: 'mediocre' is not a class or grade",
    ),
    (
        ("grades.yaml", "{grade: poor,", "{grade: dismissed,"),
        (
            "RULE_LABEL grades.yaml caps.fraud.from.2016-01-01.grade: 'dismissed' is not a class or grade "
            "of this rulebook; "
            "allowed are: good, poor"
        ),
    ),
    (
        ("grades.yaml", "caps:\n  fraud:", "caps:\n  sloth:"),
        (
            "RULE_PROBLEM grades.yaml caps.sloth.from.2016-01-01: the rulebook has no problem 'sloth'; declare it in "
            "sanctions.yaml, or use one of: fraud"
        ),
    ),
    (
        ("grades.yaml", "grades_order: [good, poor]", "grades_order: [good, middling, poor]"),
        "GRADE_WITHOUT_RULE grades.yaml grades: the grade 'middling' has no rule; say what it takes",
    ),
    (
        ("grades.yaml", "{source: {title: The rules, status: modelled}}\ncaps", CONDITIONAL),
        (
            "LAST_GRADE_CONDITIONAL grades.yaml grades.poor.from.2016-01-01: the worst grade 'poor' has "
            "conditions, so a "
            "unit might get no grade at all"
        ),
    ),
    (
        ("sanctions.yaml", "{finding: fraud}", "{finding: sloth}"),
        "RULE_PROBLEM sanctions.yaml problems.fraud.from.2016-01-01.conditions[0].finding: the rulebook has no problem",
    ),
    (
        ("sanctions.yaml", "{gate_failed: wrong_exit}", "{gate_failed: missed}"),
        (
            "RULE_GATE sanctions.yaml problems.fraud.from.2016-01-01.conditions[1].gate_failed: the "
            "rulebook has no gate "
            "'missed'; declare it in grades.yaml, or use one of: wrong_exit"
        ),
    ),
    (
        ("sanctions.yaml", "{completion_below: persons_lifted}", "{completion_below: happiness}"),
        "RULE_INDICATOR sanctions.yaml problems.fraud.from.2016-01-01.conditions[2].completion_below: the rulebook has",
    ),
    (
        ("sanctions.yaml", "persons_lifted=average", "wrong_exit_rate=average"),
        (
            "RULE_INDICATOR sanctions.yaml problems.fraud.from.2016-01-01.conditions[3].class_at_most: the "
            "rulebook has no "
            "indicator 'wrong_exit_rate'; declare it under indicators/, or use one of: persons_lifted"
        ),
    ),
    (
        ("sanctions.yaml", "persons_lifted=average", "persons_lifted=superb"),
        "RULE_LABEL sanctions.yaml problems.fraud.from.2016-01-01.conditions[3].class_at_most: 'superb' is not a class",
    ),
    (
        ("sanctions.yaml", "PLAN_UNAPPROVED", "PLAN_LOST"),
        (
            "RULEBOOK_VALUE sanctions.yaml problems.fraud.from.2016-01-01.conditions[4].plan_fault: 'PLAN_LOST' is not "
            "allowed; allowed are: PLAN_BELOW_PLEDGE, PLAN_UNAPPROVED, PLAN_CHANGED_LATE"
        ),
    ),
    (
        ("sanctions.yaml", "grade:poor", "grade:average"),
        "RULE_LABEL sanctions.yaml consequences.interview.from.2016-01-01.when[0]: 'average' is not a class or grade",
    ),
    (
        ("sanctions.yaml", "problem:fraud]", "problem:sloth]"),
        "RULE_PROBLEM sanctions.yaml consequences.interview.from.2016-01-01.when[1]: the rulebook has no problem",
    ),
    (
        ("cases/first.yaml", "rule: lifted", "rule: gone"),
        (
            "RULE_POINTS cases/first.yaml [0].given: the rulebook has no point rule 'gone'; declare it in "
            "grades.yaml, or "
            "use one of: lifted, wrong"
        ),
    ),
    (
        ("cases/first.yaml", "given: {rule: lifted, value: 1/1}", "given: {figures: {happiness: 1/1}}"),
        "RULE_INDICATOR cases/first.yaml [0].given: the rulebook has no indicator 'happiness'",
    ),
    (
        ("cases/first.yaml", "given: {rule: lifted, value: 1/1}", "given: {findings: [sloth]}"),
        "RULE_PROBLEM cases/first.yaml [0].given: the rulebook has no problem 'sloth'",
    ),
    (
        ("rulebook.yaml", "tiers:", "includes: [atlantis]\ntiers:"),
        "RULEBOOK_UNKNOWN rulebook.yaml includes[0]: there is no rulebook 'atlantis'; name a folder, or one of: cn-",
    ),
    (
        ("rulebook.yaml", "last_year: 2018", "last_year: 2015"),
        "EDITION_BACKWARDS rulebook.yaml editions.2016: the edition ends before it begins; put the earlier year",
    ),
    (
        ("rulebook.yaml", "last_year: 2018", "last_year: 2018\n    supersedes: '2014'"),
        "EDITION_UNKNOWN rulebook.yaml editions.2016.supersedes: there is no other edition '2014'; allowed are: (none)",
    ),
]


@pytest.mark.parametrize(("change", "words"), MISTAKES, ids=[words.split(":")[0] for _, words in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(book, change, words):
    [one] = book.change(*change).faults()
    assert str(one).startswith(words)


def add_edition(book, first, more="supersedes: '2016'"):
    path = book.folder / "rulebook.yaml"
    book.write("rulebook.yaml", path.read_text(encoding="utf-8") + SECOND.format(first=first, more=more))
    return book.write("CHANGELOG.md", "## 2016\n## 2019\n")


def test_editions_that_adjoin_are_sound(book):
    assert add_edition(book, 2019).faults() == []


def test_editions_may_not_overlap(book):
    assert [str(one) for one in add_edition(book, 2018).faults()] == [
        (
            "EDITIONS_OVERLAP rulebook.yaml editions.2019.first_year: two editions govern the year 2018; let each year "
            "belong to one edition"
        )
    ]


def test_editions_may_not_leave_a_year_out(book):
    assert [str(one) for one in add_edition(book, 2020).faults()] == [
        (
            "EDITIONS_GAP rulebook.yaml editions.2019.first_year: no edition governs the year 2019; let the "
            "years of the "
            "editions adjoin"
        )
    ]


def test_an_indicator_has_one_file(book):
    text = (book.folder / "indicators/persons_lifted.yaml").read_text(encoding="utf-8")
    assert [str(one) for one in book.write("indicators/other/persons_lifted.yaml", text).faults()] == [
        (
            "INDICATOR_TWICE indicators/persons_lifted.yaml: the indicator 'persons_lifted' is declared in two files; "
            "rename or remove one of the files"
        )
    ]
