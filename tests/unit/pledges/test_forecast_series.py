"""Which years and which source the series come from."""

from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.forecast_register import read_register
from pledgetree.pledges.forecast_series import SOURCES, known_year, make_series
from tests.unit.pledges.forecasts import places, same, snapshot, statistic, world
from tests.unit.pledges.programmes import VILLAGES, tables, unit_id
from tests.unit.pledges.test_forecast_register import register_rows

NAN = float("nan")
STOCKS = {"y2014": 100, "y2015": 60, "y2016": 50}


def series_of(rows, known=2016, register=None):
    made = tables(rows)
    used = {name: made[name] for name in ("statistics", "unit_exits") if made[name].num_rows}
    found = places(rows)
    return make_series(used, register, found, known=known, base_statistic="rural_population"), found


def at(values, found, code):
    return values[found.row_of(unit_id(code))].tolist()


@pytest.mark.parametrize(
    ("on", "known"),
    [(date(2018, 12, 30), 2017), (date(2018, 12, 31), 2018), (date(2019, 5, 1), 2018), (date(2030, 1, 1), 2020)],
)
def test_the_figures_of_a_year_count_from_its_end_on(on, known):
    assert known_year(on, 2020) == known


def test_statistics_give_stock_and_fall():
    found, where = series_of(world(statistics=statistic("520502", "registered_poor", **STOCKS)))
    assert found.years == (2014, 2015, 2016)
    same(at(found.stock, where, "520502"), [100, 60, 50])
    same(at(found.fall, where, "520502"), [NAN, 40, 10])
    assert SOURCES[found.source[where.row_of(unit_id("520502"))]] == "statistics"
    assert SOURCES[found.source[where.row_of(unit_id("520521"))]] == "none"


def test_what_is_known_only_later_is_not_used():
    found, where = series_of(world(statistics=statistic("520502", "registered_poor", **STOCKS)), known=2015)
    assert found.years == (2014, 2015)
    same(at(found.stock, where, "520502"), [100, 60])


def test_a_correction_of_the_register_is_no_pace():
    # 2015: the register fell by 40, the survey says by 15; 2016: 12 were delivered, so the register's own fall counts.
    rows = statistic("520502", "registered_poor", **STOCKS)
    rows += statistic("520502", "rural_poor_survey", y2014=75, y2015=60, y2016=49)
    rows += statistic("520502", "delivered", y2016=12)
    found, where = series_of(world(statistics=rows))
    same(at(found.fall, where, "520502"), [NAN, 15, 10])
    same(at(found.pace, where, "520502"), [NAN, 15, 12])
    same(at(found.lifted, where, "520502"), [NAN, NAN, 12])


def test_statistics_of_counties_add_up_where_all_counties_have_them():
    rows = statistic("520502", "registered_poor", **STOCKS) + statistic("520521", "registered_poor", y2016=7, y2015=9)
    found, where = series_of(world(statistics=rows))
    same(at(found.stock, where, "52"), [NAN, 69, 57])


def test_statistics_of_merged_counties_add_up():
    rows = world(
        ("", "52", "5205", "520502", "520521", "520599"),
        statistics=statistic("520502", "registered_poor", **STOCKS) + statistic("520599", "registered_poor", y2014=11),
    )
    rows["units"][-1]["valid_to"] = date(2015, 6, 1)
    change = {"old_code": unit_id("520599"), "new_code": unit_id("520502"), "changed_on": date(2015, 6, 1)}
    found, where = series_of(rows | {"code_changes": [change]})
    same(at(found.stock, where, "520502"), [111, 60, 50])


def test_villages_are_followed_by_the_register(tmp_path):
    rows = register_rows()
    rows["statistics"] = statistic("520502", "registered_poor", y2014=9, y2015=8, y2016=7, y2017=6, y2018=5)
    register = read_register(snapshot(rows, tmp_path, 2018), places(rows))
    found, where = series_of(rows, 2018, register)
    village = VILLAGES[2]
    # Nobody at the opening, one came back in 2018; the year before one had left, in 2016 three: 1 + 3 in 2015.
    same(at(found.stock, where, village), [4, 4, 1, 0, 1])
    same(at(found.fall, where, village), [NAN, 0, 3, 1, -1])
    same(at(found.lifted, where, village), [NAN, 0, 3, 1, 0])
    same(at(found.stock, where, "520502"), [9, 8, 7, 6, 5])
    same(at(found.lifted, where, "520502"), [NAN, NAN, NAN, NAN, 2])
    names = [SOURCES[found.source[where.row_of(unit_id(code))]] for code in (village, "520502")]
    assert names == ["register", "statistics"]


def test_exits_are_counted_by_the_year_of_their_approval():
    exits = [
        {"unit_id": unit_id(code), "tier": "county", "approved_on": day, "announced_on": None}
        for code, day in (("520502", date(2017, 3, 1)), ("520521", date(2018, 3, 1)))
    ]
    found, where = series_of(world(unit_exits=exits), 2018)
    same(at(found.exited["county"], where, "52"), [0, 1, 2])
    same(at(found.exited["county"], where, "520502"), [0, 1, 1])
    same(at(found.exited["village"], where, "52"), [0, 0, 0])


def test_the_latest_population_counts():
    rows = statistic("520502", "registered_poor", **STOCKS) + statistic("520502", "rural_population", y2014=900)
    found, where = series_of(world(statistics=rows))
    assert found.population[where.row_of(unit_id("520502"))] == 900
    assert found.population[where.row_of(unit_id("520521"))] == -1


@pytest.mark.parametrize(
    ("rows", "code"),
    [(statistic("520502", "registered_poor", **STOCKS), "FORECAST_TOO_EARLY"), ([], "FORECAST_NO_FIGURES")],
)
def test_a_day_before_the_first_figures_is_refused(rows, code):
    with pytest.raises(UserError, match=code):
        series_of(world(statistics=rows), known=2013)
