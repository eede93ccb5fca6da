"""Proofs from a log's folder: that an entry is in it, and that an old state is the beginning of the present one."""

from __future__ import annotations

from pathlib import Path

from pledgetree.base.errors import user_error
from pledgetree.evidence.checkpoints import Signed, open_checkpoint
from pledgetree.evidence.forms import HASH_BYTES, FormError
from pledgetree.evidence.log_files import write_files
from pledgetree.evidence.log_folder import CHECKPOINT, Log, entries_of
from pledgetree.evidence.merkle import consistency_proof, inclusion_proof, leaf_hash
from pledgetree.evidence.proofs import Proof
from pledgetree.evidence.tiles import WIDTH, tile_of


def signed_checkpoint(log: Log) -> Signed:
    """The log's checkpoint with its signature verified.

    Raises:
        UserError: LOG_SIGNATURE, LOG_TRUNCATED, FILE_MISSING, READ_REFUSED.
    """
    place = log.folder / CHECKPOINT
    try:
        signed = open_checkpoint(log.checkpoint(), log.key)
    except FormError as error:
        raise user_error("LOG_SIGNATURE", place, name=log.key.name, reason=str(error)) from None
    if signed.checkpoint.size > log.head.size:
        raise user_error("LOG_TRUNCATED", log.folder, expected=signed.checkpoint.size, found=log.head.size)
    return signed


def find_entry(log: Log, entry: bytes, size: int) -> int | None:
    """The index of an entry among the first ``size``, or None; its hash is sought in the tiles of leaves."""
    wanted = leaf_hash(entry)
    for number in range(-(-size // WIDTH)):
        data = log.read(tile_of(0, number, log.head.size))
        place = data.find(wanted)
        while place >= 0 and place % HASH_BYTES:
            place = data.find(wanted, place + 1)
        if place >= 0 and number * WIDTH + place // HASH_BYTES < size:
            return number * WIDTH + place // HASH_BYTES
    return None


def prove_index(log: Log, index: int, *, with_entry: bool = False) -> Proof:
    """The proof of the entry at an index under the log's checkpoint; ``with_entry`` puts its bytes into the proof.

    Raises:
        UserError: ENTRY_NOT_SIGNED, and as ``signed_checkpoint``.
    """
    signed = signed_checkpoint(log)
    size = signed.checkpoint.size
    if not 0 <= index < size:
        raise user_error("ENTRY_NOT_SIGNED", log.folder, size=size)
    path = inclusion_proof(log.tree, index, size)
    extra = entries_of(log, index, index + 1)[0] if with_entry else None
    return Proof(index, tuple(path), signed.note.data(), extra)


def prove_entry(log: Log, entry: bytes, *, with_entry: bool = False) -> Proof:
    """The proof of an entry given by its bytes.

    Raises:
        UserError: as ``prove_index``.
    """
    size = signed_checkpoint(log).checkpoint.size
    index = find_entry(log, entry, size)
    if index is None:
        raise user_error("ENTRY_NOT_SIGNED", log.folder, size=size)
    return prove_index(log, index, with_entry=with_entry)


def consistency_path(log: Log, old: int, new: int) -> list[bytes]:
    """The proof that the first ``old`` entries are the beginning of the first ``new``; none is needed from 0.

    Raises:
        UserError: WITNESS_REQUEST: not 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise user_error("WITNESS_REQUEST", log.folder, reason=f"the log has {new} signed entries, not {old}")
    return consistency_proof(log.tree, old, new) if old else []


def write_proof(path: Path, proof: Proof) -> None:
    """Write a ``.tlog-proof`` file.

    Raises:
        UserError: DISK_FULL, WRITE_REFUSED.
    """
    write_files(path.parent, [(path.name, proof.data())])
