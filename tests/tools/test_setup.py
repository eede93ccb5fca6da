"""The set-up programs: what they say when Python is too old or a system program is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL = shutil.which("sh")
SYSTEM = {
    "chromium": "chromium",
    "fc-list": "fonts-noto-cjk",
    "pdftotext": "poppler-utils",
    "msgfmt": "gettext",
    "java": "default-jre-headless",
}


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!{SHELL}\n{text}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A search path that holds only what the scripts themselves are made of."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sed", "cat", "cksum", "rm", "dirname", "id", "mktemp", "tail", "uname"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def run(script: str, programs: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SHELL, str(ROOT / "tools" / script), *words],
        env={"PATH": str(programs), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the set-up program alone, so that no real environment is touched."""
    (tmp_path / "tools").mkdir()
    return Path(shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools" / "setup.sh"))


def test_an_old_python_is_named_with_the_remedy(programs, project):
    program(programs, "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    done = run(os.fspath(project), programs, "test")
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; here 'python3' is: Python 3.9.2." in done.stderr
    assert "make setup PYTHON=/path/to/python3.11" in done.stderr
    assert not (project.parent.parent / ".venv").exists()


def test_a_newer_python_of_another_name_is_found(programs, project):
    program(programs, "python3", "exit 1")
    program(programs, "python3.12", '[ "$1" = --version ] && echo "Python 3.12.1"; [ "$1" != -m ] || exit 1')
    done = run(os.fspath(project), programs, "test")
    assert "Making .venv with Python 3.12.1" in done.stdout
    assert done.returncode == 2
    assert "install its module venv" in done.stderr


def test_a_chosen_python_is_not_passed_over(programs, project):
    program(programs, "python3", "exit 0")
    done = run(os.fspath(project), programs, "test", PYTHON="python2")
    assert done.returncode == 2
    assert "here 'python2' is:" in done.stderr


def test_nothing_is_installed_when_all_programs_are_there(programs):
    for name in SYSTEM:
        program(programs, name, "echo something")
    done = run("system.sh", programs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("missing", "package"), SYSTEM.items())
def test_without_apt_get_the_command_is_printed(programs, missing, package):
    for name in SYSTEM.keys() - {missing}:
        program(programs, name, "echo something")
    done = run("system.sh", programs)
    assert done.returncode == 2
    assert f"apt-get install -y --no-install-recommends {package}\n" in done.stderr


def test_an_ordinary_user_without_sudo_is_told_the_command(programs):
    (programs / "id").unlink()
    program(programs, "id", "echo 1000")
    program(programs, "apt-get", "echo must not be called")
    done = run("system.sh", programs)
    assert done.returncode == 2
    assert "must not be called" not in done.stdout
    packages = " ".join(SYSTEM.values())
    assert f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}\n" in done.stderr
