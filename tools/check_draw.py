"""Recomputes a published draw (pledgetree-draw-v1) with nothing but Python itself; ends with 1 when it differs.

python check_draw.py FRAME.tsv DESIGN.txt DRAW.json BEACON...     DESIGN.txt: the design text, as it was published
"""

import json
import sys
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path


def chosen(rows, wanted, key, by_size):
    """The ids taken from one stratum, in order: rows are (id, size)."""
    luck = {
        name: Fraction(int.from_bytes(sha256(key + b"\n" + name).digest(), "big") + 1, 2**256 + 1) for name, _ in rows
    }
    sure, pool, m, total = [], dict(rows), wanted, sum(size for _, size in rows)
    while big := {name: size for name, size in pool.items() if by_size and m * size >= total}:
        sure, m, total = [*sure, *big], m - len(big), total - sum(big.values())
        pool = {name: size for name, size in pool.items() if name not in big}

    def place(name):
        u = luck[name]
        if by_size and m:
            share = Fraction(m * pool[name], total)
            u = (u / (1 - u)) / (share / (1 - share))
        return u, name

    return sorted(sure) + sorted(pool, key=place)[:m]


def recompute(frame, design, beacons):
    """The draw that follows from the bytes of frame and design and the beacons."""
    method, _purpose, frame_hash, _source, *counts = design.decode().split("\n")[:-1]
    rows = [line.split(b"\t") for line in frame.split(b"\n")[:-1]]
    if any(not one or set(one) - set("0123456789abcdef") for one in beacons):
        sys.exit("a beacon is not lower-case hex")
    if sha256(frame).hexdigest() != frame_hash or any(a[0] >= b[0] for a, b in pairwise(rows)):
        sys.exit("the design speaks of another frame, or the frame is not in order")
    beacon = beacons[0] if len(beacons) == 1 else sha256(bytes.fromhex("".join(beacons))).hexdigest()
    key = sha256(f"pledgetree-draw-v1\n{sha256(design).hexdigest()}\n{beacon}\n".encode()).digest()
    selected = {}
    for stratum, wanted in (line.split("\t") for line in counts):
        mine = [(name, int(size)) for name, of, size in rows if of == stratum.encode()]
        selected[stratum] = [name.decode() for name in chosen(mine, int(wanted), key, method == "pareto")]
    hashes = {"frame_hash": frame_hash, "design_hash": sha256(design).hexdigest(), "key": key.hex()}
    return {**hashes, "selected": selected}


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    mine = recompute(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_bytes(), sys.argv[4:])
    same = all(published.get(name) == value for name, value in mine.items())
    sys.exit(print("the draw is right" if same else f"the draw differs: {json.dumps(mine)}") or not same)
