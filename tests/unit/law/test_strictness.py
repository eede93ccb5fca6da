import pytest

WRONG = 'steps: [{operator: "<=", value: 1/100, points: 10}, {operator: "<=", value: 2/100, points: 5}]'
LINEAR = "        kind: linear\n        points: 90\n        zero: 0\n        full: 1\n"
HEAD = "        kind: {}\n        points: 90\n"
POINTS = "grades.yaml points.lifted.from.2016-01-01"


def broken(book, kind, body):
    """The minimal rulebook with another rule for its 90 points."""
    return [str(one) for one in book.change("grades.yaml", LINEAR, HEAD.format(kind) + body).faults()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{label: average, operator: ">=", value: 9/10}', '{label: average, operator: ">=", value: 11/10}'),
        ('{label: average, operator: ">=", value: 9/10}', '{label: average, operator: "<=", value: 9/10}'),
        ('{label: average, operator: ">=", value: 9/10}', '{label: good, operator: ">=", value: 9/10}'),
        ("otherwise: poor", "otherwise: average"),
    ],
    ids=["a harder limit later", "two directions", "one label twice", "the last label again"],
)
def test_class_limits_go_from_the_strictest_to_the_easiest(book, old, new):
    assert [str(one) for one in book.change("grades.yaml", old, new).faults()] == [
        (
            "LIMITS_NOT_DESCENDING grades.yaml classes.persons_lifted.from.2016-01-01.limits: the limits do "
            "not go from the "
            "strictest to the easiest; put the best class first, all operators in one direction, each limit "
            "easier than the "
            "one before"
        )
    ]


def test_labels_are_classes_of_the_scheme(book):
    book.change("grades.yaml", "label: good", "label: superb").change(
        "grades.yaml", "otherwise: poor", "otherwise: bad"
    )
    assert [str(one).split(";")[0] for one in book.faults()] == [
        (
            "RULE_LABEL grades.yaml classes.persons_lifted.from.2016-01-01.limits[0].label: 'superb' is not "
            "a class or grade "
            "of this rulebook"
        ),
        (
            "RULE_LABEL grades.yaml classes.persons_lifted.from.2016-01-01.otherwise: 'bad' is not a class "
            "or grade of this "
            "rulebook"
        ),
    ]


def test_classes_and_points_name_indicators(book):
    book.change("grades.yaml", "classes:\n  persons_lifted:", "classes:\n  happiness:")
    book.change("grades.yaml", "fr: Sorties}\n    indicator: persons_lifted", "fr: Sorties}\n    indicator: joy")
    book.change("sanctions.yaml", "          - {class_at_most: persons_lifted=average}\n", "")
    assert [str(one).split(";")[0] for one in book.faults()] == [
        "RULE_INDICATOR grades.yaml classes.happiness.from.2016-01-01: the rulebook has no indicator 'happiness'",
        "RULE_INDICATOR grades.yaml points.lifted.indicator: the rulebook has no indicator 'joy'",
    ]


@pytest.mark.parametrize(
    ("kind", "body", "lacking"),
    [
        ("linear", "        zero: 0\n", "full"),
        ("step", "        steps: []\n", "steps"),
        ("cliff", "", "steps"),
        ("deduction", "        start: 0\n", "per_unit, per_points"),
        ("band", "", "bands"),
    ],
)
def test_each_kind_of_rule_needs_its_numbers(book, kind, body, lacking):
    assert broken(book, kind, body) == [
        (
            f"POINT_RULE_INCOMPLETE {POINTS}: a rule of kind {kind} lacks {lacking}; add what is lacking; "
            "the reference of "
            "the rulebook format lists the keys of each kind"
        )
    ]


ONE = '{operator: ">=", value: 1, points: 90}'
HALF = '{{operator: ">=", value: 1/2, points: {}}}'
BAND = "{{low: {}, high: {}, points_low: 0, points_high: 1}}"


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("linear", "        zero: 1\n        full: 2/2\n", "zero ≠ full"),
        ("step", f"        steps: [{ONE}, {HALF.format(90)}]\n", "steps.points ↓, ≤ points"),
        ("step", f"        steps: [{HALF.format(91)}]\n", "steps.points ↓, ≤ points"),
        ("cliff", f"        steps: [{ONE}, {HALF.format(1)}]\n", "len(steps) = 1"),
        ("deduction", "        start: 0\n        per_unit: 0\n        per_points: 1\n", "per_unit > 0, per_points > 0"),
        (
            "deduction",
            "        start: 0\n        per_unit: 1\n        per_points: -1\n",
            "per_unit > 0, per_points > 0",
        ),
        ("band", f"        bands: [{BAND.format(1, 1)}]\n", "low < high"),
        ("band", f"        bands: [{BAND.format(0, 1)}, {BAND.format(2, 3)}]\n", "high = low (next)"),
    ],
)
def test_the_numbers_of_a_rule_fit_together(book, kind, body, reason):
    assert broken(book, kind, body) == [
        (
            f"POINT_RULE_WRONG {POINTS}: the numbers of the rule do not fit together: it must hold that "
            f"{reason}; correct "
            "the numbers"
        )
    ]


def test_steps_go_from_the_strictest_to_the_easiest(book):
    book.change("grades.yaml", WRONG, WRONG.replace("value: 1/100", "value: 3/100"))
    assert [one.code for one in book.faults()] == ["LIMITS_NOT_DESCENDING"]
    assert book.faults()[0].where == "grades.yaml points.wrong.from.2016-01-01.steps"


def test_a_regions_own_numbers_are_checked_too(book):
    own = "        regions: {west: {full: 0, source: {title: The rules, status: documented}}}\n"
    book.change("grades.yaml", LINEAR, LINEAR + own)
    assert [one.where for one in book.faults()] == [f"{POINTS}.regions.west"]
