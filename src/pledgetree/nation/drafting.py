"""A pledge tree while faults are planted in it: its arrays, where a fault may go, and what has been planted so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Flags, Whole
from pledgetree.nation.committing import NAMES, Commitments
from pledgetree.nation.draws import order_of
from pledgetree.nation.government import Signing
from pledgetree.nation.pledging import Pledges
from pledgetree.nation.promises import PLEDGED_YEARS, Promises
from pledgetree.nation.register import day_number

FIRST_YEAR = 2015
PER_KIND = 3
"""How many cases of each kind are planted, fewer where a small nation has no room (modelled)."""
PLANTED = pa.schema(
    [
        ("kind", pa.string()),
        ("case", pa.int64()),
        ("code", pa.string()),
        ("pledge_id", pa.string()),
        ("unit_id", pa.string()),
        ("indicator", pa.string()),
        ("year", pa.int64()),
        ("expected", pa.string()),
        ("found", pa.string()),
        ("since", pa.int64()),
        ("source", pa.string()),
    ]
)
"""Columns of ``truth/pledge_faults.parquet``: a row for every finding a planted case must raise."""
SOURCE = f"modelled: {PER_KIND} cases of each kind in a tree of 492,000 pledges, fewer where a small nation has no room"


def day_text(day: int) -> str:
    """A day as YYYY-MM-DD."""
    return str(np.datetime64(day, "D"))


def last_day(year: int) -> int:
    """31 December."""
    return day_number(year, 12, 31)


def step(year: int) -> int:
    """The place of a year among the years pledged for."""
    return year - PLEDGED_YEARS[0]


@dataclass(frozen=True)
class Kind:
    """A kind of planted fault: the places it may stand at, what it does there, and the unit whose sums it touches.

    Two cases never share such a unit, so that no case stands in another's sum.
    """

    name: str
    candidates: Callable[[Draft], Whole]
    plant: Callable[[Draft, int], None]
    shares: Callable[[Draft, Whole], Whole] | None = None
    """The unit, or several in columns, above each candidate; by default its county."""


@dataclass
class Draft:
    """The tree as it is being written.

    ``gone`` marks pledges that are never signed; ``told`` collects the rows of the truth.
    """

    seed: int
    tree: Signing
    promises: Promises
    rural: Whole
    pledges: Pledges
    commitments: Commitments
    gone: Flags
    told: list[dict[str, str | int | None]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    case: tuple[str, int] = ("", 0)

    def county_of(self, places: Whole) -> Whole:
        """The county each township or village signs under, -1 for those that sign with a unit above one."""
        above = self.tree.superior[places]
        above = np.where(self.tree.tier[above] == TIERS.index("township"), self.tree.superior[above], above)
        return np.where(self.tree.tier[above] == TIERS.index("county"), above, -1)

    def villages(self) -> Whole:
        """Places of all villages under counties."""
        return self._of_tier("village")

    def townships(self) -> Whole:
        """Places of all townships under counties."""
        return self._of_tier("township")

    def _of_tier(self, tier: str) -> Whole:
        places = np.flatnonzero(self.tree.tier == TIERS.index(tier))
        return places[self.county_of(places) >= 0]

    def below(self, place: int) -> Whole:
        """Places of the units that sign directly with one."""
        return np.flatnonzero(self.tree.superior == place)

    def target(self, place: int, indicator: int, year: int) -> int:
        """What a unit honestly promises for a year: ``LIFTED``, ``EXITED`` or ``REMAINING``."""
        return int(self.promises.target[place, step(year), indicator])

    def plant(self, kind: Kind) -> None:
        """Plant the cases of a kind at the first candidates, in a random order, whose unit above is still free."""
        candidates = kind.candidates(self)
        above = kind.shares(self, candidates) if kind.shares else self.county_of(candidates)
        order = order_of(self.seed, f"pledge fault {kind.name}", candidates)
        columns = above[:, None] if above.ndim == 1 else above
        cases = 0
        # Hardly more candidates than cases are looked at: nothing is made of the others.
        for at in order:
            units = set(columns[at].tolist())
            if self.used.isdisjoint(units):
                self.used |= units
                cases += 1
                self.case = (kind.name, cases)
                kind.plant(self, int(candidates[at]))
            if cases == PER_KIND:
                return

    def tell(
        self,
        code: str,
        pledge: int,
        unit: int,
        figures: tuple[str | int, str | int] = ("", ""),
        of: tuple[int, int] | None = None,
        since: int = FIRST_YEAR,
    ) -> None:
        """Note what a case must raise: on a pledge, about a unit (place in the tree), for an indicator and year."""
        kind, case = self.case
        indicator, year = (NAMES[of[0]], of[1]) if of else (None, None)
        self.told.append(
            {
                "kind": kind,
                "case": case,
                "code": code,
                "pledge_id": self.pledges.ids[pledge].as_py(),
                "unit_id": str(self.tree.ids[unit]),
                "indicator": indicator,
                "year": year,
                "expected": str(figures[0]),
                "found": str(figures[1]),
                "since": max(since, year or FIRST_YEAR),
                "source": SOURCE,
            }
        )

    def add_pledges(self, more: Pledges) -> Whole:
        """Further pledges; gives their places."""
        first = len(self.gone)
        self.pledges = self.pledges.joined([more])
        self.gone = np.append(self.gone, np.zeros(len(more.signed), np.bool_))
        return np.arange(first, len(self.gone))

    def add_commitments(self, more: Commitments) -> None:
        """Further rows."""
        self.commitments = self.commitments.joined(more)

    def drop_commitments(self, rows: Whole) -> None:
        """Rows that are not promised."""
        self.commitments = self.commitments.only(np.delete(np.arange(len(self.commitments.pledge)), rows))

    def copy_commitments(self, source: Whole, target: Whole) -> None:
        """Let pledges promise what others do."""
        new = np.full(len(self.gone), -1, np.int64)
        new[source] = target
        rows = self.commitments.only(np.flatnonzero(new[self.commitments.pledge] >= 0))
        values = {one.name: getattr(rows, one.name) for one in fields(Commitments)}
        self.add_commitments(Commitments(**{**values, "pledge": new[rows.pledge]}))

    def truth(self) -> pa.Table:
        """Everything planted."""
        return pa.Table.from_pylist(self.told, schema=PLANTED)
