"""Reads the content of a pledge document from a snapshot's tables and its rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.dates import year_end
from pledgetree.base.errors import user_error
from pledgetree.base.units import CENTRE
from pledgetree.law.loading import default_name, load_rulebook
from pledgetree.law.model import Rulebook
from pledgetree.law.pledge_text import PledgeText, pledge_text_on
from pledgetree.pledges.arrays import SIDES
from pledgetree.pledges.document import Clause, Figure, Party, PledgeContent, Promise, Signatory
from pledgetree.pledges.terms import Terms, terms_of
from pledgetree.snapshot.codes import CodeResolver
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from pledgetree.snapshot.opening import Snapshot, open_snapshot

TARGETS = "targets"
DEPARTMENT_HEAD = "department_head"
Row = Mapping[str, Any]
_FIRST_DAY = date.min


def read_pledge(path: Path, pledge_id: str, rulebook: str | Path | None = None) -> PledgeContent:
    """The content of a pledge's document.

    The law of the day of its last signature holds; for a pledge not signed yet that of 31 December of the snapshot's
    year.

    Args:
        path: the snapshot's folder.
        pledge_id: the pledge; it may have been superseded, and then the content says so.
        rulebook: a name or folder; default: the snapshot's rulebook, else the default rulebook.

    Raises:
        UserError: what opening the snapshot and loading the rulebook raise; NO_SUCH_PLEDGE, UNKNOWN_UNIT,
            PLEDGE_TEXT_MISSING, CLAUSE_FAMILY_UNKNOWN.
    """
    snapshot = open_snapshot(path)
    snapshot.require("units", "pledges")
    return _Reader(snapshot, load_rulebook(rulebook or snapshot.rulebook or default_name())).content(pledge_id)


class _Reader:
    """Holds the tables while one pledge is read."""

    def __init__(self, snapshot: Snapshot, rulebook: Rulebook) -> None:
        self._snapshot = snapshot
        self._rulebook = rulebook
        self._units = snapshot.read("units").sort_by("unit_id")
        changes = snapshot.read("code_changes") if snapshot.has("code_changes") else None
        self._resolver = CodeResolver(self._units, changes)
        self._row_of = {code: row for row, code in enumerate(self._units.column("unit_id").to_pylist())}

    def _rows(self, name: str, column: str, value: str) -> list[dict[str, Any]]:
        """The rows of a table with a value in a column, in the order of its key; none where the table is absent."""
        schema = arrow_schema(declared_tables()[name])
        table = self._snapshot.read(name) if self._snapshot.has(name) else schema.empty_table()
        found = table.filter(pc.equal(table.column(column), value))
        rows: list[dict[str, Any]] = found.sort_by(
            [(key, "ascending") for key in declared_tables()[name].key]
        ).to_pylist()
        return rows

    def content(self, pledge_id: str) -> PledgeContent:
        pledge = next(iter(self._rows("pledges", "pledge_id", pledge_id)), None)
        if pledge is None:
            raise user_error("NO_SUCH_PLEDGE", self._snapshot.path, value=pledge_id)
        day = pledge["signed_on"] or year_end(self._snapshot.year)
        superior = self._party(pledge, "superior") if pledge["superior_unit"] else None
        subordinate = self._party(pledge, "subordinate")
        text = pledge_text_on(self._rulebook, day, subordinate.tier, pledge["type"])
        parties = {} if superior is None else dict(zip(SIDES, (superior, subordinate), strict=True))
        return PledgeContent(
            pledge_id=pledge_id,
            type=pledge["type"],
            superior=superior,
            subordinate=subordinate,
            derives_from=pledge["derives_from"],
            replaces=tuple(one["pledge_id"] for one in self._rows("pledges", "superseded_by", pledge_id)),
            superseded_by=pledge["superseded_by"],
            reason=pledge["reason"],
            deadline=pledge["deadline"],
            promises=tuple(map(promise_of, self._rows("commitments", "pledge_id", pledge_id))),
            clauses=self._clauses(pledge_id, text),
            signatories=tuple(self._signatories(pledge, parties, terms_of(self._rulebook, day))),
            rulebook=self._rulebook.name,
            text=text,
            made_up=self._snapshot.made_up,
        )

    def _unit(self, code: str) -> dict[str, Any]:
        place = int(self._resolver.places(pa.chunked_array([[code]], pa.string()), None)[0])
        if place < 0:
            raise user_error("UNKNOWN_UNIT", self._snapshot.path, value=code)
        row: dict[str, Any] = self._units.slice(place, 1).to_pylist()[0]
        return row

    def _within(self, unit: Row) -> Iterator[str]:
        """The names of the units above, from the lowest up, without the Centre; a circle ends where it began."""
        seen = {unit["unit_id"]}
        above = unit["parent_id"]
        while above in self._row_of and above not in {*seen, CENTRE}:
            seen.add(above)
            row = self._units.slice(self._row_of[above], 1).to_pylist()[0]
            yield row["name"]
            above = row["parent_id"]

    def _party(self, pledge: Row, side: str) -> Party:
        unit, office_id = self._unit(pledge[f"{side}_unit"]), pledge[f"{side}_office"]
        offices = self._rows("offices", "office_id", office_id) if office_id else []
        name = offices[0]["name"] if offices else office_id
        within = tuple(self._within(unit))[::-1]
        return Party(unit["unit_id"], unit["name"], unit["tier"], within, office_id, name)

    def _clauses(self, pledge_id: str, text: PledgeText) -> tuple[Clause, ...]:
        own = tuple(map(clause_of, self._rows("clauses", "pledge_id", pledge_id)))
        unknown = [one.family for one in own if one.family not in text.families]
        if unknown:
            allowed = ", ".join(text.families)
            raise user_error("CLAUSE_FAMILY_UNKNOWN", pledge_id, value=unknown[0], allowed=allowed)
        return own or standard_clauses(text)

    def _signatories(self, pledge: Row, parties: Mapping[str, Party], terms: Terms) -> Iterator[Signatory]:
        signed = self._rows("signatures", "pledge_id", pledge["pledge_id"])
        for side, party in parties.items():
            posts = self._rows("posts", "unit_id", party.unit_id)
            for role in required_roles(pledge["type"], side, party, terms):
                mine = [one for one in signed if (one["side"], one["role"]) == (side, role)]
                last = max(mine, key=lambda one: one["signed_on"], default=None)
                office = party.office_id if role == DEPARTMENT_HEAD else None
                title = title_of(posts, role, office, pledge["signed_on"] if last is None else last["signed_on"])
                yield Signatory(
                    side, role, title, None if last is None else last["signed_on"], last["capacity"] if last else None
                )


def required_roles(kind: str, side: str, party: Party, terms: Terms) -> tuple[str, ...]:
    """Who signs for a side: the rulebook's roles of its tier; in a department pledge the head of its office."""
    if kind == "department" and party.office_id is not None:
        return (DEPARTMENT_HEAD,)
    return terms.required.get((side, party.tier), ())


def title_of(posts: Iterable[Row], role: str, office_id: str | None, on: date | None) -> str | None:
    """The official title of a role's holder on a day (None = the last one known)."""
    held = [
        one
        for one in posts
        if one["role"] == role
        and one["office_id"] == office_id
        and (on is None or (one["held_from"] <= on and (one["held_until"] is None or on < one["held_until"])))
    ]
    last = max(held, key=lambda one: one["held_from"] or _FIRST_DAY, default=None)
    return None if last is None else last["title"]


def standard_clauses(text: PledgeText) -> tuple[Clause, ...]:
    """The rulebook's clauses in the order of their families, numbered."""
    order = list(text.families)
    sorted_ones = sorted(text.clauses, key=lambda one: order.index(one.family))
    return tuple(
        Clause(number, one.family, one.text, status=one.source.status) for number, one in enumerate(sorted_ones, 1)
    )


def clause_of(row: Row) -> Clause:
    """A row of ``clauses``."""
    return Clause(row["number"], row["family"], row["text"], row["due_on"], row["done_on"], row["evidence"])


def promise_of(row: Row) -> Promise:
    """A row of ``commitments``; a baseline without its denominator is a whole number."""
    baseline = row["baseline_numerator"]
    return Promise(
        indicator=row["indicator"],
        year=row["year"],
        kind=row["kind"],
        basis=row["basis"],
        baseline=None if baseline is None else Figure(baseline, row["baseline_denominator"] or 1),
        target=Figure(row["target_numerator"], row["target_denominator"]),
        due_on=row["due_on"],
    )
