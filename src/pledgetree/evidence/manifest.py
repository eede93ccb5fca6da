"""Manifests: what a folder of tables holds, in the form of a Frictionless Data Package v2.

A snapshot (``datapackage.json``) and a result (``result.json``) have the same form. The digest of a manifest is the
SHA-256 of its RFC 8785 form without ``frozen_at``, so that the moment of writing changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pledgetree.base.errors import Fault, UserError, fault, raise_faults, user_error
from pledgetree.evidence.digests import digest_json, digest_parts

DATAPACKAGE = "datapackage.json"
HASH_PREFIX = "sha256:"
_HEX = frozenset("0123456789abcdef")
_OWN_KEYS = ("name", "profile", "year", "frozen_at", "made_up", "rulebook", "resources")


@dataclass(frozen=True)
class Part:
    """One file of a table: its name, path in the folder, size in bytes, digests in hexadecimal, and its rows."""

    name: str
    path: str
    bytes: int
    hash: str
    rows: int
    content_hash: str


@dataclass(frozen=True)
class Resource:
    """One table of the folder. ``parts`` is empty when the table is a single file; paths are relative, with ``/``."""

    name: str
    paths: tuple[str, ...]
    format: str
    bytes: int
    hash: str
    rows: int
    content_hash: str
    schema: Mapping[str, Any]
    parts: tuple[Part, ...] = ()

    def files(self) -> tuple[Part, ...]:
        """Every file of the table; a single file is given as one part that has the table's name."""
        if self.parts:
            return self.parts
        return (Part(self.name, self.paths[0], self.bytes, self.hash, self.rows, self.content_hash),)


@dataclass(frozen=True)
class Manifest:
    """The tables of a folder and what they are for; ``extra`` holds further top-level keys."""

    name: str
    profile: str
    year: int
    frozen_at: str
    made_up: bool
    rulebook: str | None
    resources: tuple[Resource, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)

    def resource(self, name: str) -> Resource | None:
        """The table of that name, or None."""
        return next((one for one in self.resources if one.name == name), None)


def resource_of_file(part: Part, schema: Mapping[str, Any]) -> Resource:
    """A table stored in one file; the part's name is the table's."""
    return Resource(
        name=part.name,
        paths=(part.path,),
        format=PurePosixPath(part.path).suffix.lstrip("."),
        bytes=part.bytes,
        hash=part.hash,
        rows=part.rows,
        content_hash=part.content_hash,
        schema=schema,
    )


def resource_of_parts(name: str, parts: tuple[Part, ...], schema: Mapping[str, Any]) -> Resource:
    """A table stored in several files, sorted by part name; its digests are those of its ``part TAB digest`` lines."""
    ordered = tuple(sorted(parts, key=lambda part: part.name))
    return Resource(
        name=name,
        paths=tuple(part.path for part in ordered),
        format="parquet",
        bytes=sum(part.bytes for part in ordered),
        hash=digest_parts((part.name, part.hash) for part in ordered),
        rows=sum(part.rows for part in ordered),
        content_hash=digest_parts((part.name, part.content_hash) for part in ordered),
        schema=schema,
        parts=ordered,
    )


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "path": part.path,
        "bytes": part.bytes,
        "hash": HASH_PREFIX + part.hash,
        "rows": part.rows,
        "content_hash": HASH_PREFIX + part.content_hash,
    }


def _resource_json(one: Resource) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": one.name,
        "path": list(one.paths) if one.parts else one.paths[0],
        "format": one.format,
        "bytes": one.bytes,
        "hash": HASH_PREFIX + one.hash,
        "rows": one.rows,
        "content_hash": HASH_PREFIX + one.content_hash,
        "schema": dict(one.schema),
    }
    if one.parts:
        record["parts"] = [_part_json(part) for part in one.parts]
    return record


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """The manifest as a JSON object, resources in the order of their names."""
    resources = sorted(manifest.resources, key=lambda one: one.name)
    return {
        "name": manifest.name,
        "profile": manifest.profile,
        "year": manifest.year,
        "frozen_at": manifest.frozen_at,
        "made_up": manifest.made_up,
        "rulebook": manifest.rulebook,
        **manifest.extra,
        "resources": [_resource_json(one) for one in resources],
    }


def manifest_digest(manifest: Manifest) -> str:
    """SHA-256 of the manifest's RFC 8785 form without ``frozen_at``, in hexadecimal."""
    record = manifest_json(manifest)
    del record["frozen_at"]
    return digest_json(record)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest as readable JSON.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(manifest_json(manifest), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


# What stands under each key: the words say it to the reader, the function tests it.
def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_hash(value: Any) -> bool:
    digits = value.removeprefix(HASH_PREFIX) if isinstance(value, str) else ""
    return len(digits) == 64 and set(digits) <= _HEX and value.startswith(HASH_PREFIX)


def _is_paths(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and value != [] and all(map(_is_text, value)))


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


_TEXT = ("a text", _is_text)
_COUNT = ("a whole number from 0", _is_count)
_HASH = (f"{HASH_PREFIX} and 64 hexadecimal digits", _is_hash)
_TOP = {
    "name": _TEXT,
    "profile": _TEXT,
    "year": _COUNT,
    "frozen_at": _TEXT,
    "made_up": ("true or false", lambda value: isinstance(value, bool)),
    "rulebook": ("a text or null", lambda value: value is None or _is_text(value)),
    "resources": (
        "a list of objects",
        lambda value: isinstance(value, list) and all(isinstance(v, dict) for v in value),
    ),
}
_FILE = {"name": _TEXT, "bytes": _COUNT, "hash": _HASH, "rows": _COUNT, "content_hash": _HASH}
_PART = {**_FILE, "path": _TEXT}
_RESOURCE = {
    **_FILE,
    "path": ("a path or a list of paths", _is_paths),
    "format": _TEXT,
    "schema": ("an object", lambda value: isinstance(value, dict)),
}


def _wrong_keys(record: Mapping[str, Any], keys: Mapping[str, Any], where: str) -> Iterator[Fault]:
    for key, (allowed, accepts) in keys.items():
        if not accepts(record.get(key)):
            yield fault("MANIFEST_FIELD", where, key=key, allowed=allowed)


def _wrong_parts(record: Mapping[str, Any], where: str) -> Iterator[Fault]:
    parts = record.get("parts")
    if parts is None:
        if isinstance(record.get("path"), list):
            yield fault("MANIFEST_FIELD", where, key="parts", allowed="a part for each path")
        return
    if not _is_objects(parts):
        yield fault("MANIFEST_FIELD", where, key="parts", allowed="a list of objects")
        return
    for number, part in enumerate(parts):
        yield from _wrong_keys(part, _PART, f"{where}.parts[{number}]")
    if [part.get("path") for part in parts] != record.get("path"):
        yield fault("MANIFEST_FIELD", where, key="path", allowed="the paths of its parts, in their order")


def _wrong_totals(resources: tuple[Resource, ...], place: Path) -> Iterator[Fault]:
    """A table in parts must be the sum of its parts, or its digest would vouch for something else."""
    for number, one in enumerate(resources):
        if one.parts and one != resource_of_parts(one.name, one.parts, one.schema):
            where = f"{place}: resources[{number}]"
            yield fault(
                "MANIFEST_FIELD", where, key="parts", allowed="parts whose sizes and digests make up the table's"
            )


def _wrong_names(resources: tuple[Resource, ...], place: Path) -> Iterator[Fault]:
    names = [one.name for one in resources]
    paths = [path for one in resources for path in one.paths]
    for kind, values in (("name", names), ("path", paths)):
        if len(set(values)) < len(values):
            yield fault("MANIFEST_FIELD", f"{place}: resources", key=kind, allowed="each value once")


def _escapes(path: str, folder: Path, root: Path) -> bool:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path:
        return True
    return not (folder / path).resolve().is_relative_to(root)


def _escaping_paths(resources: tuple[Resource, ...], place: Path) -> Iterator[Fault]:
    """Paths that leave the manifest's folder, by ``..``, by being absolute or through a symbolic link."""
    folder = place.parent
    root = folder.resolve()
    for one in resources:
        for path in one.paths:
            if _escapes(path, folder, root):
                yield fault("PATH_ESCAPES", place, path=path)


def _digits(text: str) -> str:
    return text.removeprefix(HASH_PREFIX)


def _part(record: Mapping[str, Any]) -> Part:
    return Part(
        record["name"],
        record["path"],
        record["bytes"],
        _digits(record["hash"]),
        record["rows"],
        _digits(record["content_hash"]),
    )


def _resource(record: Mapping[str, Any]) -> Resource:
    path = record["path"]
    return Resource(
        name=record["name"],
        paths=tuple(path) if isinstance(path, list) else (path,),
        format=record["format"],
        bytes=record["bytes"],
        hash=_digits(record["hash"]),
        rows=record["rows"],
        content_hash=_digits(record["content_hash"]),
        schema=record["schema"],
        parts=tuple(_part(part) for part in record.get("parts", ())),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise user_error("MANIFEST_MISSING", path) from None
    except (OSError, ValueError, RecursionError) as error:
        raise user_error("MANIFEST_BROKEN", path, reason=str(error)) from None
    if not isinstance(record, dict):
        raise user_error("MANIFEST_BROKEN", path, reason="not a JSON object")
    return record


def _wrong_record(record: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    top = list(_wrong_keys(record, _TOP, str(path)))
    yield from top
    if any(("key", "resources") in one.params for one in top):
        return
    for number, one in enumerate(record["resources"]):
        where = f"{path}: resources[{number}]"
        yield from _wrong_keys(one, _RESOURCE, where)
        yield from _wrong_parts(one, where)


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest file; its tables are relative to the file's folder and need not exist.

    Raises:
        UserError: MANIFEST_MISSING, MANIFEST_BROKEN, or every MANIFEST_FIELD and PATH_ESCAPES together.
    """
    record = _load(path)
    raise_faults(_wrong_record(record, path))
    resources = tuple(_resource(one) for one in record["resources"])
    raise_faults([*_wrong_names(resources, path), *_wrong_totals(resources, path), *_escaping_paths(resources, path)])
    own = {key: record[key] for key in _OWN_KEYS if key != "resources"}
    extra = {key: value for key, value in record.items() if key not in _OWN_KEYS}
    manifest = Manifest(**own, resources=resources, extra=extra)
    _require_canonical(manifest, path)
    return manifest


def _require_canonical(manifest: Manifest, path: Path) -> None:
    """Refuse what has no RFC 8785 form (huge integers, NaN, lone surrogates): such a manifest has no digest."""
    try:
        manifest_digest(manifest)
    except (ValueError, RecursionError) as error:
        raise UserError([fault("MANIFEST_BROKEN", path, reason=str(error))]) from None
