"""Chapter: points. The five kinds of rule in the table for poverty funds, and the cliff of one province."""

from fractions import Fraction

import numpy as np

from pledgetree.assessment.points import points_for
from pledgetree.base.dates import parse_date
from pledgetree.law.asking import in_force
from pledgetree.law.loading import load_rulebook
from tests.spec.drawn import spec

FUNDS = load_rulebook("cn-funds-2017")
CLIFF = load_rulebook("cn-funds-2017+cliff")


def points(name, value, rulebook=FUNDS, region=None, day="2017-12-31"):
    rules = [one for one in in_force(rulebook.scheme.points, parse_date(day)) if one.name == name]
    (rule,) = [one for one in rules if one.region == region]
    above, below = np.array([Fraction(value).numerator]), np.array([Fraction(value).denominator])
    direction = rulebook.indicators[rule.indicator].direction
    return Fraction(int(points_for(rule, direction, above, below)[0]), 100)


@spec("""
    region | ratio  | points
    -------+--------+-------
    west   | 5/100  | 0
    west   | 30/100 | 5
    west   | 35/200 | 2.5
    east   | 30/100 | 0.33
    east   | 2      | 5
""")
def test_linear_between_the_bounds_of_the_region(row):
    assert points("provincial_ratio", row["ratio"], region=row["region"]) == Fraction(row["points"])


@spec("""
    allocated in time | points
    ------------------+-------
    1                 | 15
    95/100            | 15
    949/1000          | 12
    70/100            | 8
    499/1000          | 0
""")
def test_step(row):
    assert points("allocation_speed", row["allocated in time"]) == Fraction(row["points"])


@spec("""
    carried over | points
    -------------+-------
    0            | 15
    2/100        | 15
    6/100        | 10
    10/100       | 5
    15/100       | 2.5
    1            | 0
""")
def test_band(row):
    assert points("carry_over_rate", row["carried over"]) == Fraction(row["points"])


@spec("""
    used precisely | points
    ---------------+-------
    1              | 15
    991/1000       | 15
    99/100         | 14.5
    981/1000       | 14.5
    0              | 0
""")
def test_deduction_for_whole_units(row):
    assert points("precise_use", row["used precisely"]) == Fraction(row["points"])


@spec("""
    violations | 2017 | 2019
    -----------+------+-----
    0          | 0    | 0
    1          | -1   | -2
    5          | -5   | -10
    11         | -10  | -10
""")
def test_a_pure_deduction_is_heavier_from_the_day_the_table_was_changed(row):
    for year in ("2017", "2019"):
        assert points("fund_violations", row["violations"], day=f"{year}-12-31") == Fraction(row[year])


@spec("""
    completion    | linear | cliff
    --------------+--------+------
    1             | 15     | 15
    99999/100000  | 15     | 0
    9/10          | 7.5    | 0
    8/10          | 0      | 0
""")
def test_one_person_short_under_two_rules(row):
    assert points("fund_people_lifted", row["completion"]) == Fraction(row["linear"])
    assert points("fund_people_lifted", row["completion"], CLIFF) == Fraction(row["cliff"])
