import hashlib
from io import BytesIO

import pytest
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file

from pledgetree.base.errors import UserError
from pledgetree.evidence.signed_documents import (
    RECORD_NAME,
    Box,
    add_boxes,
    box_sizes,
    language_of,
    open_document,
    read_record,
)
from tests.unit.evidence.papers import THREE, bare, blank, signed, written


def code_of(error):
    return [one.code for one in error.value.faults]


def test_the_record_names_the_pledge_and_who_must_sign():
    record = read_record(open_document(bare(), "x"), "x")
    assert record.pledge_id == "P52"
    assert [(one.side, one.role) for one in record.required] == list(THREE)
    assert record.required[0].field == "superior.body"
    assert [(one.unit_id, one.unit) for one in record.required][1] == ("520000000000", "贵州省")
    assert record.digest == hashlib.sha256(record.data).hexdigest()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b'{"pledge_id": "P", "parties": {}, "signatories": [{}]}', b"\xff"]
)
def test_a_document_with_another_attachment_has_no_record(data):
    writer = blank()
    file = EmbeddedFileObject.from_file_data(writer, data=data)
    embed_file(writer, FileSpec(file_spec_string=RECORD_NAME, file_name=RECORD_NAME, embedded_data=file))
    with pytest.raises(UserError) as error:
        read_record(open_document(written(writer), "x"), "x")
    assert code_of(error) == ["DOCUMENT_WITHOUT_RECORD"]


def test_a_plain_document_has_no_record():
    with pytest.raises(UserError) as error:
        read_record(open_document(written(blank()), "x"), "x")
    assert code_of(error) == ["DOCUMENT_WITHOUT_RECORD"]


def test_an_encrypted_document_is_refused():
    writer = blank()
    writer.encrypt("owner", "user")
    with pytest.raises(UserError) as error:
        open_document(written(writer), "x")
    assert code_of(error) == ["DOCUMENT_ENCRYPTED"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "DOCUMENT_NOT_PDF"), (b"PK\x03\x04", "DOCUMENT_NOT_PDF"), (b"%PDF-1.7\n", "DOCUMENT_BROKEN")],
)
def test_what_is_no_document_is_refused(data, code):
    with pytest.raises(UserError) as error:
        open_document(data, "x")
    assert code_of(error) == [code]


def test_fields_are_added_at_the_end_and_the_same_way_each_time():
    base = written(blank())
    boxes = [Box("superior.body", "Body", 0, (10, 20, 110, 60))]
    once, twice = add_boxes(base, boxes), add_boxes(base, boxes)
    assert once == twice
    assert once.startswith(base)
    assert box_sizes(open_document(once, "x")) == {"superior.body": (100, 40)}


def test_a_signed_field_has_no_room_left():
    sizes = box_sizes(open_document(signed(bare(), "superior", "body"), "x"))
    assert sizes["superior.body"] is None
    assert sizes["subordinate.party_head"] is not None


def test_a_document_that_states_no_language_has_none():
    assert language_of(open_document(bare(), "x")) == ""
    assert BytesIO(bare()).read(5) == b"%PDF-"
