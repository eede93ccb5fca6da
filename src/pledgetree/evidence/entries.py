"""Entries of the log: what an official act leaves behind for good. A leaf's bytes are the entry's RFC 8785 form.

The log is published and never forgets, so an entry holds no personal data: who acted is a role or the pseudonym of a
post, and whatever concerns a person stands in it as a salted commitment. When the salt is destroyed, the commitment
says nothing any more; that keeps correction and erasure possible.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785

from pledgetree.base.errors import Fault, UserError, fault, raise_faults, user_error
from pledgetree.evidence.digests import canonical_json
from pledgetree.evidence.log_files import read_file
from pledgetree.evidence.merkle import leaf_hash
from pledgetree.evidence.tiles import MOST_ENTRY_BYTES

SALT_BYTES = 32
HASH_PREFIX = "sha256:"
SEALED = "evidence:entry:seal"
_DOMAIN = b"pledgetree commitment v1\n"
# Eighteen characters with a birth date inside: an identity number (GB 11643), or a mistyped one, which is as personal.
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])",
    re.ASCII,
)
_KIND = re.compile(r"[a-z][a-z_]*:[a-z][a-z_]*:[a-z][a-z_]*")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,127}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z", re.ASCII)
# RFC 8785 sorts keys by UTF-16 units: characters from U+E000 on come in another order than by code points.
_RARE = re.compile(rb"[\xee-\xff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
Fact = str | int | bool | None


@dataclass(frozen=True)
class Leaf:
    """An entry ready for the log: its bytes, and their leaf hash in hexadecimal."""

    data: bytes
    hash: str


@dataclass(frozen=True)
class Act:
    """An official act.

    ``kind`` is ``room:subject:action``, ``at`` a moment in UTC (``2016-02-28T09:30:00Z``), ``unit`` the unit that acts,
    ``by`` the role or the pseudonym of the post, ``subject`` the thing acted on. ``digests`` and ``commitments`` are
    ``sha256:`` and 64 digits; ``facts`` are numbers, days and codes, never free text.
    """

    kind: str
    at: str
    unit: str
    by: str
    subject: str
    digests: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)


def commit(value: str, salt: bytes) -> str:
    """A commitment to a value: SHA-256 over a fixed word, the salt and the value.

    Raises:
        ValueError: the salt is not 32 bytes; a shorter one could be guessed along with the value.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return HASH_PREFIX + hashlib.sha256(_DOMAIN + salt + value.encode()).hexdigest()


def opens(commitment: str, value: str, salt: bytes) -> bool:
    """Whether a commitment was made to this value with this salt."""
    return hmac.compare_digest(commitment.encode(), commit(value, salt).encode())


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _canonical(value: Any, where: object) -> bytes:
    if not isinstance(value, Mapping):
        raise user_error("ENTRY_WRONG", where, reason="not a JSON object")
    try:
        return canonical_json(value)
    except (rfc8785.CanonicalizationError, ValueError, RecursionError) as error:
        raise user_error("ENTRY_WRONG", where, reason=str(error)) from None


def _wrong_entry(value: Any, data: bytes, where: object) -> Iterator[Fault]:
    if len(data) > MOST_ENTRY_BYTES:
        yield fault("ENTRY_TOO_LONG", where, bytes=len(data))
    if any(map(_IDENTITY.search, _texts(value))):
        yield fault("ENTRY_PERSONAL", where)


def leaf(entry: Mapping[str, Any], where: object = "entry") -> Leaf:
    """The leaf of an entry. Pure: whoever acts inserts it with its own connection, in the act's own transaction.

    Raises:
        UserError: ENTRY_WRONG (no RFC 8785 form), ENTRY_TOO_LONG (above 65,535 bytes), ENTRY_PERSONAL.
    """
    data = _canonical(entry, where)
    raise_faults(_wrong_entry(entry, data, where))
    return Leaf(data, leaf_hash(data).hex())


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_fact(value: Any) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))


def _wrong_act(act: Act) -> Iterator[Fault]:
    texts = {"kind": _KIND, "unit": _CODE, "by": _CODE, "subject": _CODE}
    for name, form in texts.items():
        if not form.fullmatch(getattr(act, name)):
            yield fault("ACT_FIELD", name, value=str(getattr(act, name)))
    if not _is_moment(act.at):
        yield fault("ACT_FIELD", "at", value=act.at)
    hashes = {**act.digests, **act.commitments}
    for name, value in hashes.items():
        if not (_WORD.fullmatch(name) and _HASH.fullmatch(value)):
            yield fault("ACT_FIELD", name, value=value)
    for name, fact in act.facts.items():
        if not (_WORD.fullmatch(name) and _is_fact(fact)):
            yield fault("ACT_FIELD", name, value=str(fact))


def act_entry(act: Act) -> dict[str, Any]:
    """The entry of an official act; empty groups are left out.

    Raises:
        UserError: every ACT_FIELD together: a field that is not a code, a moment, a digest or a plain fact.
    """
    raise_faults(_wrong_act(act))
    record = {name: getattr(act, name) for name in ("kind", "at", "unit", "by", "subject")}
    groups = {name: dict(getattr(act, name)) for name in ("digests", "commitments", "facts")}
    return record | {name: group for name, group in groups.items() if group}


def sealed_entry(entry: Mapping[str, Any], at: str, salt: bytes) -> dict[str, Any]:
    """An opaque entry for an act that may not be known yet, such as a case before it is final.

    To open it later, publish the entry and the salt: ``opens(sealed["sealed"], canonical form of the entry, salt)``.
    """
    return {"kind": SEALED, "at": at, "sealed": commit(leaf(entry).data.decode(), salt)}


def _unlike_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return record


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def read_entry(data: bytes, where: object) -> Leaf:
    """The leaf of an entry written as JSON in any form.

    Raises:
        UserError: as ``leaf``.
    """
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unlike_twice, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise user_error("ENTRY_WRONG", where, reason=str(error)) from None
    return leaf(value, where)


def read_entries(path: Path) -> list[bytes]:
    """The leaf bytes of a file with one JSON entry per line.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED, or the faults of all lines together.
    """
    found: list[bytes] = []
    faults: list[Fault] = []
    for number, line in enumerate(read_file(path).removesuffix(b"\n").split(b"\n"), 1):
        try:
            found.append(read_entry(line, f"{path}:{number}").data)
        except UserError as error:
            faults += error.faults
    raise_faults(faults)
    return found


class _RareError(Exception):
    """A number that RFC 8785 writes in its own way."""


def _rare(_text: str) -> None:
    raise _RareError


def _whole(text: str) -> int:
    value = int(text)
    if not -(2**53) < value < 2**53:
        raise _RareError
    return value


_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_rare, parse_constant=_rare)


def is_canonical(data: bytes) -> bool:
    """Whether the bytes are the RFC 8785 form of a JSON object.

    Where nothing can differ between it and sorted JSON, the quick way is enough.
    """
    try:
        if _RARE.search(data):
            return _is_canonical_slowly(data)
        value = _DECODER.decode(data.decode())
        return isinstance(value, dict) and _ENCODER.encode(value).encode() == data
    except _RareError:
        return _is_canonical_slowly(data)
    except (ValueError, RecursionError):
        return False


def _is_canonical_slowly(data: bytes) -> bool:
    try:
        value = json.loads(data, parse_int=float)  # to RFC 8785 every number is a double
        return isinstance(value, dict) and canonical_json(value) == data
    except (ValueError, RecursionError, OverflowError):
        return False
