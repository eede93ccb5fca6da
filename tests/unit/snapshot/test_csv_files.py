import pytest

from pledgetree.base.errors import UserError
from pledgetree.snapshot.csv_files import header, read_texts, require_utf8


@pytest.fixture
def write(tmp_path):
    def written(data):
        path = tmp_path / "t.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return written


def code_of(function, *arguments):
    with pytest.raises(UserError) as caught:
        function(*arguments)
    (one,) = caught.value.faults
    return one


@pytest.mark.parametrize(
    ("data", "byte"), [(b"a,\xff", 2), (b"\xff\xfea\0", 0), (b"ab\xe4\xb8", 2), ("中".encode("gbk"), 0)]
)
def test_other_encodings_are_named_with_the_byte(write, data, byte):
    one = code_of(require_utf8, write(data))
    assert (one.code, dict(one.params)) == ("WRONG_ENCODING", {"byte": byte})


def test_a_wrong_byte_far_in_the_file_is_found(write, monkeypatch):
    monkeypatch.setattr("pledgetree.snapshot.csv_files._BLOCK", 4)
    require_utf8(write("中文中文"))
    one = code_of(require_utf8, write("中文中".encode() + b"\x80"))
    assert dict(one.params) == {"byte": 9}
    one = code_of(require_utf8, write("中文".encode() + b"\xe4\xb8"))
    assert dict(one.params) == {"byte": 6}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b\n1,2\n", ["a", "b"]),
        ("\ufeffa,b\r\n", ["a", "b"]),
        ('"a","b c"', ["a", "b c"]),
        ("\n\na\n", ["a"]),
        ("", []),
        ("\ufeff", []),
    ],
)
def test_headers(write, text, names):
    assert header(write(text)) == names


def test_a_broken_header_is_named(write):
    assert code_of(header, write('"a,b\n')).code == "UNREADABLE_FILE"


def test_texts_are_read_as_they_stand(write):
    table = read_texts(write('\ufeffa,b,c\r\n1,"x, ""y""\r\nz",\r\n"",true,7\r\n'), ["b", "a"])
    assert table.data.to_pydict() == {"b": ['x, "y"\r\nz', "true"], "a": ["1", None]}
    assert (table.numbers.tolist(), table.ragged) == ([2, 3], [])


def test_words_that_other_readers_take_for_nothing_stay(write):
    assert read_texts(write("a\nNULL\nNA\nnan\n"), ["a"]).data.to_pydict() == {"a": ["NULL", "NA", "nan"]}


def test_ragged_rows_are_named_and_the_others_keep_their_numbers(write):
    table = read_texts(write("a,b\n1,2\n3\n4,5\n6,7,8\n9,9\n"), ["a"])
    assert [(one.code, one.where, dict(one.params)) for one in table.ragged] == [
        ("RAGGED_ROW", "t.csv: row 3", {"found": 1, "expected": 2}),
        ("RAGGED_ROW", "t.csv: row 5", {"found": 3, "expected": 2}),
    ]
    assert table.data.column("a").to_pylist() == ["1", "4", "9"]
    assert table.numbers.tolist() == [2, 4, 6]


def test_a_table_without_rows(write):
    assert read_texts(write("a,b\n"), ["a"]).data.num_rows == 0
