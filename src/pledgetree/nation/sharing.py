"""Files that several years' snapshots hold alike: made, packed and digested once, then linked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from pledgetree.evidence.manifest import Part, Resource, resource_of_file
from pledgetree.snapshot.canonical import normalised
from pledgetree.snapshot.declaration import arrow_schema, declared_tables, table_schema
from pledgetree.snapshot.writing import write_part, write_rows

Make = Callable[[], pa.Table]


class Shared:
    """Files already made, by table and by what tells one edition of it from another."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[Part, Path]] = {}

    def table(self, folder: Path, name: str, edition: str, make: Make) -> Resource:
        """A whole table in a snapshot's folder, as one file.

        Raises:
            OSError: the disk is full or refuses.
        """
        declared = declared_tables()[name]

        def write() -> Part:
            rows = normalised(make(), arrow_schema(declared))
            return write_rows(folder, f"{name}.parquet", rows, name=name, key=declared.key)

        return resource_of_file(self._placed(folder, (name, edition), write), table_schema(declared))

    def part(self, folder: Path, name: str, part: str, make: Make, *, edition: str = "") -> Part:
        """One part of a table in a snapshot's folder.

        Raises:
            OSError: the disk is full or refuses.
        """
        return self._placed(folder, (f"{name}/{part}", edition), lambda: write_part(folder, name, part, make()))

    def _placed(self, folder: Path, key: tuple[str, str], write: Callable[[], Part]) -> Part:
        if key not in self._made:
            part = write()
            self._made[key] = (part, folder / part.path)
            return part
        part, source = self._made[key]
        _link(source, folder / part.path)
        return part


def _link(source: Path, target: Path) -> None:
    """A second name for a file, or a copy where the disk knows no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        target.write_bytes(source.read_bytes())
