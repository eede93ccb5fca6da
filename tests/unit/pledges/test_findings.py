"""Texts of findings, their order and their form."""

import numpy as np

from pledgetree.pledges.arrays import NO_DAY
from pledgetree.pledges.findings import Batch, Finding, day, findings_of, names, ratio, same, whole
from pledgetree.pledges.reading import day_number
from tests.unit.pledges.programmes import DEADLINE

IDS = np.array(["P1", "P2"], object)


def numbers(*values, kind=np.int32):
    return np.array(values, kind)


def test_columns_of_texts():
    assert whole(numbers(3, -4))() == ["3", "-4"]
    assert ratio(numbers(10, kind=np.int64), numbers(200, kind=np.int64))() == ["10/200"]
    assert day(numbers(day_number(DEADLINE), NO_DAY))() == ["2020-12-31", ""]
    assert names(IDS, numbers(1, -1))() == ["P2", ""]
    assert same("x", 2)() == ["x", "x"]


def batch(code="SHORTFALL", pledge=1, unit=0, **changes):
    return Batch(code, numbers(pledge), numbers(unit), same("9", 1), same("8", 1), **changes)


def finding(**changes):
    (found,) = findings_of(batch(**changes), IDS, np.array(["52"], object), "fault")
    return found


def test_a_finding_says_where_and_what():
    found = finding(indicator="poor_lifted", year=2016)
    assert found.record() == {
        "code": "SHORTFALL",
        "severity": "fault",
        "pledge_id": "P2",
        "unit": "52",
        "indicator": "poor_lifted",
        "year": 2016,
        "expected": "9",
        "found": "8",
        "detail": "the pledges below add up to 8, worse than the 9 promised here",
    }
    assert found.fault.where == "P2 52 poor_lifted 2016"


def test_what_is_not_there_is_null_and_comes_first():
    found = [finding(), finding(unit=-1), finding(pledge=0), finding(pledge=-1), finding(indicator="a", year=2015)]
    found += [finding(indicator="a"), finding(code="ORPHAN", words={"named": same("", 1)})]
    ordered = sorted(found, key=Finding.sort_key)
    assert [(one.code, one.pledge_id, one.unit, one.indicator, one.year) for one in ordered] == [
        ("ORPHAN", "P2", "52", None, None),
        ("SHORTFALL", None, "52", None, None),
        ("SHORTFALL", "P1", "52", None, None),
        ("SHORTFALL", "P2", None, None, None),
        ("SHORTFALL", "P2", "52", None, None),
        ("SHORTFALL", "P2", "52", "a", None),
        ("SHORTFALL", "P2", "52", "a", 2015),
    ]


def test_the_severity_given_is_that_of_the_fault_too():
    (found,) = findings_of(batch(), IDS, np.array(["52"], object), "note")
    assert (found.severity, found.fault.severity) == ("note", "note")
