"""Faults of the pledge tree in a result: counted where they stand and above, nothing where there are no pledges."""

import numpy as np
import pytest

from pledgetree.assessment.assembling import Assembler
from pledgetree.assessment.governing import load_law
from pledgetree.assessment.inputs import ground_of
from pledgetree.assessment.pledge_faults import fault_counts, pledge_faults_table
from pledgetree.snapshot.opening import open_snapshot
from pledgetree.snapshot.writing import SnapshotWriter
from tests.unit.pledges.programmes import promise, row_of, tables, tree, unit_id


def ground(folder, rows, *, left_out=()):
    writer = SnapshotWriter(folder, year=2016, frozen_at="2017-01-01T00:00:00Z", made_up=True, rulebook=None, name="s")
    for name, table in tables(rows).items():
        if name not in left_out:
            writer.add(name, table)
    writer.finish()
    return ground_of(open_snapshot(folder))


def counted(folder, rows, rulebook="cn-central-2016", **changes):
    here = ground(folder, rows, **changes)
    found = pledge_faults_table(Assembler.of(here.tree), fault_counts(here, load_law(rulebook, 2016)))
    return {(row["unit_id"], row["code"]): (row["severity"], row["own"], row["below"]) for row in found.to_pylist()}


def spoilt():
    rows = promise(tree(), "poor_lifted", 2016, 100)
    row_of(rows, "commitments", pledge_id="P520502100201")["target_numerator"] = 99
    row_of(rows, "pledges", pledge_id="P520502100202")["derives_from"] = "nothing"
    return rows


def test_faults_stand_at_their_unit_and_are_counted_above(tmp_path):
    town = unit_id("520502100")
    assert counted(tmp_path, spoilt()) == {
        (town, "SHORTFALL"): ("fault", 1, 0),
        **{(unit_id(code), "SHORTFALL"): ("fault", 0, 1) for code in ("", "52", "5205", "520502")},
        (unit_id("520502100202"), "ORPHAN"): ("fault", 1, 0),
        **{(unit_id(code), "ORPHAN"): ("fault", 0, 1) for code in ("", "52", "5205", "520502", "520502100")},
    }


def test_a_sound_tree_has_no_rows(tmp_path):
    assert counted(tmp_path, promise(tree(), "poor_lifted", 2016, 100)) == {}


@pytest.mark.parametrize("table", ["pledges", "posts"])
def test_without_its_tables_nothing_is_said(tmp_path, table):
    assert counted(tmp_path, spoilt(), left_out=(table,)) == {}


def test_a_rulebook_without_rules_for_pledges_judges_none(tmp_path):
    assert counted(tmp_path, spoilt(), rulebook="cn-funds-2017") == {} if _has("cn-funds-2017") else True


def _has(rulebook):
    try:
        load_law(rulebook, 2016)
    except Exception:  # noqa: BLE001 - no edition for the year is no matter here
        return False
    return True


def test_no_counts_make_an_empty_table(tmp_path):
    here = ground(tmp_path, tree())
    assert pledge_faults_table(Assembler.of(here.tree), {}).num_rows == 0
    assert np.array_equal(here.tree.tier[:1], [0])
