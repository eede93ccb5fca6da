"""Reads the data checks of a rulebook and a user's own, with every fault of their files together.

A rulebook keeps its checks in ``checks/**.yaml``; they are no part of the raw form a result keeps, since no figure
depends on them, and their own digest stands in every report of checks. A user's file has the same form and adds
checks; it replaces none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pledgetree.base.errors import Fault, fault, raise_faults, user_error
from pledgetree.evidence.digests import digest_json
from pledgetree.law.documents import Document, items, table
from pledgetree.law.loading import bundled_folder, bundled_names, load_rulebook
from pledgetree.law.model import Rulebook, Source
from pledgetree.law.reading import CHECKS, Json, read_document, where
from pledgetree.law.schemas import schema_faults
from pledgetree.registry.check_forms import FormReader
from pledgetree.registry.check_model import Check, Rule
from pledgetree.snapshot.declaration import declared_tables

KIND = "checks"


@dataclass(frozen=True)
class Checks:
    """The checks in force on a day, in the order of their files, and the rulebook their numbers come from."""

    rulebook: Rulebook
    day: date
    checks: tuple[Check, ...]
    digest: str


@dataclass(frozen=True)
class _File:
    """One file of checks as it was read; ``broken`` are the checks whose keys are not those of the schema."""

    name: str
    content: Json
    broken: frozenset[str] = frozenset()


def load_checks(rulebook: str | Path, day: date, more: Iterable[Path] = ()) -> Checks:
    """The checks of a rulebook that hold on a day, and those of the files ``more``.

    Raises:
        UserError: RULEBOOK_UNKNOWN; FILE_MISSING; CHECKS_MISSING; every fault of the rulebook, or of the files,
            together.
    """
    law = load_rulebook(rulebook)
    found, faults = _read(_folder_of(rulebook), tuple(more))
    checks, mistakes = _checks_of(found, law, day)
    raise_faults([*faults, *mistakes])
    if not found:
        raise user_error("CHECKS_MISSING", law.name)
    return Checks(law, day, checks, digest_json({one.name: one.content for one in found}))


@cache
def bundled_checks(name: str, day: date) -> Checks:
    """The checks of a rulebook that is shipped, kept for the next county."""
    return load_checks(name, day)


def check_faults(rulebook: Path) -> list[Fault]:
    """Every fault of the files of checks in a sound rulebook's folder.

    Raises:
        UserError: the rulebook itself has faults.
    """
    found, faults = _read(rulebook, ())
    return [*faults, *_checks_of(found, load_rulebook(rulebook), date.max)[1]]


def _folder_of(rulebook: str | Path) -> Path:
    bundled = isinstance(rulebook, str) and rulebook in bundled_names()
    folder = bundled_folder() / rulebook if bundled else Path(rulebook)
    # A what-if changes numbers of law; its checks are those of the rulebook it changes.
    return folder if (folder / CHECKS).is_dir() else folder.with_name(folder.name.partition("+")[0])


def _read(folder: Path, more: Sequence[Path]) -> tuple[list[_File], list[Fault]]:
    """The files of checks as plain values, and the faults of the reading and of the schema."""
    files: list[_File] = []
    faults: list[Fault] = []
    own = [(path, path.relative_to(folder).as_posix()) for path in sorted((folder / CHECKS).rglob("*.yaml"))]
    for path, name in [*own, *((path, path.name) for path in more)]:
        if not path.is_file():
            raise user_error("FILE_MISSING", path)
        content, wrong = read_document(path.read_bytes(), name)
        placed = schema_faults(Document(name, KIND, content))
        faults += wrong or [one for _, one in placed]
        broken = frozenset(str(place[1]) for place, _ in placed if len(place) > 1 and place[0] == KIND)
        files.append(_File(name, content, broken))
    return files, faults


def _shared(files: Sequence[_File], part: str) -> dict[str, Json]:
    """What all files name in a part: remedies and predicates may be used by every file."""
    return {name: content for file in files for name, content in table(file.content, part).items()}


def _checks_of(files: Sequence[_File], law: Rulebook, day: date) -> tuple[tuple[Check, ...], list[Fault]]:
    builder = _Builder(_shared(files, "remedies"), _shared(files, "predicates"), law, day)
    for file in files:
        for code, entry in items(file.content, KIND):
            if code not in file.broken:
                builder.add(file.name, code, entry)
    return tuple(builder.found), builder.faults


class _Builder:
    """Turns entries of files into checks; what is wrong with one does not keep the next from being read."""

    def __init__(self, remedies: Mapping[str, Json], named: Mapping[str, Json], law: Rulebook, day: date) -> None:
        self._remedies, self._named, self._law, self._day = remedies, named, law, day
        self._owners = frozenset(law.matrix.departments)
        self._parameters = frozenset(law.parameters)
        self._files: dict[str, str] = {}
        self.found: list[Check] = []
        self.faults: list[Fault] = []

    def add(self, file: str, code: str, entry: Mapping[str, Json]) -> None:
        """Read one check; keep it when it is in force and sound."""
        if code in self._files:
            self.faults.append(fault("CHECK_TWICE", where(file, (KIND, code)), name=code, other=self._files[code]))
            return
        self._files[code] = file
        if self._names_are_known(file, code, entry):
            self._add_in_force(file, code, entry)

    def _names_are_known(self, file: str, code: str, entry: Mapping[str, Json]) -> bool:
        known = {"table": tuple(declared_tables()), "remedy": tuple(self._remedies), "owner": tuple(self._owners)}
        before = len(self.faults)
        for key, allowed in known.items():
            value = entry.get(key)
            # A rulebook without duties names no departments; then an owner is only a word.
            if allowed and value not in allowed:
                place = where(file, (KIND, code, key))
                self.faults.append(fault("CHECK_NAME", place, value=str(value), allowed=", ".join(sorted(allowed))))
        return len(self.faults) == before

    def _add_in_force(self, file: str, code: str, entry: Mapping[str, Json]) -> None:
        reader = FormReader(file, str(entry["table"]), self._named, self._parameters, self.faults)
        reader.shown_column(entry.get("column"), (KIND, code, "column"))
        rules = {
            begun: (reader.rule(one["when"], (KIND, code, "from", begun, "when")), one)
            for begun, one in items(entry, "from")
            if one.get("when") is not None
        }
        begun = max((one for one in table(entry, "from") if one <= self._day.isoformat()), default=None)
        rule, terms = rules.get(begun or "", (None, {}))
        if rule is not None:
            self.found.append(self._check(file, code, entry, (rule, terms)))

    def _check(self, file: str, code: str, entry: Mapping[str, Json], held: tuple[Rule, Mapping[str, Json]]) -> Check:
        rule, terms = held
        return Check(
            code=code,
            title=_text(entry["title"]),
            remedy=_text(self._remedies[str(entry["remedy"])]),
            table=str(entry["table"]),
            column=str(entry["column"]),
            severity=entry.get("severity", "fault"),  # type: ignore[arg-type]  # the schema holds the three severities
            owner=str(entry["owner"]),
            rule=rule,
            source=Source(**table(terms, "source")),  # type: ignore[arg-type]  # the schema holds its keys and texts
            file=file,
        )


def _text(content: Json) -> Mapping[str, str]:
    return MappingProxyType({key: str(value) for key, value in table(content).items()})
