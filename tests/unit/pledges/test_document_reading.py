from datetime import date

import pyarrow.parquet as pq
import pytest

from pledgetree.base.errors import UserError
from pledgetree.pledges.arrays import ROLES
from pledgetree.pledges.document import Figure, Party
from pledgetree.pledges.document_reading import promise_of, read_pledge, required_roles, title_of
from pledgetree.snapshot.freezing import freeze
from tests.unit.pledges.programmes import commitment, pledge, post, promise, row_of, tables, terms, tree, unit_id


@pytest.fixture
def frozen(tmp_path):
    """Freezes rows into a snapshot."""

    def make(rows):
        folder = tmp_path / "in"
        folder.mkdir()
        for name, table in tables(rows).items():
            if table.num_rows:
                pq.write_table(table, folder / f"{name}.parquet")
        freeze(folder, year=2016, out=tmp_path / "s", frozen_at="2017-01-01T00:00:00+00:00")
        return tmp_path / "s"

    return make


def clause(number, family="measures", **changes):
    row = {"pledge_id": "P520502", "number": number, "family": family, "text": f"第{number}条"}
    return row | {"due_on": None, "done_on": None, "evidence": None} | changes


def refusal(path, pledge_id, rulebook=None):
    with pytest.raises(UserError) as error:
        read_pledge(path, pledge_id, rulebook)
    return [one.code for one in error.value.faults]


def test_a_pledge_is_read_with_parties_figures_and_signatories(frozen):
    rows = promise(tree(), "poor_lifted", 2016, 100)
    rows["commitments"].append(commitment("P520502", "poverty_incidence", 2016, (5, 100), basis="level"))
    found = read_pledge(frozen(rows), "P520502")
    assert found.superior == Party("520500000000", "5205", "prefecture", ("52",))
    assert found.subordinate == Party("520502000000", "520502", "county", ("52", "5205"))
    assert (found.derives_from, found.deadline, found.made_up) == ("P5205", date(2020, 12, 31), False)
    assert [(one.indicator, str(one.target)) for one in found.promises] == [
        ("poor_lifted", "200"),
        ("poverty_incidence", "5/100"),
    ]
    assert [(one.side, one.role, one.signed_on, one.capacity) for one in found.signatories] == [
        (side, role, date(2015, 11, 28), "full")
        for side in ("superior", "subordinate")
        for role in ("party_head", "government_head")
    ]


@pytest.mark.parametrize(
    ("pledge_id", "roles"),
    [
        ("P52", [("superior", "body"), ("subordinate", "party_head"), ("subordinate", "government_head")]),
        (
            "P520502100201",
            [
                ("superior", "party_head"),
                ("superior", "government_head"),
                ("subordinate", "party_head"),
                ("subordinate", "village_committee"),
            ],
        ),
        ("P-goal", []),
    ],
)
def test_who_must_sign_follows_the_rulebook(frozen, pledge_id, roles):
    assert [(one.side, one.role) for one in read_pledge(frozen(tree()), pledge_id).signatories] == roles


def test_without_clauses_the_rulebooks_hold_in_every_language(frozen):
    found = read_pledge(frozen(tree()), "P520502").clauses
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(set(one.text) == {"en", "zh-hans", "fr"} and one.status for one in found)
    families = [one.family for one in found]
    assert families == sorted(families, key=["measures", "input", "organisation", "assessment"].index)


def test_a_pledge_with_clauses_of_its_own_has_only_those(frozen):
    due = clause(2, "targets", due_on=date(2018, 6, 30), done_on=date(2018, 5, 1), evidence="验收报告")
    path = frozen(tree() | {"clauses": [due, clause(1)]})
    found = read_pledge(path, "P520502")
    assert [(one.number, one.text) for one in found.clauses] == [(1, "第1条"), (2, "第2条")]
    (milestone,) = found.milestones
    assert (milestone.done_on, milestone.evidence) == (date(2018, 5, 1), "验收报告")
    assert [one.status for one in read_pledge(path, "P520521").clauses].count("") == 0


def test_a_family_the_rulebook_does_not_know_is_refused(frozen):
    assert refusal(frozen(tree() | {"clauses": [clause(1, "luck")]}), "P520502") == ["CLAUSE_FAMILY_UNKNOWN"]


def test_a_pledge_that_is_not_there_is_refused(frozen):
    path = frozen(tree())
    assert refusal(path, "P99") == ["NO_SUCH_PLEDGE"]
    assert refusal(path, "") == ["NO_SUCH_PLEDGE"]
    assert refusal(path, "P52", "cn-county-exit-2017") == ["PLEDGE_TEXT_MISSING"]


def test_a_snapshot_without_pledges_is_refused(frozen):
    rows = {name: rows for name, rows in tree().items() if name == "units"}
    assert refusal(frozen(rows), "P52") == ["TABLE_MISSING"]


def test_the_old_edition_and_the_new_one_name_each_other(frozen):
    rows = tree()
    row_of(rows, "pledges", pledge_id="P520502")["superseded_by"] = "P520502-2"
    rows["pledges"].append(pledge("520502", "5205", pledge_id="P520502-2", reason="灾情", signed_on=None))
    path = frozen(rows)
    new, old = read_pledge(path, "P520502-2"), read_pledge(path, "P520502")
    assert (new.replaces, new.reason, new.superseded_by) == (("P520502",), "灾情", None)
    assert old.superseded_by == "P520502-2"
    assert [one.signed_on for one in new.signatories] == [None] * 4


def test_departments_are_signed_for_by_their_heads(frozen):
    rows = tree()
    offices = [("O1", "52", "财政厅"), ("O2", "5205", "财政局")]
    rows["offices"] = [
        {"office_id": name, "unit_id": unit_id(code), "department": "finance", "name": title, "lead_of": None}
        for name, code, title in offices
    ]
    own = {"pledge_id": "D1", "type": "department", "superior_office": "O1", "subordinate_office": "O2"}
    rows["pledges"].append(pledge("5205", "52", **own))
    rows["posts"].append(post("5205", "department_head", "A", office_id="O2", title="局长"))
    found = read_pledge(frozen(rows), "D1")
    assert found.subordinate.office == "财政局"
    assert [(one.side, one.role, one.title) for one in found.signatories] == [
        ("superior", "department_head", None),
        ("subordinate", "department_head", "局长"),
    ]
    assert "heads_answer" not in {one.name for one in found.text.clauses}


def test_a_title_is_the_holders_of_the_day():
    posts = [
        post("52", "party_head", "A", title="书记甲", held_until=date(2016, 1, 1)),
        post("52", "party_head", "B", title="书记乙", held_from=date(2016, 1, 1)),
        post("52", "government_head", "C", title="省长"),
    ]
    assert title_of(posts, "party_head", None, date(2015, 12, 31)) == "书记甲"
    assert title_of(posts, "party_head", None, date(2016, 1, 1)) == "书记乙"
    assert title_of(posts, "party_head", None, None) == "书记乙"
    assert title_of(posts, "party_head", None, date(2012, 1, 1)) is None
    assert title_of(posts, "body", None, None) is None


def test_roles_come_from_the_side_and_the_tier():
    village = Party("520502100201", "一村", "village")
    assert required_roles("vertical", "subordinate", village, terms()) == ("party_head", "village_committee")
    assert required_roles("department", "subordinate", village, terms()) == ("party_head", "village_committee")
    assert set(required_roles("partner", "superior", village, terms())) <= set(ROLES)


def test_a_baseline_may_lack_its_denominator():
    row = commitment("P", "poor_lifted", 2016, 5, baseline_numerator=9)
    assert promise_of(row).baseline == Figure(9, 1)
    assert promise_of(row | {"baseline_numerator": None}).baseline is None
