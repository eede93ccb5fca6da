"""The closed list of formulas. Rulebooks name them; nothing from a file is ever run as code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from pledgetree.indicators import composite, exits, findings, funds, interviews, register, statistics
from pledgetree.indicators.counts import Count, Formula, Ratio, Sums
from pledgetree.law import cautions

INCLUDED_POINTS = cautions.INCLUDED_POINTS
"""Points of the rulebooks included by the one assessed: the only formula that is made from other figures."""


def _no_rows(sums: Sums) -> Ratio:
    """The points of included rulebooks are filled in by the assessment, which alone gives points."""
    none = np.zeros_like(next(iter(sums.values.values()), np.empty(0, np.int64)))
    return Ratio(none, none, none)


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        one.name: one
        for one in (
            *register.FORMULAS,
            *exits.FORMULAS,
            *statistics.FORMULAS,
            *interviews.FORMULAS,
            *composite.FORMULAS,
            *funds.FORMULAS,
            *findings.FORMULAS,
            Formula(INCLUDED_POINTS, ("points of included rulebooks",), (), _no_rows),
        )
    }
)
"""Every formula by name."""


def facts_by_formula() -> dict[str, tuple[str, ...]]:
    """The atomic facts each formula counts, by its name."""
    return {name: one.facts for name, one in FORMULAS.items()}


def distinct_counts(counts: Iterable[Count]) -> tuple[Count, ...]:
    """The counts without repetition, in order of their names."""
    return tuple(sorted({one.name: one for one in counts}.values(), key=lambda one: one.name))
