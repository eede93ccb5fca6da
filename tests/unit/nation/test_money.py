import numpy as np
import pytest

from pledgetree.nation.money import IDLE_PARTS, IDLE_WHOLE, make_funds


@pytest.mark.parametrize("year", range(2014, 2021))
def test_idle_funds_are_where_the_truth_says(nation, year):
    funds, truth = nation.read(year, "funds"), nation.truth("idle_funds")
    funds = funds[funds.year == year]
    assert set(funds[funds.allocated_on.isna()].fund_id) == set(truth[truth.year == year].fund_id)


def test_idle_money_is_about_the_share_the_audit_found(plot):
    funds = make_funds(plot.targets, np.ones(len(plot.targets.code), bool), 300_000, 7, 2018)
    share = funds.amount[funds.idle].sum() / funds.amount.sum()
    assert IDLE_PARTS / IDLE_WHOLE - 0.002 < share <= IDLE_PARTS / IDLE_WHOLE


def test_central_money_is_the_recalled_sum(plot):
    funds = make_funds(plot.targets, np.ones(len(plot.targets.code), bool), 29_480_000, 7, 2016)
    assert abs(int(funds.amount[funds.tier == 0].sum()) - 6_610_000_000_000) < 10_000_000


def test_projects_use_up_their_fund_and_payments_stay_within(nation):
    funds, projects, payments = (nation.read(2017, name) for name in ("funds", "projects", "payments"))
    assert set(funds.year) == {2016, 2017}
    used = funds[funds.allocated_on.notna()].set_index("fund_id").amount_fen
    assert projects.groupby("fund_id").budget_fen.sum().to_dict() == used.to_dict()
    paid = payments.groupby("project_id").amount_fen.sum()
    budget = projects.set_index("project_id").budget_fen
    assert (paid <= budget.loc[paid.index]).all()
    assert (paid * 100 >= budget.loc[paid.index] * 95 - 100).all()
    assert payments.paid_on.astype(str).str[:4].isin(["2016", "2017"]).all()
