"""Freezing a folder of tables into a snapshot: read, check, write; all faults at once, and nothing written if any."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pledgetree.base.errors import Fault, raise_faults, user_error
from pledgetree.base.folders import new_folder
from pledgetree.evidence.manifest import DATAPACKAGE, Manifest
from pledgetree.snapshot.checking import check_tables
from pledgetree.snapshot.progress import Progress, no_progress
from pledgetree.snapshot.reading import Folder, read_folder
from pledgetree.snapshot.writing import SnapshotWriter


def _says_made_up(folder: Path) -> bool:
    """Whether the folder is itself a snapshot of invented data: freezing its tables again must not launder them."""
    try:
        manifest = json.loads((folder / DATAPACKAGE).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("made_up") is True


def _read_and_check(folder: Path, year: int, progress: Progress, warn: Callable[[Fault], None]) -> Folder:
    read = read_folder(folder, progress)
    faults = [*read.faults, *check_tables(read.tables, year)]
    for one in faults:
        if one.severity != "fault":
            warn(one)
    raise_faults(faults)
    return read


def _ignore(_warning: Fault) -> None:
    """Drop a warning."""


def freeze(
    folder: Path,
    *,
    year: int,
    out: Path,
    frozen_at: str,
    rulebook: str | None = None,
    progress: Progress = no_progress,
    warn: Callable[[Fault], None] = _ignore,
) -> Manifest:
    """Make the snapshot ``out`` of the tables in ``folder`` (``<table>.csv`` or ``.parquet``).

    The snapshot's digest depends on the rows, the year and the rulebook alone: not on the order of rows, the kind of
    file, the names of folders or the moment ``frozen_at``. Warnings go to ``warn``; progress counts tables.

    Raises:
        UserError: every fault of the folder together, FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED; nothing is written.
    """
    if out.exists() or out.is_symlink():
        raise user_error("FOLDER_EXISTS", out)
    read = _read_and_check(folder, year, progress, warn)
    made_up = _says_made_up(folder)
    with new_folder(out) as room:
        writer = SnapshotWriter(
            room, year=year, frozen_at=frozen_at, made_up=made_up, rulebook=rulebook, name=f"snapshot-{year}"
        )
        for done, (name, rows) in enumerate(read.tables.items()):
            progress(done, len(read.tables), name)
            writer.add(name, rows.data)
        return writer.finish()
