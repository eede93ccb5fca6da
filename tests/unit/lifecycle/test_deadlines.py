from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import DeadlineRule
from pledgetree.lifecycle.calendars import Calendar, calendar_of
from pledgetree.lifecycle.deadlines import Due, due_in, next_due

PLAIN = Calendar()
REAL = calendar_of(load_rulebook("cn-central-2016"))


@pytest.mark.parametrize(
    ("rule", "year", "due"),
    [
        (DeadlineRule(on="12-31"), 2017, "2017-12-31"),
        (DeadlineRule(on="12-31", holidays="previous"), 2017, "2017-12-29"),
        (DeadlineRule(on="02-end", years=1), 2019, "2020-02-29"),
        (DeadlineRule(on="02-end", years=1), 2018, "2019-02-28"),
        # 28 February 2021 is a Sunday.
        (DeadlineRule(on="02-end", years=1, holidays="next"), 2020, "2021-03-01"),
        # 31 March 2018 is a Saturday, 1 April a Sunday.
        (DeadlineRule(on="03-31", holidays="next"), 2018, "2018-04-02"),
        # The first of October 2016 is inside the holiday, 8 October a Saturday that is worked.
        (DeadlineRule(on="10-01", holidays="next"), 2016, "2016-10-08"),
        (DeadlineRule(by=date(2020, 12, 31)), 2017, "2020-12-31"),
        (DeadlineRule(after="year_end", days=31), 2016, "2017-01-31"),
        (DeadlineRule(after="event", days=7), 2016, "2016-10-07"),
        (DeadlineRule(after="event", days=7, holidays="next"), 2016, "2016-10-08"),
        (DeadlineRule(after="event", days=1, working=True), 2016, "2016-10-08"),
    ],
)
def test_the_day_of_a_rule(rule, year, due):
    assert due_in(rule, year, {"event": date(2016, 9, 30)}, REAL) == date.fromisoformat(due)


def test_no_day_without_a_rule_or_before_the_event():
    assert due_in(DeadlineRule(), 2016, {}, PLAIN) is None
    assert due_in(DeadlineRule(after="event", days=7), 2016, {}, PLAIN) is None
    assert next_due(DeadlineRule(after="event", days=7), date(2016, 1, 1), {}, PLAIN) is None


def test_the_next_day_of_a_yearly_rule_says_its_year():
    rule = DeadlineRule(on="02-end", years=1)
    assert next_due(rule, date(2017, 2, 28), {}, PLAIN) == Due(date(2017, 2, 28), 2016)
    assert next_due(rule, date(2017, 3, 1), {}, PLAIN) == Due(date(2018, 2, 28), 2017)


def test_a_single_day_stays_when_it_is_past():
    assert next_due(DeadlineRule(by=date(2015, 11, 28)), date(2017, 1, 1), {}, PLAIN) == Due(date(2015, 11, 28), None)
    taken = {"takeover": date(2016, 5, 1)}
    assert next_due(DeadlineRule(after="takeover", days=30), date(2017, 1, 1), taken, PLAIN) == Due(
        date(2016, 5, 31), None
    )


@given(
    st.builds(
        DeadlineRule,
        on=st.one_of(
            st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: day.strftime("%m-%d")),
            st.integers(1, 12).map(lambda month: f"{month:02}-end"),
        ),
        years=st.integers(0, 2),
        holidays=st.sampled_from(["keep", "next", "previous"]),
    ),
    st.dates(date(2015, 1, 1), date(2022, 12, 31)),
)
def test_the_next_day_is_the_first_one_not_past(rule, day):
    found = next_due(rule, day, {}, REAL)
    every = sorted(due_in(rule, year, {}, REAL) for year in range(2008, 2028))
    assert found.on == next(one for one in every if one >= day)
    assert due_in(rule, found.year, {}, REAL) == found.on
    assert found.on - day <= timedelta(days=366 + 9)
