"""A draw of 128,000 villages, as the command does it: read the frame, hash, rank, name the chosen.

Floor: a bare pass in the same run that splits the lines, hashes every id with the key and sorts.

    python -m benchmarks.bench_draw [--villages 128000] [--repeat 5]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from pledgetree.survey.draw_text import DrawDesign
from pledgetree.survey.drawing import draw
from pledgetree.survey.frames import read_frame, same_count

PROVINCES, DRAWN = 22, 100
BEACON = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


def write_frame(path: Path, villages: int) -> None:
    chance = random.Random(1)
    rows = (
        f"{11 + number * PROVINCES // villages:02}{number:010}\tP{number * PROVINCES // villages:02}"
        f"\t{chance.randint(5, 900)}\n"
        for number in range(villages)
    )
    path.write_bytes("".join(rows).encode())


def ours(path: Path, method: str) -> object:
    frame = read_frame(path)
    return draw(frame, DrawDesign(method, "bench", "drand", same_count(frame, DRAWN)), [BEACON])


def floor(path: Path) -> object:
    rows = [line.split(b"\t") for line in path.read_bytes().splitlines()]
    begun = sha256(b"k" * 32 + b"\n")
    ranked = []
    for row in rows:
        hashed = begun.copy()
        hashed.update(row[0])
        ranked.append((row[1], hashed.digest(), row[0]))
    return sorted(ranked)


def best(work: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--villages", type=int, default=128_000)
    options.add_argument("--repeat", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "frame.tsv")
        write_frame(path, given.villages)
        least = best(lambda: floor(path), given.repeat)
        print(f"bare hash and sort: {least:.3f} s")
        for method in ("srs", "pareto"):
            took = best(lambda method=method: ours(path, method), given.repeat)
            print(f"{method}: {took:.3f} s (at most 1), {took / least:.1f} times the bare pass")


if __name__ == "__main__":
    main()
