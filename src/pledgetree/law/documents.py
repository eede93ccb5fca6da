"""The raw form of a rulebook: one JSON object whose parts are its files.

``name``, ``extends``, ``rulebook`` (rulebook.yaml), ``parameters``, ``indicators``, ``cases`` (by path below their
folder, without suffix), ``grades``, ``sanctions``, ``duties`` and ``pledge_text`` where there are such
files. Whoever has the raw form
has the whole law; results keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pledgetree.law.reading import FOLDERS, Json

Raw = dict[str, Json]

SINGLE = ("rulebook", "grades", "sanctions")
# Left out where there is no such file: a rulebook without duties keeps its form and its digest.
OPTIONAL = ("duties", "pledge_text")
KINDS = {"rulebook": "rulebook", "grades": "grades", "sanctions": "sanctions", "duties": "duties"} | {
    "pledge_text": "pledge_text",
    "parameters": "parameter",
    "indicators": "indicator",
    "cases": "cases",
    "checks": "checks",
}


@dataclass(frozen=True)
class Document:
    """One file of a rulebook: its path, its kind (a definition of the schema), its content."""

    file: str
    kind: str
    content: Json


def raw_form(documents: Mapping[str, Json]) -> Raw:
    """Put documents by file path into the raw form; absent files are left empty."""
    raw: Raw = {"name": "", "extends": None, **{kind: {} for kind in SINGLE}, **{folder: {} for folder in FOLDERS}}
    for file, content in documents.items():
        part, slash, rest = file.removesuffix(".yaml").partition("/")
        if slash:
            table(raw, part)[rest] = content
        else:
            raw[part] = content
    return raw


def documents_of(raw: Mapping[str, Json]) -> Iterator[Document]:
    """Every file of a raw form, in a fixed order."""
    for part in (*SINGLE, *(one for one in OPTIONAL if one in raw)):
        yield Document(f"{part}.yaml", KINDS[part], raw.get(part))
    for part in FOLDERS:
        for name, content in sorted(table(raw, part).items()):
            yield Document(f"{part}/{name}.yaml", KINDS[part], content)


def table(within: object, *keys: str) -> dict[str, Json]:
    """The mapping at the end of the keys; empty when anything on the way is missing or is no mapping."""
    for key in keys:
        within = within.get(key) if isinstance(within, Mapping) else None
    return within if isinstance(within, dict) else {}


def items(within: object, *keys: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Names and contents of those entries of a mapping that are mappings themselves."""
    for name, content in table(within, *keys).items():
        if isinstance(content, dict):
            yield name, content


def texts(value: object) -> list[str]:
    """The texts of a list; empty when it is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def last_names(paths: Iterable[str]) -> list[str]:
    """The names at the end of paths: an indicator is named by its file, whatever folder it lies in."""
    return [path.rsplit("/", maxsplit=1)[-1] for path in paths]
