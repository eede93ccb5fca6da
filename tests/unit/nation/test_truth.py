import csv

from pledgetree.nation.calibration import calibrations
from pledgetree.nation.counties import truth_rows
from pledgetree.nation.drafting import PLANTED
from pledgetree.nation.truth import calibration_record, write_truth


def test_the_readme_says_that_everything_is_made_up(nation):
    text = (nation.folder / "truth" / "README.txt").read_text(encoding="utf-8")
    assert "MADE UP" in text
    assert "illustrative" in text
    assert "seed: 7" in text


def test_the_calibration_says_what_each_year_equals(nation):
    with (nation.folder / "truth" / "calibration.csv").open(encoding="utf-8") as file:
        rows = {int(row["year"]): row for row in csv.DictReader(file)}
    assert rows[2014]["basis"] == "registered_poor"
    assert {rows[year]["basis"] for year in range(2015, 2021)} == {"rural_poor_survey"}
    assert rows[2017]["status"] == "published"
    assert rows[2015]["status"] == "regions modelled"
    for row in rows.values():
        assert int(row["closing"]) == int(row["scaled_persons"])


def test_truth_is_sorted_whatever_the_order(tmp_path):
    rows = [truth_rows("late_report", year, {}, 1) for year in (2018, 2016)]
    made = {"households": 1, "seed": 1, "years": "2016-2018"}
    for name, tables in (("one", rows), ("other", rows[::-1])):
        write_truth(tmp_path / name, (tables, PLANTED.empty_table()), calibrations(1), {}, made)
    one, other = ((tmp_path / name / "faults.parquet").read_bytes() for name in ("one", "other"))
    assert one == other


def test_a_record_holds_the_regions():
    record = calibration_record(calibrations(29_480_000)[2])
    assert record["west"] == 22_510_000
    assert record["published_persons"] == 43_350_000
