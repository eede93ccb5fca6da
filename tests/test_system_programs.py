"""Tests that need a missing system program are listed as not run, or fail where the programs are required."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NEEDS

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one marked and one plain test, under the conftest of this one."""
    markers = "\n".join(f'    "{name}: needs it",' for name in NEEDS)
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\nmarkers = [\n{markers}\n]\n")
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_marked.py").write_text(
        "import pytest\n\n@pytest.mark.gettext\ndef test_compiles():\n    pass\n\ndef test_plain():\n    pass\n"
    )
    return tmp_path


def run(project: Path, **environment: str) -> tuple[int, list[str]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PLEDGETREE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**clean, "PATH": str(project), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_a_missing_program_is_listed_by_test(project):
    code, lines = run(project)
    assert code == 0
    assert "test_marked.py::test_compiles: GNU gettext" in lines
    assert lines[-1].startswith("1 passed, 1 skipped")


def test_a_missing_program_fails_where_programs_are_required(project):
    code, lines = run(project, PLEDGETREE_REQUIRE_SYSTEM="1")
    assert code == 1
    assert lines[-1].startswith("1 passed, 1 error")


def test_a_present_program_lets_the_test_run(project):
    (project / "msgfmt").write_text("#!/bin/sh\n")
    (project / "msgfmt").chmod(0o755)
    code, lines = run(project, PLEDGETREE_REQUIRE_SYSTEM="1")
    assert code == 0
    assert lines[-1].startswith("2 passed")
