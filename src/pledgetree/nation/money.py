"""Poverty funds of the counties, the projects they pay and the payments; idle money is planted.

National sums of the Centre's poverty funds are recalled; what provinces, prefectures and counties add, how it is spent
and how fast is modelled. Idle money is 6.35 % of the money of a year, the share the audit found (documented).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pledgetree.nation.calibration import scaled, share
from pledgetree.nation.columns import Whole, days, digits
from pledgetree.nation.counties import MEASURE_KINDS, truth_rows
from pledgetree.nation.draws import Words, below, below_low, chance, draw, order_of, sixteen
from pledgetree.nation.register import day_number
from pledgetree.nation.sources import YEARS
from pledgetree.nation.targets import CountyTargets

_TIERS = ("centre", "province", "prefecture", "county")
# The Centre's poverty funds in millions of yuan (recalled).
_CENTRE_MILLIONS: Mapping[int, int] = {
    2013: 39_400, 2014: 43_300, 2015: 46_750, 2016: 66_100, 2017: 86_100, 2018: 106_100, 2019: 126_100, 2020: 146_100,
}  # fmt: skip
_FEN_IN_MILLION = 100_000_000
# What the lower tiers add to each thousand of the Centre's (modelled): least, by province, and by province and year.
_ADDED = ((1000, 0, 0), (380, 450, 60), (60, 80, 10), (100, 120, 20))
IDLE_PARTS, IDLE_WHOLE = 397_500, 6_260_000
"""Idle money over money sampled, in units of 10,000 yuan: 3.975 of 62.6 thousand million yuan."""
_PROJECTS = 2
_PAYMENTS = 2


@dataclass(frozen=True)
class Funds:
    """Funds of one year (f,): county code, tier of the source as an index, fen, days, and whether idle."""

    year: int
    code: Whole
    tier: Whole
    amount: Whole
    received: Whole
    allocated: Whole
    idle: NDArray[np.bool_]
    words: Words

    @property
    def number(self) -> Whole:
        """The fund's number, unique in its year."""
        return self.code * 10 + self.tier

    def ids(self) -> list[str]:
        """The fund's id."""
        return [f"FU-{self.year}-{one}" for one in digits(self.number, 7).to_pylist()]


def _idle(seed: int, year: int, number: Whole, amount: Whole) -> NDArray[np.bool_]:
    """Funds in random order as long as they stay within the idle share of all money."""
    order = order_of(seed, f"idle {year}", number)
    # Sums of a nation's money in fen times a share do not fit 64 bits: yuan do.
    yuan = amount[order] // 100
    within = np.cumsum(yuan) <= int(yuan.sum()) * IDLE_PARTS // IDLE_WHOLE
    idle = np.zeros(len(number), np.bool_)
    idle[order[within]] = True
    return idle


def _added(seed: int, year: int, province: Whole, tier: Whole) -> Whole:
    """What each tier adds to a thousand of the Centre's."""
    least, lasting, yearly = (np.array(column, np.int64)[tier] for column in zip(*_ADDED, strict=True))
    thing = province * 10 + tier
    always = sixteen(draw(seed, "added", 0, thing), 0) * lasting // 65_536
    now = sixteen(draw(seed, "added", year, thing), 0) * yearly // 65_536
    added: Whole = least + always + now
    return added


def make_funds(targets: CountyTargets, programme: NDArray[np.bool_], households: int, seed: int, year: int) -> Funds:
    """The funds of the programme's counties in one year, in proportion to the persons registered in 2014."""
    total = scaled(_CENTRE_MILLIONS[year] * _FEN_IN_MILLION, households)
    here = np.flatnonzero(programme & (targets.closing[:, 0] > 0))
    central = np.array(share(total, targets.closing[here, 0].tolist()), np.int64)
    code = np.repeat(targets.code[here], len(_TIERS))
    tier = np.tile(np.arange(len(_TIERS)), len(here))
    share_of_centre = _added(seed, year, code // 10**4, tier)
    amount = np.repeat(central, len(_TIERS)) // 1000 * share_of_centre
    number = code * 10 + tier
    words = draw(seed, "fund", year, number)
    received = day_number(year, 2, 1) + below(words, 120)
    idle = _idle(seed, year, number, amount)
    slowest = 22 + sixteen(draw(seed, "slowest", year, code // 10**4), 0) * 16 // 65_536
    allocated = np.where(idle, 0, received + 5 + sixteen(words, 0) * slowest // 65_536)
    return Funds(year, code, tier, amount, received, allocated, idle, words)


def funds_table(funds: Funds) -> pa.Table:
    """The declared table ``funds``."""
    return pa.table(
        {
            "fund_id": funds.ids(),
            "unit_id": digits(funds.code * 10**6, 12),
            "year": np.full(len(funds.code), funds.year),
            "source_tier": [_TIERS[one] for one in funds.tier.tolist()],
            "amount_fen": funds.amount,
            "received_on": days(funds.received),
            "allocated_on": days(funds.allocated),
        }
    )


def spending(funds: Funds, seed: int) -> tuple[pa.Table, pa.Table]:
    """The declared tables ``projects`` and ``payments``: two projects to a fund, two payments to a project."""
    used = np.repeat(np.flatnonzero(~funds.idle), _PROJECTS)
    half = np.tile(np.arange(_PROJECTS), len(used) // _PROJECTS)
    first = funds.amount[used] * (300 + below(funds.words[used], 400)) // 1000
    budget = np.where(half == 0, first, funds.amount[used] - first)
    number = funds.number[used] * 10 + half
    words = draw(seed, "project", funds.year, number)
    approved = funds.allocated[used]
    done = np.where(chance(words, 850), day_number(funds.year, 11, 1) + below_low(words, 45), 0)
    ids = [f"PJ-{funds.year}-{one}" for one in digits(number, 8).to_pylist()]
    fund_ids = funds.ids()
    projects = pa.table(
        {
            "project_id": ids,
            "unit_id": digits(funds.code[used] * 10**6, 12),
            "fund_id": [fund_ids[one] for one in used.tolist()],
            "kind": [MEASURE_KINDS[one] for one in (sixteen(words, 1) % len(MEASURE_KINDS)).tolist()],
            "budget_fen": budget,
            "in_library": sixteen(words, 2) >= 1_966,
            "disclosed_on": days(np.where(sixteen(words, 3) >= 1_966, approved + 10, 0)),
            "approved_on": days(approved),
            "completed_on": days(done),
        }
    )
    return projects, _payments(funds.year, ids, budget, approved, words)


def _payments(year: int, ids: list[str], budget: Whole, approved: Whole, words: Words) -> pa.Table:
    """A first payment of about half, and the rest but for up to 4 % by December."""
    paid = budget * (960 + below(words, 41)) // 1000
    early = paid // 2
    amounts = np.column_stack([early, paid - early]).ravel()
    when = np.column_stack([approved + 30, np.full(len(ids), day_number(year, 12, 1)) + below_low(words, 20)]).ravel()
    return pa.table(
        {
            "payment_id": [f"PY{one[2:]}-{turn}" for one in ids for turn in range(1, _PAYMENTS + 1)],
            "project_id": [one for one in ids for _ in range(_PAYMENTS)],
            "paid_on": days(when),
            "amount_fen": amounts,
        }
    )


def fund_truth(funds: Funds) -> pa.Table:
    """The idle funds."""
    idle, ids = np.flatnonzero(funds.idle), funds.ids()
    columns = {
        "unit_id": digits(funds.code[idle] * 10**6, 12),
        "fund_id": pa.array([ids[one] for one in idle.tolist()], pa.string()),
        "amount_fen": pa.array(funds.amount[idle]),
    }
    return truth_rows("idle_funds", funds.year, columns, len(idle))


def fund_years(year: int) -> range:
    """The budget years in a snapshot: its own and the one before, which growth is measured against."""
    return range(max(YEARS[0], year - 1), year + 1)
