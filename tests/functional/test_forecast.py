"""``pledgetree forecast`` as a user runs it: on a small nation, and on tables of one's own."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.functional.program import pledgetree
from tests.unit.pledges.forecasts import promised, snapshot, statistic, world
from tests.unit.pledges.programmes import unit_id


def said(*arguments):
    done = pledgetree("forecast", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    schema = files("pledgetree.pledges").joinpath("schema", "forecast.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def test_a_nation_is_forecast_to_2020(nation):
    found = said(nation / "2017", "--on", "2017-12-31")
    assert (found["made_up"], found["unit"], found["left"]["month"]) == (True, "0" * 12, "2020-12")
    whole, *areas = found["left"]["areas"]
    assert 0 <= whole["low"] <= whole["left"] <= whole["high"]
    provinces = [one for one in areas if one["kind"] == "unit"]
    assert sum(one["now"] for one in provinces) == whole["now"]
    assert sum(one["now"] for one in areas if one["kind"] == "region") == whole["now"]
    assert sum(one["now"] for one in found["left"]["causes"]) == whole["now"]
    assert sum(one["left"] for one in found["left"]["causes"]) == whole["left"]
    assert {one["tier"] for one in found["commitments"]} <= {"centre", "province", "prefecture", "county"}


def test_a_unit_is_forecast_with_everything_below_it(nation):
    found = said(nation / "2017", "--on", "2018-06-01", "--unit", "5205")
    assert {one["unit"][:4] for one in found["commitments"]} == {"5205"}
    assert found["left"]["areas"][0]["name"] == "520500000000"


def test_a_day_before_the_years_end_does_not_know_its_figures(nation):
    assert said(nation / "2017", "--on", "2017-12-30")["known_until"] == "2016-12-31"


@pytest.mark.parametrize("lang", ["en", "zh-hans", "fr"])
def test_people_read_the_sentence_first(nation, lang):
    done = pledgetree("forecast", nation / "2017", "--on", "2017-12-31", "--unit", "52", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    first, second, *_ = done.out.splitlines()
    assert second.startswith("贵州省")
    last = done.out.rstrip().splitlines()[-1]
    assert {"en": "Illustrative", "zh-hans": "示意", "fr": "Illustratif"}[lang] in first
    assert {"en": "never a ground for a case", "zh-hans": "依据", "fr": "ménage"}[lang] in last


@pytest.fixture
def county(tmp_path):
    """One county at the end of its term."""

    def made(target, year=2018):
        figures = statistic("520502", "registered_poor", y2015=900, y2016=600, y2017=300, y2018=120)
        rows = promised(world(statistics=figures), "poor_remaining", ["520502"], y2018=target)
        return snapshot(rows, tmp_path, year).path

    return made


@pytest.mark.parametrize(("target", "words"), [(120, "has kept its pledge"), (100, "missed its pledge")])
def test_after_the_deadline_it_says_what_was_reached(county, target, words):
    done = pledgetree("forecast", county(target), "--on", "2019-03-01", "--unit", "520502")
    assert (done.code, words in done.out) == (0, True)


def test_who_is_behind_reads_it_in_one_sentence(county):
    path = county(100)
    done = pledgetree("forecast", path, "--on", "2016-12-31", "--unit", unit_id("520502"))
    assert "not enough data for a forecast (persons left): too few years" in done.out
    done = pledgetree("forecast", path, "--on", "2017-12-31", "--unit", unit_id("520502"))
    assert "520502 is on track (persons left): at this pace 2018-" in done.out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--on", "2018-02-30"), "WRONG_DATE"),
        (("--on", "yesterday"), "WRONG_DATE"),
        (("--on", "2014-06-01"), "FORECAST_TOO_EARLY"),
        (("--on", "2018-12-31", "--unit", "9999"), "FORECAST_UNIT"),
        (("--on", "2018-12-31", "--unit", "毕节"), "WRONG_UNIT_CODE"),
        (("--on", "2018-12-31", "--rulebook", "atlantis"), "RULEBOOK_UNKNOWN"),
        ((), "--on"),
    ],
)
def test_what_cannot_be_is_refused(county, options, code):
    done = pledgetree("forecast", county(100), *options)
    assert (done.code, code in done.err, "Traceback" in done.err) == (2, True, False)


def test_a_snapshot_without_figures_says_what_to_add(tmp_path):
    path = snapshot(promised(world(), "poor_remaining", ["52"], y2018=0), tmp_path, 2018).path
    done = pledgetree("forecast", path, "--on", "2018-12-31")
    assert (done.code, "FORECAST_NO_FIGURES" in done.err, "registered_poor" in done.err) == (2, True, True)


def test_an_altered_snapshot_is_refused(county):
    path = county(100)
    file = path / "statistics.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"X")
    done = pledgetree("forecast", path, "--on", "2018-12-31")
    assert (done.code, "SNAPSHOT_ALTERED" in done.err) == (2, True)
