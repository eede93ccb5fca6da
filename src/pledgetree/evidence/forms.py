"""The small forms that the log's texts are made of: base64, decimals, names. Everything is read strictly.

The sources are the C2SP specifications signed-note, tlog-checkpoint, tlog-tiles, tlog-proof and tlog-witness.
"""

from __future__ import annotations

import base64
import binascii
import re

HASH_BYTES = 32
MOST_ENTRIES = 2**63 - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class FormError(ValueError):
    """Bytes or a text that do not have the form of their kind; the message says why."""


def decode_base64(text: str) -> bytes:
    """The bytes of a base64 text in its one form (RFC 4648, section 4: padded, no blanks, no stray bits).

    Raises:
        FormError: the text is anything else.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormError("wrong base64") from None
    if encode_base64(data) != text:
        raise FormError("base64 in another form than the usual one")
    return data


def encode_base64(data: bytes) -> str:
    """Bytes as base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode_hash(text: str) -> bytes:
    """A SHA-256 hash written in base64.

    Raises:
        FormError: not base64, or not 32 bytes.
    """
    data = decode_base64(text)
    if len(data) != HASH_BYTES:
        raise FormError(f"a hash of {len(data)} bytes instead of {HASH_BYTES}")
    return data


def decode_decimal(text: str) -> int:
    """A whole number from 0 to 2^63 - 1 without leading zeros.

    Raises:
        FormError: the text is anything else.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > MOST_ENTRIES:
        raise FormError("not a whole number without leading zeros")
    return int(text)


def decode_utf8(data: bytes) -> str:
    """Bytes as text.

    Raises:
        FormError: the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise FormError("not UTF-8") from None


def is_name(text: str) -> bool:
    """Whether a text can name a key: not empty, no blanks of any script, no plus, no control characters."""
    if not text or "+" in text:
        return False
    return not any(one.isspace() or one < " " or "\ud800" <= one <= "\udfff" for one in text)
