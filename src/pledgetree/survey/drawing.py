"""Selection by hash, format ``pledgetree-draw-v1``: the same files and beacon give everybody the same units.

Each unit gets U, the SHA-256 of key, line feed and id as a number. ``srs`` takes the smallest U of a stratum.
``pareto`` is sampling with probability proportional to size by the ranks of B. Rosén, "On sampling with inclusion
probabilities proportional to size", Journal of Statistical Planning and Inference 62 (1997) 159-191, on exact
rational numbers: no rounding can change who is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pledgetree.survey.draw_text import DrawDesign, check_design, design_hash, draw_key, joint_beacon
from pledgetree.survey.frames import Frame, Unit

_WHOLE = 1 << 256
_SHIFT = 640
_EXACT_BELOW = 1 << 63
Rank = Callable[[int, int], Any]


@dataclass(frozen=True)
class Draw:
    """What a draw gives: digests and key in hexadecimal; per stratum the ids in order of selection, and the next."""

    frame_hash: str
    design_hash: str
    key: str
    selected: dict[str, list[str]]
    replacements: dict[str, list[str]]


def draw(frame: Frame, design: DrawDesign, beacons: Sequence[str], replacements: int = 0) -> Draw:
    """Draw as promised by ``design`` once the beacons are known.

    Args:
        frame: what may be drawn.
        design: what was promised; its digest is to be published before the beacons exist.
        beacons: lower-case hexadecimal, in the order named by the design's beacon source.
        replacements: how many of the next in rank to name in each stratum.

    Raises:
        UserError: BEACON_NOT_HEX, DRAW_TEXT, COUNT_ABOVE_STRATUM.
    """
    check_design(design, frame)
    digest = design_hash(design, frame)
    key = draw_key(digest, joint_beacon(beacons))
    selected, following = {}, {}
    for stratum, units in frame.strata.items():
        count = design.counts[stratum]
        order = order_of_selection(units, count, key, design.method)
        selected[stratum.decode()] = order[:count]
        following[stratum.decode()] = order[count : count + replacements]
    return Draw(frame.frame_hash, digest, key.hex(), selected, following)


def order_of_selection(units: Sequence[Unit], count: int, key: bytes, method: str) -> list[str]:
    """All ids of a stratum in the order of selection: certainties by id, then by rank; ties by the bytes of the id."""
    if method == "srs":
        return _ids(_by_rank(units, key, lambda number, _size: number))
    certain, others, left, total = certainties(units, count)
    return _ids(certain) + _ids(_by_rank(others, key, pareto_rank(others, left, total)))


def certainties(units: Sequence[Unit], count: int) -> tuple[list[Unit], list[Unit], int, int]:
    """The units so large that they are taken for certain, the others, and how many with which total size are left."""
    certain: list[Unit] = []
    others, left, total = list(units), count, sum(unit.size for unit in units)
    while large := [unit for unit in others if left * unit.size >= total]:
        certain += large
        others = [unit for unit in others if left * unit.size < total]
        left -= len(large)
        total -= sum(unit.size for unit in large)
    return sorted(certain, key=lambda unit: unit.unit_id), others, left, total


def pareto_rank(units: Sequence[Unit], left: int, total: int) -> Rank:
    """The ranking value (U + 1)(T - m s) / (m s (2^256 - U)) in a form that compares exactly.

    Denominators of two values multiply to less than 2^638 while m s < 2^63, so that different values differ by more
    than 2^-640 and whole numbers of that fineness order them; above, fractions do. Where nothing is to be drawn (m = 0)
    every value is infinite; replacements then come in the order that the values have as m goes to 0.
    """
    times = max(left, 1)
    if times * max((unit.size for unit in units), default=0) < _EXACT_BELOW:
        return lambda number, size: (
            ((number + 1) * (total - left * size) << _SHIFT) // (times * size * (_WHOLE - number))
        )
    return lambda number, size: Fraction((number + 1) * (total - left * size), times * size * (_WHOLE - number))


def _by_rank(units: Sequence[Unit], key: bytes, rank: Rank) -> list[Unit]:
    begun = hashlib.sha256(key + b"\n")
    ranked = []
    for unit in units:
        hashed = begun.copy()
        hashed.update(unit.unit_id)
        ranked.append((rank(int.from_bytes(hashed.digest(), "big"), unit.size), unit.unit_id, unit))
    ranked.sort(key=lambda one: one[:2])
    return [unit for _, _, unit in ranked]


def _ids(units: Sequence[Unit]) -> list[str]:
    return [unit.unit_id.decode() for unit in units]
