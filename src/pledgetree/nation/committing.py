"""What the pledges promise as rows: commitments as arrays, and as the declared table.

Rows are sparse: below the county a unit without poor people promises nothing, and a year in which nobody is to be
lifted has no row, which counts 0. Remaining stocks are spelt out for every year, because a missing one would count the
baseline.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Flags, Whole, days, named
from pledgetree.nation.pledging import DEPARTMENT, PARTNER, Pledges
from pledgetree.nation.promises import INDICATORS, LIFTED, PLEDGED_YEARS, REMAINING, Promises
from pledgetree.nation.register import day_number

NAMES = (*INDICATORS, "poverty_incidence", "villages_exited", "hardened_roads", "input", "measures")
INCIDENCE, VILLAGES, ROADS, INPUT, MEASURES = range(len(INDICATORS), len(NAMES))
KINDS = ("additive", "rate", "milestone")
ADDITIVE, RATE, MILESTONE = range(len(KINDS))
BASES = ("annual", "cumulative", "level")
ANNUAL, CUMULATIVE, LEVEL = range(len(BASES))
_FORM = {
    **dict.fromkeys((0, 1), (ADDITIVE, ANNUAL)),
    REMAINING: (ADDITIVE, LEVEL),
    INCIDENCE: (RATE, LEVEL),
    VILLAGES: (ADDITIVE, CUMULATIVE),
    **dict.fromkeys((ROADS, INPUT, MEASURES), (MILESTONE, CUMULATIVE)),
}
LAST_YEAR = PLEDGED_YEARS[-1]


@dataclass(frozen=True)
class Commitments:
    """Commitments as arrays (M,): place of the pledge, indicator (place in ``NAMES``), year, figures, day due.

    ``baseline`` 0 = none; its denominator is 1.
    """

    pledge: Whole
    indicator: Whole
    year: Whole
    target: Whole
    denominator: Whole
    baseline: Whole
    due: Whole

    def only(self, kept: Whole) -> Commitments:
        """The rows at some places."""
        return Commitments(*(getattr(self, one.name)[kept] for one in fields(self)))

    def joined(self, *others: Commitments) -> Commitments:
        """These rows and others."""
        return Commitments(
            *(np.concatenate([getattr(one, each.name) for one in (self, *others)]) for each in fields(self))
        )

    def find(self, pledge: int, indicator: int, year: int | None = None) -> Whole:
        """The rows of a pledge about an indicator, of one year or all; ascending years."""
        here = np.flatnonzero((self.pledge == pledge) & (self.indicator == indicator))
        return here if year is None else here[self.year[here] == year]


def _rows(
    pledge: Whole, indicator: int, year: Whole, target: Whole, denominator: Whole, baseline: Whole
) -> Commitments:
    due = np.array([day_number(one, 12, 31) for one in PLEDGED_YEARS], np.int64)[year - PLEDGED_YEARS[0]]
    return Commitments(pledge, np.full(len(pledge), indicator, np.int64), year, target, denominator, baseline, due)


def rows_of(pledge: Whole, indicator: int, year: int, target: Whole, denominator: int = 1) -> Commitments:
    """One row for each pledge, without a baseline."""
    ones = np.ones(len(pledge), np.int64)
    return _rows(pledge, indicator, year * ones, target, denominator * ones, 0 * ones)


def all_commitments(promises: Promises, rural: Whole) -> Commitments:
    """Every row of the tree.

    Args:
        promises: targets and stocks of every unit of the tree (S,).
        rural: rural population of the signing counties at or below each unit (S,); incidence is pledged where it is
            known, from the province to the county.
    """
    tree = promises.signing
    upper = tree.tier <= TIERS.index("county")
    parts = [_of_indicator(promises, place, _wanted(promises, place, upper)) for place in range(len(INDICATORS))]
    parts += list(_incidence(promises, np.where(upper & (tree.tier > 0), rural, 0)))
    return parts[0].joined(*parts[1:])


def _wanted(promises: Promises, indicator: int, upper: Flags) -> Flags:
    """Which units and years have a row: (S, 5)."""
    some = promises.stock[:, None] > 0 if indicator == REMAINING else promises.target[:, :, indicator] > 0
    wanted: Flags = (upper[:, None] | some) & np.ones((1, len(PLEDGED_YEARS)), np.bool_)
    return wanted


def _of_indicator(promises: Promises, indicator: int, wanted: Flags) -> Commitments:
    pledge, step = np.nonzero(wanted)
    counted = promises.stock if indicator in (LIFTED, REMAINING) else np.zeros_like(promises.stock)
    target = promises.target[pledge, step, indicator]
    return _rows(pledge, indicator, step + PLEDGED_YEARS[0], target, np.ones(len(pledge), np.int64), counted[pledge])


def _incidence(promises: Promises, rural: Whole) -> list[Commitments]:
    here = np.flatnonzero(rural)
    return [
        _rows(here, INCIDENCE, np.full(len(here), year), promises.target[here, step, REMAINING], rural[here], 0 * here)
        for step, year in enumerate(PLEDGED_YEARS)
    ]


def milestones(pledges: Pledges) -> Commitments:
    """What partners and departments promise to have done by the end."""
    parts = [
        rows_of(
            np.flatnonzero(pledges.type == kind),
            family,
            LAST_YEAR,
            np.ones(int((pledges.type == kind).sum()), np.int64),
        )
        for kind, family in ((PARTNER, INPUT), (DEPARTMENT, MEASURES))
    ]
    return parts[0].joined(parts[1])


def commitments_table(commitments: Commitments, pledges: Pledges, last: int) -> pa.Table:
    """The declared table ``commitments`` of the pledges signed by a day."""
    known = commitments.only(np.flatnonzero(pledges.signed[commitments.pledge] <= last))
    none = known.baseline == 0
    forms = np.array([_FORM[one] for one in range(len(NAMES))], np.int64)[known.indicator]
    return pa.table(
        {
            "pledge_id": pledges.ids.take(pa.array(known.pledge)),
            "indicator": named(known.indicator, NAMES),
            "year": known.year,
            "kind": named(forms[:, 0], KINDS),
            "basis": named(forms[:, 1], BASES),
            "baseline_numerator": pa.array(known.baseline, mask=none),
            "baseline_denominator": pa.array(np.ones(len(none), np.int64), mask=none),
            "target_numerator": known.target,
            "target_denominator": known.denominator,
            "due_on": days(known.due),
        }
    )
