"""Tiles: the specification's own examples, and the tree they give against the tree in memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgetree.evidence.forms import FormError
from pledgetree.evidence.merkle import MemoryTree, leaf_hash, root_hash
from pledgetree.evidence.tiles import (
    ENTRIES,
    Tile,
    TileTree,
    grown_bundles,
    grown_tiles,
    leaf_hashes,
    read_bundle,
    subtree_hash,
    tile_of,
    write_bundle,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),  # C2SP tlog-tiles, "Merkle Tree"
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(2, 999, 1), "tile/2/999.p/1"),
        (Tile(0, 1000, 255), "tile/0/x001/000.p/255"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(0, 123456789, 256), "tile/0/x123/x456/789"),
    ],
)
def test_paths(tile, path):
    assert tile.path() == path


class Files(dict):
    """Tiles in memory, read as a log's folder is."""

    def grow(self, old, entries):
        self.update(grown_bundles(old, entries, self.__getitem__))
        self.update(grown_tiles(old, leaf_hashes(entries), self.__getitem__))


def tiles_needed(size):
    """The tiles of a log: floor(s / 256^l) hashes at level l (tlog-tiles, "Partial Tiles")."""
    needed, level = set(), 0
    while hashes := size // 256**level:
        needed |= {Tile(level, number, 256) for number in range(hashes // 256)}
        needed |= {Tile(level, hashes // 256, hashes % 256)} if hashes % 256 else set()
        level += 1
    return needed


def test_the_specified_trees_have_their_tiles():
    by_hand = {0: (273, 112), 1: (1, 17), 2: (0, 1)}  # a tree of 70,000, as in tlog-tiles
    for level, (full, rest) in by_hand.items():
        tiles = {tile for tile in tiles_needed(70_000) if tile.level == level}
        assert {tile.index for tile in tiles if tile.width == 256} == set(range(full))
        assert [tile.width for tile in tiles if tile.width < 256] == [rest]
    files = Files()
    files.grow(0, [b"x"] * 70_000)
    assert {tile for tile in files if tile.level != ENTRIES} == tiles_needed(70_000)
    assert tiles_needed(256) == {Tile(0, 0, 256), Tile(1, 0, 1)}


@settings(max_examples=25)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_a_log_grown_in_steps_has_the_tree_of_all_its_entries(steps):
    files, memory, size = Files(), MemoryTree(), 0
    for step in steps:
        entries = [f"{number}".encode() * (number % 3) for number in range(size, size + step)]
        files.grow(size, entries)
        for entry in entries:
            memory.append(leaf_hash(entry))
        size += step
        tree = TileTree(size, files.__getitem__)
        assert root_hash(tree, size) == root_hash(memory, size)
        assert set(files) >= tiles_needed(size)
        middle = size // 2
        assert root_hash(tree, middle) == root_hash(memory, middle)
    bundles = [tile_of(ENTRIES, number, size) for number in range(-(-size // 256))]
    found = [entry for tile in bundles for entry in read_bundle(files[tile])]
    assert leaf_hashes(found) == b"".join(memory.subtree(0, number) for number in range(size))


def test_nothing_grows_by_nothing():
    assert list(grown_tiles(5, b"", {}.__getitem__)) == list(grown_bundles(5, [], {}.__getitem__)) == []


def test_the_hash_of_one_is_itself():
    assert subtree_hash(b"x" * 32) == b"x" * 32


def test_a_bundle_has_lengths_of_two_bytes():
    assert write_bundle([b"ab", b"", b"c" * 300]) == b"\x00\x02ab\x00\x00\x01\x2c" + b"c" * 300


@given(st.lists(st.binary(max_size=5), max_size=300))
def test_bundles_come_back(entries):
    data = write_bundle(entries)
    if len(entries) > 256:
        with pytest.raises(FormError):
            read_bundle(data)
    else:
        assert read_bundle(data) == entries


@given(st.binary())
def test_any_bytes_are_a_bundle_or_refused(data):
    try:
        assert write_bundle(read_bundle(data)) == data
    except FormError:
        return


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_cut_bundle_is_refused(data):
    with pytest.raises(FormError):
        read_bundle(data)
