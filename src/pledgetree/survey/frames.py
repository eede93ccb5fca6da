"""The frame of a draw, format ``pledgetree-draw-v1``: what may be drawn, as bytes that everybody can hash.

UTF-8 lines ``unit_id TAB stratum TAB size LF``, no header, no carriage return, sizes whole numbers from 1, ids unique,
lines sorted by the bytes of ``unit_id``. Numbers of units per stratum: lines ``stratum TAB n LF`` in any order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from pledgetree.base.errors import Fault, fault, raise_faults, user_error

FRAME_FORM = "unit_id TAB stratum TAB size, ended by a line feed"
COUNTS_FORM = "stratum TAB n, ended by a line feed"
MOST_FAULTS = 100
_SIZE = re.compile(rb"[1-9][0-9]{0,99}")
_COUNT = re.compile(rb"0|[1-9][0-9]{0,17}")
_MARK = b"\xef\xbb\xbf"

Line = tuple[bytes, bytes, bytes]


@dataclass(frozen=True)
class Unit:
    """What may be drawn: its id and stratum as UTF-8 bytes, its size."""

    unit_id: bytes
    stratum: bytes
    size: int


@dataclass(frozen=True)
class Frame:
    """A sound frame: the lower-case hexadecimal SHA-256 of its file, and its units in the order of their ids."""

    frame_hash: str
    units: tuple[Unit, ...]

    @cached_property
    def strata(self) -> Mapping[bytes, list[Unit]]:
        """The units of each stratum, strata sorted by their bytes."""
        found: dict[bytes, list[Unit]] = {}
        for unit in self.units:
            found.setdefault(unit.stratum, []).append(unit)
        return dict(sorted(found.items()))


def read_frame(path: Path) -> Frame:
    """The frame in a file.

    Raises:
        UserError: FILE_MISSING, UNREADABLE_FILE, WRONG_ENCODING, FRAME_EMPTY, FRAME_LINE, FRAME_SIZE, FRAME_UNSORTED,
            FRAME_UNIT_TWICE; every fault of every line.
    """
    data = read_bytes(path)
    lines = _frame_lines(data, path.name)
    raise_faults(_order_faults(lines, path.name))
    units = tuple(Unit(unit_id, stratum, int(size)) for unit_id, stratum, size in lines)
    return Frame(hashlib.sha256(data).hexdigest(), units)


def sort_frame(path: Path) -> bytes:
    """The bytes of the frame with its lines in order; duplicate ids are refused.

    Raises:
        UserError: as ``read_frame``, without FRAME_UNSORTED.
    """
    lines = sorted(_frame_lines(read_bytes(path), path.name))
    raise_faults(_order_faults(lines, path.name))
    return b"".join(b"\t".join(line) + b"\n" for line in lines)


def read_counts(path: Path, frame: Frame) -> dict[bytes, int]:
    """How many units to draw from each stratum of the frame, from lines ``stratum TAB n``.

    Raises:
        UserError: FILE_MISSING, UNREADABLE_FILE, WRONG_ENCODING, COUNTS_LINE, STRATUM_TWICE, STRATUM_UNKNOWN,
            STRATUM_WITHOUT_COUNT.
    """
    lines = _split(read_bytes(path), path.name, "COUNTS_LINE", COUNTS_FORM)
    wrong = [number for number, line in enumerate(lines, 1) if len(line) != 2 or not _COUNT.fullmatch(line[1])]
    raise_faults(fault("COUNTS_LINE", f"{path.name}: line {number}", form=COUNTS_FORM) for number in wrong)
    raise_faults(_counts_faults([line[0] for line in lines], frame, path.name))
    return {stratum: int(count) for stratum, count in sorted(lines)}


def same_count(frame: Frame, count: int) -> dict[bytes, int]:
    """The same number of units from each stratum."""
    return dict.fromkeys(frame.strata, count)


def read_bytes(path: Path) -> bytes:
    """The bytes of a UTF-8 file.

    Raises:
        UserError: FILE_MISSING, UNREADABLE_FILE, WRONG_ENCODING.
    """
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except (FileNotFoundError, IsADirectoryError):
        raise user_error("FILE_MISSING", path) from None
    except UnicodeDecodeError as error:
        raise user_error("WRONG_ENCODING", path.name, byte=error.start) from None
    except OSError as error:
        raise user_error("UNREADABLE_FILE", path.name, reason=error.strerror or str(error), format="text") from None
    return data


def _split(data: bytes, file: str, code: str, form: str) -> list[tuple[bytes, ...]]:
    """The fields of every line; a byte-order mark, a carriage return or an unfinished last line is a fault."""
    if data.startswith(_MARK) or (not data.endswith(b"\n") and data):
        number = 1 if data.startswith(_MARK) else data.count(b"\n") + 1
        raise user_error(code, f"{file}: line {number}", form=form)
    lines = data.split(b"\n")[:-1]
    raise_faults(fault(code, f"{file}: line {number}", form=form) for number in _with_return(lines))
    return [tuple(line.split(b"\t")) for line in lines]


def _with_return(lines: list[bytes]) -> list[int]:
    return [number for number, line in enumerate(lines, 1) if b"\r" in line][:MOST_FAULTS]


def _frame_lines(data: bytes, file: str) -> list[Line]:
    lines = _split(data, file, "FRAME_LINE", FRAME_FORM)
    if not lines:
        raise user_error("FRAME_EMPTY", file)
    raise_faults(_line_faults(lines, file))
    return [(line[0], line[1], line[2]) for line in lines]


def _line_faults(lines: list[tuple[bytes, ...]], file: str) -> list[Fault]:
    found: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if len(found) == MOST_FAULTS:
            break
        if len(line) != 3 or not line[0]:
            found.append(fault("FRAME_LINE", f"{file}: line {number}", form=FRAME_FORM))
        elif not _SIZE.fullmatch(line[2]):
            found.append(fault("FRAME_SIZE", f"{file}: line {number}", value=line[2].decode()[:40]))
    return found


def _order_faults(lines: list[Line], file: str) -> list[Fault]:
    """Neighbours that are equal or in the wrong order; equal ids that do not stand together are unsorted anyway."""
    found: list[Fault] = []
    for number, (before, after) in enumerate(pairwise(lines), 2):
        if before[0] >= after[0] and len(found) < MOST_FAULTS:
            code = "FRAME_UNIT_TWICE" if before[0] == after[0] else "FRAME_UNSORTED"
            found.append(fault(code, f"{file}: line {number}", unit=after[0].decode()))
    return found


def _counts_faults(strata: list[bytes], frame: Frame, file: str) -> Iterator[Fault]:
    for stratum in sorted(set(strata) | set(frame.strata)):
        name = stratum.decode()
        if strata.count(stratum) > 1:
            yield fault("STRATUM_TWICE", file, stratum=name)
        if stratum not in frame.strata:
            yield fault("STRATUM_UNKNOWN", file, stratum=name)
        if stratum not in strata:
            yield fault("STRATUM_WITHOUT_COUNT", file, stratum=name)
