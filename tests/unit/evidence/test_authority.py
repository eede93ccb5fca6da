from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from pledgetree.evidence.authority import PostHolder, demonstration_files, issue, make_authority
from pledgetree.evidence.signed_documents import Required
from pledgetree.evidence.signing_keys import load_authorities, load_key
from tests.unit.evidence.papers import AT, TERM, authority


def test_the_authority_vouches_for_itself_and_may_only_issue():
    one = authority().certificate
    one.verify_directly_issued_by(one)
    assert one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.digital_signature) == (True, False)
    assert (one.serial_number, one.not_valid_before_utc, one.not_valid_after_utc) == (7, TERM.first, TERM.last)


def test_a_certificate_names_the_post_and_may_only_sign_documents():
    key = generate_private_key(SECP256R1())
    made = issue(authority(), PostHolder("张三", "贵州省", "520000000000", "party_head"), key.public_key(), 9, TERM)
    made.verify_directly_issued_by(authority().certificate)
    named = {one.oid: one.value for one in made.subject}
    assert named == {
        NameOID.COMMON_NAME: "张三",
        NameOID.ORGANIZATION_NAME: "贵州省",
        NameOID.ORGANIZATION_IDENTIFIER: "520000000000",
        NameOID.TITLE: "party_head",
    }
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_names_that_are_too_long_or_empty_do_not_break_a_certificate():
    key = generate_private_key(SECP256R1())
    made = issue(authority(), PostHolder("长" * 100, "", "", ""), key.public_key(), 9, TERM)
    assert [one.value for one in made.subject] == ["长" * 21]
    assert make_authority("A" * 100, key, 1, TERM).certificate.subject.rfc4514_string() == "CN=" + "A" * 64


def test_a_demonstration_has_a_key_for_every_signature():
    required = [
        Required("superior", "body", "000000000000", "中央"),
        Required("subordinate", "party_head", "52", "贵州省"),
    ]
    serials = iter(range(1, 9))
    files = demonstration_files(
        required, TERM, lambda: generate_private_key(SECP256R1()), lambda: next(serials), "demo"
    )
    assert set(files) == {"ca.pem", "password.txt", "superior.body.p12", "subordinate.party_head.p12"}
    holder = load_key(files["subordinate.party_head.p12"], files["password.txt"].strip(), AT, "k").holder
    assert (holder.unit_id, holder.role) == ("52", "party_head")
    assert len(load_authorities(files["ca.pem"], "ca.pem")) == 1
