"""Checkpoints (C2SP tlog-checkpoint): how many entries a log has and the root over them, signed by the log.

A log never signs a checkpoint that contradicts one it has signed before. Witnesses add their cosignatures to the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pledgetree.evidence.forms import FormError, decode_decimal, decode_hash, encode_base64
from pledgetree.evidence.keys import LOG, WITNESS, SignerKey, VerifierKey
from pledgetree.evidence.merkle import EMPTY_ROOT
from pledgetree.evidence.notes import Note, Signature, SignatureError, Verified, read_note, verify_note


@dataclass(frozen=True)
class Checkpoint:
    """The log's name, its number of entries, the root of their tree, and further lines, which nobody checks."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text of the note."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class Signed:
    """A checkpoint whose note the log has signed, and the witnesses known to the reader that have cosigned."""

    checkpoint: Checkpoint
    note: Note
    witnesses: tuple[Verified, ...]


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint.

    Raises:
        FormError: fewer than three lines, an empty one, a wrong number or hash, or an empty tree with another root.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise FormError("a checkpoint has three lines or more, none of them empty")
    found = Checkpoint(lines[0], decode_decimal(lines[1]), decode_hash(lines[2]), tuple(lines[3:]))
    if found.size == 0 and found.root != EMPTY_ROOT:
        raise FormError("the root of a log without entries is that of the empty tree")
    return found


def open_checkpoint(data: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey] = ()) -> Signed:
    """Read a signed checkpoint and verify it.

    Raises:
        FormError: the bytes are no checkpoint.
        SignatureError: it is another log's, the log has not signed it, or a known key's signature is wrong.
    """
    note = read_note(data)
    checkpoint = read_checkpoint(note.text)
    if log.kind != LOG or any(key.kind != WITNESS for key in witnesses):
        raise SignatureError("the key is of another kind than it is used for")
    if checkpoint.origin != log.name:
        raise SignatureError(f"it is a checkpoint of {checkpoint.origin}, not of {log.name}")
    verified = verify_note(note, [log, *witnesses])
    if not any(one.key == log for one in verified):
        raise SignatureError(f"{log.name} has not signed")
    return Signed(checkpoint, note, tuple(one for one in verified if one.key != log))


def sign_checkpoint(checkpoint: Checkpoint, signer: SignerKey) -> Note:
    """The checkpoint as a note signed by the log."""
    text = checkpoint.text()
    key = signer.verifier
    return Note(text, (Signature(key.name, key.key_id, signer.sign(text)),))


def cosign(text: str, signer: SignerKey, time: int) -> Signature:
    """A witness's cosignature of the text of a checkpoint, at a time in seconds since 1970."""
    key = signer.verifier
    return Signature(key.name, key.key_id, signer.cosign(text, time))
