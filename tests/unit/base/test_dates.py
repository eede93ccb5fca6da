from datetime import date

import pytest

from pledgetree.base.dates import parse_date, year_end, year_start
from pledgetree.base.errors import UserError


def test_iso_dates_are_read():
    assert parse_date("2016-02-29") == date(2016, 2, 29)


@pytest.mark.parametrize("wrong", ["2015-02-29", "29/02/2016", "", "2016年2月29日"])
def test_other_dates_are_refused_with_their_place(wrong):
    with pytest.raises(UserError, match=r"WRONG_DATE plans\.csv:2"):
        parse_date(wrong, "plans.csv:2")


def test_a_year_has_two_ends():
    assert (year_start(2016), year_end(2016)) == (date(2016, 1, 1), date(2016, 12, 31))
