"""NOT_TAKEN_OVER: the successor countersigns within thirty days."""

from datetime import date

import pytest

from tests.unit.pledges.programmes import codes_found, found, post, row_of, signature, tree, unit_id

VILLAGE, UNIT = "P520521100201", unit_id("520521100201")
CHANGE = date(2016, 3, 1)
LAST = date(2016, 3, 31)


def changed(since=CHANGE, **changes):
    """The party head of the last village is followed by a new one."""
    rows = tree()
    row_of(rows, "posts", officer_id="party_head-520521100201")["held_until"] = since
    rows["posts"].append(post("520521100201", "party_head", "new", held_from=since, **changes))
    return rows


def countersigned(day, officer="new", **changes):
    rows = changed(**changes)
    rows["signatures"].append(signature(VILLAGE, "subordinate", "party_head", officer, signed_on=day))
    return rows


def test_a_successor_who_never_signed():
    assert found(changed()) == [("NOT_TAKEN_OVER", VILLAGE, UNIT, None, None, "2016-03-31", "")]


def test_a_successor_who_signed_on_the_last_day():
    assert found(countersigned(LAST)) == []


def test_a_successor_who_signed_a_day_late():
    assert found(countersigned(date(2016, 4, 1))) == [
        ("NOT_TAKEN_OVER", VILLAGE, UNIT, None, None, "2016-03-31", "2016-04-01")
    ]


def test_it_is_a_warning():
    from tests.unit.pledges.programmes import checked

    assert [one.severity for one in checked(changed()).findings] == ["warning"]


@pytest.mark.parametrize(("since", "codes"), [(date(2016, 11, 30), ["NOT_TAKEN_OVER"]), (date(2016, 12, 1), [])])
def test_until_the_days_have_passed_nothing_is_owed(since, codes):
    assert codes_found(changed(since)) == codes


@pytest.mark.parametrize(("until", "codes"), [(LAST, []), (date(2016, 4, 1), ["NOT_TAKEN_OVER"])])
def test_who_left_within_the_days_owed_nothing(until, codes):
    assert codes_found(changed(held_until=until)) == codes


def test_who_came_after_the_deadline_owes_nothing():
    rows = changed()
    row_of(rows, "pledges", pledge_id=VILLAGE)["deadline"] = date(2016, 2, 29)
    assert "NOT_TAKEN_OVER" not in codes_found(rows)


def test_the_successor_of_a_superior_countersigns_every_pledge_below():
    rows = tree()
    row_of(rows, "posts", officer_id="government_head-520502100")["held_until"] = CHANGE
    rows["posts"].append(post("520502100", "government_head", "new", held_from=CHANGE))
    names = ("P520502100", "P520502100201", "P520502100202")
    assert [one[:3] for one in found(rows)] == [("NOT_TAKEN_OVER", name, unit_id("520502100")) for name in names]


def test_who_signed_it_before_need_not_sign_again():
    rows = changed()
    rows["posts"][-1]["held_until"] = date(2016, 6, 1)
    rows["signatures"].append(signature(VILLAGE, "subordinate", "party_head", "new", signed_on=CHANGE))
    back = post("520521100201", "party_head", "party_head-520521100201", held_from=date(2016, 6, 1))
    rows["posts"].append(back)
    assert found(rows) == []


def test_a_role_nobody_signed_for_is_missing_and_not_taken_over():
    rows = changed()
    rows["signatures"] = [row for row in rows["signatures"] if row["officer_id"] != "party_head-520521100201"]
    assert codes_found(rows) == ["MISSING_SIGNATURE"]


def test_a_change_before_the_pledge_matters_nothing():
    rows = tree()
    before = post("520521100201", "party_head", "old", held_from=date(2010, 1, 1), held_until=date(2013, 1, 1))
    rows["posts"].append(before)
    assert found(rows) == []


def test_the_days_are_the_rulebooks():
    assert codes_found(countersigned(date(2016, 4, 1)), takeover_days=31) == []
