"""Keys of post-holders: a private key and its certificate from a PKCS#12 file, and the authorities one trusts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner

from pledgetree.base.errors import user_error

CURVES = ("secp256r1", "secp384r1", "secp521r1")
FEWEST_RSA_BITS = 2048
# A sequence that begins with the version 3 (RFC 7292, section 4: PFX).
_PFX = re.compile(rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...|\x84....)\x02\x01\x03", re.DOTALL)


@dataclass(frozen=True)
class Holder:
    """Whom a certificate names: ``name``, unit and role are empty where the certificate does not say them."""

    name: str
    unit_id: str
    role: str
    subject: str
    issuer: str


@dataclass(frozen=True)
class SigningKey:
    """A key ready to sign, and its holder; the private key never shows in a message or in ``repr``."""

    holder: Holder
    signer: SimpleSigner

    def __repr__(self) -> str:
        return f"SigningKey({self.holder.subject})"


def _first(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    return next((str(one.value) for one in name.get_attributes_for_oid(kind)), "")


def holder_of(certificate: x509.Certificate) -> Holder:
    """Whom a certificate names; ``name`` falls back to the whole subject."""
    subject = certificate.subject
    shown = subject.rfc4514_string()
    return Holder(
        name=_first(subject, NameOID.COMMON_NAME) or shown,
        unit_id=_first(subject, NameOID.ORGANIZATION_IDENTIFIER),
        role=_first(subject, NameOID.TITLE),
        subject=shown,
        issuer=certificate.issuer.rfc4514_string(),
    )


def load_key(data: bytes, password: bytes | None, at: datetime, where: object) -> SigningKey:
    """The key of a PKCS#12 file; P-256, P-384, P-521 or RSA of 2,048 bits or more.

    Args:
        data: bytes of the file.
        password: the password that opens it, None for none.
        at: the moment of signing, at which the certificate must be valid.
        where: named in messages.

    Raises:
        UserError: KEY_NOT_PKCS12, KEY_PASSWORD, KEY_INCOMPLETE, KEY_KIND, CERTIFICATE_NOT_VALID.
    """
    if not _PFX.match(data):
        raise user_error("KEY_NOT_PKCS12", where)
    try:
        key, certificate, _ = load_key_and_certificates(data, password)
    except Exception:  # noqa: BLE001 - a wrong password and a damaged file look the same from here
        raise user_error("KEY_PASSWORD", where) from None
    if key is None or certificate is None:
        raise user_error("KEY_INCOMPLETE", where)
    _check_kind(key, where)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        first, last = certificate.not_valid_before_utc.date(), certificate.not_valid_after_utc.date()
        raise user_error("CERTIFICATE_NOT_VALID", where, first=first.isoformat(), last=last.isoformat())
    signer = SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=password)
    # Who verifies brings the roots to trust; one inside the document would be bytes that no signature covers.
    signer.embed_roots = False
    return SigningKey(holder_of(certificate), signer)


def _check_kind(key: object, where: object) -> None:
    sound = isinstance(key, RSAPrivateKey) and key.key_size >= FEWEST_RSA_BITS
    sound |= isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES
    if not sound:
        raise user_error("KEY_KIND", where)


def load_authorities(data: bytes, where: object) -> list[bytes]:
    """The certificates of a PEM or DER file, each in DER: the authorities one trusts.

    Raises:
        UserError: TRUST_UNREADABLE.
    """
    try:
        pem = b"-----BEGIN" in data
        found = x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
        return [one.public_bytes(Encoding.DER) for one in found]
    except Exception:  # noqa: BLE001 - whatever the parser raises, the file holds no certificates
        raise user_error("TRUST_UNREADABLE", where) from None
