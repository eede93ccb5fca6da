"""Published vectors: FIPS 180-4 for SHA-256, RFC 8785 sections 3.2.2 and 3.2.3 for canonical JSON."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.evidence.digests import canonical_json, digest_json, digest_parts, sha256_bytes, sha256_file

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
TWO_BLOCKS = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"


def test_sha256_of_the_published_messages():
    assert sha256_bytes(b"abc") == ABC
    assert sha256_bytes(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == TWO_BLOCKS


def test_a_file_has_the_digest_of_its_bytes(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert sha256_file(tmp_path / "abc") == ABC


def test_a_missing_file_has_no_digest(tmp_path):
    with pytest.raises(FileNotFoundError):
        sha256_file(tmp_path / "none")


def test_canonical_json_of_the_rfc():
    value = json.loads(
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        '"string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",'
        '"literals": [null, true, false]}'
    )
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_json(value) == expected.encode()
    assert digest_json(value) == hashlib.sha256(expected.encode()).hexdigest()


def test_keys_are_sorted_by_utf16_units():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = json.loads(canonical_json(dict.fromkeys(keys, 0)))
    assert list(found) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_parts_are_digested_as_sorted_lines():
    assert digest_parts([("b", "2"), ("a", "1")]) == hashlib.sha256(b"a\t1\nb\t2\n").hexdigest()


@given(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\t\n")), st.from_regex("[0-9a-f]{8}")))
def test_the_order_of_parts_does_not_matter(parts):
    assert digest_parts(parts.items()) == digest_parts(reversed(list(parts.items())))
