"""Checks of values: each wrong one is named by row and column, right ones are not."""

import pyarrow as pa
import pytest

from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.rows import Rows
from pledgetree.snapshot.values import shortened, value_faults
from tests.unit.snapshot.folders import FUNDS, HOUSEHOLDS, PERSONS, UNITS, frozen, refused


def found(tmp_path, **tables):
    return [(one.code, one.where) for one in refused(tmp_path, **tables)]


@pytest.mark.parametrize(
    ("table", "text", "code", "where"),
    [
        ("funds", FUNDS.replace(",0,", ",-1,"), "NEGATIVE_MONEY", "row 3, column amount_fen"),
        ("funds", FUNDS.replace(",centre,", ",moon,"), "NOT_ALLOWED", "row 2, column source_tier"),
        ("funds", FUNDS.replace(",centre,", ",,"), "EMPTY_VALUE", "row 2, column source_tier"),
        ("funds", FUNDS.replace("2016-03-01", ""), "EMPTY_VALUE", "row 2, column received_on"),
        ("persons", PERSONS.replace("1970", "1870"), "BELOW_MINIMUM", "row 5, column birth_year"),
        ("households", HOUSEHOLDS.replace(",400000,", ",-5,"), "NEGATIVE_MONEY", "row 2, column income_fen"),
        ("units", UNITS + "52,520502000000,village,三村,,true,true,,\n", "WRONG_UNIT_CODE", "row 9, column unit_id"),
        ("units", UNITS.replace("贵州省", ""), "EMPTY_VALUE", "row 3, column name"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, table, text, code, where):
    assert found(tmp_path, **{table: text}) == [(code, f"{table}.csv: {where}")]


def test_the_wrong_value_and_what_is_allowed_are_said(tmp_path):
    (one,) = refused(tmp_path, funds=FUNDS.replace(",centre,", ",moon,"))
    assert "'moon'" in str(one)
    assert "centre, province, prefecture, county" in str(one)


INTERVIEWS = """\
interview_id,unit_id,interviewed_on,group,household_id,persons,persons_wrong,recognises
I1,520502100201,2016-12-01,exited,520502000000001,2,2,true
I2,520502100202,2016-12-01,nonregistered,,3,0,
"""


def test_no_more_persons_are_wrong_than_the_household_has(tmp_path):
    assert found(tmp_path, interviews=INTERVIEWS.replace(",2,2,", ",2,9,")) == [
        ("ABOVE_OTHER_COLUMN", "interviews.csv: row 2, column persons_wrong")
    ]


def test_all_persons_of_a_household_may_be_wrong(tmp_path):
    assert frozen(tmp_path, interviews=INTERVIEWS).is_dir()


def test_the_other_column_and_its_value_are_said(tmp_path):
    (one,) = refused(tmp_path, interviews=INTERVIEWS.replace(",3,0,", ",3,4,"))
    assert "4 is more than column persons of the same row, 3" in str(one)


def test_an_empty_or_unreadable_limit_is_reported_once(tmp_path):
    assert found(tmp_path, interviews=INTERVIEWS.replace(",2,2,", ",,9,").replace(",3,0,", ",many,4,")) == [
        ("WRONG_TYPE", "interviews.csv: row 3, column persons"),
        ("EMPTY_VALUE", "interviews.csv: row 2, column persons"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("true,none,exited,false", "true,none,exited,true"),
        ("true,none,exited,false", "true,none,none,false"),
        ("false,born,none,true", "false,none,none,true"),
        ("false,born,none,true", "true,born,none,true"),
    ],
)
def test_a_person_whose_flow_does_not_close_is_counted(tmp_path, before, after):
    faults = refused(tmp_path, persons=PERSONS.replace(before, after))
    assert [one.code for one in faults] == ["FLOW_NOT_CLOSED"]
    assert dict(faults[0].params) == {"count": PERSONS.count(before)}


@pytest.mark.parametrize("opening", [True, False])
@pytest.mark.parametrize("closing", [True, False])
@pytest.mark.parametrize("inflow", ["none", "relapsed"])
@pytest.mark.parametrize("outflow", ["none", "died"])
def test_the_flow_closes_when_the_counts_are_equal(opening, closing, inflow, outflow):
    table = declared_tables()["persons"]
    row = {"person_id": "p", "household_id": "h", "birth_year": 1990, "sex": "male"}
    flow = {"opening": opening, "inflow": inflow, "outflow": outflow, "closing": closing}
    closes = opening + (inflow != "none") == closing + (outflow != "none")
    faults = list(value_faults(Rows(table, pa.Table.from_pylist([{**row, **flow}]), "persons.csv")))
    assert [one.code for one in faults] == ([] if closes else ["FLOW_NOT_CLOSED"])


def test_a_value_that_could_not_be_read_is_not_called_empty(tmp_path):
    text = FUNDS.replace(",2016,", ",soon,", 1).replace(",2016,province", ",,province")
    assert found(tmp_path, funds=text) == [
        ("WRONG_TYPE", "funds.csv: row 2, column year"),
        ("EMPTY_VALUE", "funds.csv: row 3, column year"),
    ]


def test_long_values_are_shortened():
    assert shortened("x" * 40) == "x" * 40
    assert shortened("x" * 41) == "x" * 39 + "…"
