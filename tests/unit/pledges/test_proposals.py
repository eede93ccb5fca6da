"""Proposals from a snapshot: the shares of a shortfall, and who stands below an amendment."""

import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.proposals import proposal_record, propose, standing_pledges, to_sign_again
from pledgetree.snapshot.freezing import freeze
from tests.unit.pledges.programmes import promise, row_of, tables, tree, unit_id


@pytest.fixture
def standing(tmp_path):
    """A tree whose first township promises 200 while its villages, with 300 and 100 poor, promise 100 and 60."""
    rows = promise(tree(), "poor_lifted", 2016, 100)
    for code, target, poor in (("520502100201", 100, 300), ("520502100202", 60, 100)):
        one = row_of(rows, "commitments", pledge_id=f"P{code}")
        one |= {"target_numerator": target, "baseline_numerator": poor, "baseline_denominator": 1}
    folder = tmp_path / "in"
    folder.mkdir()
    for name, table in tables(rows).items():
        if table.num_rows:
            pq.write_table(table, folder / f"{name}.parquet")
    freeze(folder, year=2016, out=tmp_path / "s", frozen_at="2017-01-01T00:00:00+00:00")
    return standing_pledges(tmp_path / "s", 2016)


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ("poor_population", [130, 70]),  # 40 are lacking; poor people 3 to 1
        ("remaining_capacity", [133, 67]),  # capacities 200 and 40: 40 * 200 / 240 = 33.3, 40 * 40 / 240 = 6.7
    ],
)
def test_a_shortfall_is_divided_and_told(standing, rule, after):
    record = proposal_record(propose(standing, "P520502100", "poor_lifted", rule), rule)
    assert (record["rule"], record["target"], record["shortfall"], record["unplaced"]) == (rule, 200, 40, 0)
    shares = [(one["unit"], one["before"], one["after"], one["feasible"]) for one in record["shares"]]
    villages = [unit_id("520502100201"), unit_id("520502100202")]
    assert shares == [(villages[0], 100, after[0], True), (villages[1], 60, after[1], True)]


def test_an_unknown_indicator_or_pledge_is_refused(standing):
    with pytest.raises(UserError, match="UNKNOWN_INDICATOR"):
        propose(standing, "P520502100", "happiness", "poor_population")
    with pytest.raises(UserError, match="UNKNOWN_PLEDGE"):
        propose(standing, "P-nobody", "poor_lifted", "poor_population")


def test_everybody_below_an_amended_pledge_signs_again(standing):
    assert to_sign_again(standing, "P520502") == ["P520502100", "P520502100201", "P520502100202"]
    assert to_sign_again(standing, "P520502100201") == []
    with pytest.raises(UserError, match="UNKNOWN_PLEDGE"):
        to_sign_again(standing, "P-nobody")
