"""The Merkle tree of the transparency log: roots, proofs, and their verification, as in RFC 9162, section 2.1.

A tree over n leaves is read through ``Subtrees``: whatever can give the hash of a complete subtree. The verifiers take
hashes alone and trust nothing: a hash that is not 32 bytes, a superfluous or missing hash, or an index outside the
tree is a refusal, never an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Subtrees(Protocol):
    """Gives hashes of complete subtrees: ``subtree(height, index)`` covers leaves index * 2^height and following."""

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of the complete subtree of 2^height leaves at that place."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf (RFC 9162, 2.1.1): the byte 0 keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two smaller than a size above one."""
    return 1 << ((size - 1).bit_length() - 1)


def _hash_of(tree: Subtrees, start: int, end: int) -> bytes:
    """The hash over leaves [start, end); start is a multiple of every complete subtree inside."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return tree.subtree(height, start >> height)
    middle = start + _split(size)
    return node_hash(_hash_of(tree, start, middle), _hash_of(tree, middle, end))


def root_hash(tree: Subtrees, size: int) -> bytes:
    """The root of the first ``size`` leaves."""
    return _hash_of(tree, 0, size) if size else EMPTY_ROOT


def inclusion_proof(tree: Subtrees, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf in the tree of ``size`` leaves, from the leaf up (RFC 9162, 2.1.3.1).

    Raises:
        IndexError: the leaf is not in that tree.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_hash_of(tree, middle, end))
            end = middle
        else:
            path.append(_hash_of(tree, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(tree: Subtrees, old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is the beginning of the tree of ``new`` (RFC 9162, 2.1.4.1).

    Raises:
        IndexError: unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise IndexError(old)
    start, end, path, whole = 0, new, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_hash_of(tree, middle, end))
            end = middle
        else:
            path.append(_hash_of(tree, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_hash_of(tree, start, end))
    return path[::-1]


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the leaf hash at ``index`` under the root of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not (0 <= index < size and _are_hashes([leaf, root, *proof])):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows the old tree to be the beginning of the new one (RFC 9162, 2.1.4.2).

    An old size of 0 is refused: an empty tree is the beginning of every tree and needs no proof; callers that allow it
    say so themselves.
    """
    if not (0 < old <= new and _are_hashes([old_root, new_root, *proof])):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _folds_to(path, old, new, (old_root, new_root))


def _folds_to(path: Sequence[bytes], old: int, new: int, roots: tuple[bytes, bytes]) -> bool:
    """The loop of RFC 9162, 2.1.4.2, steps 3 to 7: both roots come out of one path."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and (first, second) == roots


class MemoryTree:
    """A tree in memory: every complete subtree's hash, one list per height."""

    def __init__(self) -> None:
        self._heights: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._heights[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash and every subtree it completes."""
        height = 0
        self._heights[0].append(leaf)
        while len(self._heights[height]) & 1 == 0:
            left, right = self._heights[height][-2:]
            height += 1
            if height == len(self._heights):
                self._heights.append([])
            self._heights[height].append(node_hash(left, right))

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        return self._heights[height][index]
