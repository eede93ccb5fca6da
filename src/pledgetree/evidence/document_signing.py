"""Signs a pledge's document: PAdES (ETSI.CAdES.detached), one visible field per side and role, added at the end.

Nothing is fetched from a network, and the moment of signing is passed in: it is the signer's own statement.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfCMSSignedAttributes, PdfSigningSession
from pyhanko.stamp import StaticStampStyle

from pledgetree.base.errors import UserError, raise_faults, user_error
from pledgetree.evidence.document_verifying import examine
from pledgetree.evidence.signed_documents import (
    Record,
    Required,
    Update,
    box_sizes,
    language_of,
    open_document,
    read_record,
)
from pledgetree.evidence.signing_keys import Holder, SigningKey

DIGEST = "sha256"


@dataclass(frozen=True)
class Place:
    """Where a signature goes: an empty field and its size, the document's record and language."""

    record: Record
    required: Required
    size: tuple[float, float]
    language: str


def place_for(data: bytes, side: str, role: str, where: object) -> Place:
    """The empty field of a side and role.

    Raises:
        UserError: what opening the document and reading its record raise; ROLE_NOT_REQUIRED, SIGNED_ALREADY,
            DOCUMENT_NOT_SOUND (an earlier signature no longer fits).
    """
    reader = open_document(data, where)
    record = read_record(reader, where)
    required = next((one for one in record.required if (one.side, one.role) == (side, role)), None)
    sizes = _sizes(reader, where)
    if required is None or required.field not in sizes:
        allowed = ", ".join(f"{one.side} {one.role}" for one in record.required) or "(none)"
        raise user_error("ROLE_NOT_REQUIRED", where, role=role, side=side, allowed=allowed)
    size = sizes[required.field]
    if size is None:
        raise user_error("SIGNED_ALREADY", where, role=role, side=side)
    raise_faults(one for one in examine(data, where).faults if one.code in ("DOCUMENT_ALTERED", "SIGNATURE_BROKEN"))
    return Place(record, required, size, language_of(reader))


def _sizes(reader: PdfFileReader, where: object) -> dict[str, tuple[float, float] | None]:
    try:
        return box_sizes(reader)
    except Exception as error:  # noqa: BLE001 - whatever a broken form makes the reader raise, the file is broken
        raise user_error("DOCUMENT_BROKEN", where, reason=type(error).__name__) from None


def check_holder(holder: Holder, required: Required, where: object) -> None:
    """Refuse a certificate that says itself that it was issued for another unit or role.

    Raises:
        UserError: HOLDER_DIFFERS.
    """
    for named, wanted in ((holder.unit_id, required.unit_id), (holder.role, required.role)):
        if named and named != wanted:
            raise user_error("HOLDER_DIFFERS", where, found=named, expected=wanted)


def sign_document(data: bytes, place: Place, key: SigningKey, at: datetime, mark: bytes) -> bytes:
    """The document with one signature more.

    Args:
        data: bytes of the document.
        place: the field, from ``place_for`` of the same bytes.
        key: whose signature.
        at: the moment of signing, with its time zone.
        mark: what is seen in the field, a PDF of one page of the field's size.

    Raises:
        UserError: DOCUMENT_BROKEN, the document cannot be added to.
    """
    field = place.required.field
    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, name=key.holder.name, reason=field
    )
    style = StaticStampStyle(
        border_width=0,
        background=_Drawn(mark),
        background_layout=SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN),
    )
    try:
        writer = Update(BytesIO(data))
        session = PdfSigner(meta, key.signer, stamp_style=style).init_signing_session(writer, existing_fields_only=True)
        session.system_time = at
        return asyncio.run(_signed(session))
    except UserError:
        raise
    except Exception as error:
        raise user_error("DOCUMENT_BROKEN", field, reason=type(error).__name__) from error


async def _signed(session: PdfSigningSession) -> bytes:
    size = await session.estimate_signature_container_size(None, tight=False)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=size)
    digest, output = prepared.digest_tbs_document(in_place=False)
    # PAdES keeps the moment in the signature's dictionary (/M), covered by the signature, not in the CMS attributes.
    attributes = PdfCMSSignedAttributes(signing_time=None)
    done = await prepared.perform_signature(digest.document_digest, attributes)
    await done.post_signature_processing(output)
    signed: bytes = output.getvalue()
    return signed


class _Drawn(PdfContent):  # type: ignore[misc]  # pyHanko is not followed by the type checker
    """A page given as bytes, set into a signature's box."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._data)), page_ix=0)
        self.resources.xobject["/Drawn"] = page
        left, low, right, high = (float(one) for one in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=high - low)
        return b"/Drawn Do"
