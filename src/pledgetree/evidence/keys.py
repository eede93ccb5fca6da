"""Keys of logs and witnesses: Ed25519, in the text forms of C2SP signed-note and of Go's ``sumdb/note``.

A public key is a *vkey*, ``name+id+base64(kind, key)``. A private key is ``PRIVATE+KEY+name+id+base64(kind, seed)``;
its text never appears in messages or in ``repr``. Two kinds are known: a log signs notes, a witness cosigns
checkpoints.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pledgetree.evidence.forms import FormError, decode_base64, encode_base64, is_name

LOG = 0x01
WITNESS = 0x04
KEY_BYTES = 32
TIME_BYTES = 8
LATEST = 2**63 - 1
_PRIVATE = "PRIVATE+KEY+"


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of the SHA-256 of name, newline, kind and public key (signed-note, "Signatures")."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _cosigned(time: int, text: str) -> bytes:
    """What a witness signs (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@dataclass(frozen=True)
class VerifierKey:
    """A public key: who it belongs to, ``LOG`` or ``WITNESS``, and its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no protection against a forger, who fails at the signature."""
        return _key_id(self.name, self.kind, self.public)

    def text(self) -> str:
        """The key as a vkey."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.public)}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the signature (for a witness: time and signature) is this key's over the text of a note."""
        if self.kind == LOG:
            return self._is_signed(text.encode(), signature)
        time = int.from_bytes(signature[:TIME_BYTES])
        return time <= LATEST and self._is_signed(_cosigned(time, text), signature[TIME_BYTES:])

    def _is_signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SignerKey:
    """A private key: who it belongs to, ``LOG`` or ``WITNESS``, and its seed of 32 bytes."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def text(self) -> str:
        """The key as its file holds it."""
        body = encode_base64(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{body}"

    def sign(self, text: str) -> bytes:
        """A log's signature over the text of a note."""
        return self._private().sign(text.encode())

    def cosign(self, text: str, time: int) -> bytes:
        """A witness's signature over the text of a checkpoint at a time in seconds since 1970, preceded by the time."""
        return time.to_bytes(TIME_BYTES) + self._private().sign(_cosigned(time, text))


def _read_parts(text: str) -> tuple[str, str, int, bytes]:
    """Name, id, kind and the 32 bytes of a key's text."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise FormError("a key is name+id+base64")
    body = decode_base64(parts[2])
    if len(body) != 1 + KEY_BYTES or body[0] not in (LOG, WITNESS):
        raise FormError("not an Ed25519 key of a log or a witness")
    return parts[0], parts[1], body[0], body[1:]


def read_vkey(text: str) -> VerifierKey:
    """Read a public key.

    Raises:
        FormError: not a vkey of a known kind, or its id is not that of its name and key.
    """
    name, key_id, kind, public = _read_parts(text)
    key = VerifierKey(name, kind, public)
    if key.key_id.hex() != key_id:
        raise FormError("the key's id does not belong to its name and bytes")
    return key


def read_private_key(text: str) -> SignerKey:
    """Read a private key.

    Raises:
        FormError: not a private key of a known kind, or its id is not that of its name and key.
    """
    if not text.startswith(_PRIVATE):
        raise FormError(f"a private key begins with {_PRIVATE}")
    name, key_id, kind, seed = _read_parts(text.removeprefix(_PRIVATE))
    key = SignerKey(name, kind, seed)
    if key.verifier.key_id.hex() != key_id:
        raise FormError("the key's id does not belong to its name and bytes")
    return key
