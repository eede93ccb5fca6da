from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from pledgetree.base.errors import UserError
from pledgetree.evidence.signing_keys import holder_of, load_authorities, load_key
from tests.unit.evidence.papers import AT, PASSWORD, TERM, authority, key_bytes, key_of

WEAK_BITS = 1024


def made(key, name="outsider", first=TERM.first, last=TERM.last):
    """A certificate somebody made for a key of his own."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(first).not_valid_after(last)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256())


def file_of(key, certificate, password=None):
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return serialize_key_and_certificates(b"k", key, certificate, None, encryption)


def refusal(data, password=None, at=AT):
    with pytest.raises(UserError) as error:
        load_key(data, password, at, "k.p12")
    return [one.code for one in error.value.faults]


def test_a_key_names_its_holder():
    holder = key_of("subordinate", "party_head").holder
    assert (holder.name, holder.unit_id, holder.role) == ("贵州省 party_head", "520000000000", "party_head")
    assert holder.issuer == "CN=Test authority"


def test_a_certificate_without_a_name_is_known_by_its_subject():
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Office")])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made_of = builder.serial_number(1).not_valid_before(TERM.first).not_valid_after(TERM.last).sign(key, SHA256())
    assert (holder_of(made_of).name, holder_of(made_of).role) == ("O=Office", "")


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_keys_of_outsiders_are_read_with_and_without_a_password(curve):
    key = ec.generate_private_key(curve)
    for password in (None, b"pw"):
        assert load_key(file_of(key, made(key), password), password, AT, "k").holder.name == "outsider"


def test_an_rsa_key_is_read():
    key = rsa.generate_private_key(65537, 2048)
    assert load_key(file_of(key, made(key)), None, AT, "k").holder.name == "outsider"


def test_weak_and_unknown_kinds_of_keys_are_refused():
    weak, other = rsa.generate_private_key(65537, WEAK_BITS), ed25519.Ed25519PrivateKey.generate()
    curve = ec.generate_private_key(ec.SECP256K1())
    for key in (weak, other, curve):
        assert refusal(file_of(key, made(key))) == ["KEY_KIND"]
    assert dsa  # a DSA key cannot be put into such a file by the library at all


@pytest.mark.parametrize("password", [None, b"", b"wrong"])
def test_a_wrong_password_is_said(password):
    assert refusal(key_bytes("superior", "body"), password) == ["KEY_PASSWORD"]


@pytest.mark.parametrize("data", [b"", b"text", b"-----BEGIN PRIVATE KEY-----", b"\x30\x03\x02\x01\x02"])
def test_what_is_no_key_file_is_refused(data):
    assert refusal(data) == ["KEY_NOT_PKCS12"]


def test_a_file_without_a_key_is_refused():
    key = ec.generate_private_key(ec.SECP256R1())
    data = serialize_key_and_certificates(b"k", None, None, [made(key)], NoEncryption())
    assert refusal(data) == ["KEY_INCOMPLETE"]


@pytest.mark.parametrize("at", [TERM.first - timedelta(seconds=1), TERM.last + timedelta(seconds=1)])
def test_a_certificate_out_of_its_time_is_refused(at):
    assert refusal(key_bytes("superior", "body"), PASSWORD, at) == ["CERTIFICATE_NOT_VALID"]


@pytest.mark.parametrize("at", [TERM.first, TERM.last])
def test_its_first_and_last_moment_count(at):
    assert load_key(key_bytes("superior", "body"), PASSWORD, at, "k").holder.role == "body"


def test_the_key_does_not_show():
    assert repr(key_of("superior", "body")).startswith("SigningKey(")
    assert "signer" not in repr(key_of("superior", "body"))


def test_authorities_are_read_from_pem_and_der():
    der = authority().certificate.public_bytes(Encoding.DER)
    assert load_authorities(authority().pem() * 2, "x") == [der, der]
    assert load_authorities(der, "x") == [der]


@pytest.mark.parametrize("data", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_holds_no_certificate_is_refused(data):
    with pytest.raises(UserError) as error:
        load_authorities(data, "x")
    assert [one.code for one in error.value.faults] == ["TRUST_UNREADABLE"]
