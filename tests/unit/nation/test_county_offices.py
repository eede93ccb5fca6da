"""Offices and office posts of the made-up nation leave no duty without owner, post or contact."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pledgetree.base.units import CENTRE
from pledgetree.law.loading import load_rulebook
from pledgetree.nation.county_offices import every_office, local_rows, more_offices, office_posts
from pledgetree.nation.divisions import units_table
from pledgetree.pledges.duty_holders import is_office
from pledgetree.pledges.duty_matrix import check_matrix
from pledgetree.snapshot.canonical import fitted
from pledgetree.snapshot.declaration import arrow_schema, declared_tables


@pytest.fixture(scope="module")
def every(divisions):
    return every_office(divisions)


def test_ids_are_unique_and_departments_are_those_of_the_rulebook(every):
    matrix = load_rulebook("cn-central-2016").matrix
    ids = every.column("office_id")
    assert len(pc.unique(ids)) == len(ids)
    named = set(every.column("department").to_pylist())
    assert named == {one for one in matrix.departments if is_office(matrix, one)}


def test_prefectures_and_counties_of_the_programme_have_five_each(divisions):
    rows = local_rows(divisions)
    assert divisions.in_programme[rows].all()
    more = more_offices(divisions)
    assert more.num_rows == 5 + 31 * 3 + 5 * len(rows)


def heads(divisions):
    """Both heads of every unit, whom ``government`` makes."""
    rows = {"unit_id": pa.array(divisions.ids), "held_from": pa.nulls(len(divisions.ids), pa.date32())}
    since = pa.array([date(2012, 1, 1)] * len(divisions.ids), pa.date32())
    schema = arrow_schema(declared_tables()["posts"])
    for role in ("party_head", "government_head"):
        names = pa.array([role] * len(divisions.ids))
        yield fitted(pa.table(rows | {"officer_id": rows["unit_id"], "role": names, "held_from": since}), schema)


@pytest.mark.parametrize("year", [2014, 2020])
def test_no_duty_is_without_owner_post_or_contact(divisions, every, year):
    posts = pa.concat_tables([office_posts(every, 7, year), *heads(divisions)])
    tables = (units_table(divisions), every, posts)
    assert check_matrix(load_rulebook("cn-central-2016"), tables, CENTRE, date(year, 12, 31)) == []


def test_an_office_that_is_missing_is_missed(divisions, every):
    kept = every.filter(pc.not_equal(every.column("office_id"), "520502000000-finance"))
    posts = pa.concat_tables([office_posts(every, 7, 2017), *heads(divisions)])
    tables = (units_table(divisions), kept, posts)
    found = check_matrix(load_rulebook("cn-central-2016"), tables, CENTRE, date(2017, 12, 31))
    assert [(one.code, dict(one.params)["duty"], one.where) for one in found] == [
        ("DUTY_UNOWNED", "county_fund_supervision", "520502000000"),
        ("WORKING_CONTACT_MISSING", "county_fund_supervision", "520502000000"),
    ]


def test_some_heads_are_followed_by_an_acting_officer_and_ends_to_come_are_unknown(every):
    early, late = office_posts(every, 7, 2017), office_posts(every, 7, 2020)
    acting = late.filter(pc.equal(late.column("capacity"), "acting")).to_pandas()
    assert len(acting) > 100
    assert ((acting.held_until - acting.held_from).dropna().map(lambda one: one.days) == 60).all()
    assert pc.max(early.column("held_until")).as_py() <= date(2017, 12, 31)
    assert pc.max(early.column("held_from")).as_py() <= date(2017, 12, 31)
    assert office_posts(every, 7, 2017).equals(early)
    assert not office_posts(every, 8, 2017).equals(early)
    key = ["officer_id", "unit_id", "office_id", "role", "held_from"]
    assert not late.to_pandas().duplicated(key).any()
    assert np.all(np.isin(late.column("role").to_pylist(), ["department_head", "working_contact"]))
