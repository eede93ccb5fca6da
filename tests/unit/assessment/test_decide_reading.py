"""What ``decide`` reads, and every fault it finds."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pledgetree.assessment.decide_reading import COUNTS, REQUIRED, read_counties, read_table
from pledgetree.assessment.intervals import HouseholdSample
from pledgetree.base.errors import UserError
from tests.unit.assessment.builders import limits, parameter, rulebook
from tests.unit.assessment.decide_rows import EXAMPLE, HOUSEHOLDS, row

LAW = rulebook(parameters=limits())
SURVEYED = rulebook(parameters=limits() | {"missed/denominator": parameter("missed/denominator", "surveyed")})


def faults(*rows, law=LAW):
    with pytest.raises(UserError) as caught:
        read_counties(rows, law)
    return [(one.code, one.where) for one in caught.value.faults]


def test_a_sound_row():
    (county,) = read_counties([row()], LAW)
    assert county.name == "Example"
    assert dict(county.counts) == {column: EXAMPLE[column] for column in COUNTS}
    assert county.samples == {"wrong_exit_rate": None, "missed_rate": None}
    assert county.law.limits["wrong_exit_rate"].value == Fraction(2, 100)


def test_the_optional_households_of_a_row():
    (county,) = read_counties([row(**HOUSEHOLDS)], LAW)
    assert county.samples == {"wrong_exit_rate": HouseholdSample(160, 2), "missed_rate": HouseholdSample(300, 1)}


@pytest.mark.parametrize("said", ["true", "TRUE", "", " "])
def test_a_sample_is_self_weighting_unless_it_says_otherwise(said):
    assert read_counties([row(self_weighting=said)], LAW) == read_counties([row()], LAW)


@pytest.mark.parametrize("region", ["centre", "east", "west"])
def test_the_west_has_its_own_composite_limit(region):
    (county,) = read_counties([row(region=region)], LAW)
    assert county.law.limits["composite_incidence"].value == Fraction(3 if region == "west" else 2, 100)


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"county": ""}, "EMPTY_VALUE", "county"),
        ({"county": None}, "COLUMN_MISSING", "county"),
        ({"region": "north"}, "NOT_ALLOWED", "region"),
        ({"region": "West"}, "NOT_ALLOWED", "region"),
        ({"region": " "}, "EMPTY_VALUE", "region"),
        ({"rural_population": None}, "COLUMN_MISSING", "rural_population"),
        ({"rural_population": ""}, "EMPTY_VALUE", "rural_population"),
        ({"rural_population": "400,000"}, "WRONG_TYPE", "rural_population"),
        ({"rural_population": "4e5"}, "WRONG_TYPE", "rural_population"),
        ({"rural_population": "1.0"}, "WRONG_TYPE", "rural_population"),
        ({"rural_population": "４０"}, "WRONG_TYPE", "rural_population"),
        ({"rural_population": "9" * 5000}, "WRONG_TYPE", "rural_population"),
        ({"registered_poor": "-1"}, "BELOW_MINIMUM", "registered_poor"),
        ({"on_date": "2017-02-29"}, "WRONG_DATE", "on_date"),
        ({"on_date": "20171231"}, "WRONG_DATE", "on_date"),
        ({"on_date": ""}, "EMPTY_VALUE", "on_date"),
        ({"on_date": "2015-12-31"}, "NO_VALUE_ON_DATE", "on_date"),
        ({"wrong_exit_persons": 501}, "COUNTS_CONTRADICT", "wrong_exit_persons"),
        ({"exited_persons_sampled": 20_001}, "COUNTS_CONTRADICT", "exited_persons_sampled"),
        ({"missed_persons": 1_001}, "COUNTS_CONTRADICT", "missed_persons"),
        ({"nonregistered_persons_sampled": 300_001}, "COUNTS_CONTRADICT", "nonregistered_persons_sampled"),
        ({"households_recognising": 301}, "COUNTS_CONTRADICT", "households_recognising"),
        (HOUSEHOLDS | {"wrong_exit_households": ""}, "COLUMN_PAIR", "wrong_exit_households"),
        (HOUSEHOLDS | {"exited_households_sampled": None}, "COLUMN_PAIR", "exited_households_sampled"),
        (HOUSEHOLDS | {"missed_households": "x"}, "WRONG_TYPE", "missed_households"),
        (HOUSEHOLDS | {"missed_households": -1}, "BELOW_MINIMUM", "missed_households"),
        (HOUSEHOLDS | {"wrong_exit_households": 6}, "COUNTS_CONTRADICT", "wrong_exit_households"),
        (HOUSEHOLDS | {"exited_households_sampled": 501}, "COUNTS_CONTRADICT", "exited_households_sampled"),
        (HOUSEHOLDS | {"wrong_exit_households": 0}, "HOUSEHOLDS_CONTRADICT", "wrong_exit_households"),
        ({"self_weighting": "false"}, "NOT_SELF_WEIGHTING", "self_weighting"),
        ({"self_weighting": "FALSE"}, "NOT_SELF_WEIGHTING", "self_weighting"),
        ({"self_weighting": "perhaps"}, "WRONG_TYPE", "self_weighting"),
    ],
)
def test_each_fault_names_its_row_and_column(changes, code, column):
    assert faults(row(), row(**changes)) == [(code, f"row 3, column {column}")]


def test_more_wrong_households_than_households():
    found = faults(row(**(HOUSEHOLDS | {"exited_households_sampled": 1})))
    assert found == [("COUNTS_CONTRADICT", "row 2, column wrong_exit_households")]


def test_all_faults_of_all_rows_come_together():
    found = faults(
        row(region="north", missed_persons="many"),
        row(),
        row(on_date="2015-01-01", wrong_exit_persons=-3, households_recognising=999),
        row(county="", exited_persons_sampled=4),
    )
    assert set(found) == {
        ("NOT_ALLOWED", "row 2, column region"),
        ("WRONG_TYPE", "row 2, column missed_persons"),
        ("BELOW_MINIMUM", "row 4, column wrong_exit_persons"),
        ("NO_VALUE_ON_DATE", "row 4, column on_date"),
        ("COUNTS_CONTRADICT", "row 4, column households_recognising"),
        ("EMPTY_VALUE", "row 5, column county"),
        ("COUNTS_CONTRADICT", "row 5, column wrong_exit_persons"),
    }


def test_the_other_reading_of_the_missed_rate_needs_its_column():
    assert faults(row(), law=SURVEYED) == [("COLUMN_MISSING", "row 2, column nonregistered_persons_surveyed")]
    (county,) = read_counties([row(nonregistered_persons_surveyed=800)], SURVEYED)
    assert county.counts[county.law.missed_column] == 800


def test_missed_persons_are_held_against_the_denominator_in_force():
    found = faults(row(nonregistered_persons_surveyed=1), law=SURVEYED)
    assert found == [("COUNTS_CONTRADICT", "row 2, column missed_persons")]


def test_the_sampled_are_held_against_the_population_whatever_the_missed_are_divided_by():
    found = faults(row(nonregistered_persons_surveyed=800, nonregistered_persons_sampled=300_001), law=SURVEYED)
    assert found == [("COUNTS_CONTRADICT", "row 2, column nonregistered_persons_sampled")]
    found = faults(row(nonregistered_persons_surveyed=300_001), law=SURVEYED)
    assert found == [("COUNTS_CONTRADICT", "row 2, column nonregistered_persons_surveyed")]


def test_a_rulebook_without_the_gates_is_refused_once():
    bare = rulebook(parameters={name: one for name, one in limits().items() if name != "limits/missed"})
    assert faults(row(), row(), law=bare) == [("RULEBOOK_WITHOUT_GATES", "")]


@pytest.mark.parametrize("name", ["missed/denominator", "parts/tolerance"])
def test_a_parameter_of_the_wrong_kind_is_the_rulebooks_fault(name):
    broken = limits()
    broken[name] = parameter(name, "something")
    assert faults(row(), law=replace(LAW, parameters=broken)) == [("GATE_WITHOUT_LIMIT", "row 2, column on_date")]


# --- files ---------------------------------------------------------------------------------------------------------


def csv_file(folder, text, encoding="utf-8"):
    path = folder / "counties.csv"
    path.write_bytes(text.encode(encoding))
    return path


HEADER = ",".join(REQUIRED)
LINE = ",".join(str(EXAMPLE[column]) for column in REQUIRED)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_as_any_spreadsheet_writes_it(tmp_path, start, end):
    path = csv_file(tmp_path, f"{start}{HEADER}{end}{LINE}{end}{end}")
    assert read_table(path) == [row()]


def test_cells_may_hold_commas_line_ends_and_any_letters(tmp_path):
    named = LINE.replace("Example", '"兰考县,\u2028 a ""test"""')
    (found,) = read_table(csv_file(tmp_path, f"{HEADER}\n{named}\n"))
    assert found["county"] == '兰考县,\u2028 a "test"'


def test_a_header_alone_is_no_county(tmp_path):
    assert read_table(csv_file(tmp_path, HEADER)) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", {"COLUMN_MISSING"}),
        (HEADER.replace("region", "county"), {"COLUMN_MISSING", "DUPLICATE_COLUMN"}),
        (f"{HEADER}\n{LINE},1\n", {"RAGGED_ROW"}),
        (f"{HEADER}\n{LINE.rpartition(',')[0]}\n", {"RAGGED_ROW"}),
        (f'{HEADER}\n"open', {"UNREADABLE_FILE"}),
        (HEADER.replace(",", ";"), {"COLUMN_MISSING"}),
    ],
)
def test_files_that_are_no_table(tmp_path, text, codes):
    with pytest.raises(UserError) as caught:
        read_table(csv_file(tmp_path, text))
    assert {one.code for one in caught.value.faults} == codes


def test_every_missing_column_is_named(tmp_path):
    with pytest.raises(UserError) as caught:
        read_table(csv_file(tmp_path, "county,region\n"))
    assert {dict(one.params)["column"] for one in caught.value.faults} == set(REQUIRED) - {"county", "region"}


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UserError, match="FILE_MISSING"):
            read_table(path)


def test_another_encoding_says_where(tmp_path):
    with pytest.raises(UserError, match="WRONG_ENCODING"):
        read_table(csv_file(tmp_path, f"{HEADER}\n{LINE.replace('Example', '兰考县')}", "gbk"))
