"""Units taken off the list count by the day of approval and by their tier."""

from datetime import date

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from tests.reference.tables import ALPHA, BETA, GAMMA_1, PLAIN, unit_exit
from tests.unit.indicators.counted import figure_at

ROWS = [
    unit_exit(ALPHA, "county", date(2016, 1, 1)),
    unit_exit(BETA, "county", date(2015, 12, 31)),
    unit_exit(GAMMA_1, "village", date(2016, 12, 31)),
]


@pytest.mark.parametrize(
    ("formula", "unit", "expected"),
    [
        ("exits.counties", PLAIN, (1, 1, 1)),
        ("exits.counties", BETA, (0, 0, 0)),
        ("exits.villages", "000000000000", (1, 1, 1)),
        ("exits.villages", PLAIN, (0, 0, 0)),
    ],
)
def test_exits_of_the_year_are_counted(tmp_path, formula, unit, expected):
    assert figure_at(tmp_path / "s", {"unit_exits": ROWS}, FORMULAS[formula], unit) == expected
