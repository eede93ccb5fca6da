"""The small forms are read strictly: one writing per value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.evidence.forms import (
    FormError,
    decode_base64,
    decode_decimal,
    decode_hash,
    decode_utf8,
    encode_base64,
    is_name,
)


@given(st.binary(max_size=80))
def test_base64_comes_back(data):
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AAA=A", "AB==", "AA==\n", " AA==", "A_-=", "é==="])
def test_base64_in_another_form_is_refused(text):
    with pytest.raises(FormError):
        decode_base64(text)


def test_a_hash_has_32_bytes():
    assert decode_hash(encode_base64(b"x" * 32)) == b"x" * 32
    for length in (0, 31, 33):
        with pytest.raises(FormError, match=f"{length} bytes"):
            decode_hash(encode_base64(b"x" * length))


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("9", 9), ("20852163", 20852163), (str(2**63 - 1), 2**63 - 1)])
def test_decimals(text, value):
    assert decode_decimal(text) == value


@pytest.mark.parametrize("text", ["", "00", "01", "-1", "+1", "1 ", "1_0", "1.0", "x", "٣", str(2**63), "9" * 30])
def test_other_decimals_are_refused(text):
    with pytest.raises(FormError):
        decode_decimal(text)


def test_text_is_utf8():
    assert decode_utf8("— 责".encode()) == "— 责"
    with pytest.raises(FormError):
        decode_utf8(b"\xff")


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("example.com/log", True),
        ("毕节市", True),
        ("", False),
        ("a b", False),
        ("a\u00a0b", False),
        ("a\u3000b", False),
        ("a+b", False),
        ("a\nb", False),
        ("a\x01", False),
        ("\ud800", False),
    ],
)
def test_names(text, good):
    assert is_name(text) is good
