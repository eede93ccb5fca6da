"""How a sample came about: weights, strata, clusters and population counts, as arrays of codes.

A stage draws *units* from *parents*: the first stage draws primary sampling units from strata, the second draws units
from each primary one. ``fraction`` is the share of a parent's units that is in the sample (0 where the population count
is not given, which is sampling with replacement), ``carried`` the product of the fractions above it: what a lower stage
adds to the variance is multiplied by it (Särndal, Swensson and Wretman 1992, result 4.3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.errors import Fault, fault, raise_faults

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
LONELY = ("centre", "average", "certainty", "refuse")


@dataclass(frozen=True)
class Stage:
    """One stage: ``unit`` (n,) codes of rows, ``parent`` (units,), ``fraction`` and ``carried`` (parents,)."""

    unit: Codes
    parent: Codes
    fraction: Numbers
    carried: Numbers

    @cached_property
    def sizes(self) -> Codes:
        """How many units of each parent are in the sample, (parents,)."""
        return np.bincount(self.parent, minlength=len(self.fraction))


@dataclass(frozen=True)
class SampleDesign:
    """Weights (n,), the stages from above, and what becomes of a stratum with one unit (one of ``LONELY``)."""

    weight: Numbers
    stages: tuple[Stage, ...]
    lonely: str = "centre"

    @cached_property
    def degrees_of_freedom(self) -> int:
        """Primary sampling units less strata."""
        return len(self.stages[0].parent) - len(self.stages[0].fraction)


@dataclass(frozen=True)
class StageColumns:
    """What a stage is made of: codes of the units within their parents (None = every row) and population counts."""

    name: str
    codes: Codes | None
    population: Numbers | None


def make_design(
    weight: Numbers | None, stratum: Codes, stages: Sequence[StageColumns], lonely: str = "centre"
) -> SampleDesign:
    """The design of a sample.

    Args:
        weight: one per row; None makes them from the population counts, or 1 where there are none.
        stratum: codes of the strata, (n,); zeros for one stratum.
        stages: columns of each stage from above; equal codes in two parents are two units.
        lonely: what a parent with one unit adds: ``centre`` its distance from the mean of all units (never too small),
            ``average`` what the others add on average, ``certainty`` nothing, ``refuse`` a fault.

    Raises:
        UserError: WEIGHT_NEGATIVE, WEIGHTS_ZERO, POPULATION_VARIES, POPULATION_BELOW_SAMPLE, LONELY_UNIT,
            NO_DEGREES_OF_FREEDOM; all that are found together.
    """
    parent_of_row, carried, made = stratum, np.ones(int(stratum.max(initial=-1)) + 1), []
    faults: list[Fault] = []
    for columns in stages:
        stage, found = _stage(parent_of_row, carried, columns)
        faults += found
        parent_of_row, carried = stage.unit, (stage.carried * stage.fraction)[stage.parent]
        made.append(stage)
    weight = _implied_weights(made) if weight is None else weight
    design = SampleDesign(weight, tuple(made), lonely)
    raise_faults([*faults, *_weight_faults(weight), *_lonely_faults(design)])
    return design


def combined(first: Codes, second: Codes) -> tuple[Codes, Codes]:
    """Codes 0.. of pairs by row, and the first code of each pair."""
    wide = int(second.max(initial=0)) + 1
    keys = first * wide + second
    length = int(keys.max(initial=-1)) + 1
    if length <= 4 * len(keys) + 1_000_000:  # counting is faster than sorting while the table of keys stays small
        present = np.zeros(length, dtype=np.bool_)
        present[keys] = True
        number = np.cumsum(present) - 1
        return number[keys], np.flatnonzero(present) // wide
    unique, codes = np.unique(keys, return_inverse=True)
    return codes, unique // wide


def _stage(parent_of_row: Codes, carried: Numbers, columns: StageColumns) -> tuple[Stage, list[Fault]]:
    rows = len(parent_of_row)
    if columns.codes is None:
        unit, parent = np.arange(rows), parent_of_row
    else:
        unit, parent = combined(parent_of_row, columns.codes)
    sizes = np.bincount(parent, minlength=len(carried))
    if columns.population is None:
        return Stage(unit, parent, np.zeros(len(carried)), carried), []
    population = np.zeros(len(carried))
    population[parent_of_row] = columns.population
    faults = _population_faults(columns, population, parent_of_row, sizes)
    return Stage(unit, parent, np.minimum(sizes / np.maximum(population, 1), 1), carried), faults


def _population_faults(columns: StageColumns, population: Numbers, parent_of_row: Codes, sizes: Codes) -> list[Fault]:
    given = columns.population
    assert given is not None
    varies = np.flatnonzero(given != population[parent_of_row])
    if len(varies):
        return [fault("POPULATION_VARIES", f"row {varies[0] + 2}", column=columns.name)]
    small = np.flatnonzero(population < sizes)
    rows = [int(np.flatnonzero(parent_of_row == parent)[0]) + 2 for parent in small[:20]]
    return [
        fault(
            "POPULATION_BELOW_SAMPLE",
            f"row {row}",
            column=columns.name,
            population=f"{population[parent]:g}",
            units=int(sizes[parent]),
        )
        for row, parent in zip(rows, small, strict=False)
    ]


def _implied_weights(stages: Sequence[Stage]) -> Numbers:
    """One over the product of the fractions; a stage without population counts adds nothing."""
    weight = np.ones(len(stages[0].unit))
    for stage in stages:
        share = np.where(stage.fraction > 0, stage.fraction, 1)
        weight /= share[stage.parent[stage.unit]]
    return weight


def _weight_faults(weight: Numbers) -> list[Fault]:
    negative = np.flatnonzero(weight < 0)
    if len(negative):
        return [fault("WEIGHT_NEGATIVE", f"row {row + 2}", value=f"{weight[row]:g}") for row in negative[:20]]
    return [] if weight.any() else [fault("WEIGHTS_ZERO")]


def _lonely_faults(design: SampleDesign) -> list[Fault]:
    if design.degrees_of_freedom < 1:
        return [fault("NO_DEGREES_OF_FREEDOM")]
    lonely = lonely_strata(design)
    return [fault("LONELY_UNIT", strata=lonely)] if lonely and design.lonely == "refuse" else []


def lonely_strata(design: SampleDesign) -> int:
    """How many strata hold one primary unit that was not taken for certain."""
    first = design.stages[0]
    return int(((first.sizes == 1) & (first.fraction < 1)).sum())
