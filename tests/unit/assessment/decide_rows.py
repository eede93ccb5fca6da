"""Rows for ``decide``: the example of its documentation, changed where a test asks for it."""

from __future__ import annotations

EXAMPLE = {
    "county": "Example",
    "region": "centre",
    "rural_population": 400_000,
    "registered_poor": 1_000,
    "registered_population_exited": 20_000,
    "nonregistered_population": 300_000,
    "exited_persons_sampled": 500,
    "wrong_exit_persons": 5,
    "nonregistered_persons_sampled": 1_000,
    "missed_persons": 2,
    "households_interviewed": 300,
    "households_recognising": 291,
    "on_date": "2017-12-31",
}
HOUSEHOLDS = {
    "exited_households_sampled": 160,
    "wrong_exit_households": 2,
    "nonregistered_households_sampled": 300,
    "missed_households": 1,
}


def row(**changes):
    """The example's row as text cells; None takes a column away."""
    cells = EXAMPLE | changes
    return {column: str(value) for column, value in cells.items() if value is not None}
