import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from pledgetree.pledges.document import Clause, Figure, Signatory
from tests.unit.pledges.drafts import content


def test_the_digest_is_that_of_the_records_canonical_form():
    one = content()
    # RFC 8785 for texts of the basic plane, whole numbers and plain keys: sorted keys, no blanks, UTF-8.
    plain = json.dumps(one.record(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert one.record_bytes() == plain
    assert one.digest == hashlib.sha256(plain).hexdigest()


def test_the_record_says_what_is_promised_by_whom_to_whom():
    record = content().record()
    assert record["pledge_id"] == "P520502"
    assert record["parties"]["subordinate"] == {
        "unit_id": "520502000000",
        "name": "七星关区",
        "tier": "county",
        "within": ["贵州省", "毕节市"],
        "office": None,
    }
    assert record["commitments"][0] == {
        "indicator": "poor_lifted",
        "year": 2016,
        "kind": "additive",
        "basis": "annual",
        "baseline": "98765",
        "target": "12345",
        "due_on": "2016-12-31",
    }
    assert record["commitments"][2]["target"] == "435/9667"
    assert record["commitments"][2]["due_on"] is None
    assert record["clauses"][0] == {"number": 1, "family": "measures", "text": "修通村路", "due_on": "2018-06-30"}
    assert record["signatories"][0] == {"side": "superior", "role": "party_head"}
    assert len(record["consequences"]) >= 2


def test_figures_beyond_what_json_can_count_stay_exact():
    one = content()
    promise = replace(one.promises[0], target=Figure(2**60 + 1, 1))
    assert content(promises=(promise,)).record()["commitments"][0]["target"] == str(2**60 + 1)
    assert content(promises=(promise,)).digest


@pytest.mark.parametrize(
    "change",
    [
        {"pledge_id": "P9"},
        {"deadline": date(2019, 12, 31)},
        {"reason": "灾情"},
        {"replaces": ("P1",)},
        {"clauses": (Clause(1, "input", "另一条"),)},
        {"signatories": ()},
        {"superior": None},
        {"made_up": True},
    ],
)
def test_another_promise_has_another_digest(change):
    assert content(**change).digest != content().digest


def test_signing_and_doing_leave_the_digest_as_it_is():
    signed = tuple(replace(one, signed_on=date(2016, 3, 1), title="县委书记") for one in content().signatories)
    done = (replace(content().clauses[0], done_on=date(2018, 5, 1), evidence="验收报告"), content().clauses[1])
    after = content(signatories=signed, clauses=done, superseded_by="P10")
    assert after.digest == content().digest


def test_milestones_are_the_clauses_with_a_day_the_earliest_first():
    days = [date(2018, 6, 30), None, date(2017, 6, 30), date(2018, 6, 30)]
    clauses = tuple(Clause(number, "measures", str(number), day) for number, day in enumerate(days, 1))
    assert [one.number for one in content(clauses=clauses).milestones] == [3, 1, 4]


def test_the_programme_goal_has_one_party():
    assert list(content(superior=None).parties) == ["subordinate"]
    assert list(content().parties) == ["superior", "subordinate"]


@pytest.mark.parametrize(("figure", "text"), [((12, 1), "12"), ((2, 4), "2/4"), ((0, 5), "0/5"), ((-3, 1), "-3")])
def test_a_figure_is_written_as_it_was_promised(figure, text):
    assert str(Figure(*figure)) == text


def test_a_signatory_is_only_a_side_and_a_role_until_it_signs():
    assert Signatory("superior", "body").signed_on is None
