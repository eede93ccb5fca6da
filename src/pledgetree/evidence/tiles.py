"""Tiles (C2SP tlog-tiles): the tree of a log as files of 256 hashes, its entries as bundles of 256.

A tile of level ``l`` holds hashes of complete subtrees of 256^l leaves; the last tile of a level may be partial.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pledgetree.evidence.forms import HASH_BYTES, FormError
from pledgetree.evidence.merkle import leaf_hash

WIDTH = 256
LEVEL_BITS = 8
TILE_BYTES = WIDTH * HASH_BYTES
MOST_ENTRY_BYTES = 2**16 - 1
ENTRIES = "entries"


@dataclass(frozen=True)
class Tile:
    """A tile, or with the level ``entries`` a bundle: its number and how many hashes or entries it holds."""

    level: int | str
    index: int
    width: int

    def path(self) -> str:
        """Its path in the log's folder, for example ``tile/0/x001/x234/067.p/8``."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{name}{part}"


def tile_of(level: int | str, index: int, size: int) -> Tile:
    """The tile as a log of ``size`` entries has it; a width of 0 or less says that it has none."""
    bits = 0 if isinstance(level, str) else level * LEVEL_BITS
    return Tile(level, index, min(WIDTH, (size >> bits) - index * WIDTH))


def _folded(data: bytes) -> bytes:
    """The hashes of pairs of neighbouring hashes, one after another."""
    sha256 = hashlib.sha256
    pairs = range(0, len(data), 2 * HASH_BYTES)
    return b"".join([sha256(b"\x01" + data[at : at + 2 * HASH_BYTES]).digest() for at in pairs])


def subtree_hash(data: bytes) -> bytes:
    """The root over 2^n hashes that stand one after another."""
    while len(data) > HASH_BYTES:
        data = _folded(data)
    return data


def leaf_hashes(entries: Sequence[bytes]) -> bytes:
    """The hashes of entries, one after another."""
    return b"".join(map(leaf_hash, entries))


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after another, each preceded by its length in two bytes."""
    return b"".join([len(entry).to_bytes(2) + entry for entry in entries])


def read_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        FormError: the last entry is cut off, or there are more than 256.
    """
    entries, place, end = [], 0, len(data)
    while place < end:
        begin = place + 2
        place = begin + int.from_bytes(data[place:begin])
        entries.append(data[begin:place])
    if place != end or len(entries) > WIDTH:
        raise FormError("a bundle with a cut-off entry or more than 256 entries")
    return entries


def grown_tiles(old: int, leaves: bytes, read: Callable[[Tile], bytes]) -> Iterator[tuple[Tile, bytes]]:
    """The tiles to write when a log of ``old`` entries grows by the leaves, whose hashes stand one after another.

    ``read`` gives the partial tiles that the log has so far.
    """
    level, added = 0, leaves
    while added:
        held = old >> (level * LEVEL_BITS)
        first = held // WIDTH
        tile = tile_of(level, first, old)
        data = (read(tile) if tile.width > 0 else b"") + added
        complete = []
        for number, place in enumerate(range(0, len(data), TILE_BYTES)):
            part = data[place : place + TILE_BYTES]
            yield Tile(level, first + number, len(part) // HASH_BYTES), part
            if len(part) == TILE_BYTES:
                complete.append(subtree_hash(part))
        level, added = level + 1, b"".join(complete)


def grown_bundles(old: int, entries: Sequence[bytes], read: Callable[[Tile], bytes]) -> Iterator[tuple[Tile, bytes]]:
    """The bundles to write when a log of ``old`` entries grows by some."""
    first, held = divmod(old, WIDTH)
    data = read(Tile(ENTRIES, first, held)) if held and entries else b""
    place = 0
    while place < len(entries):
        taken = entries[place : place + WIDTH - held]
        yield Tile(ENTRIES, first, held + len(taken)), data + write_bundle(taken)
        first, held, data, place = first + 1, 0, b"", place + len(taken)


class TileTree:
    """The tree of a log of ``size`` entries, read from its tiles as they are needed.

    The tiles and hashes used last are kept: proofs of different entries share all but the lowest tile.
    """

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        self.size = size
        self._read = lru_cache(maxsize=64)(read)
        self._known = lru_cache(maxsize=8192)(self._compute)

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree of 2^height leaves."""
        return self._known(height, index)

    def _compute(self, height: int, index: int) -> bytes:
        level, within = divmod(height, LEVEL_BITS)
        number, offset = divmod(index << within, WIDTH)
        data = self._read(tile_of(level, number, self.size))
        return subtree_hash(data[offset * HASH_BYTES : (offset + (1 << within)) * HASH_BYTES])
