"""The whole check: against the plain-Python reference on random trees, on the real tree, from a snapshot."""

import json
from functools import cache
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from pledgetree.base.errors import UserError
from pledgetree.base.units import TIERS
from pledgetree.nation.divisions import load_divisions
from pledgetree.pledges.checking import cascade
from pledgetree.pledges.terms import CODES
from pledgetree.snapshot.writing import SnapshotWriter
from tests.reference.cascade import reference_cascade
from tests.unit.pledges.programmes import (
    CENTRE,
    checked,
    found,
    head_roles,
    pledge,
    post,
    promise,
    row_of,
    signature,
    tables,
    terms,
    tree,
    without,
)
from tests.unit.pledges.random_trees import programmes


def plain(findings):
    return [
        (one.code, one.severity, one.pledge_id, one.unit, one.indicator, one.year, one.expected, one.found)
        for one in findings
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programmes())
def test_arrays_and_plain_loops_find_the_same(rows):
    assert plain(checked(rows).findings) == reference_cascade(rows, terms(), 2016)


def test_the_random_trees_hold_faults_of_every_code():
    seen = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(programmes())
    def collect(rows):
        seen.update(one[0] for one in reference_cascade(rows, terms(), 2016))

    collect()
    assert seen == set(CODES)


# --- the real tree -------------------------------------------------------------------------------------------------

# To the county everywhere; to the village in Hainan and in one county of Chongqing and of Guizhou.
DEEP = ("46", "500240", "520502")


@cache
def real_codes():
    """Ids, parents, tiers, names and flags of the real units of the test."""
    real = load_divisions()
    deep = np.array([code.startswith(DEEP) for code in real.ids.tolist()])
    rows = np.flatnonzero((real.tier <= TIERS.index("county")) | deep)
    return [
        {
            "unit_id": str(real.ids[row]),
            "parent_id": None if real.parent[row] < 0 else str(real.ids[real.parent[row]]),
            "tier": TIERS[real.tier[row]],
            "name": real.names[row].as_py(),
            "region": None,
            "signs": bool(real.signs[row]),
            "in_programme": bool(real.in_programme[row]),
            "valid_from": None,
            "valid_to": None,
        }
        for row in rows
    ]


def real_tree():
    """Every unit that owes a pledge has signed with the next unit above that has leaders."""
    units = {row["unit_id"]: dict(row) for row in real_codes()}
    rows = tree(("",)) | {"units": list(units.values())}
    for row in units.values():
        if row["parent_id"] is None or not (row["signs"] and row["in_programme"]):
            continue
        above = units[row["parent_id"]]
        while not above["signs"]:
            above = units[above["parent_id"]]
        rows["pledges"].append(
            pledge("", "")
            | {
                "pledge_id": f"P{row['unit_id']}",
                "superior_unit": above["unit_id"],
                "subordinate_unit": row["unit_id"],
                "derives_from": "P-goal" if above["unit_id"] == CENTRE else f"P{above['unit_id']}",
            }
        )
        sign(rows, row, above)
    return rows


def sign(rows, row, above):
    code, upper, name = row["unit_id"], above["unit_id"], f"P{row['unit_id']}"
    for role in real_roles(row):
        rows["posts"].append(post("", role, f"{role}{code}") | {"unit_id": code})
        rows["signatures"].append(signature(name, "subordinate", role, f"{role}{code}"))
    if upper == CENTRE:
        rows["signatures"].append(signature(name, "superior", "body", None))
    else:
        rows["signatures"] += [signature(name, "superior", role, f"{role}{upper}") for role in real_roles(above)]


def real_roles(row):
    return head_roles("1" * 12 if row["tier"] == "village" else "1")


def test_on_the_real_tree_nothing_is_invented():
    rows = real_tree()
    provinces = [row for row in rows["units"] if row["tier"] == "province"]
    assert (len(provinces), sum(row["in_programme"] for row in provinces)) == (31, 22)
    # Places in the code without leaders: 市辖区 and 县 in Chongqing, 省直辖县级行政区划 in Hainan.
    silent = {row["unit_id"]: row["name"] for row in rows["units"] if not row["signs"]}
    assert {"500100000000", "500200000000", "469000000000"} <= set(silent)
    assert found(rows) == []


@pytest.mark.parametrize(
    ("lacking", "above"),
    [("500240000000", "500000000000"), ("469001000000", "460000000000"), ("520000000000", None)],
)
def test_on_the_real_tree_a_missing_pledge_is_told_on_the_unit_with_leaders_above(lacking, above):
    rows = real_tree()
    name = f"P{lacking}"
    rows = without(without(rows, "pledges", pledge_id=name), "signatures", pledge_id=name)
    uncovered = [one[1:3] for one in found(rows) if one[0] == "UNCOVERED"]
    assert uncovered == [("P-goal" if above is None else f"P{above}", lacking)]


def test_a_placeholder_of_hainan_is_skipped_by_nobody():
    rows = real_tree()
    county = row_of(rows, "pledges", pledge_id="P469001000000")
    assert county["superior_unit"] == "460000000000"
    county |= {"superior_unit": CENTRE, "derives_from": "P-goal"}
    assert [one[:3] for one in found(rows) if one[0] == "SKIPPED_LEVEL"] == [
        ("SKIPPED_LEVEL", "P469001000000", "469001000000")
    ]


# --- from a snapshot -----------------------------------------------------------------------------------------------


def written(folder, rows, *, rulebook=None, leave_out=()):
    folder.mkdir()
    writer = SnapshotWriter(
        folder, year=2016, frozen_at="2017-01-01T00:00:00+00:00", made_up=True, rulebook=rulebook, name="small"
    )
    for name, table in tables(rows).items():
        if name not in leave_out:
            writer.add(name, table)
    writer.finish()
    return folder


def short_tree():
    rows = promise(promise(tree(), "poor_lifted", 2016, 100), "villages_exited", 2016, 1)
    for indicator in ("poor_lifted", "villages_exited"):
        row_of(rows, "commitments", pledge_id="P520502100201", indicator=indicator)["target_numerator"] = 0
    return without(rows, "signatures", pledge_id="P52", role="body")


def schema():
    return json.loads(files("pledgetree.pledges").joinpath("schema", "cascade.schema.json").read_text("utf-8"))


def test_a_snapshot_is_checked_with_the_default_rulebook(tmp_path):
    outcome = cascade(written(tmp_path / "s", short_tree()), year=2016)
    assert (outcome.units, outcome.pledges) == (10, 10)
    assert [one.code for one in outcome.findings] == ["MISSING_SIGNATURE", "SHORTFALL", "SHORTFALL"]
    assert [one.severity for one in outcome.faults] == ["fault"] * 3
    jsonschema.validate(outcome.record(), schema())


def test_superseded_pledges_are_not_counted(tmp_path):
    rows = tree()
    old = row_of(rows, "pledges", pledge_id="P520521100201")
    rows["pledges"].append(dict(old, pledge_id="Q"))
    rows["signatures"] += [
        dict(row, pledge_id="Q") for row in rows["signatures"] if row["pledge_id"] == old["pledge_id"]
    ]
    old["superseded_by"] = "Q"
    assert cascade(written(tmp_path / "s", rows), year=2016).pledges == 10


def test_the_snapshots_rulebook_goes_before_the_default_and_the_named_one_before_both(tmp_path):
    folder = written(tmp_path / "s", short_tree(), rulebook="cn-county-exit-2017")
    with pytest.raises(UserError, match="UNKNOWN_PARAMETER"):
        cascade(folder, year=2016)
    assert len(cascade(folder, year=2016, rulebook="cn-central-2016").findings) == 3


def test_one_indicator_alone(tmp_path):
    folder = written(tmp_path / "s", short_tree())
    assert [one.indicator for one in cascade(folder, year=2016, indicator="villages_exited").findings] == [
        "villages_exited"
    ]
    with pytest.raises(UserError, match="UNKNOWN_INDICATOR"):
        cascade(folder, year=2016, indicator="happiness")


def test_tables_it_cannot_do_without(tmp_path):
    folder = written(tmp_path / "s", tree(), leave_out=("posts", "commitments", "statistics"))
    with pytest.raises(UserError) as refused:
        cascade(folder, year=2016)
    assert [one.code for one in refused.value.faults] == ["TABLE_MISSING"] * 2


def test_the_schema_knows_every_code():
    assert schema()["$defs"]["fault"]["properties"]["code"]["enum"] == list(CODES)
