"""MISSING_SIGNATURE and WRONG_SIGNATORY."""

from datetime import date

import numpy as np
import pytest

from pledgetree.pledges.arrays import ROLES, Posts
from pledgetree.pledges.signatures import Tenures
from tests.unit.pledges.programmes import (
    CENTRE,
    SIGNED,
    checked,
    codes_found,
    found,
    pledge,
    post,
    row_of,
    signature,
    tree,
    unit_id,
    without,
)

COUNTY, COUNTY_UNIT = "P520521", unit_id("520521")
VILLAGE, VILLAGE_UNIT = "P520521100201", unit_id("520521100201")


@pytest.mark.parametrize(
    ("name", "side", "role", "unit"),
    [
        (COUNTY, "subordinate", "party_head", COUNTY_UNIT),
        (COUNTY, "subordinate", "government_head", COUNTY_UNIT),
        (COUNTY, "superior", "party_head", unit_id("5205")),
        (COUNTY, "superior", "government_head", unit_id("5205")),
        (VILLAGE, "subordinate", "party_head", VILLAGE_UNIT),
        (VILLAGE, "subordinate", "village_committee", VILLAGE_UNIT),
        (VILLAGE, "superior", "government_head", unit_id("520521100")),
        ("P52", "superior", "body", CENTRE),
        ("P52", "subordinate", "government_head", unit_id("52")),
    ],
)
def test_each_role_that_must_sign_is_missed(name, side, role, unit):
    rows = without(tree(), "signatures", pledge_id=name, side=side, role=role)
    assert found(rows) == [("MISSING_SIGNATURE", name, unit, None, None, role, "")]


def test_a_pledge_nobody_signed_misses_four():
    rows = without(tree(), "signatures", pledge_id=COUNTY)
    row_of(rows, "pledges", pledge_id=COUNTY)["signed_on"] = None
    assert [one[2] + " " + one[5] for one in found(rows)] == [
        f"{unit_id('5205')} government_head",
        f"{unit_id('5205')} party_head",
        f"{COUNTY_UNIT} government_head",
        f"{COUNTY_UNIT} party_head",
    ]


def test_the_rulebook_says_who_must_sign():
    rows = without(tree(), "signatures", pledge_id=COUNTY, side="superior", role="party_head")
    tiers = ("centre", "province", "prefecture", "county", "township", "village")
    nobody = {(side, tier): () for side in ("superior", "subordinate") for tier in tiers}
    assert found(rows, required=nobody) == []
    assert codes_found(rows, required={**nobody, ("superior", "prefecture"): ("party_head",)}) == ["MISSING_SIGNATURE"]


def test_a_signature_after_the_year_is_not_there_yet():
    rows = tree()
    row_of(rows, "signatures", pledge_id=COUNTY, side="subordinate", role="party_head")["signed_on"] = date(2017, 1, 1)
    assert codes_found(rows, year=2016) == ["MISSING_SIGNATURE"]
    assert codes_found(rows, year=2017) == []


def test_partners_sign_by_their_own_rules():
    rows = tree()
    rows["pledges"].append(pledge("52", "", pledge_id="Q", type="partner"))
    assert found(rows) == []


def held(since, until, **changes):
    rows = tree()
    row_of(rows, "posts", officer_id="party_head-520521").update({"held_from": since, "held_until": until, **changes})
    # The county's head signs as the superior of the township, too.
    return [one for one in found(rows) if one[1] == COUNTY]


WRONG = ("WRONG_SIGNATORY", COUNTY, COUNTY_UNIT, None, None, "party_head", "")


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        (SIGNED, None, False),
        (date(2015, 11, 29), None, True),
        (date(2013, 1, 1), date(2015, 11, 29), False),
        (date(2013, 1, 1), SIGNED, True),
    ],
)
def test_the_post_must_be_held_on_the_day(since, until, wrong):
    assert held(since, until) == ([WRONG] if wrong else [])


@pytest.mark.parametrize("change", [{"unit_id": unit_id("520502")}, {"role": "government_head"}])
def test_another_post_does_not_do(change):
    assert held(date(2013, 1, 1), None, **change) == [WRONG]


def test_a_wrong_signatory_is_not_missing_and_not_known_to_the_posts():
    rows = tree()
    row_of(rows, "signatures", pledge_id=COUNTY, side="subordinate", role="party_head")["officer_id"] = "nobody"
    assert found(rows) == [WRONG]
    (finding,) = checked(rows).findings
    assert "'nobody'" in finding.fault.what
    assert "2015-11-28" in finding.fault.what


@pytest.mark.parametrize(("role", "codes"), [("party_head", ["WRONG_SIGNATORY"]), ("village_committee", [])])
def test_only_bodies_sign_without_an_officer(role, codes):
    rows = tree()
    row_of(rows, "signatures", pledge_id=VILLAGE, side="subordinate", role=role)["officer_id"] = None
    assert codes_found(rows) == codes


def test_the_superiors_head_is_looked_up_at_the_superior():
    rows = tree()
    row_of(rows, "signatures", pledge_id=COUNTY, side="superior", role="party_head")["officer_id"] = "party_head-520521"
    assert found(rows) == [("WRONG_SIGNATORY", COUNTY, unit_id("5205"), None, None, "party_head", "")]


@pytest.mark.parametrize(("office", "codes"), [("roads", []), ("schools", ["WRONG_SIGNATORY"]), (None, [])])
def test_the_head_of_a_department_must_head_that_office(office, codes):
    rows = tree()
    rows["pledges"].append(pledge("52", "", pledge_id="Q", type="department", subordinate_office=office))
    rows["posts"].append(post("52", "department_head", "Li", office_id="roads"))
    rows["signatures"].append(signature("Q", "subordinate", "department_head", "Li"))
    assert codes_found(rows) == codes


def test_signatures_under_a_superseded_pledge_are_history():
    rows = tree()
    old = row_of(rows, "pledges", pledge_id=VILLAGE)
    rows["pledges"].append(dict(old, pledge_id="Q"))
    old["superseded_by"] = "Q"
    rows["signatures"] += [dict(row, pledge_id="Q") for row in rows["signatures"] if row["pledge_id"] == VILLAGE]
    row_of(rows, "signatures", pledge_id=VILLAGE, side="subordinate", role="party_head")["officer_id"] = "nobody"
    assert found(without(rows, "signatures", pledge_id=VILLAGE, side="superior")) == []


def numbers(*values):
    return np.array(values, np.int32)


def test_an_earlier_longer_tenure_still_counts():
    head = np.array([ROLES.index("party_head")] * 3, np.int8)
    posts = Posts(numbers(7, 7, 7), head, numbers(1, 1, 2), numbers(0, 50, 0), numbers(1000, 60, 10))
    asked = np.array([ROLES.index("party_head")] * 6, np.int8)
    answers = Tenures(posts).held(
        numbers(7, 7, 7, 8, -1, 7), asked, numbers(1, 1, 2, 1, 1, -1), numbers(55, 1000, 10, 55, 55, 55)
    )
    assert answers.tolist() == [True, False, False, False, False, False]
