"""Digests: SHA-256 in lower-case hexadecimal, over bytes, files, canonical JSON (RFC 8785) and lists of parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rfc8785


def sha256_bytes(data: bytes) -> str:
    """The SHA-256 of some bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, read in blocks.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def canonical_json(value: Any) -> bytes:
    """The one form of a JSON value that RFC 8785 (JSON Canonicalization Scheme) gives it.

    Raises:
        rfc8785.CanonicalizationError: the value is not JSON, or holds an integer beyond 2^53 (write those as text).
    """
    return rfc8785.dumps(value)


def digest_json(value: Any) -> str:
    """The SHA-256 of a value's canonical JSON."""
    return sha256_bytes(canonical_json(value))


def digest_parts(pairs: Iterable[tuple[str, str]]) -> str:
    """The digest of a table in parts: SHA-256 of its sorted ``part TAB digest LF`` lines in UTF-8."""
    lines = sorted(f"{part}\t{digest}\n".encode() for part, digest in pairs)
    return sha256_bytes(b"".join(lines))
