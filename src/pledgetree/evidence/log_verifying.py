"""Verification of a log's folder from its entries up: nothing in it is believed, everything is computed again.

The tree is kept in memory while it is checked: 32 bytes per entry and a little more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pledgetree.base.errors import Fault, UserError, fault, user_error
from pledgetree.evidence.checkpoints import Checkpoint, Signed, open_checkpoint
from pledgetree.evidence.entries import is_canonical
from pledgetree.evidence.forms import HASH_BYTES, FormError, encode_base64
from pledgetree.evidence.keys import VerifierKey
from pledgetree.evidence.log_files import NEW, read_file
from pledgetree.evidence.log_folder import CHECKPOINT, HEAD, VKEY, Head, batch_digest, read_head, read_key_file
from pledgetree.evidence.merkle import root_hash
from pledgetree.evidence.tiles import (
    ENTRIES,
    LEVEL_BITS,
    WIDTH,
    Tile,
    grown_tiles,
    leaf_hashes,
    read_bundle,
    subtree_hash,
    tile_of,
    write_bundle,
)


@dataclass(frozen=True)
class Verification:
    """What was found: the log's name, entries on disk and signed, the signed root, who cosigned, and the faults."""

    origin: str
    size: int
    signed: int
    root: bytes | None
    witnesses: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass
class Recomputed:
    """The tree as the entries give it: per level of tiles the hashes, one after another."""

    levels: dict[int, bytearray] = field(default_factory=dict)
    size: int = 0

    def add(self, entries: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add a bundle's entries, at a multiple of 256; gives the tiles of the tree that are complete or grown."""
        for tile, data in grown_tiles(self.size, leaf_hashes(entries), self._held):
            level = self.levels.setdefault(int(tile.level), bytearray())
            del level[tile.index * WIDTH * HASH_BYTES :]
            level += data
            yield tile, data
        self.size += len(entries)

    def _held(self, tile: Tile) -> bytes:
        begin = tile.index * WIDTH * HASH_BYTES
        return bytes(self.levels[int(tile.level)][begin : begin + tile.width * HASH_BYTES])

    def tile(self, tile: Tile) -> bytes:
        """What a tile, complete or partial, must hold."""
        return self._held(tile)

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        level, within = divmod(height, LEVEL_BITS)
        begin = (index << within) * HASH_BYTES
        return subtree_hash(bytes(self.levels[level][begin : begin + (HASH_BYTES << within)]))


def verify_log(
    folder: Path, key: VerifierKey | None = None, witnesses: Sequence[VerifierKey] = (), against: Path | None = None
) -> Verification:
    """Verify a log: every entry, tile, checkpoint and leftover file of its folder.

    ``key`` is the log's key as the reader knows it (else the folder's own), ``witnesses`` must all have cosigned, and
    ``against`` is a checkpoint of the log that the reader kept.

    Raises:
        UserError: LOG_MISSING (no such log), FILE_MISSING or READ_REFUSED (``against``).
    """
    kept = [(against, read_file(against))] if against else []
    if not (folder / VKEY).is_file() and not (folder / CHECKPOINT).is_file():
        raise user_error("LOG_MISSING", folder)
    faults: list[Fault] = []
    trusted = _trusted_key(folder, key, faults)
    head = _attempt(faults, _read_head_file, folder)
    tree = Recomputed()
    if head:
        faults += _wrong_tree(folder, head, tree)
    signed = _attempt(faults, _open, folder / CHECKPOINT, trusted, witnesses) if trusted else None
    promised = [signed.checkpoint] if signed else []
    if trusted:
        faults += _wrong_names(folder, head, trusted)
        promised += [
            one.checkpoint for path, data in kept if (one := _attempt(faults, _open_kept, path, data, trusted))
        ]
    if head and tree.size == head.size:
        faults += [one for checkpoint in promised for one in _contradiction(folder, checkpoint, tree)]
    faults += _missing_witnesses(folder, signed, witnesses)
    return _summary(folder, trusted, signed, tree, faults)


def _trusted_key(folder: Path, key: VerifierKey | None, faults: list[Fault]) -> VerifierKey | None:
    """The key to verify with: the reader's, else the folder's own; a folder with another than the reader's is false."""
    own = _attempt(faults, _read_own_key, folder)
    if key and own and own != key:
        faults.append(fault("LOG_SIGNATURE", folder / VKEY, name=key.name, reason="it is another key"))
    return key or own


def _wrong_names(folder: Path, head: Head | None, key: VerifierKey) -> Iterator[Fault]:
    if head and head.origin != key.name:
        yield fault("LOG_ALTERED", folder / HEAD)


def _summary(
    folder: Path, key: VerifierKey | None, signed: Signed | None, tree: Recomputed, faults: list[Fault]
) -> Verification:
    size = signed.checkpoint.size if signed else 0
    if signed and size < tree.size:
        faults.append(fault("LOG_NOT_SIGNED_YET", folder, count=tree.size - size))
    return Verification(
        origin=key.name if key else "",
        size=tree.size,
        signed=size,
        root=signed.checkpoint.root if signed else None,
        witnesses=tuple(one.key.name for one in signed.witnesses) if signed else (),
        faults=tuple(sorted(set(faults), key=lambda one: (one.severity != "fault", one))),
    )


def _attempt(faults: list[Fault], work: Any, *given: Any) -> Any:
    """The work's answer, or None with its faults kept."""
    try:
        return work(*given)
    except UserError as error:
        faults += error.faults
        return None


def _read_own_key(folder: Path) -> VerifierKey:
    key = read_key_file(folder / VKEY)
    if read_file(folder / VKEY) != f"{key.text()}\n".encode():
        raise user_error("LOG_FORM", folder / VKEY, reason="no newline at the end")
    return key


def _read_head_file(folder: Path) -> Head:
    try:
        return read_head(read_file(folder / HEAD))
    except FormError as error:
        raise user_error("LOG_FORM", folder / HEAD, reason=str(error)) from None


def _open(path: Path, key: VerifierKey, witnesses: Sequence[VerifierKey]) -> Signed:
    return _open_kept(path, read_file(path), key, witnesses)


def _open_kept(path: Path, data: bytes, key: VerifierKey, witnesses: Sequence[VerifierKey] = ()) -> Signed:
    try:
        return open_checkpoint(data, key, witnesses)
    except FormError as error:
        raise user_error("LOG_SIGNATURE", path, name=key.name, reason=str(error)) from None


def _wrong_tree(folder: Path, head: Head, tree: Recomputed) -> Iterator[Fault]:
    """Compute the tree from the entries; compare every tile on the way, then the head, then what else lies there."""
    last: list[bytes] = []
    for number in range(-(-head.size // WIDTH)):
        tile = tile_of(ENTRIES, number, head.size)
        try:
            entries = _read_entries(folder / tile.path(), tile.width)
        except UserError as error:
            yield from error.faults
            return  # without these entries no later hash means anything
        if not all(map(is_canonical, entries)):
            yield fault("ENTRY_NOT_CANONICAL", folder / tile.path())
        yield from _wrong_tiles(folder, tree.add(entries), head.size)
        first = number * WIDTH
        last += entries[max(head.start - first, 0) :]
    if head.start > head.size or batch_digest(last) != head.digest or root_hash(tree, tree.size) != head.root:
        yield fault("LOG_ALTERED", folder / HEAD)
    yield from _leftovers(folder, head, tree)


def _read_entries(path: Path, width: int) -> list[bytes]:
    try:
        entries = read_bundle(read_file(path))
    except FormError as error:
        raise user_error("LOG_FORM", path, reason=str(error)) from None
    if len(entries) != width:
        raise user_error("LOG_FORM", path, reason=f"{len(entries)} entries instead of {width}")
    return entries


def _wrong_tiles(folder: Path, tiles: Iterator[tuple[Tile, bytes]], size: int) -> Iterator[Fault]:
    """Tiles of the log's present state whose file is not what the entries give."""
    for tile, data in tiles:
        if tile == tile_of(tile.level, tile.index, size):
            yield from _wrong_file(folder / tile.path(), data)


def _wrong_file(path: Path, expected: bytes) -> Iterator[Fault]:
    try:
        if read_file(path) != expected:
            yield fault("LOG_ALTERED", path)
    except UserError as error:
        yield from error.faults


def _leftovers(folder: Path, head: Head, tree: Recomputed) -> Iterator[Fault]:
    """Files that the present state does not need: earlier partial tiles must be true, the rest is pointed out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in (VKEY, HEAD, CHECKPOINT):
            continue
        tile = _tile_at(name)
        present = tile_of(tile.level, tile.index, head.size) if tile else None
        if tile is None or present is None or tile.width > present.width:
            yield fault("LOG_LEFTOVER", path)
        elif tile != present:
            yield from _wrong_file(path, _expected(folder, tile, present, tree))


def _expected(folder: Path, tile: Tile, present: Tile, tree: Recomputed) -> bytes:
    if isinstance(tile.level, int):
        return tree.tile(tile)
    return write_bundle(read_bundle(read_file(folder / present.path()))[: tile.width])


def _tile_at(name: str) -> Tile | None:
    """The tile whose path this is, or None."""
    words = name.removeprefix("tile/").split("/")
    width = WIDTH
    if len(words) > 2 and words[-2].endswith(".p"):
        text = words.pop()
        width = int(text) if text.isdecimal() and text.isascii() else 0
        words[-1] = words[-1].removesuffix(".p")
    level, digits = words[0], "".join(words[1:]).replace("x", "")
    if name.endswith(NEW) or not (digits.isdecimal() and digits.isascii()):
        return None
    tile = Tile(int(level) if level.isdecimal() and level.isascii() else level, int(digits), width)
    return tile if tile.path() == name and (level == ENTRIES or isinstance(tile.level, int)) else None


def _contradiction(folder: Path, checkpoint: Checkpoint, tree: Recomputed) -> Iterator[Fault]:
    """What a signed checkpoint shows: a log cut off or rewritten since."""
    if checkpoint.size > tree.size:
        yield fault("LOG_TRUNCATED", folder, expected=checkpoint.size, found=tree.size)
    elif root_hash(tree, checkpoint.size) != checkpoint.root:
        yield fault("LOG_FORKED", folder, size=checkpoint.size)


def _missing_witnesses(folder: Path, signed: Signed | None, witnesses: Sequence[VerifierKey]) -> Iterator[Fault]:
    found = {one.key for one in signed.witnesses} if signed else set()
    for key in witnesses:
        if signed and key not in found:
            yield fault("LOG_NOT_WITNESSED", folder / CHECKPOINT, name=key.name)


def verification_record(folder: Path, found: Verification, faults: list[dict[str, str]]) -> dict[str, Any]:
    """The verification as ``log verify --json`` prints it."""
    return {
        "log": str(folder),
        "origin": found.origin,
        "entries": found.size,
        "signed": found.signed,
        "root": encode_base64(found.root) if found.root is not None else None,
        "witnesses": list(found.witnesses),
        "faults": faults,
    }
