"""The outside checker: short, on the standard library alone, agreeing with the draw, and able to disagree."""

import ast
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.prove_draw import disagreements

CHECKER = Path(__file__).parents[2] / "tools" / "check_draw.py"
FRAME = b"v1\ta\t5\nv2\ta\t3\nv3\ta\t9\n"
DESIGN = "\n".join(["srs", "p", sha256(FRAME).hexdigest(), "s", "a\t2"]).encode() + b"\n"


def test_it_is_short_and_needs_nothing_but_python():
    text = CHECKER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    roots = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    roots |= {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    assert roots
    assert roots <= set(sys.stdlib_module_names)


def test_it_agrees_on_random_frames():
    assert disagreements(range(300)) == []


@pytest.fixture
def check(tmp_path):
    (tmp_path / "frame").write_bytes(FRAME)
    (tmp_path / "design").write_bytes(DESIGN)

    def run(drawn, *beacons, frame="frame"):
        (tmp_path / "draw").write_text(json.dumps(drawn))
        return subprocess.run(
            [sys.executable, "-I", CHECKER, frame, "design", "draw", *beacons],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def by_hand():
    """The draw of FRAME worked out here, step by step from the format's text."""
    design = sha256(DESIGN).hexdigest()
    key = sha256(f"pledgetree-draw-v1\n{design}\n00ff\n".encode()).digest()
    hashes = {unit: sha256(key + b"\n" + unit.encode()).hexdigest() for unit in ("v1", "v2", "v3")}
    selected = {"a": sorted(hashes, key=hashes.get)[:2]}
    return {"frame_hash": sha256(FRAME).hexdigest(), "design_hash": design, "key": key.hex(), "selected": selected}


def test_a_true_draw_is_right(check):
    done = check(by_hand(), "00ff")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "the draw is right", "")


def test_a_changed_draw_differs(check):
    drawn = by_hand()
    drawn["selected"]["a"].reverse()
    done = check(drawn, "00ff")
    assert done.returncode == 1
    assert "differs" in done.stdout


def test_another_beacon_differs(check):
    assert check(by_hand(), "00fe").returncode == 1
    assert "hex" in check(by_hand(), "00FF").stderr


def test_another_frame_is_noticed(check, tmp_path):
    (tmp_path / "other").write_bytes(FRAME + b"v4\ta\t1\n")
    assert "another frame" in check(by_hand(), "00ff", frame="other").stderr
