"""How far a rank may be from the truth: confidence sets for ranks of units whose figures are estimates.

Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across Neighbourhoods and
Academic Achievement across Countries", Review of Economic Studies 91 (2024) 476-518. Every pair (j, k) is a directed
hypothesis "j is not above k", tested by T = (estimate_j - estimate_k) / sqrt(se_j^2 + se_k^2). The critical value is
the quantile of the largest such T among those not yet rejected when only sampling error is at work (parametric
bootstrap, independent normal errors); rejecting and computing it anew (stepdown) ends when nothing more is rejected.
The rank of j then lies between 1 + the number of units proved above it and p - the number of units proved below it.

The *marginal* set of j takes the hypotheses about j alone: right for one unit named beforehand. The *simultaneous* sets
take all of them: right for all units at once, and so for the question who may be among the best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pledgetree.base.errors import fault, raise_faults
from pledgetree.survey.designs import Codes, Numbers
from pledgetree.survey.randomness import Chance
from pledgetree.survey.reading import column_names, read_columns

Flags = NDArray[np.bool_]
_CELLS = 200_000


@dataclass(frozen=True)
class RankSet:
    """A unit's rank by its estimate, and the ends of its two sets; rank 1 is the best."""

    rank: int
    marginal: tuple[int, int]
    simultaneous: tuple[int, int]


@dataclass(frozen=True)
class _Pairs:
    """Pairs of units by index, the T of "first above second", and one over the error of their difference."""

    first: Codes
    second: Codes
    statistic: Numbers
    precision: Numbers


def rank_sets(
    estimates: Numbers, errors: Numbers, *, level: float = 0.95, seed: int = 1, draws: int = 20_000
) -> list[RankSet]:
    """The rank sets of every unit; the largest estimate has rank 1.

    Args:
        estimates: one per unit, (p,).
        errors: their standard errors, independent between units, not negative.
        level: the probability with which a set holds the true rank.
        seed: of the bootstrap; the same seed gives the same sets.
        draws: bootstrap draws.
    """
    p = len(estimates)
    noise = np.ascontiguousarray(Chance(seed).normals(draws, p).T) * errors[:, np.newaxis]
    everyone = _pairs(estimates, errors, *np.triu_indices(p, 1))
    above, below = _proved(everyone, noise, level, p)
    ranks = 1 + (estimates[np.newaxis] > estimates[:, np.newaxis]).sum(axis=1)
    sets = []
    for unit in range(p):
        others = np.delete(np.arange(p), unit)
        own = _pairs(estimates, errors, np.full(p - 1, unit), others)
        better, worse = _proved(own, noise, level, p)
        marginal = (1 + int(better[unit]), p - int(worse[unit]))
        sets.append(RankSet(int(ranks[unit]), marginal, (1 + int(above[unit]), p - int(below[unit]))))
    return sets


def could_be_among(sets: list[RankSet], best: int) -> list[int]:
    """The indices of the units that may be among the best so many, with the joint level of the simultaneous sets."""
    return [place for place, one in enumerate(sets) if one.simultaneous[0] <= best]


def _pairs(estimates: Numbers, errors: Numbers, first: Codes, second: Codes) -> _Pairs:
    """Two figures without any error are known: their difference, if there is one, is proved."""
    spread = np.hypot(errors[first], errors[second])
    difference = estimates[first] - estimates[second]
    precision = np.divide(1, spread, out=np.zeros(len(spread)), where=spread > 0)
    known = np.where(difference == 0, 0, np.copysign(np.inf, difference))
    return _Pairs(first, second, np.where(spread > 0, difference * precision, known), precision)


def _proved(pairs: _Pairs, noise: Numbers, level: float, p: int) -> tuple[Codes, Codes]:
    """Per unit: how many units are proved above it, and how many below, (p,) each."""
    up, down = np.ones(len(pairs.first), dtype=np.bool_), np.ones(len(pairs.first), dtype=np.bool_)
    while up.any() or down.any():
        limit = _quantile(_largest(pairs, noise, up, down), level)
        new_up, new_down = up & (pairs.statistic > limit), down & (-pairs.statistic > limit)
        if not (new_up.any() or new_down.any()):
            break
        up, down = up & ~new_up, down & ~new_down
    first_above, second_above = ~up, ~down
    winners = np.concatenate([pairs.first[first_above], pairs.second[second_above]])
    losers = np.concatenate([pairs.second[first_above], pairs.first[second_above]])
    return np.bincount(losers, minlength=p), np.bincount(winners, minlength=p)


def _largest(pairs: _Pairs, noise: Numbers, up: Flags, down: Flags) -> Numbers:
    """The largest T of each draw among the hypotheses left, (draws,)."""
    largest = np.full(noise.shape[1], -np.inf)
    either = np.flatnonzero(up | down)
    for some in _blocks(either, noise.shape[1]):
        drawn = noise[pairs.first[some]]
        drawn -= noise[pairs.second[some]]
        drawn *= (pairs.precision[some] * np.where(up[some], 1.0, -1.0))[:, np.newaxis]
        both = up[some] & down[some]
        if both.all():
            np.abs(drawn, out=drawn)
        else:
            drawn[both] = np.abs(drawn[both])
        np.maximum(largest, drawn.max(axis=0), out=largest)
    return largest


def _blocks(pairs: Codes, draws: int) -> Iterator[Codes]:
    """The pairs in blocks whose draws stay close to the processor."""
    step = max(1, _CELLS // draws)
    for begin in range(0, len(pairs), step):
        yield pairs[begin : begin + step]


def _quantile(values: Numbers, level: float) -> float:
    """The smallest value that at least the share ``level`` of the draws does not exceed."""
    place = int(np.ceil(level * len(values) - 1e-9)) - 1
    return float(np.partition(values, place)[place])


def read_figures(path: Path, estimate: str, error: str, identity: str | None) -> tuple[list[str], Numbers, Numbers]:
    """Names, estimates and standard errors of a table of figures.

    Args:
        path: CSV with one row per unit.
        estimate: column of estimates.
        error: column of standard errors.
        identity: column of names; default: ``id``, else the first column that is neither of the two, else row numbers.

    Raises:
        UserError: what ``read_columns`` refuses, ERROR_NEGATIVE.
    """
    others = [name for name in column_names(path) if name not in (estimate, error)]
    named = identity or next((name for name in [*(one for one in others if one == "id"), *others]), None)
    read = read_columns(path, [estimate, error], [named] if named else [])
    negative = np.flatnonzero(read.numbers[error] < 0).tolist()
    raise_faults(fault("ERROR_NEGATIVE", f"row {row + 2}", value=f"{read.numbers[error][row]:g}") for row in negative)
    labels = read.labels[named] if named else None
    names = [labels.names[code] for code in labels.codes] if labels else [str(row + 1) for row in range(read.rows)]
    return names, read.numbers[estimate], read.numbers[error]
