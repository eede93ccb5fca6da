"""Files of a log on the disk: whole or not at all, flushed before anything names them, one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pledgetree.base.errors import UserError, user_error

NEW = ".new"
_AT_ONCE = 4


def read_file(path: Path) -> bytes:
    """The bytes of a file that the user names.

    Raises:
        UserError: FILE_MISSING, READ_REFUSED.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise user_error("FILE_MISSING", path) from None
    except OSError as error:
        raise user_error("READ_REFUSED", path, reason=error.strerror or str(error)) from None


def _refusal(error: OSError, place: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return user_error("DISK_FULL", place)
    return user_error("WRITE_REFUSED", place, reason=error.strerror or str(error))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_all(paths: Iterable[Path]) -> None:
    """Flush several files; a few at once, because the disk joins flushes that arrive together."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_flush, paths):
            pass


def _folders_of(paths: Iterable[Path], top: Path) -> set[Path]:
    """Every folder from the files up to the top one: each may hold a new name."""
    found: set[Path] = set()
    for path in paths:
        folder = path.parent
        while folder not in found:
            found.add(folder)
            if folder == top:
                break
            folder = folder.parent
    return found


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below a folder: first all to temporary names, then flushed, then renamed, then the folders flushed.

    Raises:
        UserError: DISK_FULL, WRITE_REFUSED.
    """
    try:
        written = []
        for name, data in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(path.name + NEW)
            new.write_bytes(data)
            written.append((new, path))
        _flush_all(new for new, _ in written)
        for new, path in written:
            new.rename(path)
        _flush_all(_folders_of((path for _, path in written), folder))
    except OSError as error:
        raise _refusal(error, folder) from error


def write_secret(path: Path, text: str) -> None:
    """Write a private key that only its owner may read; a file that is there already is never touched.

    Raises:
        UserError: KEY_EXISTS, DISK_FULL, WRITE_REFUSED.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(handle)
    except FileExistsError:
        raise user_error("KEY_EXISTS", path) from None
    except OSError as error:
        raise _refusal(error, path) from error


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes to the folder, and keep others out until the block ends.

    Raises:
        UserError: FOLDER_MISSING.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise user_error("FOLDER_MISSING", folder) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
