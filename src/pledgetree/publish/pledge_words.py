"""Words of the pledge document for codes of the tables: sides, roles, kinds of pledges, bases, units of measure."""

from __future__ import annotations

from collections.abc import Mapping

from pledgetree.publish.messages import mark, translations
from pledgetree.publish.words import STATUSES, TIERS

SIDES = {"superior": mark("Receives the pledge"), "subordinate": mark("Gives the pledge")}
ROLES = {
    "party_head": mark("party secretary"),
    "government_head": mark("head of government"),
    "body": mark("the body as a whole"),
    "department_head": mark("head of the office"),
    "village_committee": mark("villagers' committee"),
}
ALL_TIERS = {**TIERS, "township": mark("township"), "village": mark("village")}
TYPES = {
    "vertical": mark("between levels"),
    "department": mark("between departments"),
    "partner": mark("between partners"),
}
BASES = {"annual": mark("in the year"), "cumulative": mark("in all by then"), "level": mark("at the end of the year")}
UNITS = {
    "persons": mark("persons"),
    "households": mark("households"),
    "villages": mark("villages"),
    "counties": mark("counties"),
    "fen": mark("yuan"),
    "points": mark("points"),
    "ratio": "",
    "": "",
}
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "side": SIDES,
    "role": ROLES,
    "tier": ALL_TIERS,
    "type": TYPES,
    "basis": BASES,
    "unit": UNITS,
    "status": STATUSES,
}


def word(vocabulary: str, code: str, lang: str) -> str:
    """The word for a code in a language; a code without one is shown as words."""
    message = VOCABULARIES[vocabulary].get(code, code.replace("_", " "))
    return translations(lang).gettext(message) if message else ""
