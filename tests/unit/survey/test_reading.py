"""Columns of a CSV file: numbers and names, and every way a file may be wrong."""

import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.reading import column_names, read_columns


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "d.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_numbers_and_names(file):
    read = read_columns(file('a,b,c\n1.5,"乙, 丙",x\n-2e3,甲,y\n'), ["a"], ["b"])
    assert read.numbers["a"].tolist() == [1.5, -2000]
    assert [read.labels["b"].names[code] for code in read.labels["b"].codes] == ["乙, 丙", "甲"]
    assert read.labels["b"].names == tuple(sorted(read.labels["b"].names))
    assert (read.rows, read.names) == (2, ("a", "b", "c"))


def test_one_column_may_be_both(file):
    read = read_columns(file("a\n2\n1\n02\n"), ["a"], ["a"])
    assert read.numbers["a"].tolist() == [2, 1, 2]
    assert read.labels["a"].names == ("02", "1", "2")


def test_spaces_around_numbers_are_no_fault(file):
    assert read_columns(file("a\n 1\n2 \n"), ["a"], []).numbers["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("a,b\n", "NO_ROWS", "d.csv"),
        ("", "COLUMN_MISSING", "d.csv"),
        ("b\n1\n", "COLUMN_MISSING", "d.csv"),
        ("a,a\n1,2\n", "DUPLICATE_COLUMN", "d.csv"),
        ("a,b\n1,2\n1\n", "RAGGED_ROW", "d.csv: row 3"),
        ("a,b\n1,2\n,2\n", "EMPTY_VALUE", "d.csv: row 3, column a"),
        ("a,b\nx,2\n", "WRONG_TYPE", "d.csv: row 2, column a"),
        ("a,b\n1_000,2\n", "WRONG_TYPE", "d.csv: row 2, column a"),
        ("a,b\nnan,2\n", "WRONG_TYPE", "d.csv: row 2, column a"),
        ("a,b\n1,2\ninf,2\n", "WRONG_TYPE", "d.csv: row 3, column a"),
        ("a,b\n1e999,2\n", "WRONG_TYPE", "d.csv: row 2, column a"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(file, text, code, where):
    with pytest.raises(UserError) as caught:
        read_columns(file(text), ["a"], [])
    assert [(one.code, one.where) for one in caught.value.faults] == [(code, where)]


def test_all_wrong_rows_are_named(file):
    with pytest.raises(UserError) as caught:
        read_columns(file("a,b\nx,1\n2,y\nz,w\n"), ["a", "b"], [])
    assert len(caught.value.faults) == 4


def test_a_file_that_is_none(file, tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(UserError, match="FILE_MISSING"):
            column_names(path)
    with pytest.raises(UserError, match="WRONG_ENCODING"):
        column_names(file("é,b\n", "latin-1"))
