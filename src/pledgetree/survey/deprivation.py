"""Poverty in several dimensions: the measures of Alkire and Foster (2011, Journal of Public Economics 95:476-487).

A row is deprived in a dimension when it lies below the cut-off; it is poor when the weights of its deprivations reach
k. H is the share of poor, A the mean share of weighted deprivations among them, M0 = H A the mean of censored
deprivations; M1 and M2 take the gaps and their squares instead of ones. Dimension j contributes w_j h_j / M0, h_j the
share of rows that are poor and deprived in it. All are means or ratios of means, so that their errors follow by
linearisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pledgetree.base.errors import fault, raise_faults, user_error
from pledgetree.survey.designs import Numbers, SampleDesign
from pledgetree.survey.estimating import covariance_of_ratios
from pledgetree.survey.variances import Domains, everything

WHOLE = ("headcount", "intensity", "m0", "m1", "m2")


@dataclass(frozen=True)
class Dimension:
    """One dimension: its values (n,), the cut-off below which a row is deprived, and its weight."""

    name: str
    values: Numbers
    cutoff: float
    weight: float = 1.0


@dataclass(frozen=True)
class Deprivation:
    """A domain's measures with standard errors, and per dimension its censored headcount and contribution to M0."""

    domain: str | None
    measures: dict[str, tuple[float, float]]
    censored: dict[str, tuple[float, float]]
    contributions: dict[str, tuple[float, float]]


def measure_deprivation(
    design: SampleDesign,
    dimensions: Sequence[Dimension],
    k: float,
    domains: Domains | None = None,
    names: Sequence[str | None] = (None,),
) -> list[Deprivation]:
    """The measures of every domain.

    Args:
        design: the design of the sample.
        dimensions: weights need not add up to anything; gaps are measured against the cut-off, which is above 0.
        k: a row is poor when the weights of its deprivations add up to at least k.
        domains: default: all rows.
        names: names of the domains in the order of their codes.

    Raises:
        UserError: CUTOFF_OUT_OF_RANGE, CUTOFF_NOT_POSITIVE.
    """
    raise_faults(
        fault("CUTOFF_NOT_POSITIVE", one.name, value=f"{one.cutoff:g}") for one in dimensions if one.cutoff <= 0
    )
    total = sum(one.weight for one in dimensions)
    if not 0 < k <= total:
        raise user_error("CUTOFF_OUT_OF_RANGE", value=f"{k:g}", total=f"{total:g}")
    domains = domains or everything(len(design.weight))
    domains = Domains(np.where(design.weight > 0, domains.code, -1), domains.count)
    above, below = _parts(dimensions, k)
    ratios, joint = covariance_of_ratios(design, above, below, domains)
    errors = np.sqrt(np.maximum(np.diagonal(joint, axis1=1, axis2=2), 0))
    return [_named(dimensions, name, ratios[place], errors[place]) for place, name in enumerate(names)]


def _parts(dimensions: Sequence[Dimension], k: float) -> tuple[Numbers, Numbers]:
    """Numerators and denominators of every measure: H, A, M0, M1, M2, censored headcounts, contributions."""
    weights = np.array([one.weight for one in dimensions])
    deprived = np.array([one.values < one.cutoff for one in dimensions], dtype=np.float64)
    gaps = np.array([np.maximum(one.cutoff - one.values, 0) / one.cutoff for one in dimensions])
    # Sums of weights such as 0.1 + 0.2 miss 0.3 by rounding; a row exactly at k is poor.
    poor = (weights @ deprived >= k * (1 - 1e-12)).astype(np.float64)
    ones, share = np.ones(len(poor)), weights / weights.sum()
    censored = poor * deprived
    count = share @ censored
    above = [poor, count, count, share @ (poor * gaps), share @ (poor * gaps**2), *censored]
    above += list(share[:, np.newaxis] * censored)
    below = [ones, poor, ones, ones, ones, *[ones] * len(dimensions), *[count] * len(dimensions)]
    return np.array(above), np.array(below)


def _named(dimensions: Sequence[Dimension], name: str | None, values: Numbers, errors: Numbers) -> Deprivation:
    pairs = [(float(value), float(error)) for value, error in zip(values, errors, strict=True)]
    whole, rest = pairs[: len(WHOLE)], pairs[len(WHOLE) :]
    words = [one.name for one in dimensions]
    return Deprivation(
        name,
        dict(zip(WHOLE, whole, strict=True)),
        dict(zip(words, rest[: len(words)], strict=True)),
        dict(zip(words, rest[len(words) :], strict=True)),
    )


def deprivation_record(one: Deprivation) -> dict[str, object]:
    """A domain as the command prints it; what does not exist (nobody is poor) is None."""
    record: dict[str, object] = {"domain": one.domain}
    for name, (value, error) in one.measures.items():
        record |= {name: _known(value), f"{name}_se": _known(error)}
    record["dimensions"] = [
        {
            "name": name,
            "censored_headcount": _known(value),
            "censored_headcount_se": _known(error),
            "contribution": _known(one.contributions[name][0]),
            "contribution_se": _known(one.contributions[name][1]),
        }
        for name, (value, error) in one.censored.items()
    ]
    return record


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
