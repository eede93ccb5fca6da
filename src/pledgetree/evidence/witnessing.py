"""Witnesses (C2SP tlog-witness): the superior unit cosigns what a log says, having seen that nothing was rewritten.

A witness is a folder: ``witness.vkey`` and, for each log it knows, ``logs/<SHA-256 of the origin>/`` with the log's key
and the last checkpoint it cosigned. Requests and answers are the bodies of the call ``add-checkpoint``, as files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pledgetree.base.errors import UserError, fault, user_error
from pledgetree.base.folders import new_folder
from pledgetree.evidence.checkpoints import Checkpoint, Signed, cosign, open_checkpoint, read_checkpoint
from pledgetree.evidence.digests import sha256_bytes
from pledgetree.evidence.forms import FormError, decode_decimal, decode_hash, decode_utf8, encode_base64
from pledgetree.evidence.keys import LOG, WITNESS, SignerKey, VerifierKey
from pledgetree.evidence.log_files import only_writer, read_file, write_files, write_secret
from pledgetree.evidence.log_folder import (
    CHECKPOINT,
    VKEY,
    check_name,
    check_outside,
    default_key,
    open_log,
    read_key_file,
)
from pledgetree.evidence.log_proving import consistency_path, signed_checkpoint
from pledgetree.evidence.merkle import EMPTY_ROOT, verify_consistency
from pledgetree.evidence.notes import MOST_BYTES, Note, Signature, read_note, read_signatures

WITNESS_VKEY = "witness.vkey"
MOST_HASHES = 63


class RefusedError(UserError):
    """The witness has examined a checkpoint and found it false: it will not cosign (exit 1)."""

    exit_code = 1


def _refused(code: str, where: object, **params: str | int) -> RefusedError:
    return RefusedError([fault(code, where, **params)])


@dataclass(frozen=True)
class Request:
    """The size the log believes the witness to know, the proof from there on, and the log's signed checkpoint."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def data(self) -> bytes:
        """The request as the body of ``add-checkpoint``."""
        lines = [f"old {self.old}", *map(encode_base64, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def read_request(data: bytes) -> Request:
    """Read a request; nothing is verified.

    Raises:
        FormError: the bytes are none.
    """
    if len(data) > MOST_BYTES:
        raise FormError(f"more than {MOST_BYTES} bytes")
    head, gap, checkpoint = data.partition(b"\n\n")
    lines = decode_utf8(head).split("\n")
    if not gap or not lines[0].startswith("old ") or len(lines) > 1 + MOST_HASHES:
        raise FormError("a request is: a line 'old SIZE', at most 63 hashes, an empty line, a checkpoint")
    old = decode_decimal(lines[0].removeprefix("old "))
    return Request(old, tuple(map(decode_hash, lines[1:])), checkpoint)


def create_witness(folder: Path, name: str, seed: bytes, key: Path | None = None) -> VerifierKey:
    """Make a witness that knows no log yet, and write its private key, by default beside the folder.

    Raises:
        UserError: LOG_NAME, KEY_IN_LOG, KEY_EXISTS, FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED.
    """
    check_name(name)
    place = key or default_key(folder)
    check_outside(place, folder)
    signer = SignerKey(name, WITNESS, seed)
    with new_folder(folder) as made:
        (made / WITNESS_VKEY).write_text(f"{signer.verifier.text()}\n", encoding="utf-8")
        write_secret(place, signer.text())
    return signer.verifier


def read_witness(folder: Path) -> VerifierKey:
    """The public key of a witness's folder.

    Raises:
        UserError: WITNESS_MISSING, LOG_FORM.
    """
    if not (folder / WITNESS_VKEY).is_file():
        raise user_error("WITNESS_MISSING", folder)
    return read_key_file(folder / WITNESS_VKEY)


def place_of(folder: Path, origin: str) -> Path:
    """Where a witness keeps what it knows of a log; the name is the specification's origin hash."""
    return folder / "logs" / sha256_bytes(origin.encode())


def trust_log(folder: Path, log: VerifierKey) -> None:
    """Let the witness know a log; a known log's key is never exchanged.

    Raises:
        UserError: WITNESS_MISSING, KEY_WRONG, DISK_FULL, WRITE_REFUSED.
    """
    read_witness(folder)
    place = place_of(folder, log.name) / VKEY
    with only_writer(folder):
        if log.kind != LOG or (place.exists() and read_key_file(place) != log):
            raise user_error("KEY_WRONG", place, name=log.name, reason="another key")
        write_files(folder, [(place.relative_to(folder).as_posix(), f"{log.text()}\n".encode())])


def make_request(folder: Path, old: int) -> Request:
    """What a log hands to a witness that knows its first ``old`` entries.

    Raises:
        UserError: WITNESS_REQUEST, and as ``open_log`` and ``signed_checkpoint``.
    """
    log = open_log(folder)
    signed = signed_checkpoint(log)
    return Request(old, tuple(consistency_path(log, old, signed.checkpoint.size)), signed.note.data())


def check_request(request: Request, key: VerifierKey, latest: Checkpoint | None) -> Signed:
    """The checks of ``add-checkpoint`` in the specification's order; ``latest`` is what the witness cosigned last.

    Raises:
        RefusedError: LOG_SIGNATURE (403), WITNESS_INCONSISTENT (422).
        UserError: WITNESS_REQUEST (400), WITNESS_CONFLICT (409).
    """
    try:
        signed = open_checkpoint(request.checkpoint, key)
    except FormError as error:
        raise _refused("LOG_SIGNATURE", key.name, name=key.name, reason=str(error)) from None
    known = latest or Checkpoint(key.name, 0, EMPTY_ROOT)
    if request.old > signed.checkpoint.size:
        raise user_error("WITNESS_REQUEST", key.name, reason="the old size is above the new one")
    if request.old != known.size:
        raise user_error("WITNESS_CONFLICT", key.name, size=known.size)
    if not _continues(request.path, known, signed.checkpoint):
        raise _refused("WITNESS_INCONSISTENT", key.name, size=known.size)
    return signed


def _continues(path: Sequence[bytes], known: Checkpoint, new: Checkpoint) -> bool:
    """An empty tree is the beginning of every tree and needs no proof; the verifier proper refuses size 0."""
    if known.size == 0:
        return not path
    return verify_consistency(known.size, new.size, path, known.root, new.root)


def _find_log(folder: Path, request: Request) -> tuple[Path, VerifierKey]:
    """What the witness keeps of the log that a request is about."""
    try:
        origin = read_checkpoint(read_note(request.checkpoint).text).origin
    except FormError as error:
        raise user_error("WITNESS_REQUEST", folder, reason=str(error)) from None
    place = place_of(folder, origin)
    if not (place / VKEY).is_file():
        raise user_error("WITNESS_UNKNOWN_LOG", folder, origin=origin)
    return place, read_key_file(place / VKEY)


def _latest(place: Path, key: VerifierKey) -> Checkpoint | None:
    """What the witness cosigned last; its own record is verified, too."""
    path = place / CHECKPOINT
    if not path.exists():
        return None
    try:
        return open_checkpoint(read_file(path), key).checkpoint
    except FormError as error:
        raise user_error("LOG_SIGNATURE", path, name=key.name, reason=str(error)) from None


def add_checkpoint(folder: Path, signer: SignerKey, data: bytes, time: int) -> Signature:
    """Check a request, keep its checkpoint, cosign it at ``time`` (seconds since 1970); kept before it is answered.

    Raises:
        RefusedError: as ``check_request``.
        UserError: as ``check_request``; WITNESS_UNKNOWN_LOG (404), DISK_FULL, WRITE_REFUSED.
    """
    try:
        request = read_request(data)
    except FormError as error:
        raise user_error("WITNESS_REQUEST", folder, reason=str(error)) from None
    with only_writer(folder):
        place, key = _find_log(folder, request)
        signed = check_request(request, key, _latest(place, key))
        signature = cosign(signed.note.text, signer, time)
        own = tuple(one for one in signed.note.signatures if (one.name, one.key_id) == (key.name, key.key_id))
        note = Note(signed.note.text, (*own, signature))
        write_files(folder, [((place / CHECKPOINT).relative_to(folder).as_posix(), note.data())])
        return signature


def attach(folder: Path, answer: bytes, witness: VerifierKey) -> None:
    """Put a witness's answer under the log's checkpoint; an earlier cosignature of the same witness makes room.

    Raises:
        UserError: LOG_SIGNATURE: the answer is not this witness's cosignature of the present checkpoint.
    """
    with only_writer(folder):
        log = open_log(folder)
        try:
            note = _with_answer(signed_checkpoint(log).note, answer, witness)
            open_checkpoint(note.data(), log.key, [witness])
        except FormError as error:
            raise user_error("LOG_SIGNATURE", folder / CHECKPOINT, name=witness.name, reason=str(error)) from None
        write_files(folder, [(CHECKPOINT, note.data())])


def _with_answer(note: Note, answer: bytes, witness: VerifierKey) -> Note:
    """The note with the witness's line of the answer in place of the one it had."""
    own = (witness.name, witness.key_id)
    added = [one for one in read_signatures(decode_utf8(answer)) if (one.name, one.key_id) == own]
    if not added:
        raise FormError(f"{witness.name} has not signed")
    kept = [one for one in note.signatures if (one.name, one.key_id) != own]
    return Note(note.text, (*kept, added[0]))
