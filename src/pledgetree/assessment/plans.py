"""The annual plan in force, the pledge it is checked against, and what is wrong with the plan.

* In force is the edition approved latest, on or before 31 December of the year. Of several approved that day the one
  that amends the others counts.
* ``PLAN_UNAPPROVED``: no edition is in force where there are plan rows, or a pledge promises something for the year on
  an indicator whose target is a plan.
* ``PLAN_BELOW_PLEDGE``: the plan's target is worse, by the indicator's direction, than the pledge's for that year.
* ``PLAN_CHANGED_LATE``: an edition approved after ``plans/late_after`` (month-day) of the year has a worse target than
  the edition before: the one it says it amends, else the one approved before it.

The pledge is the vertical pledge of the unit that is not superseded and was not signed after the year; a pledge is
superseded from the day its successor is signed. Only annual commitments can be compared with an annual plan.

Unit ids in the tables are already those of the year (old codes resolved); rows of unknown units are left out here, the
row checks report them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pledgetree.assessment.exact import Whole, product
from pledgetree.assessment.figures import PlanFault, Targets, UnitTree
from pledgetree.base.dates import parse_date, year_end
from pledgetree.law.asking import value_on
from pledgetree.law.model import Rulebook

LATE_PARAMETER = "plans/late_after"
KEY = ["unit", "indicator"]
MOST_INDICATORS = 10_000
"""Above the number of indicators any rulebook has; makes one number of a unit's place and an indicator's."""


@dataclass(frozen=True)
class PlanTables:
    """The snapshot's plans, commitments and pledges, any years, columns as declared."""

    plans: pa.Table
    commitments: pa.Table
    pledges: pa.Table


def plan_targets(
    tables: PlanTables,
    tree: UnitTree,
    indicators: tuple[str, ...],
    rulebook: Rulebook,
    year: int,
) -> tuple[Targets, tuple[PlanFault, ...]]:
    """Targets and plan faults of a year, sorted by unit and indicator.

    Args:
        tables: plans, commitments, pledges.
        tree: the units.
        indicators: the figures' indicators; targets of others are left out.
        rulebook: directions, which targets are plans, and the late day.
        year: the year assessed.
    """
    editions = _editions(tables.plans, tree, indicators, year)
    pledged = _pledged(tables, tree, indicators, year)
    rows = _targets(editions, pledged, year)
    faults = [*_target_faults(rows, indicators, rulebook), *_late_faults(editions, indicators, rulebook, year)]
    return _as_targets(rows), tuple(sorted(faults, key=lambda one: (one.unit, one.code, one.indicator, one.plan_id)))


def _frame(table: pa.Table, columns: list[str], year: int | None = None) -> pd.DataFrame:
    """The columns in pandas (rows of one year), dates as timestamps, absent optional columns empty."""
    present = [name for name in columns if name in table.column_names]
    kept = table if year is None else table.filter(pc.equal(table["year"], year))
    frame: pd.DataFrame = kept.select(present).to_pandas(date_as_object=False).reindex(columns=columns)
    # Targets may be money: a join that leaves gaps must not turn them into floats.
    targets = [name for name in columns if name.startswith("target_")]
    return frame.astype(dict.fromkeys(targets, "Int64"))


def _index_units(frame: pd.DataFrame, column: str, tree: UnitTree) -> pd.DataFrame:
    places = tree.index(frame[column].to_numpy(dtype=np.str_)) if len(frame) else np.empty(0, dtype=np.int64)
    return frame.assign(unit=places)[places >= 0]


def _index_indicators(frame: pd.DataFrame, indicators: tuple[str, ...]) -> pd.DataFrame:
    places = pd.Index(indicators).get_indexer(pd.Index(frame["indicator"]))
    return frame.assign(indicator=places.astype(np.int64))[places >= 0]


def _editions(plans: pa.Table, tree: UnitTree, indicators: tuple[str, ...], year: int) -> pd.DataFrame:
    """Every plan edition of the year: one row per plan_id and indicator."""
    wanted = [
        "plan_id", "unit_id", "indicator", "target_numerator", "target_denominator",
        "submitted_on", "approved_on", "amended_from",
    ]  # fmt: skip
    frame = _index_indicators(_index_units(_frame(plans, wanted, year), "unit_id", tree), indicators)
    return frame.drop(columns="unit_id").reset_index(drop=True)


def _latest(frame: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """The last row of each unit and indicator in the given order."""
    # Nearly every unit has one edition: only the others are sorted, which at 1.4 million rows saves most of the time.
    several = frame.duplicated(KEY, keep=False).to_numpy(dtype=np.bool_)
    ordered = frame[several].sort_values([*KEY, *order], na_position="first", kind="stable")
    return frame[~several | frame.index.isin(ordered.drop_duplicates(KEY, keep="last").index)]


def _in_force(editions: pd.DataFrame, year: int) -> pd.DataFrame:
    """The editions in force at the end of the year."""
    # 厅字〔2016〕6号: the measure is the annual plan the Leading Group approved; an edition counts from its approval.
    approved = editions[editions["approved_on"].notna() & (editions["approved_on"] <= _stamp(year_end(year)))]
    return _latest(approved.assign(last=~_amended_same_day(approved)), ["approved_on", "last", "plan_id"])


def _amended_same_day(approved: pd.DataFrame) -> NDArray[np.bool_]:
    """Editions that another edition, approved on the same day, amends."""
    amending = approved.loc[approved["amended_from"].notna(), ["amended_from", "indicator", "approved_on"]]
    pairs = set(amending.itertuples(index=False, name=None))
    found = approved["plan_id"].isin(amending["amended_from"]).to_numpy(dtype=np.bool_)
    asked = approved.loc[found, ["plan_id", "indicator", "approved_on"]]
    found[found] = [row in pairs for row in asked.itertuples(index=False, name=None)]
    return found


def _pledged(tables: PlanTables, tree: UnitTree, indicators: tuple[str, ...], year: int) -> pd.DataFrame:
    """What the current pledge of each unit promises for the year: unit, indicator, pledge_id and target."""
    wanted = ["pledge_id", "indicator", "basis", "target_numerator", "target_denominator"]
    # Villages promise, too: what is not asked for stays out of pandas.
    asked = pc.and_(
        pc.equal(tables.commitments["basis"], "annual"),
        pc.is_in(tables.commitments["indicator"], value_set=pa.array(indicators, pa.string())),
    )
    frame = _index_indicators(_frame(tables.commitments.filter(asked), wanted, year), indicators)
    pledges = _current_pledges(tables.pledges, tree, year)
    return _latest(frame.merge(pledges, on="pledge_id"), ["signed_on", "pledge_id"])


def _current_pledges(pledges: pa.Table, tree: UnitTree, year: int) -> pd.DataFrame:
    """Vertical pledges that hold at the end of the year: pledge_id, unit, signed_on."""
    frame = _frame(pledges, ["pledge_id", "type", "subordinate_unit", "signed_on", "superseded_by"])
    future = frame["signed_on"] > _stamp(year_end(year))
    replaced = frame["superseded_by"].notna() & ~frame["superseded_by"].isin(frame.loc[future, "pledge_id"])
    current = frame[(frame["type"] == "vertical") & ~future & ~replaced]
    return _index_units(current, "subordinate_unit", tree)[["pledge_id", "unit", "signed_on"]]


def _targets(editions: pd.DataFrame, pledged: pd.DataFrame, year: int) -> pd.DataFrame:
    """One row per unit and indicator with a plan or a pledge."""
    # Editions that never came into force are shown by the one sent up last, marked as not approved.
    in_force = _in_force(editions, year)
    waiting = _latest(editions[~_keys(editions).isin(_keys(in_force))], ["submitted_on", "plan_id"])
    approved = editions.index.isin(in_force.index)
    shown = approved | editions.index.isin(waiting.index)
    plans = editions.assign(plan_state=np.where(approved, "approved", "unapproved"))[shown]
    rows = plans.merge(pledged, on=KEY, how="outer", suffixes=("_plan", "_pledge"), sort=True)
    return rows.assign(plan_state=rows["plan_state"].fillna("none"))


def _keys(frame: pd.DataFrame) -> pd.Series:
    """Unit and indicator as one number."""
    return frame["unit"] * MOST_INDICATORS + frame["indicator"]


def _as_targets(rows: pd.DataFrame) -> Targets:
    return Targets(
        unit=_whole(rows["unit"]),
        indicator=_whole(rows["indicator"]),
        plan_id=_texts(rows["plan_id"]),
        plan_numerator=_whole(rows["target_numerator_plan"]),
        plan_denominator=_whole(rows["target_denominator_plan"]),
        plan_state=[str(state) for state in rows["plan_state"].tolist()],
        pledge_id=_texts(rows["pledge_id"]),
        pledge_numerator=_whole(rows["target_numerator_pledge"]),
        pledge_denominator=_whole(rows["target_denominator_pledge"]),
    )


def _texts(column: pd.Series) -> list[str | None]:
    return [one if isinstance(one, str) else None for one in column.tolist()]


def _whole(column: pd.Series) -> NDArray[np.int64]:
    """The column as int64, gaps as 0."""
    return column.fillna(0).to_numpy(dtype=np.int64)


def _stamp(day: date) -> pd.Timestamp:
    return pd.Timestamp(day)


def _target_faults(rows: pd.DataFrame, indicators: tuple[str, ...], rulebook: Rulebook) -> Iterator[PlanFault]:
    planned = np.array([rulebook.indicators[name].target == "plan" for name in indicators], dtype=np.bool_)
    has_plan = (rows["plan_state"] != "none").to_numpy(dtype=np.bool_)
    owed = has_plan | planned[_whole(rows["indicator"])]
    unapproved = (rows["plan_state"] != "approved").to_numpy(dtype=np.bool_)
    yield from _faults("PLAN_UNAPPROVED", rows[owed & unapproved], indicators, "plan")
    both = rows[has_plan & rows["pledge_id"].notna().to_numpy(dtype=np.bool_)]
    below = both[_worse(both, "plan", "pledge", indicators, rulebook)]
    yield from _faults("PLAN_BELOW_PLEDGE", below, indicators, "plan", "pledge")


def _late_faults(
    editions: pd.DataFrame, indicators: tuple[str, ...], rulebook: Rulebook, year: int
) -> Iterator[PlanFault]:
    """PLAN_CHANGED_LATE; a rulebook without the parameter knows no late day."""
    if LATE_PARAMETER not in rulebook.parameters:
        return
    month_day = value_on(rulebook, LATE_PARAMETER, year_end(year)).value
    last_day = _stamp(parse_date(f"{year}-{month_day}", f"{rulebook.name}: {LATE_PARAMETER}"))
    pairs = _with_edition_before(editions)
    late = pairs[(pairs["approved_on"] > last_day) & pairs["target_numerator_before"].notna()]
    changed = late[_worse(late, "plan", "before", indicators, rulebook)]
    yield from _faults("PLAN_CHANGED_LATE", changed, indicators, "plan", "before")


def _with_edition_before(editions: pd.DataFrame) -> pd.DataFrame:
    """Every approved edition beside the one it amends, else the one approved before it (empty when there is none)."""
    approved = editions[editions["approved_on"].notna()]
    several = approved[approved.duplicated(KEY, keep=False) | approved["amended_from"].notna()]
    ordered = several.sort_values([*KEY, "approved_on", "plan_id"], kind="stable")
    earlier = ordered.groupby(KEY)["plan_id"].shift(1)
    # An edition that names no known one to amend is held against the one before it all the same.
    ordered = ordered.assign(before=ordered["amended_from"].where(_amends_known(ordered, editions), earlier))
    source = editions[["plan_id", "indicator", "target_numerator", "target_denominator"]]
    before = source.rename(columns={"plan_id": "before"})
    return ordered.merge(before, on=["before", "indicator"], how="left", suffixes=("_plan", "_before"))


def _amends_known(ordered: pd.DataFrame, editions: pd.DataFrame) -> NDArray[np.bool_]:
    named = editions[editions["plan_id"].isin(ordered["amended_from"])]
    known = pd.MultiIndex.from_frame(named[["plan_id", "indicator"]])
    return pd.MultiIndex.from_frame(ordered[["amended_from", "indicator"]]).isin(known)


def _worse(
    rows: pd.DataFrame, one: str, other: str, indicators: tuple[str, ...], rulebook: Rulebook
) -> NDArray[np.bool_]:
    """Whether target ``one`` is worse than target ``other``, by each indicator's direction, cross-multiplied."""
    left: Whole = product(_whole(rows[f"target_numerator_{one}"]), _whole(rows[f"target_denominator_{other}"]))
    right: Whole = product(_whole(rows[f"target_numerator_{other}"]), _whole(rows[f"target_denominator_{one}"]))
    more = np.array([rulebook.indicators[name].direction == "more" for name in indicators], dtype=np.bool_)
    return np.where(more[_whole(rows["indicator"])], left < right, left > right).astype(np.bool_)


def _faults(code: str, rows: pd.DataFrame, indicators: tuple[str, ...], *targets: str) -> Iterator[PlanFault]:
    """One fault per row; the detail gives the targets as ``name numerator/denominator``."""
    plan_ids = _texts(rows["plan_id"])
    places = zip(_whole(rows["unit"]).tolist(), _whole(rows["indicator"]).tolist(), plan_ids, strict=True)
    details = zip(*(_target_texts(rows, name) for name in targets), strict=True)
    for (unit, indicator, plan_id), parts in zip(places, details, strict=True):
        yield PlanFault(unit, code, indicators[indicator], plan_id or "", ", ".join(parts))


def _target_texts(rows: pd.DataFrame, name: str) -> list[str]:
    above, below = (_whole(rows[f"target_{part}_{name}"]).tolist() for part in ("numerator", "denominator"))
    return [f"{name} {top}/{bottom}" if bottom else f"{name} none" for top, bottom in zip(above, below, strict=True)]
