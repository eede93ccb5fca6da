"""Reads a rulebook's files: YAML in, plain JSON values out, every fault with its file and key.

A rulebook is data. The reader knows mappings, lists, text, whole numbers, ``true``/``false`` and ``null``; nothing is
ever constructed from a tag. Dates stay text, so that what was read is plain JSON and digests do not depend on a YAML
library. Floats are refused (a rule's number is exact), and so are aliases (each value stands with its own source).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from pledgetree.base.errors import Fault, fault, user_error

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
Place: TypeAlias = "tuple[str | int, ...]"

FOLDERS = ("parameters", "indicators", "cases")
# Checks of the register's rows: the registry reads them; no figure depends on them, and the raw form has none.
CHECKS = "checks"
SINGLE_FILES = ("rulebook.yaml", "grades.yaml", "sanctions.yaml", "duties.yaml", "pledge_text.yaml", "CHANGELOG.md")
REQUIRED_FILES = ("rulebook.yaml", "grades.yaml", "CHANGELOG.md")
CHANGELOG = "CHANGELOG.md"

_TAG = "tag:yaml.org,2002:"
_BOOLEAN = re.compile(r"^(true|false)$")
_WHOLE = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|\.inf|\.nan)$", re.IGNORECASE)
_NULL = re.compile(r"^(null|~|)$")


class _PlainLoader(yaml.SafeLoader):
    """Resolves only what JSON knows: no dates, no octal or sexagesimal numbers, no ``yes`` and ``on``."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own protocol


_PlainLoader.add_implicit_resolver(f"{_TAG}bool", _BOOLEAN, list("tf"))
_PlainLoader.add_implicit_resolver(f"{_TAG}int", _WHOLE, list("-+0123456789"))
_PlainLoader.add_implicit_resolver(f"{_TAG}float", _FLOAT, list("-+.0123456789"))
_PlainLoader.add_implicit_resolver(f"{_TAG}null", _NULL, ["n", "~", ""])


@dataclass
class Reading:
    """What a folder held: ``documents`` by path below the folder, the changelog's text, and the faults met."""

    documents: dict[str, Json] = field(default_factory=dict)
    changelog: str | None = None
    faults: list[Fault] = field(default_factory=list)


def key_text(place: Place) -> str:
    """A place inside a document as people write it: ``from.2016-01-01.limits[0].label``."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in place]
    return "".join(parts).removeprefix(".")


def where(file: str, place: Place = ()) -> str:
    """File and key of a fault."""
    return f"{file} {key_text(place)}".rstrip()


def read_folder(folder: Path) -> Reading:
    """Read every file of a rulebook's folder.

    Raises:
        UserError: FOLDER_MISSING.
    """
    if not folder.is_dir():
        raise user_error("FOLDER_MISSING", folder)
    reading = Reading()
    for path in sorted(_files(folder)):
        _read_file(path, path.relative_to(folder).as_posix(), reading)
    return reading


def read_document(text: str | bytes, file: str) -> tuple[Json, list[Fault]]:
    """One YAML document as plain JSON values, and its faults."""
    faults: list[Fault] = []
    try:
        node = yaml.compose(text, Loader=_PlainLoader)
        return (None if node is None else _Plain(file, faults).value(node, ())), faults
    except RecursionError:
        return None, [fault("RULEBOOK_NOT_YAML", file, reason="nested too deeply")]
    except yaml.YAMLError as error:
        return None, [fault("RULEBOOK_NOT_YAML", file, reason=" ".join(str(error).split()))]


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _read_file(path: Path, name: str, reading: Reading) -> None:
    if name.startswith(f"{CHECKS}/") and path.suffix == ".yaml":
        return
    if name == CHANGELOG:
        reading.changelog = path.read_text(encoding="utf-8", errors="replace")
    elif name in SINGLE_FILES or (name.split("/", maxsplit=1)[0] in FOLDERS and "/" in name and path.suffix == ".yaml"):
        reading.documents[name], faults = read_document(path.read_bytes(), name)
        reading.faults += faults
    else:
        allowed = ", ".join([*SINGLE_FILES, *(f"{one}/**.yaml" for one in (*FOLDERS, CHECKS))])
        reading.faults.append(fault("RULEBOOK_FILE_UNKNOWN", name, allowed=allowed))


class _Plain:
    """Turns a tree of YAML nodes into JSON values; a node met twice is an alias and is not followed."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Json:
        if id(node) in self.seen:
            self.refuse("RULEBOOK_ALIAS", place)
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(one, (*place, number)) for number, one in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, place)
        self.refuse("RULEBOOK_TAG", place, tag=node.tag)
        return None

    def mapping(self, node: yaml.MappingNode, place: Place) -> Json:
        found: dict[str, Json] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse("RULEBOOK_TAG", place, tag=key_node.tag)
                continue
            key = str(key_node.value)
            if key in found:
                self.refuse("RULEBOOK_KEY_TWICE", (*place, key), key=key)
            found[key] = self.value(value_node, (*place, key))
        return found

    def scalar(self, node: yaml.ScalarNode, place: Place) -> Json:
        text = str(node.value)
        match node.tag.removeprefix(_TAG):
            case "str":
                return text
            case "int" if _WHOLE.match(text):
                return int(text)
            case "bool" if _BOOLEAN.match(text):
                return text == "true"
            case "float":
                self.refuse("FLOAT_REFUSED", place, value=text)
            case "null":
                pass
            case _:
                self.refuse("RULEBOOK_TAG", place, tag=node.tag)
        return None

    def refuse(self, code: str, place: Place, **params: str) -> None:
        self.faults.append(fault(code, where(self.file, place), **params))
