"""Whole folders or nothing: work is written beside its place and moved there in one rename when it is complete."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pledgetree.base.errors import user_error


def _sync_tree(folder: Path) -> None:
    """Flush every file and folder under ``folder`` to the disk, so that the rename never names unwritten data."""
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def link_file(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no links.

    Raises:
        OSError: the disk is full or refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@contextmanager
def new_folder(place: Path) -> Iterator[Path]:
    """Give a temporary folder that becomes ``place`` when the block ends well; on any exception nothing is left.

    Raises:
        UserError: FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED.
    """
    if place.exists() or place.is_symlink():
        raise user_error("FOLDER_EXISTS", place)
    temporary: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        temporary.chmod(0o755)
        yield temporary
        _sync_tree(temporary)
        temporary.rename(place)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise user_error("DISK_FULL", place) from error
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise user_error("FOLDER_EXISTS", place) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise user_error("WRITE_REFUSED", place, reason=error.strerror or "") from error
        raise
    finally:
        if temporary is not None and temporary.exists():
            shutil.rmtree(temporary, ignore_errors=True)
