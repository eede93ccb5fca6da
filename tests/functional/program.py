"""The real command, run as a program."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "pledgetree"


@dataclass(frozen=True)
class Outcome:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


def pledgetree(*arguments, cwd=None):
    """Run the installed command without a terminal and without input."""
    run = subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, stdin=subprocess.DEVNULL, check=False
    )
    return Outcome(run.returncode, run.stdout, run.stderr)
