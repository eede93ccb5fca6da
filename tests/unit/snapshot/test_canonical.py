"""The canonical form against a slow one written with the standard library, as the design words it."""

import csv
import hashlib
import io
import unicodedata
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.snapshot.canonical import (
    ContentHasher,
    canonical_csv,
    content_digest,
    fitted,
    is_sorted,
    normalised,
    sorted_by_key,
)

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("number", pa.int64()),
        ("text", pa.string()),
        ("day", pa.date32()),
        ("flag", pa.bool_()),
    ]
)
# Blocks whose normal forms have long been stable, and everything CSV treats specially.
LETTERS = st.sampled_from([*"abZ,\"\r\n\t ;'0-é", "e\u0301", "\u0301", *"Å贵ﬁ𠮷가가"])
TEXT = st.none() | st.lists(LETTERS, max_size=6).map("".join)
ROW = st.tuples(
    TEXT,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    TEXT,
    st.none() | st.dates(),
    st.none() | st.booleans(),
)


def plain(text):
    return unicodedata.normalize("NFC", text) if text else None


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def line(values):
    # With CRLF as its line end the csv module quotes what holds CR or LF; the end itself is then put right.
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerow(values)
    return sink.getvalue().removesuffix("\r\n") + "\n"


def rank(value):
    if value is None:
        return (0,)
    return (1, value.encode() if isinstance(value, str) else value)


def slow_csv(rows, names, key):
    rows = [[plain(value) if isinstance(value, str) else value for value in row] for row in rows]
    order = [names.index(name) for name in key] + [place for place, name in enumerate(names) if name not in key]
    rows.sort(key=lambda row: [rank(row[place]) for place in order])
    return "".join([line(names)] + [line([cell(value) for value in row]) for row in rows]).encode()


def table_of(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 5
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], SCHEMA)


@given(st.lists(ROW, max_size=12), st.permutations(SCHEMA.names), st.integers(1, 3))
def test_the_fast_form_is_the_slow_one(rows, order, width):
    key = order[:width]
    tidy = normalised(table_of(rows), SCHEMA)
    expected = slow_csv(rows, SCHEMA.names, key)
    assert canonical_csv(tidy, key) == expected
    assert content_digest(tidy, key) == hashlib.sha256(expected).hexdigest()


@given(st.lists(ROW, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    other = random.sample(rows, len(rows))
    one, two = (content_digest(normalised(table_of(some), SCHEMA), ["id"]) for some in (rows, other))
    assert one == two


def test_a_drawn_table():
    rows = [
        ("b", 10, 'say "yes"', date(2016, 12, 31), True),
        ("a", -2, "x, y", None, False),
        (None, 9, "", date(1, 1, 1), None),
        ("a", -10, "one\ntwo", None, False),
    ]
    assert canonical_csv(normalised(table_of(rows), SCHEMA), ["id", "number"]).decode() == (
        "id,number,text,day,flag\n"
        ",9,,0001-01-01,\n"
        'a,-10,"one\ntwo",,false\n'
        'a,-2,"x, y",,false\n'
        'b,10,"say ""yes""",2016-12-31,true\n'
    )


def test_texts_are_sorted_by_their_bytes():
    ids = ["𠮷", "\uffee", "Z", "a"]
    tidy = normalised(table_of([(one, 1, None, None, None) for one in ids]), SCHEMA)
    assert sorted_by_key(tidy, ["id"]).column("id").to_pylist() == ["Z", "a", "\uffee", "𠮷"]


def test_many_rows_have_the_digest_of_the_slow_form():
    rows = [(f"{place:07d}", place, "，" if place % 977 else "a,b", None, None) for place in range(140_000)]
    expected = hashlib.sha256(slow_csv(rows, SCHEMA.names, ["id"])).hexdigest()
    assert content_digest(normalised(table_of(rows[::-1]), SCHEMA), ["id"]) == expected


def test_batches_have_the_digest_of_the_whole():
    tidy = normalised(table_of([(f"{place}", place, "t", None, True) for place in range(9)]), SCHEMA)
    hasher = ContentHasher(SCHEMA.names)
    for start in range(0, 9, 2):
        hasher.update(tidy.slice(start, 2))
    assert hasher.hexdigest() == content_digest(tidy, ["id"])


def test_integer_widths_and_encodings_do_not_matter():
    narrow = pa.table({"id": pa.array(["a", "b"]), "n": pa.array([1, 2], pa.int8())})
    wide = narrow.cast(pa.schema([("id", pa.string()), ("n", pa.int64())]))
    assert content_digest(narrow, ["id"]) == content_digest(wide, ["id"])


def test_a_missing_column_is_empty_and_a_surplus_one_is_left_out():
    tidy = fitted(
        pa.table({"number": pa.array([1], pa.int8()), "more": ["x"], "text": pa.array(["y"]).dictionary_encode()}),
        SCHEMA,
    )
    assert tidy.to_pylist() == [{"id": None, "number": 1, "text": "y", "day": None, "flag": None}]
    assert tidy.schema == SCHEMA


def test_a_value_that_does_not_fit_is_refused():
    with pytest.raises(pa.ArrowInvalid):
        fitted(pa.table({"number": ["many"]}), SCHEMA)


@pytest.mark.parametrize("ids", [[], ["a"], ["a", "b"], ["Z", "a", "é"]])
def test_rising_keys_are_seen(ids):
    assert is_sorted(pa.table({"id": pa.array(ids, pa.string())}), ["id"])


@pytest.mark.parametrize("ids", [["a", "a"], ["b", "a"], [None, "a"], ["é", "a"]])
def test_other_keys_are_not_rising(ids):
    assert not is_sorted(pa.table({"id": pa.array(ids, pa.string())}), ["id"])
