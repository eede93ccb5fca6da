"""A minimal rulebook that has one of everything, to be copied and broken."""

import shutil
from pathlib import Path

import pytest

from pledgetree.law.loading import check_rulebook

MINIMAL = Path(__file__).parent / "minimal"


class Book:
    """A rulebook's folder under test."""

    def __init__(self, folder):
        self.folder = folder

    def change(self, file, old, new):
        """Replace one piece of text, which must be there, once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def write(self, file, text):
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def faults(self, formulas=None):
        return check_rulebook(self.folder, formulas)


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "minimal"
    shutil.copytree(MINIMAL, folder)
    return Book(folder)


@pytest.fixture
def variant(tmp_path):
    """A what-if of a bundled rulebook, outside the bundle."""
    folder = tmp_path / "cn-county-exit-2017+mine"
    return Book(folder).write("rulebook.yaml", "extends: cn-county-exit-2017\n")
