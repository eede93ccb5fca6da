"""Yearly reports, some of them late, and confirmed findings of audit, inspection and the public."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.base.units import TIERS
from pledgetree.nation.columns import Whole, days
from pledgetree.nation.conduct import provinces_in_order
from pledgetree.nation.counties import truth_rows
from pledgetree.nation.draws import below, below_low, chance, draw, order_of
from pledgetree.nation.government import Signing
from pledgetree.nation.register import day_number

_LATE_PER_MILLE = 40
# What else is found each year besides false exits: problem, source, counties (modelled, few).
_OTHER_FINDINGS = (
    ("fund_rules_broken", "audit", 2),
    ("constraint_broken", "public", 1),
    ("violations_found", "discipline", 2),
)
# In so many provinces, the first of the audit's order.
_FOUND_IN = 7
_FRAUD_YEARS = (2016, 2017)


class _Row(NamedTuple):
    """One finding before it has a number."""

    unit: str
    problem: str
    source: str
    persons: int | None


def _numbers(signing: Signing) -> Whole:
    return np.array([int(one) for one in signing.ids.tolist()], np.int64)


def _report_ids(signing: Signing, year: int) -> list[str]:
    return [f"RE-{year}-{one}" for one in signing.ids[1:].tolist()]


def reports(signing: Signing, seed: int, year: int) -> tuple[pa.Table, pa.Table]:
    """The declared table ``reports`` of the signing units below the Centre, and the truth about late ones."""
    number = _numbers(signing)[1:]
    words = draw(seed, "report", year, number)
    late = chance(draw(seed, "late report", year, number), _LATE_PER_MILLE)
    due = day_number(year, 12, 15)
    sent = np.where(late, due + 1 + below(words, 14), due - below(words, 25))
    ids = _report_ids(signing, year)
    table = pa.table(
        {
            "report_id": ids,
            "unit_id": signing.ids[1:].tolist(),
            "year": np.full(len(ids), year),
            "due_on": days(np.full(len(ids), due)),
            "submitted_on": days(sent),
            "accepted_on": days(np.where(late, 0, sent + 1 + below_low(words, 10))),
        }
    )
    who = np.flatnonzero(late).tolist()
    columns = {
        "unit_id": pa.array([str(signing.ids[1 + one]) for one in who], pa.string()),
        "report_id": pa.array([ids[one] for one in who], pa.string()),
    }
    return table, truth_rows("late_report", year, columns, len(who))


def _false_exits(truth: pa.Table) -> dict[str, int]:
    """Persons of the planted false exits by county unit."""
    rows = truth.filter(pc.equal(truth.column("kind"), "false_exit"))
    found: dict[str, int] = {}
    for unit, persons in zip(rows.column("unit_id").to_pylist(), rows.column("persons").to_pylist(), strict=True):
        county = unit[:6] + "0" * 6
        found[county] = found.get(county, 0) + persons
    return found


def _audit_rows(truth: pa.Table, seed: int, year: int) -> list[_Row]:
    """The audit's false exits: fraud in one province of 2016 and 2017, elsewhere a violation."""
    fraud = f"{provinces_in_order(seed, 'audit', year)[0]:02d}" if year in _FRAUD_YEARS else "none"
    return [
        _Row(county, "exit_fraud" if county.startswith(fraud) else "violations_found", "audit", persons)
        for county, persons in sorted(_false_exits(truth).items())
    ]


def findings(signing: Signing, truth: pa.Table, seed: int, year: int) -> pa.Table:
    """The declared table ``findings`` of a year: the audit's false exits, and a few other problems.

    The last finding of each year is not final: it counts nothing.
    """
    rows = [*_audit_rows(truth, seed, year), *_others(signing, seed, year)]
    confirmed = np.full(len(rows), day_number(year, 12, 15))
    confirmed[-1:] = 0
    return pa.table(
        {
            "finding_id": pa.array([f"FI-{year}-{place:04d}" for place in range(1, len(rows) + 1)], pa.string()),
            "unit_id": pa.array([row.unit for row in rows], pa.string()),
            "problem": pa.array([row.problem for row in rows], pa.string()),
            "source": pa.array([row.source for row in rows], pa.string()),
            "found_on": days(np.full(len(rows), day_number(year, 11, 15))),
            "confirmed_on": days(confirmed),
            "persons": pa.array([row.persons for row in rows], pa.int64()),
            "amount_fen": pa.nulls(len(rows), pa.int64()),
        }
    )


def _others(signing: Signing, seed: int, year: int) -> list[_Row]:
    """Counties with another problem, in the provinces the audit looks at."""
    codes = [f"{code:02d}" for code in provinces_in_order(seed, "audit", year)[:_FOUND_IN]]
    county = signing.tier == TIERS.index("county")
    here = np.flatnonzero(county & np.isin(signing.ids.astype("U2"), codes))
    drawn = here[order_of(seed, f"found {year}", _numbers(signing)[here])].tolist()
    wanted = [(problem, source) for problem, source, count in _OTHER_FINDINGS for _ in range(count)]
    return [_Row(str(signing.ids[place]), *one, None) for place, one in zip(drawn, wanted, strict=False)]
