"""What is promised before the beacon exists, and the key that follows from it: format ``pledgetree-draw-v1``.

The design text holds everything that could steer a draw: method, purpose, frame, the name of the future public value,
and the number of units of every stratum. Its digest is published before the beacon is known; the key of the draw is a
digest of the design's digest and the beacon, so that nobody can choose anything after it is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pledgetree.base.errors import Fault, fault, raise_faults, user_error
from pledgetree.survey.frames import Frame

FORMAT = "pledgetree-draw-v1"
Method = Literal["srs", "pareto"]
_HEX = re.compile(r"(?:[0-9a-f]{2})+")


@dataclass(frozen=True)
class DrawDesign:
    """A draw as promised: how, what for, which public value, and how many units of each stratum (its UTF-8 bytes)."""

    method: Method
    purpose: str
    beacon_source: str
    counts: Mapping[bytes, int]


def check_design(design: DrawDesign, frame: Frame) -> None:
    """Refuse a design that the format cannot hold or the frame cannot fill.

    Raises:
        UserError: DRAW_TEXT, COUNT_ABOVE_STRATUM; all faults together.
    """
    raise_faults([*_text_faults(design), *_count_faults(design, frame)])


def design_text(design: DrawDesign, frame: Frame) -> bytes:
    """The UTF-8 lines of the design: four values, then ``stratum TAB n`` for every stratum sorted by bytes."""
    values = (design.method, design.purpose, frame.frame_hash, design.beacon_source)
    lines = [value.encode() for value in values]
    lines += [stratum + b"\t" + str(count).encode() for stratum, count in sorted(design.counts.items())]
    return b"".join(line + b"\n" for line in lines)


def design_hash(design: DrawDesign, frame: Frame) -> str:
    """Lower-case hexadecimal SHA-256 of the design text."""
    return hashlib.sha256(design_text(design, frame)).hexdigest()


def joint_beacon(beacons: Sequence[str]) -> str:
    """One beacon as it is; of several the hexadecimal SHA-256 of their bytes in the order in which they are named.

    Raises:
        UserError: BEACON_NOT_HEX; there is no beacon, or one is not lower-case hexadecimal bytes.
    """
    wrong = [one for one in beacons if not _HEX.fullmatch(one)]
    if wrong or not beacons:
        raise user_error("BEACON_NOT_HEX", value=wrong[0][:80] if wrong else "")
    if len(beacons) == 1:
        return beacons[0]
    return hashlib.sha256(b"".join(map(bytes.fromhex, beacons))).hexdigest()


def draw_key(design_digest: str, beacon: str) -> bytes:
    """The 32 bytes of the key: SHA-256 of format, design hash and beacon, each ended by a line feed."""
    return hashlib.sha256(f"{FORMAT}\n{design_digest}\n{beacon}\n".encode()).digest()


def _text_faults(design: DrawDesign) -> list[Fault]:
    texts = {"purpose": design.purpose, "beacon source": design.beacon_source}
    return [fault("DRAW_TEXT", what=what) for what, text in texts.items() if "\n" in text or not _is_unicode(text)]


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _count_faults(design: DrawDesign, frame: Frame) -> list[Fault]:
    sizes = {stratum: len(units) for stratum, units in frame.strata.items()}
    above = [(stratum, count) for stratum, count in sorted(design.counts.items()) if count > sizes.get(stratum, 0)]
    return [
        fault("COUNT_ABOVE_STRATUM", stratum=stratum.decode(), count=count, units=sizes.get(stratum, 0))
        for stratum, count in above
    ]
