"""Money in fen: how much came, when it went on, what it was used for."""

from datetime import date

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from tests.reference.tables import ALPHA, CENTRE, everything, fund, payment, project
from tests.unit.indicators.counted import figure_at

MONEY = {name: everything()[name] for name in ("funds", "projects", "payments")}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("funds.provincial", (500, 1, 1)),
        ("funds.budget_growth", (500, 400, 2)),
        ("funds.provincial_ratio", (500, 1_800, 4)),
        # the county's 300 came a day late, the 800 not at all
        ("funds.allocation_speed", (1_500, 2_600, 4)),
        ("funds.disclosure_rate", (1, 2, 2)),
        # 600 and 40 were paid in the year, 50 after it
        ("funds.carry_over_rate", (2_600 - 640, 2_600, 4)),
        ("funds.integration_rate", (1_000, 2_300, 4)),
        ("funds.precise_use", (900, 1_000, 2)),
    ],
)
def test_money_of_the_year_is_counted(tmp_path, formula, expected):
    assert figure_at(tmp_path / "s", MONEY, FORMULAS[formula], CENTRE) == expected


@pytest.mark.parametrize(("day", "in_time"), [(date(2016, 3, 31), 9), (date(2016, 4, 1), 0), (None, 0)])
def test_money_allocated_within_thirty_days_is_in_time(tmp_path, day, in_time):
    tables = {"funds": [fund(1, ALPHA, 9, received_on=date(2016, 3, 1), allocated_on=day)]}
    assert figure_at(tmp_path / "s", tables, FORMULAS["funds.allocation_speed"]) == (in_time, 9, 1)


def test_growth_needs_both_years(tmp_path):
    tables = {"funds": [fund(1, ALPHA, 9, source_tier="province")]}
    assert figure_at(tmp_path / "s", tables, FORMULAS["funds.budget_growth"]) == (0, 0, 0)


def test_more_paid_than_came_leaves_nothing_over(tmp_path):
    tables = {
        "funds": [fund(1, ALPHA, 9)],
        "projects": [project(1, ALPHA, "F001", 9)],
        "payments": [payment(1, "J001", 12)],
    }
    assert figure_at(tmp_path / "s", tables, FORMULAS["funds.carry_over_rate"]) == (0, 9, 1)
