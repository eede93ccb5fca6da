"""The messages of the house: everything the program says, gathered from where it stands.

Sources: Python code (``_``, ``gettext``, ``ngettext``, ``mark``, ``say``), the templates, and the words of every code
in ``base/faults.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

import pledgetree

KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": None}
SOURCE = Path(pledgetree.__file__).parent
JINJA = "jinja2.ext:babel_extract"
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
Found = tuple[str, int, str | tuple[str, ...], list[str]]


def gather_messages() -> Catalog:
    """A catalogue of every message, untranslated, with the places it stands in."""
    catalogue = Catalog(project="Pledgetree", charset="utf-8")
    for place, line, message, comments in _messages():
        catalogue.add(message, locations=[(place, line)], auto_comments=comments)
    return catalogue


def _messages() -> Iterator[Found]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _in_file("python", path)
    for path in sorted((SOURCE / "publish" / "templates").glob("*.html")):
        yield from _in_file(JINJA, path)
    yield from _in_faults(SOURCE / "base" / "faults.toml")


def _in_file(method: str, path: Path) -> Iterator[Found]:
    place = path.relative_to(SOURCE.parent).as_posix()
    found = extract_from_file(
        method, path, keywords=KEYWORDS, options=OPTIONS if method == JINJA else None, strip_comment_tags=True
    )
    for line, message, comments, _context in found:
        yield place, line, message, comments


def _in_faults(path: Path) -> Iterator[Found]:
    place = path.relative_to(SOURCE.parent).as_posix()
    for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for field in ("what", "remedy"):
            yield place, 1, entry[field], [code]
