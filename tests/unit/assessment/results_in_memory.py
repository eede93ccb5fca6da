"""A judged result held in memory, with the tables a trace reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pledgetree.assessment.figures import Evidence, Figures, Targets
from pledgetree.assessment.judging import judge
from pledgetree.base.dates import year_end
from pledgetree.base.units import TIERS
from pledgetree.law.model import Rulebook

COLUMNS = {
    "gates": "gate numerator denominator limit_numerator limit_denominator operator verdict reason",
    "classes": "indicator basis class",
    "points": "rule points_hundredths full_hundredths",
    "grades": "computed grade capped_by points_hundredths",
    "problems": "problem condition detail article persons",
    "consequences": "consequence kind",
    "plan_faults": "code indicator plan_id detail",
    "flows": "opening exited closing",
    "intervals": "indicator low high level method n",
}


@dataclass(frozen=True)
class ResultInMemory:
    """What ``explain`` asks of a result."""

    rulebook: Rulebook
    tables: Mapping[str, pa.Table]
    digest: str = "d" * 64
    year: int = 2016
    made_up: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    included: Mapping[str, Rulebook] = field(default_factory=dict)

    def table(self, name: str) -> pa.Table:
        return self.tables[name]


def result_of(
    of: Figures,
    targets: Targets,
    evidence: Evidence,
    rulebook: Rulebook,
    *,
    rows: Mapping[str, Sequence[tuple[Any, ...]]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> ResultInMemory:
    """Judge the figures and lay out the tables as a result does; ``rows`` fills flows and intervals."""
    judged = judge(of, targets, evidence, rulebook, year_end(2016))
    ids = of.tree.ids.tolist()
    faults = [(one.unit, one.code, one.indicator, one.plan_id, one.detail) for one in evidence.plan_faults]
    given = {name: getattr(judged, name) for name in COLUMNS if hasattr(judged, name)}
    given |= {"plan_faults": faults} | dict(rows or {})
    tables = {name: _table(given.get(name, []), columns.split(), ids) for name, columns in COLUMNS.items()}
    tables |= {"units": _units(of), "figures": _figures(of), "targets": _targets(of, targets)}
    return ResultInMemory(rulebook, tables, extra=extra or {})


def _table(rows: Sequence[tuple[Any, ...]], columns: list[str], ids: list[str]) -> pa.Table:
    names = ["unit_id", *columns]
    records = [dict(zip(names, (ids[row[0]], *row[1:]), strict=True)) for row in rows]
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    return pa.Table.from_pylist(records) if records else empty


def _units(of: Figures) -> pa.Table:
    tree = of.tree
    ids = tree.ids.tolist()
    return pa.table(
        {
            "unit_id": ids,
            "parent_id": [ids[above] if above >= 0 else None for above in tree.parent.tolist()],
            "tier": [TIERS[tier] for tier in tree.tier.tolist()],
            "name": tree.names,
            "region": tree.region,
            "in_programme": tree.in_programme.tolist(),
        }
    )


def _figures(of: Figures) -> pa.Table:
    records = [
        {
            "unit_id": str(of.tree.ids[unit]),
            "indicator": of.indicators[column],
            "numerator": int(of.numerator[unit, column]),
            "denominator": int(of.denominator[unit, column]),
            "rows": int(of.rows[unit, column]),
        }
        for unit, column in zip(*of.rows.nonzero(), strict=True)
    ]
    return pa.Table.from_pylist(records)


def _targets(of: Figures, targets: Targets) -> pa.Table:
    return pa.table(
        {
            "unit_id": [str(of.tree.ids[unit]) for unit in targets.unit.tolist()],
            "indicator": [of.indicators[place] for place in targets.indicator.tolist()],
            "plan_id": pa.array(targets.plan_id, pa.string()),
            "plan_numerator": targets.plan_numerator,
            "plan_denominator": targets.plan_denominator,
            "plan_state": pa.array(targets.plan_state, pa.string()),
            "pledge_id": pa.array(targets.pledge_id, pa.string()),
            "pledge_numerator": targets.pledge_numerator,
            "pledge_denominator": targets.pledge_denominator,
        }
    )
