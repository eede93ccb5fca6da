"""The papers of the house: decisions have their four parts, the glossary its three languages, the maps all rooms."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
ROOMS_WITH_CODE = sorted(
    path.name for path in (ROOT / "src" / "pledgetree").iterdir() if path.is_dir() and path.name != "__pycache__"
)
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)(?P<place>[^)#]+)(?:#[^)]*)?\)")


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def glossary() -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in text("GLOSSARY.md").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def test_decisions_are_numbered_without_a_gap():
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts_and_its_number(path):
    written = path.read_text(encoding="utf-8")
    assert written.startswith(f"# {path.name[:4]} ")
    headings = re.findall(r"^## (.*)$", written, re.MULTILINE)
    assert headings == ["Status", "Context", "Decision", "Consequences"]
    assert f"({path.name})" in text("docs", "adr", "index.md")


def test_the_glossary_has_one_word_per_thing_in_three_languages():
    rows = glossary()
    assert len(rows) >= 40
    assert not [row for row in rows if len(row) != 4 or not all(row)]
    for column in range(3):
        words = [row[column].casefold() for row in rows]
        assert not {word for word in words if words.count(word) > 1}
    assert not [row for row in rows if not re.search(r"[\u4e00-\u9fff]", row[1])]


@pytest.mark.parametrize(("column", "locale"), [(1, "zh_Hans"), (2, "fr")])
def test_the_report_uses_the_words_of_the_glossary(column, locale):
    place = ROOT / "src" / "pledgetree" / "publish" / "locale" / locale / "LC_MESSAGES" / "pledgetree.po"
    messages = {one.id: one.string for one in read_po(io.BytesIO(place.read_bytes())) if isinstance(one.id, str)}
    shared = [row for row in glossary() if row[0].capitalize() in messages]
    assert len(shared) >= 10
    used = {row[0]: messages[row[0].capitalize()].casefold() for row in shared}
    assert not {row[0]: used[row[0]] for row in shared if used[row[0]] not in re.split("[、,] ?", row[column])}


@pytest.mark.parametrize("room", ROOMS_WITH_CODE)
def test_every_room_is_on_the_readmes_map(room):
    assert f"| `{room}` |" in text("README.md")


def test_the_readme_is_short():
    assert 60 <= len(text("README.md").splitlines()) <= 100


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda path: path.name)
def test_links_of_the_papers_lead_somewhere(page):
    places = [found["place"] for found in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert not [place for place in places if not (page.parent / place).exists()]


def test_every_test_named_by_the_security_page_exists():
    named = re.findall(r"`((?:tests/|pyproject)[\w/.]+)`", text("SECURITY.md"))
    assert named
    assert not [place for place in named if not (ROOT / place).exists()]
