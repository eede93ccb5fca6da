"""What if: a shortfall divided among the pledges below, shown before anyone signs.

Rules: pro rata to poor population, or by remaining capacity (what a pledge could still take on of its stock). Whole
figures by largest remainder. Nothing here changes a pledge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.base.ratios import largest_remainder
from pledgetree.pledges.arrays import ADDITIVE, Place, Programme
from pledgetree.pledges.tree import Tree


@dataclass(frozen=True)
class Child:
    """A pledge below: what it promises, the poor people of its unit, and the stock its target is taken from."""

    pledge_id: str
    unit: str
    target: int
    poor: int
    stock: int

    def capacity(self, *, less: bool) -> int:
        """What it could still take on: the rest of the stock, or, where less is better, all that is to remain."""
        return max(0, self.target if less else self.stock - self.target)


@dataclass(frozen=True)
class Share:
    """A child's target before and after; ``feasible``: the change is within its remaining capacity."""

    child: Child
    after: int
    feasible: bool


@dataclass(frozen=True)
class Redistribution:
    """The whole proposal; ``unplaced`` is what no child could take under the rule."""

    target: int
    shortfall: int
    shares: tuple[Share, ...]
    unplaced: int

    @property
    def total(self) -> int:
        """The children's sum afterwards."""
        return sum(share.after for share in self.shares)


RULES = ("poor_population", "remaining_capacity")


def _added(shortfall: int, children: Sequence[Child], rule: str, *, less: bool) -> list[int]:
    if rule == "poor_population":
        weights = [child.poor for child in children]
        return largest_remainder(shortfall if sum(weights) else 0, weights)
    weights = [child.capacity(less=less) for child in children]
    # Nobody is given more than the stock holds: what exceeds all capacity together stays unplaced.
    return largest_remainder(min(shortfall, sum(weights)), weights)


def redistribute(target: int, children: Sequence[Child], rule: str, *, less: bool = False) -> Redistribution:
    """Divide what the children's sum lacks of a target; without a shortfall nothing changes.

    Args:
        target: what the pledge above promises.
        children: the pledges below.
        rule: one of ``RULES``; by poor population the shares may be above a child's capacity and then say so.
        less: less is better, so shares are taken off the children's targets.

    Raises:
        ValueError: no such rule.
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}")
    total = sum(child.target for child in children)
    shortfall = max(0, total - target if less else target - total)
    added = _added(shortfall, children, rule, less=less)
    shares = tuple(
        Share(child, child.target - more if less else child.target + more, more <= child.capacity(less=less))
        for child, more in zip(children, added, strict=True)
    )
    return Redistribution(target, shortfall, shares, shortfall - sum(added))


def what_if(
    programme: Programme,
    tree: Tree,
    *,
    pledge_id: str,
    commitment: tuple[str, int],
    rule: str,
    less: bool = False,
    poor: Mapping[str, int] | None = None,
) -> Redistribution:
    """The proposal for one additive commitment (indicator, year) of a standing pledge.

    Args:
        programme: the arrays of the check.
        tree: the tree on the day.
        pledge_id: the pledge that is not covered.
        commitment: indicator and year.
        rule: how to divide, one of ``RULES``.
        less: less is better.
        poor: poor people by unit id; default: the baselines, where the commitments have them.

    Raises:
        UserError: UNKNOWN_PLEDGE, no standing pledge of that id has such a commitment.
    """
    pledges, units = programme.pledges, programme.units
    figures = _figures(programme, commitment)
    (rows,) = np.nonzero((pledges.ids == pledge_id) & (tree.place >= 0))
    if not len(rows) or int(rows[0]) not in figures:
        raise user_error("UNKNOWN_PLEDGE", value=f"{pledge_id} {commitment[0]} {commitment[1]}")
    unit = pledges.subordinate[rows[0]]
    below = np.flatnonzero((tree.place >= 0) & pledges.vertical & (pledges.superior == unit) & (unit >= 0))
    children = []
    for row in below.tolist():
        target, stock = figures.get(row, (0, 0))
        code = str(units.ids[pledges.subordinate[row]])
        persons = stock if poor is None else poor.get(code, 0)
        children.append(Child(str(pledges.ids[row]), code, target, max(0, persons), stock))
    return redistribute(figures[int(rows[0])][0], children, rule, less=less)


def _figures(programme: Programme, commitment: tuple[str, int]) -> dict[int, tuple[int, int]]:
    """Target and stock of every pledge's additive commitment to an indicator and year, by row of the pledge."""
    table, (indicator, year) = programme.commitments, commitment
    if indicator not in table.indicators or year not in table.years:
        return {}
    rows: Place = np.flatnonzero(
        (table.indicator == table.indicators.index(indicator))
        & (table.year == table.years.index(year))
        & (table.kind == ADDITIVE)
    )
    values = zip(table.target[rows].tolist(), table.baseline[rows].tolist(), strict=True)
    return dict(zip(table.pledge[rows].tolist(), values, strict=True))
