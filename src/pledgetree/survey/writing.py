"""Whole files or nothing: a file is written beside its place and moved there when it is complete."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from pledgetree.base.errors import user_error


def write_new(place: Path, data: bytes) -> None:
    """Write a file that does not exist yet.

    Raises:
        UserError: FILE_EXISTS, DISK_FULL, WRITE_REFUSED; nothing is written.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(temporary).chmod(0o644)
        os.link(temporary, place)  # unlike a rename, a link never takes the place of a file that is there
    except FileExistsError:
        raise user_error("FILE_EXISTS", place) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise user_error("DISK_FULL", place) from error
        raise user_error("WRITE_REFUSED", place, reason=error.strerror or str(error)) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
