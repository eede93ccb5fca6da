"""Forms of checks: what is read, and that every mistake is named."""

import pytest

from pledgetree.registry.check_model import Column, Compare, Constant, Empty, OneOf
from tests.unit.registry.check_examples import reader


def test_forms_are_read():
    assert reader().rule({"empty": "members"}, ()) == Empty(Column("members"))
    assert reader().rule({"is": {"state": "poor"}}, ()) == OneOf(Column("state"), ("poor",))
    assert reader().rule({"less": ["income_fen", 5]}, ()) == Compare(Column("income_fen"), "<", Constant(5))
    assert reader(x={"empty": "members"}).rule({"use": "x"}, ()) == Empty(Column("members"))


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ({"sql": "drop table"}, "CHECK_FORM"),
        ({"empty": "nothing"}, "CHECK_COLUMN"),
        ({"is": {"state": "rich"}}, "CHECK_VALUE"),
        ({"less": ["income_fen", "identified_on"]}, "CHECK_KINDS"),
        ({"less": ["income_fen"]}, "CHECK_LIST"),
        ({"use": "nothing"}, "CHECK_NAME"),
        ({"less": ["income_fen", {"parameter": "nothing"}]}, "CHECK_NAME"),
        ({"less": ["identified_on", {"date": "2016-02-30"}]}, "RULEBOOK_DATE"),
    ],
)
def test_a_mistake_is_named(when, code):
    one = reader()
    assert one.rule(when, ("when",)) is None
    assert [found.code for found in one.faults] == [code]


def test_all_mistakes_of_a_rule_are_named():
    one = reader()
    assert one.rule({"all": [{"empty": "a"}, {"empty": "b"}]}, ()) is None
    assert len(one.faults) == 2


def test_a_named_predicate_cannot_contain_itself():
    one = reader(x={"use": "x"})
    assert one.rule({"use": "x"}, ()) is None
    assert [found.code for found in one.faults] == ["CHECK_NAME"]
