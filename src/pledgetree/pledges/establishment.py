"""The establishment of one unit on a day: its offices, and who holds which post, in full or acting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

FULL, ACTING = "full", "acting"


@dataclass(frozen=True)
class Office:
    """A row of the table ``offices``."""

    id: str
    department: str
    name: str


@dataclass(frozen=True)
class Holder:
    """Who holds a post: ``officer`` is a pseudonym, ``capacity`` full or acting, ``since`` the first day."""

    officer: str
    capacity: str
    since: date


@dataclass(frozen=True)
class Establishment:
    """The offices of a unit, and the posts held there on a day by office (None = the unit itself) and role."""

    unit: str
    offices: tuple[Office, ...]
    posts: dict[tuple[str | None, str], tuple[Holder, ...]]

    def offices_of(self, department: str) -> tuple[Office, ...]:
        """The offices of a department, by id."""
        return tuple(one for one in self.offices if one.department == department)

    def holders(self, office: str | None, role: str) -> tuple[Holder, ...]:
        """Who holds a role: the full holders, else those who act for them; nobody when the post is vacant."""
        held = self.posts.get((office, role), ())
        full = tuple(one for one in held if one.capacity == FULL)
        return full or held

    def latest_takeover(self, roles: frozenset[str]) -> date | None:
        """The day on which the last of the present heads in these roles took over."""
        days = [
            one.since for (office, role), held in self.posts.items() if office is None and role in roles for one in held
        ]
        return max(days, default=None)


def establishment_of(offices: pa.Table, posts: pa.Table, unit: str, day: date) -> Establishment:
    """The establishment of a unit from the declared tables, sorted by office and officer."""
    own = offices.filter(pc.equal(offices.column("unit_id"), unit)).sort_by("office_id")
    found = [Office(one["office_id"], one["department"], one["name"]) for one in own.to_pylist()]
    held: dict[tuple[str | None, str], list[Holder]] = {}
    for one in posts_on(posts.filter(pc.equal(posts.column("unit_id"), unit)), day).sort_by("officer_id").to_pylist():
        held.setdefault((one["office_id"], one["role"]), []).append(_holder(one))
    return Establishment(unit, tuple(found), {key: tuple(ones) for key, ones in held.items()})


def posts_on(posts: pa.Table, day: date) -> pa.Table:
    """The posts that are held on a day: from the first day in the post to the day before it is given up."""
    at = pa.scalar(day, pa.date32())
    begun = pc.less_equal(posts.column("held_from"), at)
    still = pc.fill_null(pc.greater(posts.column("held_until"), at), fill_value=True)
    return posts.filter(pc.and_(begun, still))


def _holder(row: dict[str, Any]) -> Holder:
    return Holder(row["officer_id"], row["capacity"] or FULL, row["held_from"])
