"""What-if rulebooks: a folder that names the rulebook it extends and holds only what differs.

How a difference is laid over its base, key by key:

* a mapping is merged with the mapping of the same key;
* a ``source`` is replaced as a whole: half of one source and half of another would be a false citation;
* everything else (a number, a text, a list) replaces what stood there;
* worked cases are not inherited: what the base expects is just what the difference changes.

Whatever a difference puts into a dated value or rule needs a source of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pledgetree.base.errors import Fault, fault
from pledgetree.law.documents import Document, Raw, documents_of, table
from pledgetree.law.reading import Json, Place, where

EXTENDS = "extends"
WHOLE = "source"
_ISO_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def is_dated(value: object) -> bool:
    """Whether a value is a mapping whose keys are all dates of effect."""
    return isinstance(value, Mapping) and bool(value) and all(_ISO_DATE.match(str(key)) for key in value)


def lay_over(base: Json, difference: Json) -> Json:
    """The base with the difference laid over it."""
    if not (isinstance(base, dict) and isinstance(difference, dict)):
        return difference
    merged = dict(base)
    for key, value in difference.items():
        merged[key] = value if key == WHOLE else lay_over(base.get(key), value)
    return merged


def extend(base: Raw, difference: Raw, variant: str) -> Raw:
    """The raw form of a what-if rulebook.

    Args:
        base: raw form of the rulebook it extends.
        difference: raw form of the folder that holds the differences.
        variant: name of the folder, or ``BASE+VARIANT``.
    """
    merged = lay_over(base, {**difference, EXTENDS: base["name"]})
    assert isinstance(merged, dict)
    head = {key: value for key, value in table(merged, "rulebook").items() if key != EXTENDS}
    prefix = f"{base['name']}+"
    name = prefix + variant.removeprefix(prefix)
    return {**merged, "name": name, "rulebook": {**head, "name": name}, "cases": difference["cases"]}


def unsourced(difference: Raw) -> list[Fault]:
    """Dated entries of a difference that bring no source of their own."""
    return [
        fault("VALUE_WITHOUT_SOURCE", where(document.file, place))
        for document in documents_of(difference)
        for place, entry in _entries(document, document.content, ())
        if WHOLE not in entry
    ]


def _entries(document: Document, value: Json, place: Place) -> Iterator[tuple[Place, dict[str, Json]]]:
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        here = (*place, key)
        entry = is_dated(value) or place[-1:] == ("regions",)
        # An entry that only carries its regions says nothing itself.
        if entry and isinstance(inner, dict) and set(inner) != {"regions"}:
            yield here, inner
        yield from _entries(document, inner, here)
