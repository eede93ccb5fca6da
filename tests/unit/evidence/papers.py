"""Documents to sign, made without the typesetting program, and keys of post-holders."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from pledgetree.evidence.authority import PostHolder, Term, issue, key_file, make_authority
from pledgetree.evidence.document_signing import place_for, sign_document
from pledgetree.evidence.signed_documents import RECORD_NAME, Box, add_boxes
from pledgetree.evidence.signing_keys import load_key

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TERM = Term(AT - timedelta(days=30), AT + timedelta(days=365))
UNITS = {"superior": ("000000000000", "中央"), "subordinate": ("520000000000", "贵州省")}
THREE = (("superior", "body"), ("subordinate", "party_head"), ("subordinate", "government_head"))
ROLES = ("party_head", "government_head", "body", "department_head", "village_committee")
TEN = tuple((side, role) for side in UNITS for role in ROLES)
PASSWORD = b"secret"


def blank(width=300, height=600):
    """A PDF of one page with a line on it."""
    writer = PdfFileWriter()
    content = RawContent(b"0 0 m 200 200 l S", box=BoxConstraints(width=width, height=height))
    stream = writer.add_object(content.as_form_xobject())
    writer.insert_page(PageObject(contents=stream, media_box=(0, 0, width, height)))
    return writer


def written(writer):
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def record_of(required=THREE):
    parties = {side: {"unit_id": code, "name": name} for side, (code, name) in UNITS.items()}
    signatories = [{"side": side, "role": role} for side, role in required]
    return {"pledge_id": "P52", "parties": parties, "signatories": signatories}


@cache
def bare(required=THREE):
    """A document with its record and an empty field for each required signature."""
    writer = blank()
    data = json.dumps(record_of(required)).encode()
    file = EmbeddedFileObject.from_file_data(writer, data=data)
    embed_file(writer, FileSpec(file_spec_string=RECORD_NAME, file_name=RECORD_NAME, embedded_data=file))
    boxes = [
        Box(f"{side}.{role}", role, 0, (20, 20 + 40 * row, 220, 55 + 40 * row))
        for row, (side, role) in enumerate(required)
    ]
    return add_boxes(written(writer), boxes)


@cache
def authority():
    return make_authority("Test authority", generate_private_key(SECP256R1()), 7, TERM)


@cache
def key_bytes(side, role):
    """The PKCS#12 file of a post-holder."""
    key = generate_private_key(SECP256R1())
    code, name = UNITS[side]
    certificate = issue(authority(), PostHolder(f"{name} {role}", name, code, role), key.public_key(), 11, TERM)
    return key_file(key, certificate, authority(), PASSWORD)


def key_of(side, role):
    return load_key(key_bytes(side, role), PASSWORD, AT, "key.p12")


@cache
def mark():
    return written(blank(200, 35))


def signed(data, side, role, key=None, at=AT):
    """The document signed once more."""
    return sign_document(data, place_for(data, side, role, "paper.pdf"), key or key_of(side, role), at, mark())


@cache
def signed_by(required=THREE):
    """The document signed by everybody it asks for, in order."""
    data = bare(required)
    for minute, (side, role) in enumerate(required):
        data = signed(data, side, role, at=AT + timedelta(minutes=minute))
    return data
