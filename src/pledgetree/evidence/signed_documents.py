"""PDF documents that are signed: opening them, their signature fields and the record they carry inside.

A document's record is attached to it (PDF/A-3). Its fields are named ``SIDE.ROLE``; who must sign is who the record
names. A document is only ever added to (ISO 32000-1, 7.5.6), so that every earlier signature keeps the bytes it signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from pledgetree.base.errors import user_error

RECORD_NAME = "pledge.json"
_HEADER = b"%PDF-"
_ID_BYTES = 16


@dataclass(frozen=True)
class Box:
    """An empty signature field: name, purpose, page (from 0), and its corners in points from the page's lower left."""

    name: str
    label: str
    page: int
    corners: tuple[float, float, float, float]


@dataclass(frozen=True)
class Required:
    """A signature the record demands, and code and name of the unit the signatory must belong to."""

    side: str
    role: str
    unit_id: str
    unit: str

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"{self.side}.{self.role}"


@dataclass(frozen=True)
class Record:
    """The record a document carries: its bytes, the pledge it is about, and who must sign."""

    data: bytes
    pledge_id: str
    required: tuple[Required, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the record, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


class Update(IncrementalPdfFileWriter):  # type: ignore[misc]  # pyHanko is not followed by the type checker
    """Adds to a document without anything of the moment: its second ID follows from its bytes, its metadata stays."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        own = hashlib.file_digest(prev.stream, "sha256").digest()[:_ID_BYTES]
        return generic.ArrayObject([generic.ByteStringObject(first.original_bytes), generic.ByteStringObject(own)])

    def _update_meta(self) -> None:
        """Leave title and dates as they are: the signature says when it was made."""


def open_document(data: bytes, where: object) -> PdfFileReader:
    """A reader of the document.

    Raises:
        UserError: DOCUMENT_NOT_PDF, DOCUMENT_ENCRYPTED, DOCUMENT_BROKEN.
    """
    if not data.startswith(_HEADER):
        raise user_error("DOCUMENT_NOT_PDF", where)
    try:
        reader = PdfFileReader(BytesIO(data))
        encrypted, _ = reader.encrypted, reader.root
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the reader raise, the file is broken
        raise user_error("DOCUMENT_BROKEN", where, reason=type(error).__name__) from None
    if encrypted:
        raise user_error("DOCUMENT_ENCRYPTED", where)
    return reader


def add_boxes(data: bytes, boxes: Iterable[Box]) -> bytes:
    """The document with empty signature fields; the same input gives the same bytes."""
    writer = Update(BytesIO(data))
    for one in boxes:
        append_signature_field(
            writer,
            SigFieldSpec(one.name, on_page=one.page, box=one.corners, readable_field_name=one.label),
        )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def box_sizes(reader: PdfFileReader) -> dict[str, tuple[float, float] | None]:
    """Width and height in points of every signature field that is still empty; None for those that are signed."""
    found: dict[str, tuple[float, float] | None] = {}
    for name, value, reference in enumerate_sig_fields(reader):
        left, low, right, high = (float(one) for one in reference.get_object()["/Rect"])
        found[name] = None if value is not None else (abs(right - left), abs(high - low))
    return found


def language_of(reader: PdfFileReader) -> str:
    """The language the document says it is in, as in ``zh-CN``; empty where it says none."""
    return str(reader.root.get("/Lang", ""))


def read_record(reader: PdfFileReader, where: object) -> Record:
    """The record a document carries.

    Raises:
        UserError: DOCUMENT_WITHOUT_RECORD, it has none or none of ours.
    """
    try:
        data = next(data for name, data in _attached(reader) if name == RECORD_NAME)
        return _record_of(data, json.loads(data))
    except Exception:  # noqa: BLE001 - attachments of any form may come from anybody; what is not a record is none
        raise user_error("DOCUMENT_WITHOUT_RECORD", where) from None


def _attached(reader: PdfFileReader) -> Iterator[tuple[str, bytes]]:
    # A name tree keeps names and files in turn (ISO 32000-1, 7.9.6); ours is small and has one level.
    names = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
    for name, file in zip(names[::2], names[1::2], strict=True):
        yield str(name), file.get_object()["/EF"]["/F"].data


def _record_of(data: bytes, record: Mapping[str, Any]) -> Record:
    parties = record["parties"]
    required = [
        Required(str(one["side"]), str(one["role"]), str(party["unit_id"]), str(party["name"]))
        for one in record["signatories"]
        for party in [parties[one["side"]]]
    ]
    return Record(data, str(record["pledge_id"]), tuple(required))
