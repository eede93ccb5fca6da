import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader

from pledgetree.base.errors import UserError
from pledgetree.evidence.document_signing import Place, check_holder, place_for, sign_document
from pledgetree.evidence.document_verifying import examine
from pledgetree.evidence.signed_documents import open_document
from pledgetree.evidence.signing_keys import Holder, load_key
from tests.unit.evidence.papers import AT, TEN, THREE, bare, blank, key_of, mark, signed, signed_by, written
from tests.unit.evidence.test_signing_keys import file_of, made


def refusal(call, *arguments):
    with pytest.raises(UserError) as error:
        call(*arguments)
    return [one.code for one in error.value.faults]


def test_a_signature_only_adds():
    data = bare()
    for side, role in THREE:
        more = signed(data, side, role)
        assert more.startswith(data)
        data = more
    assert examine(data, "x").faults == ()


def test_the_signature_is_pades_and_its_time_is_the_one_passed_in():
    (one,) = open_document(signed(bare(), "superior", "body"), "x").embedded_signatures
    assert one.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert one.self_reported_timestamp == AT
    assert one.md_algorithm == "sha256"
    attributes = {attribute["type"].native for attribute in one.signer_info["signed_attrs"]}
    assert "signing_certificate_v2" in attributes
    assert "signing_time" not in attributes  # PAdES keeps it in the dictionary, see ETSI EN 319 142-1, 5.3


def test_what_the_mark_draws_is_in_the_field():
    reader = PdfFileReader(BytesIO(signed(bare(), "superior", "body")))
    (one,) = reader.embedded_signatures
    drawn = one.sig_field["/AP"]["/N"]["/Resources"]["/XObject"]["/Drawn"]
    assert [float(side) for side in drawn["/BBox"]] == [0, 0, 200, 35]


def test_ten_post_holders_sign_in_order():
    report = examine(signed_by(TEN), "x")
    assert report.faults == ()
    assert [(one.side, one.role) for one in report.signatures] == list(TEN)
    assert [one.signed_at for one in report.signatures] == [AT + timedelta(minutes=number) for number in range(10)]
    assert [one.whole_file for one in report.signatures] == [False] * 9 + [True]


@pytest.mark.poppler
def test_another_reader_confirms_every_signature(tmp_path):
    path = tmp_path / "ten.pdf"
    path.write_bytes(signed_by(TEN))
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == len(TEN)
    assert told.count("ETSI.CAdES.detached") == len(TEN)
    assert all(f"{side}.{role}" in told for side, role in TEN)


@pytest.mark.poppler
def test_keys_that_outsiders_made_sign_as_well(tmp_path):
    data = bare()
    keys = (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1()))
    for key, (side, role) in zip(keys, THREE, strict=False):
        data = signed(data, side, role, load_key(file_of(key, made(key)), None, AT, "k"))
    assert {one.code for one in examine(data, "x").faults} == {"SIGNATURE_ABSENT"}
    path = tmp_path / "two.pdf"
    path.write_bytes(data)
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 2


def test_nobody_signs_twice():
    assert refusal(place_for, signed(bare(), "superior", "body"), "superior", "body", "x") == ["SIGNED_ALREADY"]


@pytest.mark.parametrize(("side", "role"), [("superior", "party_head"), ("subordinate", "mayor"), ("", "")])
def test_only_required_roles_sign(side, role):
    with pytest.raises(UserError) as error:
        place_for(bare(), side, role, "x")
    (fault,) = error.value.faults
    assert fault.code == "ROLE_NOT_REQUIRED"
    assert "superior body, subordinate party_head, subordinate government_head" in fault.remedy


def test_a_document_that_was_altered_is_not_signed_further():
    data = bytearray(signed(bare(), "superior", "body"))
    data[12] ^= 1
    assert refusal(place_for, bytes(data), "subordinate", "party_head", "x") == ["SIGNATURE_BROKEN"]


def test_a_document_of_somebody_else_is_not_signed():
    assert refusal(place_for, written(blank()), "superior", "body", "x") == ["DOCUMENT_WITHOUT_RECORD"]


def test_the_place_holds_the_size_of_the_box_and_the_language():
    place = place_for(bare(), "subordinate", "party_head", "x")
    assert (place.size, place.language, place.required.field) == ((200, 35), "", "subordinate.party_head")


@pytest.mark.parametrize(
    ("unit", "role", "refused"),
    [
        ("520000000000", "party_head", False),
        ("", "", False),
        ("520000000000", "government_head", True),
        ("530000000000", "party_head", True),
    ],
)
def test_a_certificate_of_another_post_does_not_sign_here(unit, role, refused):
    required = place_for(bare(), "subordinate", "party_head", "x").required
    holder = Holder("A", unit, role, "CN=A", "CN=B")
    if refused:
        assert refusal(check_holder, holder, required, "k") == ["HOLDER_DIFFERS"]
    else:
        assert check_holder(holder, required, "k") is None


def test_a_document_that_cannot_be_added_to_is_said_to_be_broken():
    place = place_for(bare(), "superior", "body", "x")
    elsewhere = Place(place.record, place.required, place.size, "")
    assert refusal(sign_document, written(blank()), elsewhere, key_of("superior", "body"), AT, mark()) == [
        "DOCUMENT_BROKEN"
    ]
