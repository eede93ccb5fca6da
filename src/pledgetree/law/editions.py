"""Editions: the state of the law that was in force for a year, and the digest that pins it.

The digest of an edition covers the rulebook restricted to what takes effect by 31 December of the edition's last year:
a later edition, with its later values and rules, leaves it unchanged. Worked cases explain the law and are not part of
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pledgetree.base.dates import year_end
from pledgetree.law.differences import is_dated
from pledgetree.law.documents import items, last_names, table
from pledgetree.law.model import Edition
from pledgetree.law.reading import Json

_DATED_KEYS = ("values", "functions", "from")


def restricted(raw: Mapping[str, Any], edition: Edition) -> dict[str, Json]:
    """The raw form with only what is effective by the end of the edition's last year.

    Dated entries of later effect go; what has no entry left goes; so do gates whose indicator or parameter is gone,
    later editions, and all cases.
    """
    cutoff = year_end(edition.last_year).isoformat()
    kept = {key: _in_effect(value, cutoff) for key, value in raw.items() if key != "cases"}
    kept["rulebook"] = {**table(kept, "rulebook"), "editions": _editions(raw, edition)}
    kept["grades"] = {**table(kept, "grades"), "gates": _gates(kept)}
    return kept


def _in_effect(value: Json, cutoff: str) -> Json:
    if isinstance(value, dict):
        inner = {key: _in_effect(one, cutoff) for key, one in value.items() if not _is_later(one, cutoff)}
        return {key: one for key, one in inner.items() if key <= cutoff} if is_dated(value) else inner
    return value


def _is_later(value: Json, cutoff: str) -> bool:
    """Whether a parameter, indicator or rule has no entry in effect by the cutoff."""
    dated = [one for key in _DATED_KEYS for one in [table(value, key)] if is_dated(one)]
    return bool(dated) and all(min(one) > cutoff for one in dated)


def _editions(raw: Mapping[str, Json], edition: Edition) -> dict[str, Json]:
    editions = items(raw, "rulebook", "editions")
    return {name: one for name, one in editions if int(str(one["first_year"])) <= edition.last_year}


def _gates(kept: Mapping[str, Json]) -> dict[str, Json]:
    indicators = set(last_names(table(kept, "indicators")))
    parameters = table(kept, "parameters")
    return {
        name: gate
        for name, gate in items(kept, "grades", "gates")
        if gate["indicator"] in indicators and gate["parameter"] in parameters
    }
