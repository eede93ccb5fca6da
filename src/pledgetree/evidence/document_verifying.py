"""Verifies a signed document: who signed what and when, whether the certificate is trusted, what changed since.

Sound means: the CMS signature is right, its digest is that of the bytes it covers, it covers everything from the first
byte to the end of its revision, and what was added later is further signatures and nothing else. The last signature
covers the whole file. Whatever a malformed file makes the reader raise means that it is not valid.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pledgetree.base.errors import Fault, UserError, fault
from pledgetree.evidence.digests import sha256_bytes
from pledgetree.evidence.signed_documents import Record, Required, open_document, read_record
from pledgetree.evidence.signing_keys import Holder, holder_of

_USES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
NOBODY = Holder("", "", "", "", "")
# What the library would tell a log stands in the report; without a log it would go to standard error.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


@dataclass(frozen=True)
class SignatureReport:
    """One signature; ``trusted`` is None when no authority was named to check it against."""

    field: str
    side: str
    role: str
    holder: Holder
    signed_at: datetime | None
    sound: bool
    whole_file: bool
    trusted: bool | None
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        """The form ``pledge verify --json`` prints."""
        return {
            "field": self.field,
            "side": self.side or None,
            "role": self.role or None,
            "name": self.holder.name,
            "subject": self.holder.subject,
            "issuer": self.holder.issuer,
            "signed_at": None if self.signed_at is None else self.signed_at.astimezone(UTC).isoformat(),
            "sound": self.sound,
            "covers_whole_file": self.whole_file,
            "trusted": self.trusted,
        }


@dataclass(frozen=True)
class DocumentReport:
    """What a document is found to be; ``record`` is None when it carries none."""

    digest: str
    record: Record | None
    signatures: tuple[SignatureReport, ...]
    missing: tuple[Required, ...]
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        """The form ``pledge verify --json`` prints, without the faults; ``valid`` says that there are none."""
        return {
            "valid": not self.faults,
            "document": self.digest,
            "pledge_id": None if self.record is None else self.record.pledge_id,
            "record": None if self.record is None else self.record.digest,
            "signatures": [one.as_json() for one in self.signatures],
            "missing": [{"side": one.side, "role": one.role} for one in self.missing],
        }


def examine(data: bytes, where: object, authorities: Sequence[bytes] | None = None) -> DocumentReport:
    """Examine a document; never raises for what the bytes hold.

    Args:
        data: bytes of the file.
        where: named in the faults.
        authorities: certificates (DER) of the authorities to trust; None leaves trust unchecked.
    """
    digest = sha256_bytes(data)
    try:
        reader = open_document(data, where)
    except UserError as error:
        return DocumentReport(digest, None, (), (), error.faults)
    record, lacking = _record(reader, where)
    required = record.required if record else ()
    reports, broken = _reports(reader, required, authorities, where)
    signed = {one.field for one in reports}
    missing = tuple(one for one in required if one.field not in signed)
    faults = [*lacking, *broken, *(one for report in reports for one in report.faults)]
    if not broken:
        faults += _document_faults(reports, missing, where)
    return DocumentReport(digest, record, reports, missing, tuple(faults))


def _record(reader: PdfFileReader, where: object) -> tuple[Record | None, tuple[Fault, ...]]:
    try:
        return read_record(reader, where), ()
    except UserError as error:
        return None, error.faults


def _document_faults(reports: Sequence[SignatureReport], missing: Sequence[Required], where: object) -> Iterator[Fault]:
    if not reports:
        yield fault("DOCUMENT_UNSIGNED", where)
    elif not any(one.whole_file for one in reports):
        yield fault("DOCUMENT_ALTERED", where)
    for one in missing:
        yield fault("SIGNATURE_ABSENT", where, role=one.role, side=one.side)


def _reports(
    reader: PdfFileReader, required: Sequence[Required], authorities: Sequence[bytes] | None, where: object
) -> tuple[tuple[SignatureReport, ...], tuple[Fault, ...]]:
    """A report per signature in the order of signing; a file whose form cannot be read is broken as a whole."""
    try:
        found = reader.embedded_signatures
        return tuple(_report(one, required, authorities, where) for one in found), ()
    except Exception as error:  # noqa: BLE001 - whatever a broken form makes the reader raise, the file is broken
        return (), (fault("DOCUMENT_BROKEN", where, reason=type(error).__name__),)


def _report(
    one: EmbeddedPdfSignature,
    required: Sequence[Required],
    authorities: Sequence[bytes] | None,
    where: object,
) -> SignatureReport:
    name = str(one.fq_name)
    wanted = next((demand for demand in required if demand.field == name), None)
    try:
        holder, at = _holder(one), one.self_reported_timestamp
        status = _status(one, at, authorities)
    except Exception:  # noqa: BLE001 - a signature that cannot even be read does not fit its document
        holder, at, status = _holder_or_nobody(one), None, None
    place = f"{where} {name}"
    trusted = None if authorities is None or status is None else bool(status.trusted)
    faults = [*_soundness(one, status, place), *_trust(holder, wanted, trusted, place)]
    return SignatureReport(
        field=name,
        side=wanted.side if wanted else "",
        role=wanted.role if wanted else "",
        holder=holder,
        signed_at=at,
        sound=not any(fault.code in ("SIGNATURE_BROKEN", "DOCUMENT_ALTERED") for fault in faults),
        whole_file=status is not None and status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        trusted=trusted,
        faults=tuple(faults),
    )


def _holder(one: EmbeddedPdfSignature) -> Holder:
    return holder_of(x509.load_der_x509_certificate(one.signer_cert.dump()))


def _holder_or_nobody(one: EmbeddedPdfSignature) -> Holder:
    try:
        return _holder(one)
    except Exception:  # noqa: BLE001 - a damaged certificate names nobody
        return NOBODY


def _status(one: EmbeddedPdfSignature, at: datetime | None, authorities: Sequence[bytes] | None) -> PdfSignatureStatus:
    """What pyHanko finds, with the certificate judged at the stated moment and nothing fetched from anywhere."""
    roots = [one for der in authorities or () for one in load_certs_from_pemder_data(der)]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an old or odd certificate is reported, not warned about
        return validate_pdf_signature(one, context, key_usage_settings=_USES)


def _soundness(one: EmbeddedPdfSignature, status: PdfSignatureStatus | None, place: str) -> Iterator[Fault]:
    if status is None or not (status.intact and status.valid) or not (_contiguous(one) and _consistent(one)):
        yield fault("SIGNATURE_BROKEN", place)
    elif status.coverage < SignatureCoverageLevel.ENTIRE_REVISION or not _only_signed_further(status):
        yield fault("DOCUMENT_ALTERED", place)


def _contiguous(one: EmbeddedPdfSignature) -> bool:
    """Whether the signed range starts at the first byte and leaves out the signature's value in plain form alone.

    The value is written in digits of one case and followed by zeros, so that nothing can hide in it.
    """
    start, before, after, _ = (int(number) for number in one.byte_range)
    one.reader.stream.seek(before)
    written, value = one.reader.stream.read(after - before), one.pkcs7_content
    plain = written in (b"<" + value.hex().encode() + b">", b"<" + value.hex().upper().encode() + b">")
    return start == 0 and plain and not any(value[_der_length(value) :])


def _consistent(one: EmbeddedPdfSignature) -> bool:
    """Whether what the signature says of itself outside of its signed attributes agrees with them and the certificate.

    No signature covers these fields (RFC 5652, 5.1 and 5.3), so each has the one value that it can have.
    """
    data, signer = one.signed_data, one.signer_info
    sid, certificate = signer["sid"], one.signer_cert
    if sid.name == "issuer_and_serial_number":
        version = "v1"
        named = sid.chosen["issuer"].dump() == certificate.issuer.dump()
        named &= sid.chosen["serial_number"].dump() == certificate["tbs_certificate"]["serial_number"].dump()
    else:
        version, named = "v3", sid.chosen.native == certificate.key_identifier
    digests = [digest.dump() for digest in data["digest_algorithms"]]
    versions = data["version"].native, signer["version"].native
    return bool(named) and versions == (version, version) and digests == [signer["digest_algorithm"].dump()]


def _der_length(value: bytes) -> int:
    """How many bytes the first DER element has, with its header (X.690, 8.1.3)."""
    if value[1] < 0x80:
        return 2 + value[1]
    digits = value[1] & 0x7F
    return 2 + digits + int.from_bytes(value[2 : 2 + digits])


def _only_signed_further(status: PdfSignatureStatus) -> bool:
    return bool(status.docmdp_ok) and status.modification_level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    )


def _trust(holder: Holder, wanted: Required | None, trusted: bool | None, place: str) -> Iterator[Fault]:  # noqa: FBT001 - three states, None is one of them
    if trusted is False:
        yield fault("SIGNATURE_UNTRUSTED", place, subject=holder.subject, issuer=holder.issuer)
    if wanted is None:
        return
    for named, expected in ((holder.unit_id, wanted.unit_id), (holder.role, wanted.role)):
        if named and named != expected:
            yield fault("HOLDER_DIFFERS", place, found=named, expected=expected)
