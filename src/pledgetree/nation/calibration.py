"""What each year of the register is calibrated to: published figures x N / 29,480,000.

Two series are kept apart. The register itself (89.62 million persons in 2014, the re-check of 2015) gives the stock of
2014; the survey of the statistics office gives the closing stock of 2015 to 2020, because no register figure by region
was published for them. ``Calibration`` says so year by year, and goes into the truth folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pledgetree.base.ratios import largest_remainder
from pledgetree.nation.sources import (
    POOR_VILLAGES,
    RECHECK_ADDED,
    RECHECK_REMOVED,
    REGIONS,
    REGISTER_HOUSEHOLDS,
    REGISTER_PERSONS,
    RELAPSED,
    YEARS,
    published_incidence,
    published_poor,
)


@dataclass(frozen=True)
class Calibration:
    """What the register's closing stock of one year equals, in persons."""

    year: int
    basis: str
    published: int
    persons: int
    regions: Mapping[str, int]
    shares_of: int
    status: str


def scaled(published: int, households: int) -> int:
    """``published x households / 29,480,000`` to the nearest whole number, halves to even."""
    whole, rest = divmod(published * households, REGISTER_HOUSEHOLDS)
    return whole + (2 * rest + whole % 2 > REGISTER_HOUSEHOLDS)


def shares_year(year: int) -> int:
    """The nearest year whose regions were published: 2016 to 2019."""
    return min(max(year, 2016), 2019)


def regional(total: int, year: int) -> dict[str, int]:
    """A national total divided among the regions like the published rural poor, by largest remainder."""
    published = published_poor()
    weights = [published[shares_year(year), region] for region in REGIONS]
    return dict(zip(REGIONS, largest_remainder(total, weights), strict=True))


def rural_poor_survey(year: int, households: int) -> dict[str, int]:
    """The survey's rural poor by region, scaled; exact at 29,480,000 households."""
    return regional(scaled(published_poor()[year, "national"], households), year)


def _register_2014(households: int) -> dict[str, int]:
    """Persons of 2014 by region: never without a household, never fewer than households."""
    entered = regional(households, 2014)
    total = scaled(REGISTER_PERSONS, households)
    persons = regional(total, 2014)
    if all(persons[one] >= entered[one] and (persons[one] == 0) == (entered[one] == 0) for one in REGIONS):
        return persons
    # A handful of households cannot follow the shares: persons then follow the households.
    return dict(zip(REGIONS, largest_remainder(total, [entered[one] for one in REGIONS]), strict=True))


def closing_stock(year: int, households: int) -> Calibration:
    """The persons counted as poor at the end of a year, and where the figure is from."""
    if year == 2014:
        persons = _register_2014(households)
        return Calibration(
            year, "registered_poor", REGISTER_PERSONS, sum(persons.values()), persons, 2016, "regions modelled"
        )
    persons = rural_poor_survey(year, households)
    status = "published" if shares_year(year) == year else "regions modelled"
    published = published_poor()[year, "national"]
    return Calibration(year, "rural_poor_survey", published, sum(persons.values()), persons, shares_year(year), status)


def calibrations(households: int) -> tuple[Calibration, ...]:
    """The calibration of every year."""
    return tuple(closing_stock(year, households) for year in YEARS)


def rural_population(households: int) -> dict[str, int]:
    """Rural population by region, scaled: the published rural poor of 2016 over the published incidence."""
    published, incidence = published_poor(), published_incidence()
    return {one: scaled(published[2016, one] * 1000 // incidence[one], households) for one in REGIONS}


# Newly found poor persons per thousand of the closing stock of the year before, after the re-check (modelled).
_IDENTIFIED_PER_MILLE: Mapping[int, int] = {2016: 10, 2017: 8, 2018: 6, 2019: 4}
# Persons struck off later, per thousand of the same stock (modelled).
_REMOVED_PER_MILLE: Mapping[int, int] = {2016: 2, 2017: 2, 2018: 1, 2019: 1}


@dataclass(frozen=True)
class Movements:
    """National movements planned for one year, in persons."""

    identified: int
    removed: int
    relapsed: int


def movements(year: int, households: int) -> Movements:
    """The re-check of 2015 as documented; identified and removed of later years modelled, relapsed recalled."""
    if year == 2015:
        return Movements(scaled(RECHECK_ADDED, households), scaled(RECHECK_REMOVED, households), 0)
    if year not in _IDENTIFIED_PER_MILLE:
        return Movements(0, 0, 0)
    stock = closing_stock(year - 1, households).persons
    found, removed = _IDENTIFIED_PER_MILLE[year], _REMOVED_PER_MILLE[year]
    return Movements(stock * found // 1000, stock * removed // 1000, scaled(RELAPSED[year], households))


def poor_villages(households: int) -> int:
    """Villages listed as poor, scaled."""
    return scaled(POOR_VILLAGES, households)


def share(total: int, weights: Sequence[int]) -> list[int]:
    """``largest_remainder``, giving nothing where nobody has a weight."""
    return largest_remainder(total, weights) if any(weights) else [0] * len(weights)


def capped_share(total: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Whole parts of ``total`` in proportion to the weights, none above its cap; what is cut goes to the others.

    Where the weights of the uncapped are all zero, room under the caps is the weight.

    Raises:
        ValueError: the caps together are below the total.
    """
    if sum(caps) < total:
        raise ValueError("the caps leave no room for the total")
    parts = [0] * len(weights)
    free = [place for place, cap in enumerate(caps) if cap > 0]
    left = total
    while left:
        pull = [weights[place] for place in free]
        if not any(pull):
            pull = [caps[place] for place in free]
        tried = largest_remainder(left, pull)
        full = [place for place, part in zip(free, tried, strict=True) if part >= caps[place]]
        if not full:
            for place, part in zip(free, tried, strict=True):
                parts[place] = part
            return parts
        for place in full:
            parts[place] = caps[place]
            left -= caps[place]
        free = [place for place in free if parts[place] == 0]
    return parts
