"""From sums to figures: each indicator's formula at every tier, the households behind samples, row faults and flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pledgetree.assessment.figures import Figures, UnitTree
from pledgetree.assessment.intervals import CompositeParts, SampleCounts
from pledgetree.base.errors import fault, raise_faults
from pledgetree.base.units import TIERS
from pledgetree.indicators.catalogue import FORMULAS, distinct_counts
from pledgetree.indicators.checks import REGISTERED, ROW_CHECKS
from pledgetree.indicators.composite import nonregistered_population
from pledgetree.indicators.counts import Count, Formula, Ratio, Sums
from pledgetree.indicators.register import APPROVED, CLOSING, EXITED_POPULATION, FLOWS, MEMBERS, MOVEMENTS, OPENING
from pledgetree.indicators.statistics import RURAL_POPULATION
from pledgetree.law.asking import function_on
from pledgetree.law.model import Indicator

Formulas = Mapping[str, Formula | None]
"""The formula of each indicator on the day; None where none is in force yet."""

COMPOSITE_PARTS = (CLOSING, EXITED_POPULATION, RURAL_POPULATION)


def formulas_on(indicators: Iterable[Indicator], day: date) -> dict[str, Formula | None]:
    """The formula that computes each indicator on a day.

    Raises:
        UserError: UNKNOWN_FORMULA for every formula that is not in the closed list.
    """
    named = {one.name: function_on(one, day) if _begun(one, day) else None for one in indicators}
    unknown = {name: formula for name, formula in named.items() if formula is not None and formula not in FORMULAS}
    raise_faults(fault("UNKNOWN_FORMULA", indicator=name, formula=formula) for name, formula in unknown.items())
    return {name: None if formula is None else FORMULAS[formula] for name, formula in named.items()}


def _begun(indicator: Indicator, day: date) -> bool:
    return any(effective <= day for effective, _ in indicator.functions)


def counts_for(formulas: Formulas) -> tuple[Count, ...]:
    """Everything to be counted: what the formulas need, the flows, the row checks, the parts of intervals."""
    needed = [count for one in formulas.values() if one is not None for count in one.counts]
    return distinct_counts([*needed, *FLOWS, MEMBERS, REGISTERED, *ROW_CHECKS, *COMPOSITE_PARTS])


def figures_of(tree: UnitTree, sums: Sums, formulas: Formulas) -> Figures:
    """Every indicator at every unit."""
    names = tuple(formulas)
    # One indicator after the other in memory: whoever asks, asks for one indicator at all units.
    arrays = [np.zeros((len(tree.ids), len(names)), np.int64, order="F") for _ in range(3)]
    found = Figures(tree, names, *arrays)
    for place, formula in enumerate(formulas.values()):
        if formula is not None and formula.counts:
            put(found, place, formula.figure(sums))
    return found


def put(figures: Figures, place: int, ratio: Ratio) -> None:
    """Fill in one indicator; units without rows are left as they are (untouched zeros cost no memory)."""
    at = np.flatnonzero(ratio.rows)
    for array, values in zip((figures.numerator, figures.denominator, figures.rows), ratio, strict=True):
        array[at, place] = values[at]


def sample_counts(tree: UnitTree, sums: Sums, formulas: Formulas) -> SampleCounts:
    """The households behind every sampled indicator, at every unit down to the county that has any.

    Below the county a handful of households was visited, and who answered must not show.
    """
    large = tree.tier <= TIERS.index("county")
    samples = {name: one.sample(sums) for name, one in formulas.items() if one is not None and one.sample is not None}
    units = {name: np.flatnonzero((one.households > 0) & large) for name, one in samples.items()}
    empty = np.empty(0, np.int64)
    return SampleCounts(
        unit=np.concatenate([empty, *units.values()]),
        indicator=tuple(name for name, at in units.items() for _ in range(len(at))),
        households=np.concatenate([empty, *(samples[name].households[at] for name, at in units.items())]),
        households_wrong=np.concatenate([empty, *(samples[name].wrong[at] for name, at in units.items())]),
    )


def composite_parts(sums: Sums, units: NDArray[np.int64]) -> CompositeParts:
    """What the composite incidence extrapolates to, at some units."""
    return CompositeParts(
        unit=units,
        registered_poor=sums[CLOSING][units],
        registered_population_exited=sums[EXITED_POPULATION][units],
        nonregistered_population=nonregistered_population(sums)[units],
        rural_population=sums[RURAL_POPULATION][units],
    )


def flow_columns(sums: Sums) -> dict[str, NDArray[np.int64]]:
    """The stock-flow identity in persons at every unit, (U,) each.

    opening + identified + relapsed + born + married_in + moved_in = exited + died + moved_out + removed + closing. An
    exit nobody approved in the year is a movement like the others and counted apart: it is never delivery.
    """
    movements = {kind: sums[count] for kind, count in MOVEMENTS.items()}
    unapproved = movements["exited"] - sums[APPROVED]
    return {"opening": sums[OPENING], **movements, "closing": sums[CLOSING], "unapproved_exits": unapproved}


def row_fault_counts(tree: UnitTree, own: Sums, climbed: Sums) -> dict[str, NDArray[np.int64]]:
    """Faulty rows per code, (U,): at counties with all below; above the county only what names the unit itself."""
    county = TIERS.index("county")
    counts = {}
    for check in ROW_CHECKS:
        above = np.where(tree.tier < county, own[check], 0)
        counts[check.name] = np.where(tree.tier == county, climbed[check], above)
    return counts
