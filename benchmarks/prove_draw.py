"""The outside checker against the draw on random frames: they must name the same units in the same order.

Frames have 1 to 30 units in 1 to 4 strata, ids and strata in several scripts, sizes equal, small, or so uneven that
some units are certain; some sizes pass 2^63, where the draw compares fractions.

    python -m benchmarks.prove_draw [--frames 10000]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from pledgetree.survey.draw_text import DrawDesign, design_text
from pledgetree.survey.drawing import draw
from pledgetree.survey.frames import read_frame
from tools.check_draw import recompute

SIGNS = "abcXYZ012 -/\"'村县é\U0001f600"
SIZES = (
    lambda chance: chance.randint(1, 1),
    lambda chance: chance.randint(1, 9),
    lambda chance: chance.choice((1, 2, 50, 1000)),
    lambda chance: chance.randint(1, 10**6),
    lambda chance: chance.randint(1, 2**70),
)


def text(chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS, k=chance.randint(1, 6)))


def random_frame(chance: random.Random) -> tuple[bytes, dict[bytes, int]]:
    """The bytes of a frame, and how many units to draw from each stratum."""
    strata = [text(chance).encode() for _ in range(chance.randint(1, 4))]
    size = chance.choice(SIZES)
    ids = sorted({text(chance).encode() for _ in range(chance.randint(1, 30))})
    rows = [(unit, chance.choice(strata), size(chance)) for unit in ids]
    members: dict[bytes, int] = {}
    for _, stratum, _ in rows:
        members[stratum] = members.get(stratum, 0) + 1
    frame = b"".join(b"%s\t%s\t%d\n" % row for row in rows)
    return frame, {stratum: chance.randint(0, count) for stratum, count in members.items()}


def agrees(number: int, path: Path) -> bool:
    """Whether checker and draw agree on the frame of a number."""
    chance = random.Random(number)
    data, counts = random_frame(chance)
    path.write_bytes(data)
    frame = read_frame(path)
    beacons = [chance.randbytes(chance.randint(1, 40)).hex() for _ in range(chance.randint(1, 3))]
    design = DrawDesign(chance.choice(("srs", "pareto")), text(chance), text(chance), counts)
    ours = draw(frame, design, beacons)
    theirs = recompute(data, design_text(design, frame), beacons)
    digests = {"frame_hash": ours.frame_hash, "design_hash": ours.design_hash, "key": ours.key}
    return theirs == {**digests, "selected": ours.selected}


def disagreements(numbers: range) -> list[int]:
    """The numbers of the frames on which checker and draw differ."""
    with tempfile.TemporaryDirectory() as folder:
        return [number for number in numbers if not agrees(number, Path(folder, "frame.tsv"))]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--frames", type=int, default=10_000)
    frames = options.parse_args().frames
    begun = time.perf_counter()
    wrong = disagreements(range(frames))
    print(
        f"outside checker: {frames - len(wrong)} of {frames} random frames agree ({time.perf_counter() - begun:.0f} s)"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
