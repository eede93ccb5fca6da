"""A log as a folder in the layout of C2SP tlog-tiles: ``checkpoint``, ``tile/...``, ``tile/entries/...``.

Two files are added: ``log.vkey``, the log's public key, and ``head``, the state on disk: the text of a checkpoint that
nobody has signed, with one line more that names the entries appended last. Renaming ``head`` into its place is the only
commit point: tiles beyond it are the remains of an append that was stopped, and the next one writes over them.
Appending needs no key; signing does. The private key is never in the folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pledgetree.base.errors import user_error
from pledgetree.base.folders import new_folder
from pledgetree.evidence.checkpoints import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from pledgetree.evidence.digests import sha256_bytes
from pledgetree.evidence.forms import FormError, decode_decimal, decode_utf8, is_name
from pledgetree.evidence.keys import LOG, SignerKey, VerifierKey, read_private_key, read_vkey
from pledgetree.evidence.log_files import only_writer, read_file, write_files, write_secret
from pledgetree.evidence.merkle import EMPTY_ROOT, root_hash
from pledgetree.evidence.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileTree,
    grown_bundles,
    grown_tiles,
    leaf_hashes,
    read_bundle,
    tile_of,
    write_bundle,
)

VKEY = "log.vkey"
HEAD = "head"
CHECKPOINT = "checkpoint"
KEY_SUFFIX = ".key"
_BATCH = "appended"


@dataclass(frozen=True)
class Head:
    """The state on disk: size, root, and where the entries appended last begin, with their digest."""

    origin: str
    size: int
    root: bytes
    start: int
    digest: str

    def text(self) -> str:
        """The head as its file holds it."""
        return Checkpoint(self.origin, self.size, self.root, (f"{_BATCH} {self.start} {self.digest}",)).text()


@dataclass(frozen=True)
class Log:
    """A log that has been opened: its folder, its public key and its state."""

    folder: Path
    key: VerifierKey
    head: Head

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile or bundle.

        Raises:
            UserError: FILE_MISSING, READ_REFUSED.
        """
        return read_file(self.folder / tile.path())

    @cached_property
    def tree(self) -> TileTree:
        """The tree of everything appended; the tiles read last are kept."""
        return TileTree(self.head.size, self.read)

    def checkpoint(self) -> bytes:
        """The signed checkpoint's bytes, not verified.

        Raises:
            UserError: FILE_MISSING, READ_REFUSED.
        """
        return read_file(self.folder / CHECKPOINT)


@dataclass(frozen=True)
class Appended:
    """What an append did: the entries stand at ``start`` to ``size`` - 1; ``again`` says that they stood there."""

    start: int
    size: int
    again: bool


def batch_digest(entries: Sequence[bytes]) -> str:
    """The digest that names entries appended together: SHA-256 of their bundle form, in hexadecimal."""
    return sha256_bytes(write_bundle(entries))


def read_head(data: bytes) -> Head:
    """Read a head.

    Raises:
        FormError: the bytes are none.
    """
    found = read_checkpoint(decode_utf8(data))
    words = found.extensions[0].split(" ") if len(found.extensions) == 1 else []
    if len(words) != 3 or words[0] != _BATCH:
        raise FormError(f"a head ends with one line '{_BATCH} START DIGEST'")
    return Head(found.origin, found.size, found.root, decode_decimal(words[1]), words[2])


def default_key(folder: Path) -> Path:
    """Where the private key of a log lies unless it is said: beside the log's folder."""
    whole = folder.resolve()
    return whole.with_name(whole.name + KEY_SUFFIX)


def check_name(name: str) -> None:
    """Refuse what cannot name a log or a witness.

    Raises:
        UserError: LOG_NAME.
    """
    if not is_name(name):
        raise user_error("LOG_NAME", value=name)


def check_outside(path: Path, folder: Path) -> None:
    """Refuse a private key inside the folder that will be published.

    Raises:
        UserError: KEY_IN_LOG.
    """
    if path.resolve().is_relative_to(folder.resolve()):
        raise user_error("KEY_IN_LOG", path)


def create_log(folder: Path, origin: str, seed: bytes, key: Path | None = None) -> Log:
    """Make a log without entries, signed, and write its private key.

    Raises:
        UserError: LOG_NAME, KEY_IN_LOG, KEY_EXISTS, FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED.
    """
    check_name(origin)
    place = key or default_key(folder)
    check_outside(place, folder)
    signer = SignerKey(origin, LOG, seed)
    head = Head(origin, 0, EMPTY_ROOT, 0, batch_digest([]))
    note = sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), signer)
    files = {VKEY: f"{signer.verifier.text()}\n".encode(), HEAD: head.text().encode(), CHECKPOINT: note.data()}
    with new_folder(folder) as made:
        for name, data in files.items():
            (made / name).write_bytes(data)
        write_secret(place, signer.text())
    return Log(folder, signer.verifier, head)


def read_key_file(path: Path) -> VerifierKey:
    """Read a public key from its file.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED, LOG_FORM.
    """
    try:
        return read_vkey(decode_utf8(read_file(path)).removesuffix("\n"))
    except FormError as error:
        raise user_error("LOG_FORM", path, reason=str(error)) from None


def read_signer(path: Path, expected: VerifierKey) -> SignerKey:
    """Read the private key that belongs to a public one.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED, KEY_WRONG.
    """
    try:
        signer = read_private_key(decode_utf8(read_file(path)).removesuffix("\n"))
    except FormError as error:
        raise user_error("KEY_WRONG", path, name=expected.name, reason=str(error)) from None
    if signer.verifier != expected:
        raise user_error("KEY_WRONG", path, name=expected.name, reason="another key")
    return signer


def open_log(folder: Path) -> Log:
    """Open a log; its tiles must give the root of its head, so that nothing is built on an altered tree.

    Raises:
        UserError: LOG_MISSING, LOG_FORM, LOG_ALTERED, FILE_MISSING, READ_REFUSED.
    """
    if not (folder / VKEY).is_file():
        raise user_error("LOG_MISSING", folder)
    key = read_key_file(folder / VKEY)
    try:
        head = read_head(read_file(folder / HEAD))
    except FormError as error:
        raise user_error("LOG_FORM", folder / HEAD, reason=str(error)) from None
    log = Log(folder, key, head)
    if head.origin != key.name or root_hash(log.tree, head.size) != head.root:
        raise user_error("LOG_ALTERED", folder / HEAD)
    return log


def entries_of(log: Log, start: int, end: int) -> list[bytes]:
    """The entries from ``start`` to ``end`` - 1.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED, LOG_FORM.
    """
    found: list[bytes] = []
    for number in range(start // WIDTH, -(-end // WIDTH)):
        tile = tile_of(ENTRIES, number, log.head.size)
        try:
            found += read_bundle(log.read(tile))
        except FormError as error:
            raise user_error("LOG_FORM", log.folder / tile.path(), reason=str(error)) from None
    first = start // WIDTH * WIDTH
    return found[start - first : end - first]


def append_entries(folder: Path, entries: Sequence[bytes], *, repeated: bool = False) -> Appended:
    """Append leaf bytes, all or none. The same entries as last time are not appended again, unless ``repeated``.

    So whoever was stopped before seeing the answer repeats the call, and nothing stands twice.

    Raises:
        UserError: as ``open_log``; DISK_FULL, WRITE_REFUSED.
    """
    with only_writer(folder):
        log = open_log(folder)
        old, digest = log.head.size, batch_digest(entries)
        if not entries or (digest == log.head.digest and not repeated):
            return Appended(log.head.start if entries else old, old, again=bool(entries))
        written = [
            *grown_bundles(old, entries, log.read),
            *grown_tiles(old, leaf_hashes(entries), log.read),
        ]
        _drop_orphans(folder, [tile for tile, _ in written], old)
        write_files(folder, ((tile.path(), data) for tile, data in written))
        size = old + len(entries)
        root = root_hash(TileTree(size, log.read), size)
        head = Head(log.head.origin, size, root, old, digest)
        write_files(folder, [(HEAD, head.text().encode())])
        _drop_partial(folder, [tile for tile, _ in written if tile.width == WIDTH])
        return Appended(old, size, again=False)


def _partial_folder(folder: Path, tile: Tile) -> Path:
    """Where the partial forms of a tile lie."""
    return folder / f"{Tile(tile.level, tile.index, WIDTH).path()}.p"


def _drop_orphans(folder: Path, tiles: Sequence[Tile], size: int) -> None:
    """Delete partial tiles beyond the log's size: a stopped append left them, and later they would contradict it."""
    for tile in tiles:
        committed = {str(width) for width in range(1, tile_of(tile.level, tile.index, size).width + 1)}
        for path in _partial_folder(folder, tile).glob("*"):
            if path.name not in committed:
                path.unlink()


def _drop_partial(folder: Path, complete: Sequence[Tile]) -> None:
    """Delete partial tiles of which the complete one is there now (tlog-tiles, "Partial Tiles", allows it)."""
    for tile in complete:
        shutil.rmtree(_partial_folder(folder, tile), ignore_errors=True)


def sign_head(folder: Path, signer: SignerKey) -> Checkpoint:
    """Sign the state on disk; a checkpoint that is up to date keeps its cosignatures.

    A log must not sign what contradicts a checkpoint it has signed (tlog-checkpoint, "Signatures"): checked here.

    Raises:
        UserError: as ``open_log``; LOG_SIGNATURE, LOG_TRUNCATED, LOG_FORKED, DISK_FULL, WRITE_REFUSED.
    """
    with only_writer(folder):
        log = open_log(folder)
        try:
            before = open_checkpoint(log.checkpoint(), log.key).checkpoint
        except FormError as error:
            raise user_error("LOG_SIGNATURE", folder / CHECKPOINT, name=log.key.name, reason=str(error)) from None
        if before.size > log.head.size:
            raise user_error("LOG_TRUNCATED", folder, expected=before.size, found=log.head.size)
        if root_hash(log.tree, before.size) != before.root:
            raise user_error("LOG_FORKED", folder, size=before.size)
        if before.size < log.head.size:
            before = Checkpoint(log.head.origin, log.head.size, log.head.root)
            write_files(folder, [(CHECKPOINT, sign_checkpoint(before, signer).data())])
        return before
