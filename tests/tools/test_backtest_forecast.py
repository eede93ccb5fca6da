"""The back-test on published figures: the docs show it as it is, and its first figures are right by hand."""

import pytest

from tools import backtest_forecast
from tools.backtest_forecast import (
    bundled_terms,
    damped,
    forecast_of,
    known_errors,
    main,
    next_years,
    published,
    renewed,
    same_number,
    same_share,
    section,
    stocks,
    to_the_deadline,
)

TERMS = bundled_terms()


def test_the_page_is_current():
    page = backtest_forecast.PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "run 'python -m tools.backtest_forecast'"
    assert section() in page


def test_the_published_figures_are_read_in_persons():
    figures = published()
    # The statistics office: 55.75 million at the end of 2015, 5.51 million at the end of 2019.
    assert (figures["national"][2015], figures["national"][2019]) == (55_750_000, 5_510_000)
    assert sum(figures[area][2019] for area in ("east", "centre", "west")) == figures["national"][2019]


def test_a_forecast_by_hand():
    # The falls of 2011 and 2012 were 43.29 and 23.39 million; 0.9 of (0.7 x 23.39 + 0.3 x 0.9 x 43.29) are carried on.
    pace = 0.7 * 23.39 + 0.3 * 0.9 * 43.29
    one = forecast_of(published(), "national", 2012, 2013, TERMS)
    assert one.point == pytest.approx(1e6 * (98.99 - 0.9 * pace))
    assert one.hit is None  # only one error was known


def test_nothing_later_than_the_origin_is_used():
    figures = published()
    cut = {area: {year: one for year, one in series.items() if year <= 2016} for area, series in figures.items()}
    cut["national"][2017] = 1
    whole = forecast_of(figures, "national", 2016, 2017, TERMS)
    short = forecast_of(cut, "national", 2016, 2017, TERMS)
    assert (whole.point, whole.low, whole.high) == (short.point, short.low, short.high)


def test_the_interval_rests_on_the_errors_known_by_then():
    assert [len(known_errors(published(), year, TERMS).relative) for year in (2011, 2012, 2016, 2018)] == [0, 1, 5, 10]


def test_every_figure_that_can_be_is_forecast():
    found = next_years(published(), TERMS)
    assert [(one.area, one.year) for one in found if one.area == "national"] == [
        ("national", year) for year in range(2013, 2021)
    ]
    assert {(one.area, one.year) for one in found if one.area != "national"} == {
        (area, 2019) for area in ("east", "centre", "west")
    }
    assert {one.year for one in to_the_deadline(published(), TERMS)} == {2020}


def test_other_methods_by_hand():
    stock = stocks({2010: 100, 2011: 80, 2012: 60}, 2012)
    assert same_number(stock, TERMS) == 40
    assert same_share(stock, TERMS) == 45
    # A pace of 20 twice: 0.9 x (0.7 x 20 + 0.3 x 0.9 x 20).
    assert damped(stock, TERMS) == pytest.approx(60 - 0.9 * (14 + 5.4))


def test_a_page_that_differs_is_named_and_written_anew(tmp_path, monkeypatch, capsys):
    page = tmp_path / "forecast.md"
    page.write_text("before\n<!-- back-test: begin -->\nold\n<!-- back-test: end -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(backtest_forecast, "PAGE", page)
    assert main(["--check"]) == 1
    assert "not current" in capsys.readouterr().out
    assert main([]) == 0
    assert main(["--check"]) == 0
    text = page.read_text(encoding="utf-8")
    assert (text.startswith("before\n"), text.endswith("after\n"), "old" in text) == (True, True, False)
