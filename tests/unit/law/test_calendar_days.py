from datetime import date

import pytest

from pledgetree.law.calendar_days import days_of


def test_days_and_ranges_with_both_ends():
    assert days_of("2016-02-28/2016-03-01 2016-04-04") == (
        date(2016, 2, 28),
        date(2016, 2, 29),
        date(2016, 3, 1),
        date(2016, 4, 4),
    )
    assert days_of("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "2017-02-29",
        "2016-04-04 2016-04-04",
        "2016-04-04 2016-04-01",
        "2016-04-04/2016-04-01",
        "2016-04-04/",
        "soon",
        "2016-01-01/2018-01-01",
        "2016-01-01,2016-01-02",
    ],
)
def test_what_is_no_list_of_days(text):
    with pytest.raises(ValueError):
        days_of(text)
