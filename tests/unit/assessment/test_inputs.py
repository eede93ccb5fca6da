"""Small tables: codes resolved, absent tables empty, unknown indicators refused, only final findings."""

from datetime import date

import pytest

from pledgetree.assessment.figures import Finding
from pledgetree.assessment.inputs import (
    findings_of,
    ground_of,
    indicators_meant,
    plan_tables,
    read_or_empty,
    require_known_indicators,
)
from pledgetree.base.errors import UserError
from pledgetree.snapshot.opening import open_snapshot
from tests.reference.tables import ALPHA, GAMMA, OLD_GAMMA, YEAR, commitment, finding, plan, pledge, write_snapshot


def ground(tmp_path, **tables):
    return ground_of(write_snapshot(tmp_path / "s", tables))


def test_absent_tables_are_empty(tmp_path):
    found = plan_tables(ground(tmp_path))
    assert (found.plans.num_rows, found.commitments.num_rows, found.pledges.num_rows) == (0, 0, 0)
    assert read_or_empty(open_snapshot(tmp_path / "s"), "measures").column_names[0] == "measure_id"


def test_old_codes_become_the_units_of_the_year(tmp_path):
    here = ground(tmp_path, plans=[plan(1, OLD_GAMMA, "poor_lifted", 5)], pledges=[pledge("G", OLD_GAMMA)])
    found = plan_tables(here)
    assert found.plans["unit_id"].to_pylist() == [GAMMA]
    assert found.pledges["subordinate_unit"].to_pylist() == [GAMMA]


def test_every_unknown_unit_is_named(tmp_path):
    here = ground(tmp_path, plans=[plan(1, "999999999999", "poor_lifted", 5)], pledges=[pledge("G", "888888888888")])
    with pytest.raises(UserError) as caught:
        plan_tables(here)
    assert [one.where for one in caught.value.faults] == ["plans", "pledges"]


def check(snapshot, known):
    here = ground_of(snapshot)
    require_known_indicators(here, plan_tables(here), known)


def test_a_narrower_rulebook_leaves_aside_what_the_snapshots_own_one_names(tmp_path):
    tables = {"plans": [plan(1, ALPHA, "poor_lifted", 5)]}
    snapshot = write_snapshot(tmp_path / "s", tables, rulebook="cn-central-2016")
    check(snapshot, ["recognition"])
    assert "poor_lifted" in indicators_meant(snapshot)
    assert indicators_meant(write_snapshot(tmp_path / "t", tables, rulebook="unknown-2016")) == frozenset()


def test_unknown_indicators_are_refused(tmp_path):
    tables = {
        "plans": [plan(1, ALPHA, "poor_lifted", 5), plan(2, ALPHA, "happiness", 5)],
        "pledges": [pledge("G", ALPHA)],
        "commitments": [commitment("G", "joy", YEAR, 3)],
    }
    with pytest.raises(UserError) as caught:
        check(write_snapshot(tmp_path / "s", tables), ["poor_lifted"])
    assert [(one.code, one.where, dict(one.params)["value"]) for one in caught.value.faults] == [
        ("RULE_INDICATOR", "plans", "happiness"),
        ("RULE_INDICATOR", "commitments", "joy"),
    ]


def test_milestones_may_name_what_no_rulebook_does(tmp_path):
    """A family of clauses is no indicator, and what is wrong with a milestone the cascade check says."""
    rows = [commitment("G", name, YEAR, 1) | {"kind": "milestone"} for name in ("organisation", "roads")]
    check(write_snapshot(tmp_path / "s", {"pledges": [pledge("G", ALPHA)], "commitments": rows}), ["poor_lifted"])


def test_only_final_findings_count(tmp_path):
    rows = [
        finding(1, ALPHA, "exit_fraud", persons=3),
        finding(2, ALPHA, "exit_fraud", confirmed_on=None),
        finding(3, OLD_GAMMA, "violations_found", found_on=date(2016, 2, 1)),
    ]
    here = ground(tmp_path, findings=rows)
    alpha, gamma = here.tree.index([ALPHA, GAMMA]).tolist()
    assert findings_of(here) == (
        Finding(alpha, "exit_fraud", "FI001", 3), Finding(gamma, "violations_found", "FI003", 0),
    )  # fmt: skip


def test_a_finding_about_an_unknown_unit_is_refused(tmp_path):
    here = ground(tmp_path, findings=[finding(1, "999999999999", "exit_fraud")])
    with pytest.raises(UserError) as caught:
        findings_of(here)
    assert caught.value.faults[0].code == "UNKNOWN_UNIT"
