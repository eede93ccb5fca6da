import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.reading import key_text, read_document, read_folder, where


def read(text):
    content, faults = read_document(text, "x.yaml")
    return content, [str(one) for one in faults]


def test_dates_zip_codes_times_and_yes_stay_text():
    content, faults = read("{day: 2016-01-01, code: 0101, time: 12:30, on: yes, none: null, big: -12, sure: true}")
    assert content == {
        "day": "2016-01-01",
        "code": "0101",
        "time": "12:30",
        "on": "yes",
        "none": None,
        "big": -12,
        "sure": True,
    }
    assert faults == []


def test_keys_are_always_text():
    assert read("{2016: a, true: b, 2016-01-01: c}") == ({"2016": "a", "true": "b", "2016-01-01": "c"}, [])


@pytest.mark.parametrize("number", ["0.02", "-1.", ".5", "2e3", "1.5e-3", ".inf", "-.INF", ".nan"])
def test_floats_are_refused(number):
    content, faults = read(f"value: {number}")
    assert content == {"value": None}
    assert faults == [
        (
            f"FLOAT_REFUSED x.yaml value: {number} is a decimal number, which computers store inexactly; "
            "write a fraction such as 2/100, or put text into quotes"
        )
    ]


def test_a_quoted_decimal_is_text():
    assert read('"0.02"') == ("0.02", [])


def test_a_key_that_stands_twice_is_a_fault():
    assert read("a: {b: 1, c: 2, b: 3}")[1] == [
        "RULEBOOK_KEY_TWICE x.yaml a.b: the key 'b' stands here twice; keep one of the two"
    ]


def test_aliases_are_refused_and_never_expanded():
    content, faults = read("a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]")
    assert content == {"a": [1], "b": [None, None], "c": [None, None]}
    assert [one.split(":")[0] for one in faults] == [
        "RULEBOOK_ALIAS x.yaml b[0]",
        "RULEBOOK_ALIAS x.yaml b[1]",
        "RULEBOOK_ALIAS x.yaml c[0]",
        "RULEBOOK_ALIAS x.yaml c[1]",
    ]


@pytest.mark.parametrize(
    "text",
    ["!!python/object/apply:os.system ['true']", "!run x", "!!set {a, b}", "!!binary aGk=", "!!int 0x10", "!!bool yes"],
)
def test_what_is_not_plain_data_is_refused_and_never_run(text):
    content, faults = read(f"a: {text}")
    assert content == {"a": None}
    assert [one.split(":")[0] for one in faults] == ["RULEBOOK_TAG x.yaml a"]


def test_a_key_must_be_a_word():
    assert read("{[1, 2]: a, b: 1}") == (
        {"b": 1},
        [
            (
                "RULEBOOK_TAG x.yaml: 'tag:yaml.org,2002:seq' is not allowed here; use mappings, lists, text, "
                "whole numbers, "
                "true, false or null only; a rulebook is data"
            )
        ],
    )


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\x00", "a: 1\n---\nb: 2"])
def test_a_file_that_is_not_yaml_says_why(text):
    content, [words] = read(text)
    assert content is None
    assert words.startswith("RULEBOOK_NOT_YAML x.yaml: the file is not YAML (")
    assert words.endswith("; mend the file at the line named")


def test_bytes_that_are_not_utf_8_are_not_yaml():
    assert [one.code for one in read_document(b"a: \xff\xfe\xfd", "x.yaml")[1]] == ["RULEBOOK_NOT_YAML"]


def test_a_file_nested_too_deeply_is_refused():
    content, [words] = read("[" * 5000 + "]" * 5000)
    assert content is None
    assert words.startswith("RULEBOOK_NOT_YAML x.yaml: the file is not YAML (nested too deeply)")


def test_an_empty_file_is_null():
    assert read("# nothing\n") == (None, [])


def test_places_are_written_as_people_write_them():
    assert key_text(("from", "2016-01-01", "limits", 0, "label")) == "from.2016-01-01.limits[0].label"
    assert (where("a.yaml"), where("a.yaml", ("b", 1))) == ("a.yaml", "a.yaml b[1]")


def test_a_file_the_format_does_not_know_is_a_fault(book):
    book.write("weights.yaml", "a: 1\n").write("parameters/notes.txt", "x").write(".git/config", "x")
    assert [str(one) for one in book.faults()] == [
        f"RULEBOOK_FILE_UNKNOWN {name}: a rulebook has no file of this name; take it away or rename it; allowed are: "
        "rulebook.yaml, grades.yaml, sanctions.yaml, duties.yaml, pledge_text.yaml, CHANGELOG.md, parameters/**.yaml, "
        "indicators/**.yaml, cases/**.yaml, checks/**.yaml"
        for name in ("parameters/notes.txt", "weights.yaml")
    ]


def test_a_folder_that_is_not_there_is_the_users_fault(tmp_path):
    with pytest.raises(UserError) as caught:
        read_folder(tmp_path / "none")
    assert [one.code for one in caught.value.faults] == ["FOLDER_MISSING"]
