import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from pledgetree.nation.drafting import last_day
from pledgetree.nation.government import posts as posts_of
from pledgetree.nation.pledging import (
    department_pledges,
    department_signatures,
    office_id,
    partner_pledges,
    pledges_table,
    tree_pledges,
    with_departments,
)


@pytest.fixture(scope="module")
def units(divisions):
    return pa.array(divisions.ids, pa.string())


@pytest.fixture(scope="module")
def table(grown, units):
    return pledges_table(tree_pledges(grown.honest.signing), units, last_day(2015)).to_pandas()


def test_the_tree_is_signed_from_the_top(table):
    signed = pd.to_datetime(table.set_index("pledge_id").signed_on)
    below = table[table.derives_from.notna()]
    assert (signed.loc[below.derives_from].to_numpy() < signed.loc[below.pledge_id].to_numpy()).all()
    assert (signed <= pd.Timestamp("2015-12-31")).all()
    provinces = table[table.superior_unit == "000000000000"]
    assert len(provinces) == 22
    assert (pd.to_datetime(provinces.signed_on) == "2015-11-28").all()
    goal = table[table.superior_unit.isna()]
    assert goal.subordinate_unit.tolist() == ["000000000000"]


def test_every_pledge_carries_out_that_of_its_superior(table):
    below = table[table.superior_unit.notna()]
    assert (below.derives_from == "PG-2015-" + below.superior_unit).all()
    assert (below.pledge_id == "PG-2015-" + below.subordinate_unit).all()


def test_partners_and_departments_stand_beside_the_tree(units):
    partners, departments = (
        pledges_table(make(units), units, last_day(2016)).to_pandas() for make in (partner_pledges, department_pledges)
    )
    assert set(partners.type) == {"partner"}
    # Fujian helps Ningxia: the receiving side is the superior that confirms.
    assert ("640000000000", "350000000000") in set(zip(partners.superior_unit, partners.subordinate_unit, strict=True))
    assert set(departments.type) == {"department"}
    assert departments.superior_office.str.startswith("000000000000-").all()
    assert departments.subordinate_office.tolist()[0] == office_id(0, of_centre=False) == "520000000000-finance"
    assert pledges_table(partner_pledges(units), units, last_day(2015)).num_rows == 0


def test_heads_of_departments_hold_the_posts_they_sign_in(divisions, grown, units):
    posts = with_departments(posts_of(divisions, grown.terms.only(np.arange(1)), 2015)).to_pandas()
    assert len(posts) == 7
    signed = department_signatures(department_pledges(units)).to_pandas()
    assert set(signed.officer_id) <= set(posts.officer_id)
    assert (signed.groupby("pledge_id").side.nunique() == 2).all()
    assert department_signatures(partner_pledges(units)).num_rows == 0
