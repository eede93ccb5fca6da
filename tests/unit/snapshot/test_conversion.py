"""What users write becomes what is declared, exactly or not at all."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.snapshot.conversion import UnfitTypeError, from_text, from_typed


def texts(*values):
    return pa.chunked_array([pa.array(values, pa.string())])


def outcome(converted):
    return converted.values.to_pylist(), converted.wrong.tolist()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " any, thing", " any, thing"),
        ("integer", "0", 0),
        ("integer", "-12", -12),
        ("integer", "007", 7),
        ("integer", "9223372036854775807", 2**63 - 1),
        ("integer", "-9223372036854775808", -(2**63)),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", "True", True),
        ("boolean", "FALSE", False),
        ("date", "2016-02-29", dt.date(2016, 2, 29)),
        ("date", "0001-01-01", dt.date(1, 1, 1)),
    ],
)
def test_right_texts(kind, text, value):
    assert outcome(from_text(texts(None, text), kind)) == ([None, value], [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[("integer", text) for text in ("1.0", "+1", "1,000", " 1", "1e3", "0x1", "１", "1" * 20, "-", "a")],
        *[("integer", text) for text in ("9223372036854775808", "-9223372036854775809")],
        *[("boolean", text) for text in ("1", "yes", " true", "t", "ＴＲＵＥ")],
        *[("date", text) for text in ("2015-02-29", "2015-2-3", "20150203", "2015-02-03 ", "２０１５-02-03")],
    ],
)  # fmt: skip
def test_wrong_texts_are_named_and_left_empty(kind, text):
    right = {"integer": ("5", 5), "boolean": ("true", True), "date": ("2015-02-03", dt.date(2015, 2, 3))}[kind]
    converted = from_text(texts(None, text, right[0], text), kind)
    assert outcome(converted) == ([None, None, right[1], None], [1, 3])


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)), st.lists(st.none() | st.dates()))
def test_every_number_and_day_is_read_back(numbers, days):
    written = texts(*[None if number is None else str(number) for number in numbers])
    assert from_text(written, "integer").values.to_pylist() == numbers
    written = texts(*[None if day is None else day.isoformat() for day in days])
    assert from_text(written, "date").values.to_pylist() == days


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (pa.array(["a", "", None]), "text", ["a", None, None]),
        (pa.array(["a", None], pa.large_string()), "text", ["a", None]),
        (pa.array(["a", None, "a"]).dictionary_encode(), "text", ["a", None, "a"]),
        (pa.array([None, None]), "date", [None, None]),
        (pa.array([1, None], pa.int8()), "integer", [1, None]),
        (pa.array([1.0, None]), "integer", [1, None]),
        (pa.array([1, 2], pa.uint64()), "integer", [1, 2]),
        (pa.array(["7"]), "integer", [7]),
        (pa.array([True, None]), "boolean", [True, None]),
        (pa.array(["true"]), "boolean", [True]),
        (pa.array([dt.date(2016, 1, 1)], pa.date64()), "date", [dt.date(2016, 1, 1)]),
        (pa.array([dt.datetime(1969, 12, 31)], pa.timestamp("ns")), "date", [dt.date(1969, 12, 31)]),  # noqa: DTZ001 - days have no zone
        (pa.array(["2016-01-01"]), "date", [dt.date(2016, 1, 1)]),
    ],
)
def test_columns_of_typed_files(values, kind, expected):
    assert outcome(from_typed(pa.chunked_array([values]), kind)) == (expected, [])


@pytest.mark.parametrize(
    ("values", "kind", "wrong"),
    [
        (pa.array([1.0, 1.5, float("nan"), 2.0**60, float("inf")]), "integer", [1, 2, 3, 4]),
        (pa.array([1, 2**63], pa.uint64()), "integer", [1]),
        (pa.array(["x", "1"]), "integer", [0]),
        (pa.array([dt.datetime(2016, 1, 1), dt.datetime(2016, 1, 1, 8)]), "date", [1]),  # noqa: DTZ001 - no zone is the case
        (pa.array([dt.datetime(1960, 1, 1, 0, 0, 0, 1)]), "date", [0]),  # noqa: DTZ001 - no zone is the case
    ],
)
def test_values_that_are_not_exact_are_named(values, kind, wrong):
    converted = from_typed(pa.chunked_array([values]), kind)
    assert converted.wrong.tolist() == wrong
    assert [converted.values[row].as_py() for row in wrong] == [None] * len(wrong)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([520502]), "text"),
        (pa.array([Decimal("1.0")]), "integer"),
        (pa.array([True]), "integer"),
        (pa.array([1]), "boolean"),
        (pa.array([1]), "date"),
        (pa.array([0], pa.timestamp("s", "Asia/Shanghai")), "date"),
        (pa.array([b"x"]), "text"),
        (pa.array([["x"]]), "text"),
    ],
)
def test_columns_of_another_kind_are_refused(values, kind):
    with pytest.raises(UnfitTypeError):
        from_typed(pa.chunked_array([values]), kind)
