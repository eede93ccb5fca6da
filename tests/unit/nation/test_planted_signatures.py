import pandas as pd
import pytest

from pledgetree.nation.drafting import PER_KIND
from pledgetree.nation.pledge_tree import post_rows, signature_rows

RAISED = {
    "county_head_missing": "MISSING_SIGNATURE",
    "village_head_missing": "MISSING_SIGNATURE",
    "committee_missing": "MISSING_SIGNATURE",
    "township_head_missing": "MISSING_SIGNATURE",
    "wrong_hand": "WRONG_SIGNATORY",
    "county_not_taken_over": "NOT_TAKEN_OVER",
    "township_not_taken_over": "NOT_TAKEN_OVER",
}


@pytest.fixture(scope="module")
def signatures(grown):
    return pd.concat([signature_rows(grown, year).to_pandas() for year in range(2015, 2021)]).astype({"role": str})


def rows(grown, kind):
    return [row for row in grown.planted.to_pylist() if row["kind"] == kind]


@pytest.mark.parametrize("kind", RAISED)
def test_every_kind_has_its_cases(grown, kind):
    assert {row["code"] for row in rows(grown, kind)} == {RAISED[kind]}
    assert {row["case"] for row in rows(grown, kind)} == set(range(1, PER_KIND + 1))


def test_a_missing_role_signed_nowhere(grown, signatures):
    for row in (*rows(grown, "village_head_missing"), *rows(grown, "committee_missing")):
        roles = signatures[(signatures.pledge_id == row["pledge_id"]) & (signatures.side == "subordinate")].role
        assert row["expected"] not in set(roles)
        assert len(roles)


def test_a_wrong_hand_is_that_of_the_township(grown, signatures):
    posts = post_rows(grown, 2020, villages=False).to_pandas().set_index("officer_id").unit_id
    for row in rows(grown, "wrong_hand"):
        own = signatures[(signatures.pledge_id == row["pledge_id"]) & (signatures.side == "subordinate")]
        (officer,) = own[own.role == "party_head"].officer_id
        assert posts[officer][:9] == row["unit_id"][:9]
        assert posts[officer] != row["unit_id"]


def test_a_successor_left_one_pledge_unsigned(grown, signatures):
    posts = pd.concat([post_rows(grown, 2020, villages=one).to_pandas() for one in (True, False)])
    for row in rows(grown, "county_not_taken_over"):
        since = pd.Timestamp(row["expected"]) - pd.Timedelta(days=30)
        held = posts[(posts.unit_id == row["unit_id"]) & (pd.to_datetime(posts.held_from) == since)]
        assert len(held) == 1
        signed = signatures[signatures.officer_id.isin(held.officer_id)]
        assert row["pledge_id"] not in set(signed.pledge_id)
        assert len(signed) > 1
