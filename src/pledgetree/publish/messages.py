"""Messages in the reader's language: catalogues are read from their ``.po`` files when first needed."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from pledgetree.base.errors import Fault, wordings
from pledgetree.publish.languages import LANGUAGES


def mark(message: str) -> str:
    """The message itself: marks a text for the catalogues where it is translated only later."""
    return message


def read_catalogue(name: str) -> Catalog:
    """The catalogue in ``locale/<name>``, for example ``zh_Hans``."""
    place = files("pledgetree.publish").joinpath("locale", name, "LC_MESSAGES", "pledgetree.po")
    return read_po(BytesIO(place.read_bytes()), locale=name)


@cache
def translations(lang: str) -> NullTranslations:
    """The translations of a language (``en``, ``zh-hans``, ``fr``); English gives every message back as it is.

    Raises:
        KeyError: not a language of the house.
    """
    language = LANGUAGES[lang]
    if not language.catalogue:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language.catalogue))
    compiled.seek(0)
    return Translations(compiled)


def translate_fault(one: Fault, lang: str) -> str:
    """A fault as one line: code, place, what is wrong, what to do."""
    gettext = translations(lang).gettext
    words, params = wordings()[one.code], dict(one.params)
    place = f"{one.where}: " if one.where else ""
    what = gettext(words.what).format(**params)
    remedy = gettext(words.remedy).format(**params)
    return gettext("{code} {place}{what}; {remedy}").format(code=one.code, place=place, what=what, remedy=remedy)


def fault_summary(code: str, lang: str) -> str:
    """What a code says about many rows at once: its words with the places of single values left open."""
    if code not in wordings():
        return code
    text = translations(lang).gettext(wordings()[code].what)
    return text.format_map(_Open())


class _Open(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
