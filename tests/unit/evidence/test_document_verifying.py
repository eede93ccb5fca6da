import random
from datetime import timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from pledgetree.evidence.document_verifying import examine
from pledgetree.evidence.signed_documents import open_document
from pledgetree.evidence.signing_keys import load_key
from tests.unit.evidence.papers import AT, THREE, authority, bare, blank, key_of, signed, signed_by, written
from tests.unit.evidence.test_signing_keys import file_of, made

FLIPS = 260
SERIOUS = {"SIGNATURE_BROKEN", "DOCUMENT_ALTERED", "DOCUMENT_BROKEN", "DOCUMENT_NOT_PDF", "DOCUMENT_ENCRYPTED"}


def codes(data, authorities=None):
    return [one.code for one in examine(data, "x", authorities).faults]


def test_a_document_signed_by_all_has_no_fault():
    report = examine(signed_by(), "x", [authority().certificate.public_bytes(Encoding.DER)])
    assert report.faults == ()
    assert report.missing == ()
    assert [one.trusted for one in report.signatures] == [True, True, True]
    said = report.as_json()
    assert (said["valid"], said["pledge_id"], len(said["signatures"])) == (True, "P52", 3)
    assert said["signatures"][1]["name"] == "贵州省 party_head"
    assert said["signatures"][1]["signed_at"] == "2026-03-01T09:31:00+00:00"
    assert said["signatures"][1]["issuer"] == "CN=Test authority"


def test_who_has_not_signed_is_listed():
    report = examine(signed(bare(), "superior", "body"), "x")
    assert [(one.code, dict(one.params)) for one in report.faults] == [
        ("SIGNATURE_ABSENT", {"role": role, "side": side}) for side, role in THREE[1:]
    ]
    assert report.as_json()["missing"] == [{"side": side, "role": role} for side, role in THREE[1:]]


def test_a_document_nobody_signed_is_a_fault():
    assert codes(bare()) == ["DOCUMENT_UNSIGNED", *["SIGNATURE_ABSENT"] * 3]


def test_a_document_without_a_record_is_a_fault():
    assert codes(written(blank())) == ["DOCUMENT_WITHOUT_RECORD", "DOCUMENT_UNSIGNED"]


def test_trust_is_checked_only_against_a_named_authority():
    key = ec.generate_private_key(ec.SECP256R1())
    data = signed(bare(), "superior", "body", load_key(file_of(key, made(key)), None, AT, "k"))
    assert examine(data, "x").signatures[0].trusted is None
    own = made(key).public_bytes(Encoding.DER)
    other = authority().certificate.public_bytes(Encoding.DER)
    assert "SIGNATURE_UNTRUSTED" in codes(data, [other])
    assert "SIGNATURE_UNTRUSTED" in codes(data, [])
    assert own != other


def test_a_certificate_out_of_its_time_is_not_trusted():
    late = AT + timedelta(days=4000)
    data = signed(bare(), "superior", "body", key_of("superior", "body"), late)
    assert "SIGNATURE_UNTRUSTED" in codes(data, [authority().certificate.public_bytes(Encoding.DER)])


def test_a_certificate_of_another_post_is_reported():
    data = signed(bare(), "subordinate", "government_head", key_of("subordinate", "party_head"))
    assert codes(data).count("HOLDER_DIFFERS") == 1


def test_every_flipped_bit_is_found():
    """Any bit of the file, fixed seed: within the signed ranges, and in the signatures' own values."""
    whole, chance = signed_by(), random.Random(20160228)
    found = []
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        data = bytearray(whole)
        data[place] ^= bit
        if not SERIOUS & set(codes(bytes(data))):
            found.append(place)
    assert found == []


def test_every_flipped_bit_of_a_signatures_value_is_found():
    whole, chance = signed(bare(), "superior", "body"), random.Random(8)
    (one,) = open_document(whole, "x").embedded_signatures
    _, before, after, _ = (int(number) for number in one.byte_range)
    found = []
    for _ in range(FLIPS):
        place, bit = chance.randrange(before, after), 1 << chance.randrange(8)
        data = bytearray(whole)
        data[place] ^= bit
        if not SERIOUS & set(codes(bytes(data))):
            found.append(place - before)
    assert found == []


def update(data, change):
    """The document with an update that somebody added."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def new_page_content(writer):
    page, _ = writer.find_page_for_modification(0)
    content = generic.StreamObject(stream_data=b"0 0 m 100 100 l S")
    page.get_object()["/Contents"] = writer.add_object(content)
    writer.mark_update(page)


def new_annotation(writer):
    page, _ = writer.find_page_for_modification(0)
    note = {"/Type": "/Annot", "/Subtype": "/Square"}
    annotation = generic.DictionaryObject(
        {generic.pdf_name(key): generic.pdf_name(value) for key, value in note.items()}
    )
    annotation[generic.pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(one) for one in (0, 0, 90, 90)])
    page.get_object()["/Annots"].append(writer.add_object(annotation))
    writer.update_container(page.get_object()["/Annots"])


def new_title(writer):
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()


def new_field(writer):
    append_signature_field(writer, SigFieldSpec("superior.nobody"))


@pytest.mark.parametrize("change", [new_page_content, new_annotation, new_title, new_field])
def test_anything_added_after_the_last_signature_is_found(change):
    assert "DOCUMENT_ALTERED" in codes(update(signed_by(), change))


@pytest.mark.parametrize("change", [new_page_content, new_annotation, new_title])
def test_a_change_between_two_signatures_is_found(change):
    data = update(signed(bare(), "superior", "body"), change)
    from pledgetree.evidence.document_signing import Place, place_for, sign_document
    from tests.unit.evidence.papers import mark

    place = place_for(bare(), "subordinate", "party_head", "x")
    data = sign_document(
        data, Place(place.record, place.required, place.size, ""), key_of("subordinate", "party_head"), AT, mark()
    )
    report = examine(data, "x")
    assert [one.sound for one in report.signatures] == [False, True]
    assert "DOCUMENT_ALTERED" in [one.code for one in report.faults]


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"% more", b"%%EOF"])
def test_bytes_behind_the_end_are_found(tail):
    assert SERIOUS & set(codes(signed_by() + tail))


def test_the_revision_before_is_whole_but_lacks_the_last_signature():
    first = signed(bare(), "superior", "body")
    second = signed(first, "subordinate", "party_head")
    assert codes(second[: len(first)]) == ["SIGNATURE_ABSENT"] * 2


def test_a_document_cut_anywhere_is_not_valid():
    whole, chance = signed_by(), random.Random(3)
    for end in [0, 1, 5, 8, *(chance.randrange(len(whole)) for _ in range(60))]:
        assert codes(whole[:end]), end


@given(st.binary(max_size=400))
def test_random_bytes_are_not_valid_and_nothing_crashes(data):
    assert codes(data)
    assert codes(b"%PDF-1.7\n" + data)


@given(st.data())
def test_a_mangled_document_is_not_valid_and_nothing_crashes(data):
    whole = signed_by()
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, min(len(whole), start + 3000)))
    instead = data.draw(st.binary(max_size=30))
    mangled = whole[:start] + instead + whole[end:]
    if mangled != whole:
        assert codes(mangled)
