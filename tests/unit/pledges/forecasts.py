"""Small worlds for the tests of the forecast: terms with easy numbers, statistics, households, snapshots."""

from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow.parquet as pq

from pledgetree.pledges.forecast_places import places_of
from pledgetree.pledges.forecast_terms import ForecastTerms
from pledgetree.snapshot.freezing import freeze
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.pledges.programmes import commitment, tables, tree, unit_id

CODES = ("", "52", "5205", "520502", "520521")
HALF, WHOLE = Fraction(1, 2), Fraction(1)


def terms(**changes):
    """Half of the pace is carried on, and the latest year counts all; nothing is refused for its size."""
    values = {"interval_level": Fraction(8, 10), "behind_months": 3, "fewest_persons": 0, "fewest_units": 1}
    values |= {"fewest_paces": 1, "fewest_errors": 3, "empirical_errors": 20, "horizon_years": 10}
    return ForecastTerms(**(values | {"damping": HALF, "smoothing": WHOLE} | changes))


def statistic(code, name, **values):
    """Rows of one statistic: ``y2016=100``."""
    return [
        {"unit_id": unit_id(code), "year": int(year[1:]), "name": name, "value": value}
        for year, value in values.items()
    ]


def household(number, village, **changes):
    row = {"household_id": f"{village[:6]}{number:06d}", "unit_id": unit_id(village), "state": "poor"}
    row |= {"identified_on": date(2014, 3, 1), "exit_approved_on": None, "exited_on": None, "relapsed_on": None}
    row |= {"attribute": "general", "main_cause": "illness", "income_fen": 200_000}
    row |= dict.fromkeys(("food", "clothing", "education", "medical", "housing", "water"), True)
    return row | changes


def person(home, number, **changes):
    row = {"person_id": f"{home['household_id']}{number:02d}", "household_id": home["household_id"]}
    row |= {"birth_year": 1980, "sex": "female", "opening": True, "inflow": "none", "outflow": "none"}
    return row | {"closing": True} | changes


def world(codes=CODES, **more):
    """The rows of a tree without figures, with more tables."""
    return tree(codes) | {"unit_exits": [], "households": [], "persons": []} | more


def promised(rows, indicator, codes, **targets):
    """Let the pledges of some units promise figures: ``y2016=100``."""
    for code in codes:
        for year, target in targets.items():
            rows["commitments"].append(commitment(f"P{code or '-goal'}", indicator, int(year[1:]), target))
    return rows


def snapshot(rows, folder, year):
    """A frozen snapshot of the rows, opened."""
    (folder / "in").mkdir(parents=True)
    for name, table in tables(rows).items():
        if table.num_rows:
            pq.write_table(table, folder / "in" / f"{name}.parquet")
    out = folder / "snapshot"
    freeze(folder / "in", year=year, out=out, frozen_at="2021-01-01T00:00:00+00:00", rulebook="cn-central-2016")
    return open_snapshot(out)


def places(rows, on=date(2020, 12, 31)):
    made = tables(rows)
    return places_of(made["units"], made["code_changes"], on)


def same(left, right):
    """Equal, with NaN equal to itself."""
    return np.testing.assert_allclose(left, right, equal_nan=True)
