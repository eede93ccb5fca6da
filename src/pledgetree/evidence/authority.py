"""A programme's certificate authority: its own certificate, and certificates of post-holders for signing documents.

A certificate names the holder (``CN``), the unit (``O`` and, by its code, ``organizationIdentifier``) and the role
(``title``). Keys, serial numbers and days are passed in. For development the authority's key lies in a file; in
production it belongs into a safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from pledgetree.evidence.signed_documents import Required

_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
MOST_BYTES = 64
"""The most a name, an organisation or a title may take (X.520; the library counts bytes of UTF-8)."""


@dataclass(frozen=True)
class Term:
    """From when to when a certificate is valid."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Authority:
    """The authority's certificate and key."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Its certificate, to give to those who verify."""
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class PostHolder:
    """Whom a certificate is issued to."""

    name: str
    unit: str
    unit_id: str
    role: str

    def subject(self) -> x509.Name:
        """The subject of the certificate; what is too long for it is cut."""
        parts = {
            NameOID.COMMON_NAME: self.name,
            NameOID.ORGANIZATION_NAME: self.unit,
            NameOID.ORGANIZATION_IDENTIFIER: self.unit_id,
            NameOID.TITLE: self.role,
        }
        return x509.Name([x509.NameAttribute(kind, _cut(text)) for kind, text in parts.items() if text])


def _cut(text: str) -> str:
    """As much of a text, in whole characters, as a certificate may hold."""
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def make_authority(name: str, key: EllipticCurvePrivateKey, serial: int, term: Term) -> Authority:
    """An authority with a certificate it signs itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _cut(name))])
    builder = _builder(subject, subject, key.public_key(), serial, term)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return Authority(builder.sign(key, SHA256()), key)


def issue(
    authority: Authority, holder: PostHolder, key: EllipticCurvePublicKey | RSAPublicKey, serial: int, term: Term
) -> x509.Certificate:
    """A certificate for signing documents; ``term`` should lie inside the authority's own."""
    builder = _builder(holder.subject(), authority.certificate.subject, key, serial, term)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return builder.add_extension(identifier, critical=False).sign(authority.key, SHA256())


def key_file(
    key: EllipticCurvePrivateKey, certificate: x509.Certificate, authority: Authority, password: bytes
) -> bytes:
    """A PKCS#12 file of a holder's key, certificate and the authority's certificate."""
    name = certificate.subject.rfc4514_string().encode()
    return serialize_key_and_certificates(
        name, key, certificate, [authority.certificate], BestAvailableEncryption(password)
    )


def demonstration_files(
    required: Iterable[Required],
    term: Term,
    new_key: Callable[[], EllipticCurvePrivateKey],
    new_serial: Callable[[], int],
    password: str,
) -> dict[str, bytes]:
    """Files by name to try signing with: ``ca.pem``, ``password.txt``, and one key per signature a document asks for.

    The authority's key is not among them: each demonstration has an authority of its own that signs nothing more.
    """
    authority = make_authority("Pledgetree demonstration authority", new_key(), new_serial(), term)
    files = {"ca.pem": authority.pem(), "password.txt": f"{password}\n".encode()}
    for one in required:
        key = new_key()
        holder = PostHolder(f"{one.unit} {one.role} (demo)", one.unit, one.unit_id, one.role)
        certificate = issue(authority, holder, key.public_key(), new_serial(), term)
        files[f"{one.field}.p12"] = key_file(key, certificate, authority, password.encode())
    return files


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePublicKey | RSAPublicKey, serial: int, term: Term
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(term.first)
        .not_valid_after(term.last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(**uses: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**dict.fromkeys(_USES, False) | uses)
