"""Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures.

The text of a note means nothing until a known key has signed it. Signatures of unknown keys are ignored; a signature of
a known key that is wrong spoils the whole note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pledgetree.evidence.forms import FormError, decode_base64, decode_utf8, encode_base64, is_name
from pledgetree.evidence.keys import TIME_BYTES, WITNESS, VerifierKey

MOST_BYTES = 1_000_000
MOST_SIGNATURES = 100
_ID_BYTES = 4
_DASH = "— "


class SignatureError(FormError):
    """No known key has signed, or a known key's signature is wrong."""


@dataclass(frozen=True)
class Signature:
    """One line of signatures: the key's name, its id of four bytes, and what the key's kind makes of the rest."""

    name: str
    key_id: bytes
    data: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.data)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends with a newline, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def data(self) -> bytes:
        """The note as bytes."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()


@dataclass(frozen=True)
class Verified:
    """A key that has signed; ``time`` is a witness's, in seconds since 1970."""

    key: VerifierKey
    time: int | None = None


def _read_signature(line: str) -> Signature:
    name, blank, body = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank or not is_name(name):
        raise FormError("a line of signatures is: dash, name, base64")
    data = decode_base64(body)
    if len(data) <= _ID_BYTES:
        raise FormError("a signature without bytes")
    return Signature(name, data[:_ID_BYTES], data[_ID_BYTES:])


def read_signatures(text: str) -> tuple[Signature, ...]:
    """Read lines of signatures, one at least.

    Raises:
        FormError: a line has another form, or there are none or too many.
    """
    if not text.endswith("\n"):
        raise FormError("no newline at the end")
    lines = text[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise FormError(f"more than {MOST_SIGNATURES} signatures")
    return tuple(map(_read_signature, lines))


def read_note(data: bytes) -> Note:
    """Read a note; nothing is verified.

    Raises:
        FormError: the bytes are not a note.
    """
    if len(data) > MOST_BYTES:
        raise FormError(f"more than {MOST_BYTES} bytes")
    text = decode_utf8(data)
    if any(one < " " and one != "\n" for one in text):
        raise FormError("a control character")
    body, gap, signatures = text.rpartition("\n\n")
    if not gap:
        raise FormError("no empty line before the signatures")
    return Note(body + "\n", read_signatures(signatures))


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[Verified, ...]:
    """The known keys that have signed the note, each once, in the order of their signatures.

    Raises:
        SignatureError: a known key's signature is wrong, or no known key has signed.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[VerifierKey, Verified] = {}
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not key.accepts(note.text, one.data):
            raise SignatureError(f"the signature of {key.name} is wrong")
        time = int.from_bytes(one.data[:TIME_BYTES]) if key.kind == WITNESS else None
        found.setdefault(key, Verified(key, time))
    if not found:
        raise SignatureError("no known key has signed")
    return tuple(found.values())
