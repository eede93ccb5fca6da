"""Who signed, in the nation as it is written: everybody who held a post, and successors in time."""

import numpy as np
import pandas as pd
import pytest

from pledgetree.nation.signing import signatures_table


@pytest.mark.parametrize("year", [2015, 2020])
def test_every_head_in_office_signed_but_for_what_is_planted(nation, year):
    pledges, signatures, posts = (nation.read(year, name) for name in ("pledges", "signatures", "posts"))
    planted = set(pd.read_parquet(nation.folder / "truth" / "pledge_faults.parquet").pledge_id)
    # One large province and what the Centre signs is enough to look at row by row.
    pledges = pledges[pledges.subordinate_unit.str.startswith("52") | (pledges.superior_unit == "000000000000")]
    signatures = signatures[signatures.pledge_id.isin(pledges.pledge_id)]
    vertical = pledges[(pledges.type == "vertical") & pledges.superior_unit.notna() & ~pledges.pledge_id.isin(planted)]
    for side, column in (("subordinate", "subordinate_unit"), ("superior", "superior_unit")):
        signers = signatures[signatures.side == side].merge(vertical, on="pledge_id", suffixes=("", "_pledge"))
        known = signers[signers.officer_id.notna()].merge(
            posts, left_on=["officer_id", "role", column], right_on=["officer_id", "role", "unit_id"]
        )
        assert len(known) == signers.officer_id.notna().sum()
        day, since, until = (pd.to_datetime(known[name]) for name in ("signed_on", "held_from", "held_until"))
        assert ((since <= day) & (until.isna() | (day < until))).all()
        own = vertical[vertical[column] != "000000000000"]
        on_the_day = signers[signers.signed_on == signers.signed_on_pledge]
        roles = on_the_day[on_the_day.role != "body"].groupby("pledge_id").role.nunique()
        assert (roles.loc[own.pledge_id] == 2).all()
    bodies = signatures[signatures.role == "body"]
    assert len(bodies) == 22
    assert bodies.officer_id.isna().all()


def test_villages_sign_with_party_head_and_committee(nation):
    pledges, signatures = nation.read(2015, "pledges"), nation.read(2015, "signatures")
    village = pledges[~pledges.subordinate_unit.str.endswith("000")].pledge_id
    own = signatures[(signatures.side == "subordinate") & signatures.pledge_id.isin(village)]
    assert own.role.value_counts(normalize=True).round(4).to_dict() == {"party_head": 0.5, "village_committee": 0.5}
    assert own[own.role == "village_committee"].officer_id.isna().all()


def test_successors_countersign_within_thirty_days(nation):
    pledges, signatures, posts = (nation.read(2020, name) for name in ("pledges", "signatures", "posts"))
    # Heads of units sign; heads of offices answer for duties and sign no pledge of the unit.
    posts = posts[posts.office_id.isna()].assign(since=pd.to_datetime(posts.held_from))
    later = posts[(posts.since > "2016-01-01") & (posts.since <= "2020-11-30")]
    programme = later[later.unit_id.isin(pledges.subordinate_unit)]
    given = signatures[signatures.side == "subordinate"].drop_duplicates("officer_id").set_index("officer_id")
    planted = pd.read_parquet(nation.folder / "truth" / "pledge_faults.parquet")
    missing = set(planted.query("code in ('NOT_TAKEN_OVER', 'UNCOVERED')").unit_id)
    programme = programme[~programme.unit_id.isin(missing)]
    delay = pd.to_datetime(given.reindex(programme.officer_id).signed_on).to_numpy() - programme.since.to_numpy()
    assert len(delay) > 10_000
    late = programme[~(delay <= np.timedelta64(30, "D"))]
    # What is left signed nothing because its own signature was planted missing.
    assert set(late.unit_id) <= set(planted.query("code == 'MISSING_SIGNATURE'").unit_id)


def test_nothing_was_pledged_in_2014(nation):
    assert all(nation.read(2014, name).empty for name in ("pledges", "commitments", "signatures"))


def test_a_years_signatures_are_those_given_in_it(grown):
    for year in (2015, 2019):
        signed = pd.to_datetime(
            signatures_table(grown.signatures, grown.pledges, grown.terms, year).to_pandas().signed_on
        )
        assert set(signed.dt.year) == {year}
