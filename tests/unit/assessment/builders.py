"""Small programmes, figures and rulebooks for the tests of the assessment.

The programme: the Centre above Plainland (region centre) and Westland (west), each with one county; Eastland owes no
pledge. Names are made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from pledgetree.assessment.figures import Evidence, Figures, Targets, UnitTree
from pledgetree.base.units import CENTRE, TIERS
from pledgetree.law.model import (
    DatedValue,
    DutyMatrix,
    Edition,
    Gate,
    Indicator,
    Parameter,
    PointRule,
    Rulebook,
    Scheme,
    Source,
)

BEGIN = date(2016, 1, 1)
DAY = date(2016, 12, 31)
LAW = Source("A law for tests", "documented", document="T 1", article="article 7")

PLAINLAND, WESTLAND, EASTLAND = "010000000000", "020000000000", "030000000000"
PLAIN_COUNTY, WEST_COUNTY = "010101000000", "020101000000"
UNITS = (
    (CENTRE, "", "centre", "", True),
    (PLAINLAND, CENTRE, "province", "centre", True),
    (WESTLAND, CENTRE, "province", "west", True),
    (EASTLAND, CENTRE, "province", "east", False),
    (PLAIN_COUNTY, PLAINLAND, "county", "centre", True),
    (WEST_COUNTY, WESTLAND, "county", "west", True),
)


def tree(units: Sequence[tuple[str, str, str, str, bool]] = UNITS) -> UnitTree:
    ids = [one[0] for one in units]
    return UnitTree(
        ids=np.array(ids, dtype="U12"),
        parent=np.array([ids.index(one[1]) if one[1] else -1 for one in units], dtype=np.int32),
        tier=np.array([TIERS.index(one[2]) for one in units], dtype=np.int8),
        names=[f"Unit {one[0][:6]}" for one in units],
        region=[one[3] for one in units],
        in_programme=np.array([one[4] for one in units], dtype=np.bool_),
    )


def place(unit_id: str, units: Sequence[tuple[str, str, str, str, bool]] = UNITS) -> int:
    return [one[0] for one in units].index(unit_id)


def figures(
    values: Mapping[str, Mapping[str, tuple[int, int]]],
    units: Sequence[tuple[str, str, str, str, bool]] = UNITS,
    also: Iterable[str] = (),
) -> Figures:
    """Figures from {indicator: {unit_id: (numerator, denominator)}}; indicators in ``also`` have no rows."""
    values = {name: values.get(name, {}) for name in dict.fromkeys([*values, *also])}
    shape = (len(units), len(values))
    numerator, denominator, rows = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for column, by_unit in enumerate(values.values()):
        for unit_id, (above, below) in by_unit.items():
            row = place(unit_id, units)
            numerator[row, column], denominator[row, column], rows[row, column] = above, below, 1
    return Figures(tree(units), tuple(values), numerator, denominator, rows)


def targets(
    of: Figures,
    plans: Mapping[tuple[str, str], tuple[int, int, str]],
) -> Targets:
    """Targets from {(unit_id, indicator): (numerator, denominator, state)}; no pledges."""
    keys = list(plans)
    ids = of.tree.ids.tolist()
    none = np.zeros(len(keys), dtype=np.int64)
    return Targets(
        unit=np.array([ids.index(unit) for unit, _ in keys], dtype=np.int64),
        indicator=np.array([of.indicators.index(name) for _, name in keys], dtype=np.int64),
        plan_id=[f"plan {unit}" for unit, _ in keys],
        plan_numerator=np.array([plans[key][0] for key in keys], dtype=np.int64),
        plan_denominator=np.array([plans[key][1] for key in keys], dtype=np.int64),
        plan_state=[plans[key][2] for key in keys],
        pledge_id=[None] * len(keys),
        pledge_numerator=none,
        pledge_denominator=none,
    )


NO_EVIDENCE = Evidence(findings=(), plan_faults=())


def text(english: str) -> dict[str, str]:
    return {"en": english, "zh-hans": english, "fr": english}


def indicator(name: str, *, kind: str = "rate", direction: str = "more", target: str = "none") -> Indicator:
    return Indicator(
        name=name,
        title=text(name),
        description=text(name),
        unit="1",
        kind=kind,
        direction=direction,
        content="monitoring",
        tier="province",
        reads=("households",),
        target=target,
        functions=((BEGIN, f"register.{name}"),),
        source=LAW,
    )


def parameter(
    name: str, value: Fraction | str, operator: str | None = None, regions: Mapping[str, Fraction] | None = None
) -> Parameter:
    own = [DatedValue(BEGIN, one, LAW, region, operator) for region, one in (regions or {}).items()]
    return Parameter(name, text(name), "1", (DatedValue(BEGIN, value, LAW, None, operator), *own))


def limits(*, strict: bool = False) -> dict[str, Parameter]:
    """The four limits of the county exit and what goes with them."""
    most = "<" if strict else "<="
    two = Fraction(2, 100)
    return {
        "limits/wrong_exit": parameter("limits/wrong_exit", two, most),
        "limits/missed": parameter("limits/missed", two, most),
        "limits/recognition": parameter("limits/recognition", Fraction(90, 100), ">="),
        "limits/composite_incidence": parameter(
            "limits/composite_incidence", two, most, regions={"west": Fraction(3, 100)}
        ),
        "missed/denominator": parameter("missed/denominator", "sampled_villages"),
        "parts/tolerance": parameter("parts/tolerance", two),
    }


def gate(name: str, of: str) -> Gate:
    return Gate(name, text(name), of, f"limits/{name}", LAW)


def rule(name: str, kind: str, **numbers: object) -> PointRule:
    """A point rule on the indicator of its own name, by value, worth 10 points unless said otherwise."""
    given = {"points": Fraction(10), "basis": "value", "indicator": name} | numbers
    return PointRule(name=name, title=text(name), kind=kind, effective=BEGIN, source=LAW, **given)


def scheme(**parts: object) -> Scheme:
    empty = {
        "graded_tiers": ("province",),
        "classes_order": ("good", "average", "poor"),
        "grades_order": ("good", "average", "poor"),
        "gates": (),
        "classes": (),
        "points": (),
        "grades": (),
        "caps": (),
    }
    return Scheme(**(empty | parts))


def rulebook(**parts: object) -> Rulebook:
    empty = {
        "name": "test-law",
        "title": text("A law for tests"),
        "authority": text("Tests"),
        "tiers": TIERS,
        "editions": (Edition("2016", BEGIN, 2016, 2020, None, LAW),),
        "parameters": {},
        "indicators": {},
        "scheme": scheme(),
        "matrix": DutyMatrix({}, {}, {}, ()),
        "problems": (),
        "consequences": (),
        "cases": (),
        "includes": (),
        "extends": None,
        "raw": {},
    }
    return Rulebook(**(empty | parts))
