"""Working days: the real calendar of 2016 to 2021, and the arithmetic against a plain count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.law.loading import load_rulebook
from pledgetree.lifecycle.calendars import Calendar, calendar_of

DAYS = st.dates(date(2016, 1, 1), date(2016, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=40), st.frozensets(DAYS, max_size=40))


@pytest.fixture(scope="module")
def real():
    return calendar_of(load_rulebook("cn-central-2016"))


# Days of the year less Saturdays and Sundays less the eleven holidays of 全国年节及纪念日放假办法 (2013): every other
# day off is paid for with a Saturday or Sunday worked. In 2020 two more days were off: 31 January and, worked before
# the holiday was lengthened, 1 February.
@pytest.mark.parametrize(
    ("year", "weekend", "more"),
    [(2016, 105, 0), (2017, 105, 0), (2018, 104, 0), (2019, 104, 0), (2020, 104, 2), (2021, 104, 0)],
)
def test_a_year_has_the_legal_number_of_working_days(real, year, weekend, more):
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    assert sum((date(year, 1, 1) + timedelta(days=n)).weekday() > 4 for n in range(length)) == weekend
    assert real.working_days_between(date(year, 1, 1), date(year, 12, 31)) == length - weekend - 11 - more
    assert real.knows(year)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2016-10-08", True),  # a Saturday after the national holiday
        ("2016-10-07", False),  # a Friday inside it
        ("2017-01-22", True),  # a Sunday before the Spring Festival
        ("2018-12-31", False),  # a Monday, named by the notice for 2019
        ("2018-12-29", True),
        ("2019-05-03", False),  # the notice of March 2019 made four days of one
        ("2020-01-31", False),
        ("2020-02-03", True),
        ("2017-05-03", True),
        ("2017-05-06", False),
    ],
)
def test_known_days(real, day, worked):
    assert real.is_working_day(date.fromisoformat(day)) is worked


def test_outside_the_known_years_there_are_weekends_alone(real):
    assert not real.knows(2030)
    assert real.is_working_day(date(2030, 1, 1))
    assert not real.is_working_day(date(2030, 1, 5))


def test_moving_over_a_holiday(real):
    assert real.at_or_after(date(2016, 10, 1)) == date(2016, 10, 8)
    assert real.at_or_before(date(2016, 10, 7)) == date(2016, 9, 30)
    assert real.working_days_after(date(2016, 9, 30), 1) == date(2016, 10, 8)
    assert real.working_days_after(date(2016, 9, 30), 0) == date(2016, 9, 30)
    with pytest.raises(ValueError, match="count"):
        real.working_days_after(date(2016, 9, 30), -1)


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_working_days_after_are_counted_one_by_one(calendar, day, count):
    end = calendar.working_days_after(day, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day + timedelta(days=1), end) == count


@given(CALENDARS, DAYS)
def test_the_nearest_working_day_has_none_between(calendar, day):
    after, before = calendar.at_or_after(day), calendar.at_or_before(day)
    assert calendar.working_days_between(day, after) == calendar.working_days_between(before, day) == 1
    assert before <= day <= after
    assert calendar.working_days_between(after, before) == (1 if before == after else 0)
