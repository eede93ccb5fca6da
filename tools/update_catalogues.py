"""Bring the catalogues up to date: add new messages, drop those nobody says any more, keep every translation.

python tools/update_catalogues.py             rewrite the .po files; lists what is left to translate
python tools/update_catalogues.py --missing   only list it, as JSON: {"fr": [...], "zh_Hans": [...]}
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from pledgetree.publish.catalogue import SOURCE, gather_messages
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.messages import read_catalogue


def updated(name: str) -> Catalog:
    """The catalogue with exactly the messages that are said, and the translations it had."""
    old, new = read_catalogue(name), gather_messages()
    fresh = Catalog(locale=name, project="Pledgetree", charset="utf-8", fuzzy=False)
    for message in new:
        if message.id:
            known = old.get(message.id)
            # Line numbers change with every edit and would fill the history; the file is enough.
            places = sorted({(place, None) for place, _ in message.locations})
            text = known.string if known else ""
            added = fresh.add(message.id, text, locations=places, auto_comments=message.auto_comments)
            if "%(" not in str(message.id) and "%s" not in str(message.id):
                added.flags.discard("python-format")  # a percentage in prose is no place for a value
    # A fixed date: the same messages give the same bytes.
    fresh.header_comment = f"# {name}: translations of Pledgetree, Apache-2.0."
    fresh.last_translator = fresh.msgid_bugs_address = fresh.language_team = "Pledgetree"
    fresh.creation_date = fresh.revision_date = old.creation_date
    return fresh


def missing(catalogue: Catalog) -> list[str]:
    """The messages without a translation."""
    return [
        str(one.id)
        for one in catalogue
        if one.id and not all(([one.string] if isinstance(one.string, str) else one.string) or [""])
    ]


def main() -> int:
    """Write or list; 1 when something is left to translate."""
    left = {}
    for name in (one.catalogue for one in LANGUAGES.values() if one.catalogue):
        catalogue = updated(name)
        left[name] = missing(catalogue)
        if "--missing" not in sys.argv:
            path = Path(SOURCE) / "publish" / "locale" / name / "LC_MESSAGES" / "pledgetree.po"
            with path.open("wb") as file:
                write_po(file, catalogue, width=118, sort_output=True, omit_header=False)
    print(json.dumps(left, ensure_ascii=False, indent=1))
    return 1 if any(left.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
