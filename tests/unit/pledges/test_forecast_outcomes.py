"""What becomes of commitments: states, dates, figures at the deadline; every example is worked out by hand."""

from datetime import date

import numpy as np
import pytest

from pledgetree.pledges.forecast_outcomes import REASONS, STATES, outcomes_of, people_of, whole_or_none
from pledgetree.pledges.forecast_promises import COUNTIES, INCIDENCE, LEFT, LIFTED, promises_of
from pledgetree.pledges.forecast_records import month_text
from pledgetree.pledges.forecast_series import make_series
from tests.unit.pledges.forecasts import places, promised, same, statistic, terms, world
from tests.unit.pledges.programmes import arrays, commitment, tables, unit_id

SERIES = {"poor_lifted": LIFTED, "poor_remaining": LEFT, "poverty_incidence": INCIDENCE, "counties_exited": COUNTIES}
CODE = "520502"
# 1000, 900, 800: a pace of 100, of which half is carried on: 50, then 25.
FALLING = statistic(CODE, "registered_poor", y2014=1000, y2015=900, y2016=800)
DELIVERED = statistic(CODE, "delivered", y2015=100, y2016=100)


def one_of(rows, known=2016, **changes):
    """The only outcome, as plain values."""
    made = tables(rows)
    used = {name: made[name] for name in ("statistics", "unit_exits") if made[name].num_rows}
    series = make_series(used, None, places(rows), known=known, base_statistic="rural_population")
    promises = next(promises_of(arrays(rows, known), SERIES, date(known, 12, 31), known))
    own = terms(**changes)
    found = outcomes_of(promises, series, people_of(series, own), own)
    row = int(np.flatnonzero(promises.pledge == f"P{CODE}")[0])
    return {
        "state": STATES[found.state[row]],
        "reason": REASONS[found.reason[row]],
        "done": whole_or_none(float(found.done[row])),
        "due": whole_or_none(float(found.due[row])),
        "short": whole_or_none(float(found.behind_by[row])),
        "pace": whole_or_none(float(found.pace[row])),
        "needed": whole_or_none(float(found.needed[row])),
        "there": whole_or_none(float(found.at_deadline[0, row])),
        "month": month_text(float(found.months[0, row])),
        "late": whole_or_none(float(found.months_behind[row])) if np.isfinite(found.months_behind[row]) else None,
    }


def left(targets, statistics=FALLING, **changes):
    rows = promised(world(statistics=statistics), "poor_remaining", [CODE], **targets)
    return one_of(rows, **changes)


def lifted(targets, statistics=None, **changes):
    rows = promised(world(statistics=statistics or FALLING + DELIVERED), "poor_lifted", [CODE], **targets)
    return one_of(rows, **changes)


def test_a_stock_on_its_way():
    # 800 - 50 - 25 = 725 at the end of 2018; 730 is met after 50 and four fifths of 25: 21.6 months, in October.
    assert left({"y2016": 850, "y2018": 730}) == {
        "state": "on_track",
        "reason": "",
        "done": 800,
        "due": 850,
        "short": -50,
        "pace": 50,
        "needed": 35,
        "there": 725,
        "month": "2018-10",
        "late": -2,
    }


def test_a_stock_that_is_too_slow():
    # 715 needs 85: after 50 and 25 the third year brings 12.5, of which four fifths: 33.6 months, October 2019.
    found = left({"y2016": 790, "y2018": 715})
    assert (found["state"], found["month"], found["late"], found["short"]) == ("behind", "2019-10", 10, 10)


@pytest.mark.parametrize(("months", "state"), [(9, "behind"), (10, "on_track")])
def test_how_late_is_behind_is_a_number_of_the_rulebook(months, state):
    assert left({"y2018": 715}, behind_months=months)["state"] == state


def test_a_goal_out_of_sight():
    found = left({"y2018": 100})
    assert (found["state"], found["month"], found["late"], found["needed"]) == ("behind", None, None, 350)


def test_a_stock_that_grows_is_out_of_sight():
    found = left({"y2018": 700}, statistic(CODE, "registered_poor", y2014=600, y2015=700, y2016=800))
    assert (found["state"], found["pace"], found["there"], found["month"]) == ("behind", -50, 875, None)


def test_a_stock_that_is_low_enough_already():
    found = left({"y2018": 900})
    assert (found["state"], found["month"], found["needed"]) == ("reached", "2016-12", None)


@pytest.mark.parametrize(
    ("target", "state", "month"), [(900, "reached", "2015-12"), (899, "missed", None)], ids=["kept", "not kept"]
)
def test_after_the_deadline_it_says_what_was_reached_then(target, state, month):
    found = left({"y2015": target})
    assert (found["state"], found["done"], found["month"], found["there"]) == (state, 900, month, None)


def test_persons_lifted_are_added_up_from_the_first_promised_year():
    # 100 in 2016; 50 and 25 to come; 160 is met after 50 and two fifths of 25: 16.8 months, May 2018.
    found = lifted({"y2016": 90, "y2017": 50, "y2018": 20})
    assert found == {
        "state": "on_track",
        "reason": "",
        "done": 100,
        "due": 90,
        "short": -10,
        "pace": 50,
        "needed": 30,
        "there": 175,
        "month": "2018-05",
        "late": -7,
    }


def test_nobody_left_to_lift_is_no_fault():
    statistics = statistic(CODE, "registered_poor", y2014=420, y2015=220, y2016=20)
    statistics += statistic(CODE, "delivered", y2015=200, y2016=200)
    found = lifted({"y2016": 150, "y2018": 150}, statistics)
    assert (found["state"], found["there"]) == ("nobody_left", 220)


def test_those_who_come_in_are_lifted_too():
    # A fall of 100 with 150 lifted: 50 came in. 20 are left, 25 and 12.5 more come, so 20 + 37.5 can be lifted.
    statistics = statistic(CODE, "registered_poor", y2014=220, y2015=120, y2016=20)
    statistics += statistic(CODE, "delivered", y2015=150, y2016=150)
    found = lifted({"y2016": 150, "y2018": 100}, statistics)
    assert (found["done"], found["there"]) == (150, 208)


def test_a_year_whose_lifted_persons_are_unknown_is_not_made_up():
    found = lifted({"y2015": 10, "y2018": 100}, FALLING + statistic(CODE, "delivered", y2016=100))
    assert (found["state"], found["reason"], found["done"]) == ("not_enough_data", "no_figures", None)


def rate(population=None):
    statistics = FALLING + (statistic(CODE, "rural_population", y2016=population) if population else [])
    rows = world(statistics=statistics)
    rows["commitments"].append(commitment(f"P{CODE}", "poverty_incidence", 2018, (73, 1000), basis="level"))
    return one_of(rows)


def test_a_rate_is_followed_by_its_numerator():
    # 7.3 % of 10,000 are the 730 persons of the first example.
    found = rate(10_000)
    assert (found["state"], found["there"], found["month"], found["needed"]) == ("on_track", 725, "2018-10", 35)


def test_a_rate_without_a_population_is_not_made_up():
    assert (rate()["state"], rate()["reason"]) == ("not_enough_data", "no_figures")


def exits(counts, target):
    """So many counties leave in each year from 2015 on; the unit's own code stands for all of them."""
    approved = [(year, number) for year, count in enumerate(counts, 2015) for number in range(count)]
    rows = world(
        unit_exits=[
            {
                "unit_id": unit_id(CODE),
                "tier": "county",
                "approved_on": date(year, 1, 1 + number),
                "announced_on": None,
            }
            for year, number in approved
        ]
    )
    return promised(rows, "counties_exited", [CODE], y2015=target - 1, y2018=1)


def test_counties_leave_at_their_own_pace():
    # 8 and 8 have left; 4 and 2 more by 2018: 22 of 24 pledged, and the third year brings 1.
    found = one_of(exits([8, 8], 24))
    assert (found["done"], found["due"], found["there"], found["state"]) == (16, 23, 22, "behind")


def test_a_few_counties_have_no_pace():
    assert one_of(exits([1, 1], 4), fewest_units=5)["reason"] == "too_small"


def test_one_year_may_be_too_few():
    assert one_of(exits([8], 24), known=2015, fewest_paces=2)["reason"] == "too_few_years"
    assert left({"y2018": 700}, FALLING[1:], fewest_paces=2)["reason"] == "too_few_years"


def test_no_list_of_exits_no_forecast():
    rows = promised(world(statistics=FALLING), "counties_exited", [CODE], y2018=9)
    assert one_of(rows)["reason"] == "no_figures"


def test_a_register_that_was_always_small_gets_no_forecast():
    assert left({"y2018": 700}, fewest_persons=1001)["reason"] == "too_small"
    assert left({"y2018": 700}, fewest_persons=1000)["state"] == "behind"


def test_a_unit_without_figures_gets_none():
    found = left({"y2018": 700}, statistic("520521", "registered_poor", y2014=9, y2015=8, y2016=7))
    assert (found["state"], found["reason"], found["there"], found["month"]) == (
        "not_enough_data",
        "no_figures",
        None,
        None,
    )


def test_past_errors_are_those_of_all_units_that_are_large_enough():
    statistics = FALLING + statistic("520521", "registered_poor", y2014=10, y2015=9, y2016=8)
    rows = world(statistics=statistics)
    series = make_series({"statistics": tables(rows)["statistics"]}, None, places(rows), known=2016, base_statistic="")
    # From 900 with a pace of 100, 850 were forecast and 800 came; above it, from 909 858.5 and 808. Both are 1/18.
    found = people_of(series, terms(fewest_persons=11)).errors
    same(found.relative, [-1 / 18] * 4)
    assert found.size.tolist() == [909, 909, 909, 900]
