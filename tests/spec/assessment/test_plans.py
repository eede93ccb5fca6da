"""Chapter: the plan in force, and its faults, under the central rules of 2016."""

from datetime import date

import pyarrow as pa

from pledgetree.assessment.plans import PlanTables, plan_targets
from pledgetree.law.loading import load_rulebook
from pledgetree.snapshot.declaration import arrow_schema, declared_tables
from tests.spec.drawn import rows, spec
from tests.unit.assessment.builders import PLAINLAND, tree

CENTRAL = load_rulebook("cn-central-2016")


def table(name, records):
    schema = arrow_schema(declared_tables()[name])
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | one for one in records], schema=schema)


def editions(drawing):
    """Plan editions drawn as ``id target approved amends``; a dash is empty."""
    return [
        {
            "plan_id": one["id"],
            "unit_id": PLAINLAND,
            "year": 2016,
            "indicator": "poor_lifted",
            "target_numerator": int(one["target"]),
            "target_denominator": 1,
            "approved_on": None if one["approved"] == "-" else date.fromisoformat(one["approved"]),
            "amended_from": None if one["amends"] == "-" else one["amends"],
        }
        for one in rows(drawing)
    ]


def read(plans, pledged=None):
    pledge = {"pledge_id": "G1", "type": "vertical", "subordinate_unit": PLAINLAND, "signed_on": date(2015, 11, 28)}
    promise = {
        "pledge_id": "G1", "indicator": "poor_lifted", "year": 2016, "kind": "additive", "basis": "annual",
        "target_numerator": pledged, "target_denominator": 1,
    }  # fmt: skip
    promised = pledged is not None
    tables = PlanTables(
        table("plans", plans), table("commitments", [promise] * promised), table("pledges", [pledge] * promised)
    )
    targets, faults = plan_targets(tables, tree(), tuple(CENTRAL.indicators), CENTRAL, 2016)
    return targets, [one.code for one in faults]


def test_the_edition_approved_latest_within_the_year_is_in_force():
    targets, _ = read(
        editions("""
        id | target | approved   | amends
        ---+--------+------------+-------
        P1 | 1000   | 2016-02-01 | -
        P2 | 1100   | 2016-06-01 | P1
        P3 | 1200   | 2017-01-05 | P2
        P4 | 1300   | -          | P2
        """)
    )
    assert (targets.plan_id, targets.plan_numerator.tolist(), targets.plan_state) == (["P2"], [1100], ["approved"])


@spec("""
    approved   | planned | pledged | fault
    -----------+---------+---------+------------------
    2016-02-01 | 1000    | 1000    |
    2016-02-01 | 999     | 1000    | PLAN_BELOW_PLEDGE
    2016-12-31 | 1000    | 1000    |
    2017-01-01 | 1000    | 1000    | PLAN_UNAPPROVED
    -          | 1000    | 1000    | PLAN_UNAPPROVED
""")
def test_a_plan_beside_its_pledge(row):
    plan = editions(f"id | target | approved | amends\n---\nP1 | {row['planned']} | {row['approved']} | -")
    assert " ".join(read(plan, int(row["pledged"]))[1]) == row["fault"]


def test_a_pledge_without_any_plan():
    targets, faults = read([], 1000)
    assert (targets.plan_state, faults) == (["none"], ["PLAN_UNAPPROVED"])


@spec("""
    amended on | from | to   | fault
    -----------+------+------+------------------
    2016-10-31 | 1000 | 900  |
    2016-11-01 | 1000 | 900  | PLAN_CHANGED_LATE
    2016-11-01 | 1000 | 1000 |
    2016-11-01 | 1000 | 1100 |
""")
def test_a_plan_lowered_late(row):
    """After the last day of October a plan may rise and not fall."""
    plans = editions(f"""
        id | target        | approved            | amends
        ---+---------------+---------------------+-------
        P1 | {row["from"]} | 2016-02-01          | -
        P2 | {row["to"]}   | {row["amended on"]} | P1
    """)
    assert " ".join(read(plans)[1]) == row["fault"]
