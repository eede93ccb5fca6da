"""A proof in a file, examined: what it shows, or why it shows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pledgetree.base.errors import Fault, fault
from pledgetree.evidence.checkpoints import Signed
from pledgetree.evidence.entries import read_entry
from pledgetree.evidence.forms import FormError, encode_base64
from pledgetree.evidence.keys import VerifierKey
from pledgetree.evidence.log_files import read_file
from pledgetree.evidence.notes import SignatureError
from pledgetree.evidence.proofs import Proof, read_proof, verify_proof


@dataclass(frozen=True)
class Examined:
    """What a proof shows: the log's name; the entry's index and the signed checkpoint when it holds; the faults."""

    origin: str
    index: int | None = None
    signed: Signed | None = None
    faults: tuple[Fault, ...] = ()


def check_proof(path: Path, entry: Path | None, key: VerifierKey, witnesses: Sequence[VerifierKey] = ()) -> Examined:
    """Examine a ``.tlog-proof`` for an entry; without one, for the entry that the proof itself holds.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED, and as ``read_entry``.
    """
    data = read_file(path)
    given = read_entry(read_file(entry), entry).data if entry else None
    try:
        proof = read_proof(data)
        signed = verify_proof(proof, _entry(proof, given), key, witnesses)
    except SignatureError as error:
        return Examined(key.name, faults=(fault("LOG_SIGNATURE", path, name=key.name, reason=str(error)),))
    except FormError as error:
        return Examined(key.name, faults=(fault("PROOF_WRONG", path, reason=str(error)),))
    found = {one.key for one in signed.witnesses}
    missing = [fault("LOG_NOT_WITNESSED", path, name=one.name) for one in witnesses if one not in found]
    return Examined(key.name, proof.index, signed, tuple(missing))


def _entry(proof: Proof, given: bytes | None) -> bytes:
    entry = proof.extra if given is None else given
    if entry is None:
        raise FormError("the proof holds no entry and none was given")
    return entry


def proof_record(path: Path, found: Examined, faults: list[dict[str, str]]) -> dict[str, Any]:
    """The examination as ``log verify-proof --json`` prints it."""
    checkpoint = found.signed.checkpoint if found.signed else None
    return {
        "proof": str(path),
        "origin": found.origin,
        "index": found.index,
        "signed": checkpoint.size if checkpoint else 0,
        "root": encode_base64(checkpoint.root) if checkpoint else None,
        "witnesses": [one.key.name for one in found.signed.witnesses] if found.signed else [],
        "faults": faults,
    }
