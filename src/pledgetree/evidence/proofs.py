"""Proofs to hand over (C2SP tlog-proof): a checkpoint, the place of an entry, and its audit path, in one text file.

Whoever holds the entry, the log's key and perhaps witnesses' keys verifies it without asking anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pledgetree.evidence.checkpoints import Signed, open_checkpoint
from pledgetree.evidence.forms import (
    FormError,
    decode_base64,
    decode_decimal,
    decode_hash,
    decode_utf8,
    encode_base64,
)
from pledgetree.evidence.keys import VerifierKey
from pledgetree.evidence.merkle import leaf_hash, verify_inclusion
from pledgetree.evidence.notes import MOST_BYTES

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True)
class Proof:
    """The entry's index, its audit path from the leaf up, the checkpoint as it was signed, and extra bytes or None."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def data(self) -> bytes:
        """The proof as the bytes of a ``.tlog-proof`` file."""
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(encode_base64, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def _worded(line: str, word: str) -> str:
    """What follows a word and a blank on a line."""
    if not line.startswith(f"{word} "):
        raise FormError(f"a line does not begin with '{word} '")
    return line.removeprefix(f"{word} ")


def read_proof(data: bytes) -> Proof:
    """Read a proof; nothing is verified.

    Raises:
        FormError: the bytes are not a proof.
    """
    if len(data) > MOST_BYTES:
        raise FormError(f"more than {MOST_BYTES} bytes")
    head, gap, checkpoint = data.partition(b"\n\n")
    lines = decode_utf8(head).split("\n")
    if not gap or lines[0] != HEADER:
        raise FormError(f"a proof begins with '{HEADER}' and has an empty line before its checkpoint")
    del lines[0]
    extra = decode_base64(_worded(lines.pop(0), "extra")) if lines and lines[0].startswith("extra ") else None
    if not lines or len(lines) > 1 + MOST_HASHES:
        raise FormError("no index, or too many hashes")
    index = decode_decimal(_worded(lines[0], "index"))
    return Proof(index, tuple(map(decode_hash, lines[1:])), checkpoint, extra)


def verify_proof(proof: Proof, entry: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey] = ()) -> Signed:
    """The signed checkpoint under which the proof shows the entry; which witnesses suffice is for the caller to say.

    Raises:
        FormError: the checkpoint is none, is not the log's (SignatureError), or does not contain the entry there.
    """
    signed = open_checkpoint(proof.checkpoint, log, witnesses)
    size, root = signed.checkpoint.size, signed.checkpoint.root
    if not verify_inclusion(leaf_hash(entry), proof.index, size, proof.path, root):
        raise FormError("the path does not lead from the entry to the signed root")
    return signed
