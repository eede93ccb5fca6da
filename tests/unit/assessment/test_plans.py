"""Plans in force and their faults, on tables as the snapshot declares them."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from pledgetree.assessment.plans import PlanTables, plan_targets
from pledgetree.base.errors import UserError
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from tests.unit.assessment.builders import (
    CENTRE,
    PLAINLAND,
    WESTLAND,
    indicator,
    parameter,
    place,
    rulebook,
    tree,
)

YEAR = 2016
INDICATORS = ("lifted", "remaining", "growth")
LAW = rulebook(
    parameters={"plans/late_after": parameter("plans/late_after", "10-31")},
    indicators={
        "lifted": indicator("lifted", kind="additive", target="plan"),
        "remaining": indicator("remaining", kind="additive", direction="less"),
        "growth": indicator("growth", target="plan"),
    },
)
MARCH, JUNE, NOVEMBER, NEXT = (date(2016, 3, 1), date(2016, 6, 1), date(2016, 11, 15), date(2017, 1, 10))


def table(name, *rows):
    schema = arrow_schema(declared_tables()[name])
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema=schema)


def plan(
    plan_id, target=1000, *, unit=PLAINLAND, year=YEAR, on="lifted", approved=MARCH, amends=None, per=1, sent=None
):
    return {
        "plan_id": plan_id, "unit_id": unit, "year": year, "indicator": on, "target_numerator": target,
        "target_denominator": per, "approved_on": approved, "amended_from": amends, "submitted_on": sent,
    }  # fmt: skip


def pledge(pledge_id, *, unit=PLAINLAND, kind="vertical", signed=date(2015, 11, 28), superseded=None):
    return {
        "pledge_id": pledge_id, "type": kind, "superior_unit": CENTRE, "subordinate_unit": unit,
        "signed_on": signed, "superseded_by": superseded,
    }  # fmt: skip


def commitment(pledge_id, target=1000, *, on="lifted", year=YEAR, basis="annual", per=1):
    return {
        "pledge_id": pledge_id, "indicator": on, "year": year, "kind": "additive", "basis": basis,
        "target_numerator": target, "target_denominator": per,
    }  # fmt: skip


def read(plans=(), pledges=(), commitments=(), law=LAW):
    tables = PlanTables(table("plans", *plans), table("commitments", *commitments), table("pledges", *pledges))
    targets, faults = plan_targets(tables, tree(), INDICATORS, law, YEAR)
    rows = [
        (int(unit), INDICATORS[int(on)], plan_id, (int(above), int(below)), state)
        for unit, on, plan_id, above, below, state in zip(
            targets.unit,
            targets.indicator,
            targets.plan_id,
            targets.plan_numerator,
            targets.plan_denominator,
            targets.plan_state,
            strict=True,
        )
    ]
    return targets, rows, [(one.unit, one.code, one.indicator, one.plan_id, one.detail) for one in faults]


HERE = place(PLAINLAND)


def test_no_plan_and_no_pledge_is_nothing():
    targets, rows, faults = read()
    assert (rows, faults) == ([], [])
    assert targets.unit.dtype == np.int64


def test_an_approved_plan_is_in_force():
    _, rows, faults = read([plan("P1")])
    assert rows == [(HERE, "lifted", "P1", (1000, 1), "approved")]
    assert faults == []


@pytest.mark.parametrize(
    ("editions", "in_force"),
    [
        ([plan("P1", 1000), plan("P2", 1100, approved=JUNE, amends="P1")], ("P2", 1100, "approved")),
        ([plan("P2", 1100, approved=JUNE, amends="P1"), plan("P1", 1000)], ("P2", 1100, "approved")),
        ([plan("P1", 1000), plan("P2", 1100, approved=None, amends="P1")], ("P1", 1000, "approved")),
        ([plan("P1", 1000), plan("P2", 1100, approved=NEXT, amends="P1")], ("P1", 1000, "approved")),
        ([plan("P9", 1000), plan("P1", 1100, amends="P9"), plan("P5", 1200, amends="P1")], ("P5", 1200, "approved")),
        ([plan("P1", approved=date(2016, 12, 31))], ("P1", 1000, "approved")),
        ([plan("P1", approved=None, sent=MARCH), plan("P0", 900, approved=None, sent=JUNE)], ("P0", 900, "unapproved")),
        ([plan("P1", approved=NEXT)], ("P1", 1000, "unapproved")),
    ],
)
def test_the_edition_approved_latest_in_the_year_is_in_force(editions, in_force):
    _, rows, _ = read(editions)
    assert [(plan_id, target[0], state) for _, _, plan_id, target, state in rows] == [in_force]


def test_other_years_units_and_indicators_are_left_out():
    _, rows, _ = read([plan("P1", year=2015), plan("P2", unit="990000000000"), plan("P3", on="other")])
    assert rows == []


def test_each_indicator_of_a_plan_has_its_row():
    _, rows, _ = read([plan("P1", on="growth", target=1, per=10), plan("P1")])
    assert [(on, target) for _, on, _, target, _ in rows] == [("lifted", (1000, 1)), ("growth", (1, 10))]


# --- faults --------------------------------------------------------------------------------------------------------


def test_a_plan_without_approval():
    _, _, faults = read([plan("P1", approved=None)])
    assert faults == [(HERE, "PLAN_UNAPPROVED", "lifted", "P1", "plan 1000/1")]


def test_a_pledge_without_a_plan():
    targets, rows, faults = read((), [pledge("G1")], [commitment("G1")])
    assert rows == [(HERE, "lifted", None, (0, 0), "none")]
    assert targets.pledge_id == ["G1"]
    assert (targets.pledge_numerator.tolist(), targets.pledge_denominator.tolist()) == ([1000], [1])
    assert faults == [(HERE, "PLAN_UNAPPROVED", "lifted", "", "plan none")]


def test_a_pledge_on_an_indicator_without_plans_needs_none():
    _, rows, faults = read((), [pledge("G1")], [commitment("G1", on="remaining")])
    assert [row[4] for row in rows] == ["none"]
    assert faults == []


@pytest.mark.parametrize(
    ("on", "planned", "pledged", "below"),
    [
        ("lifted", (999, 1), (1000, 1), True),
        ("lifted", (1000, 1), (1000, 1), False),
        ("lifted", (1001, 1), (1000, 1), False),
        ("remaining", (1001, 1), (1000, 1), True),
        ("remaining", (1000, 1), (1000, 1), False),
        ("growth", (9, 100), (1, 10), True),
        ("growth", (10, 100), (1, 10), False),
        ("growth", (2**62, 2**62 - 1), (2**62 + 1, 2**62), False),
    ],
)
def test_a_plan_is_held_against_its_pledge_by_direction(on, planned, pledged, below):
    plans = [plan("P1", planned[0], per=planned[1], on=on)]
    _, _, faults = read(plans, [pledge("G1")], [commitment("G1", pledged[0], per=pledged[1], on=on)])
    detail = f"plan {planned[0]}/{planned[1]}, pledge {pledged[0]}/{pledged[1]}"
    assert faults == ([(HERE, "PLAN_BELOW_PLEDGE", on, "P1", detail)] if below else [])


@pytest.mark.parametrize(
    ("pledges", "pledged"),
    [
        ([pledge("G1", superseded="G2"), pledge("G2", signed=JUNE)], 2000),
        ([pledge("G1", superseded="G2"), pledge("G2", signed=NEXT)], 1000),
        ([pledge("G1", superseded="elsewhere")], None),
        ([pledge("G1", kind="partner")], None),
        ([pledge("G1", unit=WESTLAND)], None),
        ([pledge("G1"), pledge("G2", signed=JUNE)], 2000),
    ],
)
def test_the_pledge_that_holds_at_the_end_of_the_year_counts(pledges, pledged):
    targets, rows, _ = read([plan("P1")], pledges, [commitment("G1"), commitment("G2", 2000)])
    here = [row for row, one in enumerate(rows) if one[0] == HERE]
    assert [targets.pledge_id[row] is not None and int(targets.pledge_numerator[row]) for row in here] == [pledged or 0]


@pytest.mark.parametrize("other", [commitment("G1", 9999, year=2017), commitment("G1", 9999, basis="cumulative")])
def test_only_annual_commitments_of_the_year_are_compared(other):
    _, _, faults = read([plan("P1")], [pledge("G1")], [other])
    assert faults == []


@pytest.mark.parametrize(
    ("editions", "late"),
    [
        ([plan("P1"), plan("P2", 900, approved=NOVEMBER, amends="P1")], ["P2"]),
        ([plan("P1"), plan("P2", 900, approved=NOVEMBER)], ["P2"]),
        ([plan("P1"), plan("P2", 1000, approved=NOVEMBER, amends="P1")], []),
        ([plan("P1"), plan("P2", 900, approved=date(2016, 10, 31), amends="P1")], []),
        ([plan("P1"), plan("P2", 900, approved=date(2016, 11, 1), amends="P1")], ["P2"]),
        ([plan("P1"), plan("P2", 900, approved=NEXT, amends="P1")], ["P2"]),
        ([plan("P1", 900, approved=NOVEMBER)], []),
        ([plan("P1", on="remaining"), plan("P2", 900, on="remaining", approved=NOVEMBER, amends="P1")], []),
        ([plan("P1", on="remaining"), plan("P2", 1100, on="remaining", approved=NOVEMBER, amends="P1")], ["P2"]),
        ([plan("P1"), plan("P2", 900, approved=NOVEMBER, amends="unknown")], ["P2"]),
        ([plan("P1"), plan("P9", on="growth"), plan("P2", 900, approved=NOVEMBER, amends="P9")], ["P2"]),
        ([plan("P2", 900, approved=NOVEMBER, amends="unknown")], []),
    ],
)
def test_a_plan_lowered_late_in_the_year(editions, late):
    _, _, faults = read(editions)
    assert [plan_id for _, code, _, plan_id, _ in faults if code == "PLAN_CHANGED_LATE"] == late


def test_a_late_change_shows_both_targets():
    _, _, faults = read([plan("P1"), plan("P2", 900, approved=NOVEMBER, amends="P1")])
    assert faults == [(HERE, "PLAN_CHANGED_LATE", "lifted", "P2", "plan 900/1, before 1000/1")]


def test_a_rulebook_without_a_late_day_knows_no_late_change():
    editions = [plan("P1"), plan("P2", 900, approved=NOVEMBER, amends="P1")]
    assert read(editions, law=rulebook(indicators=LAW.indicators))[2] == []


def test_a_late_day_that_is_no_day_is_the_rulebooks_fault():
    broken = rulebook(
        parameters={"plans/late_after": parameter("plans/late_after", "13-99")}, indicators=LAW.indicators
    )
    with pytest.raises(UserError, match="plans/late_after"):
        read([plan("P1")], law=broken)


def test_money_keeps_every_fen_through_the_joins():
    fen = 2**53 + 1
    targets, _, _ = read([plan("P1", fen)], [pledge("G1", unit=WESTLAND)], [commitment("G1", fen)])
    assert targets.plan_numerator.tolist() == [fen, 0]
    assert targets.pledge_numerator.tolist() == [0, fen]
