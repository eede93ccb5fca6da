import numpy as np

from pledgetree.nation.committing import (
    INCIDENCE,
    INPUT,
    MEASURES,
    NAMES,
    all_commitments,
    commitments_table,
    milestones,
    rows_of,
)
from pledgetree.nation.drafting import last_day
from pledgetree.nation.promises import LIFTED, REMAINING


def test_rows_are_sparse_below_the_county_and_whole_above(grown):
    honest = grown.honest
    rows = all_commitments(honest, np.zeros(len(honest.stock), np.int64))
    upper = honest.signing.tier <= 3
    assert np.isin(rows.pledge, np.flatnonzero(upper)).sum() == upper.sum() * 15
    low = ~upper[rows.pledge]
    assert (honest.stock[rows.pledge[low]] > 0).all()
    assert set(rows.indicator[low].tolist()) == {LIFTED, REMAINING}
    lifted = low & (rows.indicator == LIFTED)
    assert (rows.target[lifted] > 0).all()
    # Nothing is lost by leaving zeros out.
    assert rows.target[lifted].sum() == honest.target[~upper][:, :, LIFTED].sum()
    assert (low & (rows.indicator == REMAINING)).sum() == 5 * (honest.stock[~upper] > 0).sum()


def test_incidence_is_pledged_where_the_population_is_known(grown):
    honest = grown.honest
    people = np.zeros(len(honest.stock), np.int64)
    people[:3] = 100
    rows = all_commitments(honest, people)
    of_rate = rows.only(np.flatnonzero(rows.indicator == INCIDENCE))
    # Never at the Centre: its goal is not a mean of the provinces.
    assert set(of_rate.pledge.tolist()) == {1, 2}
    assert (of_rate.denominator == 100).all()


def test_partners_and_departments_promise_milestones(grown):
    rows = milestones(grown.pledges)
    assert sorted(NAMES[one] for one in rows.indicator) == ["input"] * 3 + ["measures"] * 3
    assert {INPUT, MEASURES} == set(rows.indicator.tolist())


def test_a_table_holds_what_was_signed_by_the_day(grown):
    early, late = (commitments_table(grown.commitments, grown.pledges, last_day(year)) for year in (2015, 2016))
    assert early.num_rows < late.num_rows
    row = {key: values[0] for key, values in early.slice(0, 1).to_pydict().items()}
    assert row["target_denominator"] == 1
    assert str(row["due_on"]) == f"{row['year']}-12-31"


def test_single_rows():
    rows = rows_of(np.array([4, 5]), LIFTED, 2018, np.array([7, 8]))
    assert (rows.year.tolist(), rows.target.tolist(), rows.baseline.tolist()) == ([2018, 2018], [7, 8], [0, 0])
    assert rows.joined(rows).find(5, LIFTED).tolist() == [1, 3]
    assert rows.find(5, LIFTED, 2017).tolist() == []
