"""Chapter: gates. A ratio against the limit of its region and day; one failure vetoes."""

from pledgetree.assessment.decide import decide
from pledgetree.assessment.judging import judge
from pledgetree.law.loading import load_rulebook
from tests.spec.drawn import spec
from tests.unit.assessment.builders import DAY, NO_EVIDENCE, PLAINLAND, WESTLAND, figures, place, targets
from tests.unit.assessment.decide_rows import row as county

EXIT = load_rulebook("cn-county-exit-2017")
STRICT = load_rulebook("cn-county-exit-2017+strict")
CENTRAL = load_rulebook("cn-central-2016")


@spec("""
    sampled | wrong | official | strict
    --------+-------+----------+-------
    1000    | 19    | pass     | pass
    1000    | 20    | pass     | fail
    1000    | 21    | fail     | fail
    50      | 1     | pass     | fail
    49      | 1     | fail     | fail
    500     | 0     | pass     | pass
""")
def test_wrong_exits_at_most_two_percent(row):
    """Above 2 % a county may not exit; the strict reading wants less than 2 %."""
    cells = county(exited_persons_sampled=row["sampled"], wrong_exit_persons=row["wrong"])
    for rulebook, verdict in ((EXIT, row["official"]), (STRICT, row["strict"])):
        assert decide([cells], rulebook)[0]["wrong_exit_rate"]["gate"] == verdict


@spec("""
    interviewed | recognising | official | strict
    ------------+-------------+----------+-------
    300         | 270         | pass     | pass
    300         | 269         | fail     | fail
    299         | 270         | pass     | pass
    0           | 0           | fail     | fail
""")
def test_recognition_at_least_ninety_percent(row):
    """ "At least 90 %" is the wording in both readings."""
    cells = county(households_interviewed=row["interviewed"], households_recognising=row["recognising"])
    for rulebook, verdict in ((EXIT, row["official"]), (STRICT, row["strict"])):
        assert decide([cells], rulebook)[0]["recognition"]["gate"] == verdict


@spec("""
    region | poor of 10000 | official | strict
    -------+---------------+----------+-------
    centre | 200           | pass     | fail
    centre | 201           | fail     | fail
    east   | 200           | pass     | fail
    east   | 201           | fail     | fail
    west   | 201           | pass     | pass
    west   | 300           | pass     | fail
    west   | 301           | fail     | fail
""")
def test_composite_incidence_by_region(row):
    """At most 2 %, in the west 3 %."""
    nobody = dict.fromkeys(
        ("registered_population_exited", "exited_persons_sampled", "wrong_exit_persons"), 0
    ) | dict.fromkeys(("nonregistered_population", "nonregistered_persons_sampled", "missed_persons"), 0)
    cells = county(region=row["region"], rural_population=10_000, registered_poor=row["poor of 10000"], **nobody)
    for rulebook, verdict in ((EXIT, row["official"]), (STRICT, row["strict"])):
        assert decide([cells], rulebook)[0]["composite_incidence"]["gate"] == verdict


@spec("""
    population | sampled | gate | reason
    -----------+---------+------+------------------
    20000      | 500     | pass | within_limit
    20000      | 0       | fail | no_evidence
    0          | 0       | pass | nothing_to_sample
""")
def test_missing_samples(row):
    """A sample of 0 for a population above 0 proves nothing; where nobody is, nobody need be sampled."""
    cells = county(
        registered_population_exited=row["population"], exited_persons_sampled=row["sampled"], wrong_exit_persons=0
    )
    rate = decide([cells], EXIT)[0]["wrong_exit_rate"]
    assert (rate["gate"], rate["reason"]) == (row["gate"], row["reason"])


@spec("""
    province  | wrong of 1000 | composite of 1000 | wrong_exit | composite
    ----------+---------------+-------------------+------------+----------
    Plainland | 20            | 20                | pass       | pass
    Plainland | 21            | 21                | fail       | fail
    Westland  | 20            | 30                | pass       | pass
    Westland  | 21            | 31                | fail       | fail
""")
def test_gates_of_a_province(row):
    """The same limits stand beside every unit of a yearly assessment."""
    unit = {"Plainland": PLAINLAND, "Westland": WESTLAND}[row["province"]]
    values = {
        "wrong_exit_rate": {unit: (int(row["wrong of 1000"]), 1000)},
        "composite_incidence": {unit: (int(row["composite of 1000"]), 1000)},
    }
    of = figures(values, also=CENTRAL.indicators)
    gates = judge(of, targets(of, {}), NO_EVIDENCE, CENTRAL, DAY).gates
    verdicts = {one[1]: one[7] for one in gates if one[0] == place(unit)}
    assert (verdicts["wrong_exit"], verdicts["composite_incidence"]) == (row["wrong_exit"], row["composite"])
    assert verdicts["missed"] == "no_evidence"
