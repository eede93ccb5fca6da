"""What the screens count, on a register small enough to count by hand."""

from __future__ import annotations

from pledgetree.integrity.areas import areas_of
from pledgetree.integrity.counting import exits_of, heaps_of
from pledgetree.snapshot.opening import open_snapshot
from tests.unit.snapshot.folders import HOUSEHOLDS, frozen

MORE = """\
520502000000003,520502100201,2014-05-01,exited,2016-12-22,2016-12-30,,general,land,290050,true,true,true,true,false,true
520502000000004,520502100201,2014-05-01,exited,2016-12-21,2016-12-30,,general,land,0,true,true,true,true,true,true
520502000000005,520502100201,2014-05-01,exited,2015-12-31,2015-12-31,,general,land,300000,true,true,true,true,true,true
520502000000006,520502100201,2014-05-01,removed,,,,general,land,300000,true,true,true,true,true,true
"""


def opened(tmp_path):
    snapshot = open_snapshot(frozen(tmp_path, households=HOUSEHOLDS + MORE))
    return snapshot, areas_of(snapshot)


def test_exits_of_the_year_by_income_lateness_and_guarantees(tmp_path):
    snapshot, areas = opened(tmp_path)
    found = exits_of(snapshot, areas)
    rows = zip(found.income.tolist(), found.late.tolist(), found.unmet.tolist(), found.households.tolist(), strict=True)
    # Late: in the last ten days of the year, from 22 December on.
    assert sorted(rows) == [(0, False, False, 1), (290_050, True, True, 1), (400_000, False, False, 1)]
    assert {areas.ids[row] for row in found.county.tolist()} == {"520502000000"}


def test_round_incomes_of_those_registered(tmp_path):
    snapshot, areas = opened(tmp_path)
    found = heaps_of(snapshot, areas)
    county = areas.ids.index("520502000000")
    # 400000, 200000, 290050, 300000: an income of 0 is not rounded, the removed household is gone.
    assert (found.cases[county], found.total[county]) == (3, 4)
    assert found.total.sum() == 4
