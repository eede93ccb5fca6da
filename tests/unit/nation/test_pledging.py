from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from pledgetree.nation.drafting import last_day
from pledgetree.nation.pledging import (
    department_pledges,
    department_signatures,
    office_id,
    partner_pledges,
    pledges_table,
    pledging_offices,
    tree_pledges,
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


def head(office, since, until=None, capacity="full"):
    post = {"office_id": office, "officer_id": f"{office} {since}", "role": "department_head", "capacity": capacity}
    return post | {"held_from": since, "held_until": until}


def test_heads_of_departments_sign_and_those_who_follow_countersign(units):
    pledges = department_pledges(units)
    upper, lower = office_id(0, of_centre=True), office_id(0, of_centre=False)
    heads = [
        head(upper, date(2013, 1, 1), date(2016, 4, 12)),  # left on the day itself
        head(upper, date(2016, 4, 12), date(2017, 6, 1)),
        head(upper, date(2017, 6, 1), date(2017, 6, 5), "acting"),  # too short to countersign
        head(upper, date(2017, 6, 5)),
        head(lower, date(2014, 1, 1)),
    ]
    rows = [department_signatures(pledges, heads, year).to_pylist() for year in (2015, 2016, 2017)]
    assert rows[0] == []
    assert {(row["side"], str(row["signed_on"])) for row in rows[1]} == {
        ("superior", "2016-04-12"),
        ("subordinate", "2016-04-12"),
    }
    assert [(row["officer_id"], str(row["signed_on"])) for row in rows[2]] == [(f"{upper} 2017-06-05", "2017-06-15")]
    assert set(pledging_offices()) >= {upper, lower}
    assert department_signatures(partner_pledges(units), heads, 2016).num_rows == 0
