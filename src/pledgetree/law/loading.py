"""Loads rulebooks: a bundled name, a what-if of one, or a folder; every fault is found before any is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

from pledgetree.base.errors import Fault, fault, raise_faults, user_error
from pledgetree.law.cautions import Formulas, check_cliffs, check_compounds, check_formulas
from pledgetree.law.differences import EXTENDS, extend, unsourced
from pledgetree.law.documents import Raw, documents_of, raw_form, table
from pledgetree.law.duty_references import check_duties
from pledgetree.law.model import Rulebook
from pledgetree.law.parsing import rulebook_of
from pledgetree.law.pledge_text import check_pledge_text
from pledgetree.law.reading import CHANGELOG, REQUIRED_FILES, Json, Place, Reading, read_document, read_folder, where
from pledgetree.law.references import check_includes, check_references, names_of
from pledgetree.law.schemas import schema_faults
from pledgetree.law.strictness import check_strictness

DEFAULT = "default.yaml"


def bundled_folder() -> Path:
    """The folder of the rulebooks that come with Pledgetree."""
    return Path(str(files("pledgetree").joinpath("rulebooks")))


def bundled_names() -> list[str]:
    """The names of the bundled rulebooks and what-ifs, sorted."""
    return sorted(path.parent.name for path in bundled_folder().glob("*/rulebook.yaml"))


def default_name() -> str:
    """The rulebook used when none is named."""
    content, _ = read_document((bundled_folder() / DEFAULT).read_bytes(), DEFAULT)
    return str(table(content)["rulebook"])


def load_rulebook(name_or_dir: str | Path) -> Rulebook:
    """The rulebook of a bundled name (``cn-central-2016``, ``NAME+VARIANT``) or of a folder.

    Raises:
        UserError: RULEBOOK_UNKNOWN, FOLDER_MISSING, or every fault of the rulebook together.
    """
    raw, faults = _examine(_folder_of(name_or_dir))
    raise_faults(faults)
    return rulebook_of(raw)


def rulebook_from_raw(raw: Mapping[str, Json]) -> Rulebook:
    """The rulebook a raw form means, as a result keeps it.

    Raises:
        UserError: every fault of the raw form together.
    """
    content = deepcopy(dict(raw))
    raise_faults(check_raw(content))
    return rulebook_of(content)


def check_rulebook(folder: Path, formulas: Formulas | None = None) -> list[Fault]:
    """Every fault and warning of a rulebook's folder.

    Args:
        folder: the rulebook, or the what-if, to examine.
        formulas: the closed list of formulas with the facts each counts; without it neither the names of formulas nor
            ``COMPOUNDS`` are checked.

    Raises:
        UserError: FOLDER_MISSING.
    """
    raw, faults = _examine(folder)
    if not any(one.severity == "fault" for one in faults):
        rulebook = rulebook_of(raw)
        faults += check_cliffs(rulebook)
        if formulas is not None:
            included = [load_rulebook(name) for name in rulebook.includes]
            faults += [*check_formulas(rulebook, formulas), *check_compounds(rulebook, formulas, included)]
    return faults


def check_raw(raw: Raw) -> list[Fault]:
    """Every fault of a raw form, by schema and by reference, in the order of the files."""
    sound = deepcopy(raw)
    faults = []
    for document in documents_of(raw):
        for place, one in schema_faults(document):
            faults.append(one)
            _prune(sound, document.file, place)
    names = names_of(raw)
    faults += check_references(sound, names)
    faults += check_strictness(sound, names)
    faults += check_duties(sound)
    faults += check_pledge_text(sound)
    faults += check_includes(sound, bundled_names())
    return faults


def _examine(folder: Path) -> tuple[Raw, list[Fault]]:
    """The raw form of a folder and all its faults; without its base a what-if is not examined any further."""
    raw, faults = _read(folder)
    whole = EXTENDS not in table(raw, "rulebook")
    return raw, _once([*faults, *(check_raw(raw) if whole else [])])


def _folder_of(name_or_dir: str | Path) -> Path:
    names = bundled_names()
    if isinstance(name_or_dir, str) and name_or_dir in names:
        return bundled_folder() / name_or_dir
    folder = Path(name_or_dir)
    if not folder.is_dir():
        raise user_error("RULEBOOK_UNKNOWN", value=str(name_or_dir), allowed=", ".join(names))
    return folder


def _read(folder: Path) -> tuple[Raw, list[Fault]]:
    """The raw form of a folder, laid over its base if it extends one, and the faults of the reading."""
    reading = read_folder(folder)
    raw = raw_form(reading.documents)
    if EXTENDS not in table(raw, "rulebook"):
        raw["name"] = table(raw, "rulebook").get("name", "")
        return raw, [*_missing_files(reading, REQUIRED_FILES), *reading.faults, *_check_changelog(reading, raw)]
    base = str(table(raw, "rulebook")[EXTENDS])
    others = [name for name in bundled_names() if bundled_folder() / name != folder.resolve()]
    if base not in others:
        place = where("rulebook.yaml", (EXTENDS,))
        return raw, [*reading.faults, fault("RULEBOOK_UNKNOWN", place, value=base, allowed=", ".join(others))]
    below, faults = _read(bundled_folder() / base)
    return extend(below, raw, folder.resolve().name), [*faults, *reading.faults, *unsourced(raw)]


def _missing_files(reading: Reading, names: Iterable[str]) -> list[Fault]:
    present = {*reading.documents, *([CHANGELOG] if reading.changelog is not None else [])}
    return [fault("RULEBOOK_FILE_MISSING", name) for name in names if name not in present]


def _check_changelog(reading: Reading, raw: Raw) -> list[Fault]:
    """Each edition has a section that says which periods and areas it touches."""
    if reading.changelog is None:
        return []
    headings = {line.lstrip("# ").strip() for line in reading.changelog.splitlines() if line.startswith("#")}
    editions = table(raw, "rulebook", "editions")
    return [fault("CHANGELOG_INCOMPLETE", CHANGELOG, edition=name) for name in editions if name not in headings]


def _prune(raw: Raw, file: str, place: Place) -> None:
    """Take the part that holds a fault out of a raw form, so that the rest can still be checked.

    A part is what a file names at its second level: one dated value, one rule, one edition.
    """
    part, slash, name = file.removesuffix(".yaml").partition("/")
    *way, last = [part, name, *place[:2]] if slash else [part, *place[:2]]
    within: Any = raw
    for step in way:
        within = within[int(step)] if isinstance(within, list) else within.get(step)
    if place and isinstance(within, dict):
        within.pop(last, None)
    elif place and isinstance(within, list):
        within[int(last)] = None


def _once(faults: Collection[Fault]) -> list[Fault]:
    """Faults without repetition: what could not be read is not reported again as a value of the wrong type."""
    unread = ("FLOAT_REFUSED", "RULEBOOK_ALIAS", "RULEBOOK_TAG", "RULEBOOK_NOT_YAML")
    refused = {one.where for one in faults if one.code in unread}
    return [one for one in dict.fromkeys(faults) if one.code != "RULEBOOK_TYPE" or one.where not in refused]
