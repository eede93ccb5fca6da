"""Entries: their canonical form, what they must not hold, commitments, official acts."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.evidence.entries import (
    Act,
    act_entry,
    commit,
    is_canonical,
    leaf,
    opens,
    read_entries,
    read_entry,
    sealed_entry,
)
from pledgetree.evidence.merkle import leaf_hash

SALT = bytes(range(32))
ACT = Act(
    kind="pledges:pledge:sign",
    at="2016-02-28T09:30:00Z",
    unit="520502000000",
    by="party_head/O00017",
    subject="P520502",
    digests={"document": "sha256:" + "ab" * 32},
    commitments={"signatory": commit("张三", SALT)},
    facts={"term": 5, "deadline": "2020-12-31", "full": True},
)


def codes(error):
    return [one.code for one in error.value.faults]


def test_a_leaf_is_the_rfc_8785_form_of_the_entry():
    # RFC 8785, 3.2.3: keys by UTF-16 units, so the emoji's surrogate stands before U+FB33; minimal escapes; no blanks.
    entry = {"\ufb33": 1, "\U0001f600": 2, "b": "\u20ac\n", "a": [True, None]}
    made = leaf(entry)
    assert made.data == '{"a":[true,null],"b":"€\\n","😀":2,"\ufb33":1}'.encode()
    assert made.hash == leaf_hash(made.data).hex()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ([1], "ENTRY_WRONG"),
        ({"n": 2**53}, "ENTRY_WRONG"),
        ({"n": float("nan")}, "ENTRY_WRONG"),
        ({"n": "\ud800"}, "ENTRY_WRONG"),
        ({"n": b"bytes"}, "ENTRY_WRONG"),
        ({"n": "x" * 65_535}, "ENTRY_TOO_LONG"),
        ({"who": "11010519491231002X"}, "ENTRY_PERSONAL"),
        ({"deep": [{"text": "证件号110105194912310021。"}]}, "ENTRY_PERSONAL"),
        ({"110105194912310021": 1}, "ENTRY_PERSONAL"),
    ],
)
def test_what_cannot_be_a_leaf_is_refused(entry, code):
    with pytest.raises(UserError) as error:
        leaf(entry)
    assert codes(error) == [code]
    assert "110105" not in str(error.value)  # the message does not repeat what must not be known


def test_the_largest_entry_has_65535_bytes():
    assert len(leaf({"n": "x" * (65_535 - len('{"n":""}'))}).data) == 65_535


@pytest.mark.parametrize(
    "text",
    ["sha256:" + "1" * 64, "520502100201", "201602280930001234", "119000194912310021x", "2016022809300012345678"],
)
def test_other_long_numbers_are_no_identity_numbers(text):
    assert leaf({"n": text})


def test_a_commitment_opens_with_its_value_and_salt_alone():
    made = commit("520502-000017", SALT)
    assert opens(made, "520502-000017", SALT)
    assert not opens(made, "520502-000018", SALT)
    assert not opens(made, "520502-000017", SALT[::-1])
    for length in (0, 16, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            commit("x", b"s" * length)


def test_an_act_has_its_fields_and_leaves_empty_groups_out():
    entry = act_entry(ACT)
    assert list(entry) == ["kind", "at", "unit", "by", "subject", "digests", "commitments", "facts"]
    assert leaf(entry)
    bare = Act("evidence:x:y", "2016-02-28T09:30:00.5Z", "520502000000", "system", "x")
    assert list(act_entry(bare)) == ["kind", "at", "unit", "by", "subject"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "sign"},
        {"kind": "pledges:pledge:sign "},
        {"at": "2016-02-28"},
        {"at": "2016-02-30T09:30:00Z"},
        {"at": "2016-02-28T09:30:00+08:00"},
        {"by": "张三"},
        {"by": "Zhang San"},
        {"subject": ""},
        {"unit": "a" * 129},
        {"digests": {"document": "ab" * 32}},
        {"digests": {"Document": "sha256:" + "ab" * 32}},
        {"commitments": {"who": "张三"}},
        {"facts": {"note": "free text of some length"}},
        {"facts": {"share": 0.5}},
    ],
)
def test_an_act_holds_no_names_and_no_free_text(change):
    with pytest.raises(UserError) as error:
        act_entry(Act(**{**vars(ACT), **change}))
    assert codes(error) == ["ACT_FIELD"]


def test_a_sealed_entry_says_nothing_until_it_is_opened():
    entry = act_entry(ACT)
    sealed = sealed_entry(entry, "2016-02-28T09:31:00Z", SALT)
    assert set(sealed) == {"kind", "at", "sealed"}
    assert opens(sealed["sealed"], leaf(entry).data.decode(), SALT)
    assert leaf(sealed)


def test_an_entry_is_read_in_any_form():
    assert read_entry(b' {"b": 1.0, "a": "\\u00e9"} ', "x").data == '{"a":"é","b":1}'.encode()


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", '{"a":NaN}', '{"a":1,"a":2}', '{"a":{"b":1,"b":1}}'])
def test_what_is_no_entry_is_refused(text):
    with pytest.raises(UserError) as error:
        read_entry(text.encode(), "x")
    assert codes(error) == ["ENTRY_WRONG"]


def test_deep_and_undecodable_entries_are_refused():
    for data in (b'{"a":' + b"[" * 100_000, b'{"a":"\xff"}'):
        with pytest.raises(UserError):
            read_entry(data, "x")


def test_a_file_holds_one_entry_per_line_and_names_every_bad_one(tmp_path):
    path = tmp_path / "e.jsonl"
    path.write_text('{"b":1,"a":2}\n{"c":3}\n')
    assert read_entries(path) == [b'{"a":2,"b":1}', b'{"c":3}']
    path.write_text('{"b":1}\noops\n{"c":3}\n\n[]')
    with pytest.raises(UserError) as error:
        read_entries(path)
    assert [one.where.rpartition(":")[2] for one in error.value.faults] == ["2", "4", "5"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_the_canonical_form_is_recognised_and_other_forms_are_not(value):
    try:
        data = rfc8785.dumps(value)
    except ValueError:
        return  # infinities, lone surrogates
    assert is_canonical(data)
    for other in (json.dumps(value, indent=1).encode(), json.dumps(value).encode() + b" "):
        assert is_canonical(other) is (other == data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b'{"a":9007199254740993}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a":1.0}',
        b"\xff",
        b'{"a":NaN}',
    ],
)
def test_what_is_not_canonical(data):
    assert not is_canonical(data)
