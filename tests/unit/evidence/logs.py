"""Small logs for tests: fixed keys, numbered entries, a log of a given size."""

from pathlib import Path

from pledgetree.evidence.keys import LOG, WITNESS, SignerKey
from pledgetree.evidence.log_folder import Log, append_entries, create_log, open_log, sign_head

ORIGIN = "oversight.example/520502"
LOG_SIGNER = SignerKey(ORIGIN, LOG, b"\x01" * 32)
WITNESS_SIGNER = SignerKey("oversight.example/520500", WITNESS, b"\x02" * 32)
OTHER_SIGNER = SignerKey(ORIGIN, LOG, b"\x03" * 32)


def numbered(start: int, end: int, word: str = "act") -> list[bytes]:
    """Canonical entries with running numbers."""
    return [f'{{"{word}":{number}}}'.encode() for number in range(start, end)]


def make_log(place: Path, *sizes: int, signer: SignerKey = LOG_SIGNER) -> Log:
    """A log that grew to the sizes one after another, signed at each."""
    create_log(place, signer.name, signer.seed)
    before = 0
    for size in sizes:
        append_entries(place, numbered(before, size))
        sign_head(place, signer)
        before = size
    return open_log(place)
